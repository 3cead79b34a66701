"""Intent files broken in every way seen in practice: the whole message, in Khmer and in English, is compared.

Each folder of `tests/broken_intents/` holds files with faults and what must be told of them (`expected.km.txt`,
`expected.en.txt`); each is read together with the sound `thanks.yaml`.
CHBAS_WRITE_MESSAGES=1 writes the messages anew; the difference is what to review.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.checks import check
from bot.conversation.spine import Conversation
from bot.faults.fault import TEXTS, Fault, say_all
from bot.settings import ROOT
from bot.store.facts import SqlFacts
from bot.understanding.loader import read_folder
from bot.understanding.reader import Reader

BROKEN = ROOT / "tests" / "broken_intents"
FOLDERS = sorted(path for path in BROKEN.iterdir() if path.is_dir())
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def facts(fact_engine: Engine) -> Iterator[SqlFacts]:
    yield SqlFacts(fact_engine, demonstration=False)


def faults(folder: Path, facts: SqlFacts, tmp_path: Path) -> list[Fault]:
    """All faults of a folder of intents, but that the menu lacks its own."""
    intents = tmp_path / "intents"
    shutil.copytree(folder, intents)
    if not (intents / "thanks.yaml").exists():
        shutil.copy(BROKEN / "thanks.yaml", intents)
    source = next(iter(facts._sources))
    for path in intents.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"source: LAW\n", f"source: {source}\n".encode()))
    read = read_folder(intents)
    conversation = Conversation(
        Reader(read.catalogue, [], {}), Answerer(read.catalogue, facts, read_phrases(ROOT / "locales"))
    )
    found = [*read.faults, *check(conversation, NOW, read.broken)]
    return sorted((fault for fault in found if fault.kind != "menu_lacks"), key=lambda fault: (fault.file, fault.line))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_whole_message_is_right_in_both_languages(folder: Path, facts: SqlFacts, tmp_path: Path) -> None:
    found = faults(folder, facts, tmp_path)
    for language in TEXTS:
        file = folder / f"expected.{language}.txt"
        told = "".join(f"{message}\n" for message in say_all(found, language))
        if os.environ.get("CHBAS_WRITE_MESSAGES"):
            file.write_text(told, encoding="utf-8")
        assert told == file.read_text(encoding="utf-8")


def test_only_the_sound_folder_has_no_faults() -> None:
    silent = [folder.name for folder in FOLDERS if not (folder / "expected.en.txt").read_text(encoding="utf-8")]
    assert silent == ["sound"] and len(FOLDERS) > 50
