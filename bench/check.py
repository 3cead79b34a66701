"""How long `bot check` takes for 300 files of 40 questions, without and with asking the bot.

    python bench/check.py [--files 300] [--questions 40]

The files are made up: words of the shipped questions in other orders, each file with words of its own.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.checks import check, intent_faults
from bot.conversation.likeness import likeness_faults
from bot.conversation.spine import Conversation
from bot.conversation.trials import question_faults, questions, self_test_faults
from bot.settings import ROOT
from bot.store.engine import open_engine, upgrade
from bot.store.facts import SqlFacts
from bot.store.importing import load_package
from bot.understanding.loader import load_folder
from bot.understanding.reader import Reader

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CONSONANTS = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ"


def words(rng: random.Random, language: str) -> str:
    if language == "km":
        return "".join(rng.choice(CONSONANTS) + rng.choice("ាិីឹុូេ") for _ in range(rng.randint(6, 14)))
    return " ".join("".join(rng.choice("abcdefghiklmnoprstuvw") for _ in range(rng.randint(2, 8))) for _ in range(6))


def one_file(rng: random.Random, name: str, count: int) -> str:
    lines = {code: "".join(f"    {words(rng, code)}\n" for _ in range(count // 2)) for code in ("km", "en")}
    return (
        f"intent: {name}\nkind: talk\ntopic: talk\nreviewed: 2026-11-01\ntitle:\n  km: ចំណងជើង\n  en: Title\n"
        f"ask:\n  km: |\n{lines['km']}  en: |\n{lines['en']}answer:\n  km: |\n    ចម្លើយ\n  en: |\n    Answer\n"
        f"tests:\n  - says: {lines['km'].splitlines()[0].strip()}ក\n  - says: {lines['en'].splitlines()[0].strip()} a\n"
    )


def timed(name: str, work: object) -> None:
    began, used = time.perf_counter(), time.process_time()
    count = len(list(work()))  # type: ignore[operator]
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    print(f"{name:<58}{wall:7.2f} s{cpu:8.2f} s of processor {count:>7,}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--questions", type=int, default=40)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), told.files, told.questions)


def measure(folder: Path, files: int, count: int) -> None:
    rng = random.Random(1)
    (folder / "intents").mkdir()
    for number in range(files):
        text = one_file(rng, f"file-{number}", count)
        (folder / "intents" / f"file-{number}.yaml").write_text(text, encoding="utf-8")
    url = f"sqlite:///{folder / 'bot.db'}"
    upgrade(url)
    engine = open_engine(url)
    load_package(engine, ROOT / "facts")
    facts = SqlFacts(engine, demonstration=True)
    timed("read the files", lambda: load_folder(folder / "intents"))
    catalogue = load_folder(folder / "intents")
    made: list[Conversation] = []

    def learn() -> Iterator[None]:
        reader = Reader(catalogue, list(facts.names()), dict(facts.places()))
        made.append(Conversation(reader, Answerer(catalogue, facts, read_phrases(ROOT / "locales"))))
        yield None

    timed("learn them (kept between runs while questions stay)", learn)
    talk = made[0]
    timed("each file by itself", lambda: [f for i in catalogue.values() for f in intent_faults(i, talk, NOW.date())])
    timed("every question against all others", lambda: likeness_faults(talk))
    timed("ask the bot every question", lambda: question_faults(talk, questions(talk), NOW))
    timed("ask the bot every test", lambda: self_test_faults(talk, NOW))
    timed("bot check, all of it but learning", lambda: check(talk, NOW))
    engine.dispose()


if __name__ == "__main__":
    main()
