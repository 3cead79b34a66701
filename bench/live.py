"""How soon what staff save is in use, over the shipped content.

    .venv/bin/python bench/live.py

Saves a new question and imports a new everyday name of a service while the bot runs, and tells after how many seconds
each is answered, and after how many the content is learnt anew. Nothing of the repository or the store is changed.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.delivery.content import Content
from bot.domain.talk import Incoming, Kind, Memory
from bot.settings import ROOT, from_env
from bot.store.engine import open_engine, upgrade
from bot.store.importing import import_files, load_package

QUESTION = "how many riel shall the zorgle be"
NAME = "zirkonium paper"
LONGEST = 300.0  # seconds until this gives up


def until(true: Callable[[], bool]) -> float:
    """Seconds until something is true."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > LONGEST:
            raise SystemExit("It never happened.")
        time.sleep(0.05)
    return time.monotonic() - began


def intent_of(content: Content, text: str) -> tuple[str, str]:
    """The intent that answers a text, and the service found in it."""
    now = datetime.now(UTC)
    turn = content.respond(Incoming("bench", Kind.TEXT, now, text), Memory(greeted=True), now)
    return turn.intent, turn.names.get("service", "")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = opened(Path(folder))
        content.start()
        path = Path(folder) / "intents" / "services" / "what-is-owso.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("  en: |\n    ", f"  en: |\n    {QUESTION}\n    ", 1), encoding="utf-8")
        answered = until(lambda: intent_of(content, QUESTION)[0] == "what-is-owso")
        print(f"a new question is answered after      {answered:6.1f} s")
        learnt = until(lambda: content.conversation.reader.learnt)
        print(f"and learnt, with all the others, after {answered + learnt:5.1f} s")
        names = Path(folder) / "service_alias.csv"
        names.write_text(f"alias_id,service_id,alias,language\npassport-regular/900,passport-regular,{NAME},en\n")
        import_files(content.engine, names, ROOT / "facts")
        found = until(lambda: intent_of(content, f"how much is a {NAME}") == ("service-fee", "passport-regular"))
        print(f"a new name of a service is found after {found:5.1f} s")
        content.stop()
        content.engine.dispose()


def opened(folder: Path) -> Content:
    """The shipped content in a folder of its own."""
    shutil.copytree(ROOT / "intents", folder / "intents")
    url = f"sqlite:///{folder / 'bot.db'}"
    upgrade(url)
    engine = open_engine(url)
    load_package(engine, ROOT / "facts")
    settings = from_env(
        {"BOT_DATABASE_URL": url, "BOT_INTENTS_DIR": f"{folder}/intents", "BOT_INSTANCE_DIR": f"{folder}/instance"}
    )
    return Content(settings, engine)


if __name__ == "__main__":
    main()
