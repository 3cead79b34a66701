"""The guide for staff, taken literally: the file it shows has no fault, is answered, and its misspelling is told."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.checks import intent_faults
from bot.conversation.likeness import likeness_faults
from bot.conversation.spine import Conversation
from bot.conversation.trials import question_faults, questions, self_test_faults
from bot.domain.talk import Incoming, Kind, Memory
from bot.errors import IntentFileError
from bot.settings import ROOT
from bot.store.facts import SqlFacts
from bot.understanding.form import KEYS
from bot.understanding.loader import load_folder
from bot.understanding.reader import Reader

GUIDE = (ROOT / "intents" / "README.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the shipped intents and the file that the guide tells to write: learning all takes half a minute."""
    folder = tmp_path_factory.mktemp("guide") / "intents"
    shutil.copytree(ROOT / "intents" / "rights", folder / "rights")
    (folder / "talk").mkdir()
    shutil.copy(ROOT / "intents" / "talk" / "help.yaml", folder / "talk")
    (file,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    (folder / "talk" / "cost-of-asking.yaml").write_text(file, encoding="utf-8")
    return folder


def test_the_file_of_the_guide_has_no_fault_and_is_answered(folder: Path, fact_engine: Engine) -> None:
    catalogue = load_folder(folder)
    facts = SqlFacts(fact_engine, demonstration=True)
    first = {
        (name.kind, name.id): name for name in reversed(list(facts.names()))
    }  # one name of each thing is enough here
    reader = Reader(catalogue, first.values(), facts.places())
    talk = Conversation(reader, Answerer(catalogue, facts, read_phrases(ROOT / "locales")))
    own = catalogue["cost-of-asking"]
    asked = [trial for trial in questions(talk) if trial[0] is own]
    faults = [
        *intent_faults(own, talk, NOW.date()),
        *likeness_faults(talk),
        *question_faults(talk, asked, NOW),
        *self_test_faults(talk, NOW),
    ]
    assert [str(fault) for fault in faults if "cost-of-asking" in str(fault) or not fault.is_warning] == []
    turn = talk.respond(Incoming("c", Kind.TEXT, NOW, "ប្រើបុតនេះឥតគិតថ្លៃមែនទេ"), Memory(greeted=True), NOW)
    assert turn.intent == "cost-of-asking" and "ឥតគិតថ្លៃ" in turn.replies[0].text


def test_the_misspelling_of_the_guide_is_told(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "intents")
    path = tmp_path / "intents" / "talk" / "cost-of-asking.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("topic: talk", "topik: talk"), encoding="utf-8")
    with pytest.raises(IntentFileError) as error:
        load_folder(tmp_path / "intents")
    assert error.value.said("km") == [
        "intents/talk/cost-of-asking.yaml បន្ទាត់ទី 3៖ គ្មានពាក្យគន្លឹះ «topik» ទេ។ តើចង់សរសេរ «topic» មែនទេ?"
    ]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_a_file_is_explained(key: str) -> None:
    assert f"`{key}`" in GUIDE


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", GUIDE)
    assert len(pictures) == 3
    for picture in pictures:
        path = (ROOT / "intents" / picture).resolve()
        assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size < 200_000
