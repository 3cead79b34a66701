"""How long `bot check` takes for 300 files of 40 questions: the first time, every other time, with a question more.

    python bench/check.py [--files 300] [--questions 40] [--steps]

The files are made up: every question has three of eight made-up words of its file and three that all files share.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.checks import intent_faults
from bot.conversation.likeness import likeness_faults
from bot.conversation.spine import Conversation
from bot.conversation.trials import question_faults, questions, self_test_faults
from bot.delivery.trained import trained_reader
from bot.settings import ROOT
from bot.store.engine import open_engine
from bot.store.facts import SqlFacts
from bot.understanding.loader import load_folder

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CONSONANTS = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ"


def word(rng: random.Random, language: str) -> str:
    if language == "km":
        return "".join(rng.choice(CONSONANTS) + rng.choice("ាិីឹុូេ") for _ in range(rng.randint(2, 4)))
    return "".join(rng.choice("abcdefghiklmnoprstuvw") for _ in range(rng.randint(3, 8)))


def one_file(rng: random.Random, name: str, count: int, common: dict[str, list[str]]) -> str:
    own = {code: [word(rng, code) for _ in range(8)] for code in common}

    def question(code: str) -> str:
        chosen = [*rng.sample(own[code], 3), *rng.sample(common[code], 3)]
        rng.shuffle(chosen)
        return ("" if code == "km" else " ").join(chosen)

    lines = {code: "".join(f"    {question(code)}\n" for _ in range(count // 2)) for code in common}
    return (
        f"intent: {name}\nkind: talk\ntopic: talk\nreviewed: 2026-11-01\ntitle:\n  km: ចំណងជើង\n  en: Title\n"
        f"ask:\n  km: |\n{lines['km']}  en: |\n{lines['en']}answer:\n  km: |\n    ចម្លើយ\n  en: |\n    Answer\n"
        f"tests:\n  - says: {question('km')}\n  - says: {question('en')}\n"
    )


def timed(name: str, work: object) -> None:
    began, used = time.perf_counter(), time.process_time()
    count = len(list(work()))  # type: ignore[operator]
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    print(f"{name:<58}{wall:7.2f} s{cpu:8.2f} s of processor {count:>7,}")


def command(folder: Path, which: str) -> None:
    """The whole command as staff type it: reading files and facts, loading what was learnt, every check."""
    places = {"BOT_INSTANCE_DIR": "instance", "BOT_INTENTS_DIR": "intents"}
    settings = {name: str(folder / place) for name, place in places.items()}
    settings["BOT_DATABASE_URL"] = f"sqlite:///{folder / 'bot.db'}"
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "check"], cwd=ROOT, env={**os.environ, **settings}, capture_output=True
    )
    wall, cpu = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    print(f"{'`bot check`, the command, ' + which:<58}{wall:7.2f} s{cpu:8.2f} s of processor", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--steps", action="store_true", help="also what each step costs by itself")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, told.files, told.questions)
        command(folder, "first run: learns the questions")
        for _ in range(3):
            command(folder, "every other run")
        for number in range(3):
            add_question(folder, f"a question nobody asked before, number {number}")
            command(folder, "a question more")
        if told.steps:
            measure(folder)


def write_files(folder: Path, files: int, count: int) -> None:
    rng = random.Random(1)
    common = {code: [word(rng, code) for _ in range(60)] for code in ("km", "en")}
    (folder / "intents").mkdir()
    for number in range(files):
        text = one_file(rng, f"file-{number}", count, common)
        (folder / "intents" / f"file-{number}.yaml").write_text(text, encoding="utf-8")


def add_question(folder: Path, text: str) -> None:
    path = folder / "intents" / "file-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  en: |\n", f"  en: |\n    {text}\n", 1), "utf-8")


def measure(folder: Path) -> None:
    url = f"sqlite:///{folder / 'bot.db'}"
    engine = open_engine(url)
    facts = SqlFacts(engine, demonstration=True)
    timed("read the files", lambda: load_folder(folder / "intents"))
    catalogue = load_folder(folder / "intents")
    made: list[Conversation] = []

    def load() -> Iterator[None]:
        reader = trained_reader(folder / "instance", catalogue, list(facts.names()), dict(facts.places()))
        made.append(Conversation(reader, Answerer(catalogue, facts, read_phrases(ROOT / "locales"))))
        yield None

    timed("load what was learnt", load)
    talk = made[0]
    timed("each file by itself", lambda: [f for i in catalogue.values() for f in intent_faults(i, talk, NOW.date())])
    timed("every question against all others", lambda: likeness_faults(talk))
    timed("ask the bot every question", lambda: question_faults(talk, questions(talk), NOW))
    timed("ask the bot every test", lambda: self_test_faults(talk, NOW))
    engine.dispose()


if __name__ == "__main__":
    main()
