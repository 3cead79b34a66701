"""What is learnt from the shipped content, learnt once for all tests: it takes half a minute."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path

from bot.delivery.trained import path_of, trained_reader
from bot.store.engine import open_engine, upgrade
from bot.store.facts import SqlFacts
from bot.store.importing import load_package
from bot.understanding.loader import load_folder
from bot.understanding.reader import Reader

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".pytest_cache" / "learnt"
PATH_OF = path_of  # as it is outside of tests: there content is learnt once for each instance folder


def shipped_reader() -> Reader:
    """A reader of the shipped content, made-up rows included."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes of one run: the others wait for the first
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bot.db"
            upgrade(url)
            engine = open_engine(url)
            load_package(engine, ROOT / "facts")
            facts = SqlFacts(engine, demonstration=True)
            catalogue = load_folder(ROOT / "intents")
            reader = trained_reader(KEPT, catalogue, list(facts.names()), dict(facts.places()))
            engine.dispose()
    return reader


def lend(folder: Path) -> None:
    """Give an instance folder what was learnt, so that a bot on the shipped content starts at once."""
    shipped_reader()
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*KEPT.glob("understanding-*"), *KEPT.glob("things-*")):
        shutil.copy2(path, folder / path.name)
