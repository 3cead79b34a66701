"""What was learnt is kept, the whole and what tells things by their description each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery import trained
from bot.delivery.trained import kept_reader, ready_reader, trained_reader
from bot.domain.facts import Name
from bot.understanding import described
from bot.understanding.catalogue import Catalogue, Example
from bot.understanding.described import Described, Lesson
from bot.understanding.loader import load_folder
from tests.learnt import PATH_OF

ROOT = Path(__file__).parent.parent.parent
HOW = ("lost", "stolen", "burnt", "broken", "torn", "wet", "missing", "gone")
NAMES = [
    Name("service", thing, f"{how} {thing} of my {whose}", "en")
    for thing in ("plate", "card")
    for how in HOW
    for whose in ("aunt", "son", "wife", "uncle")
]


@pytest.fixture(autouse=True)
def learns_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here each test learns: nothing is taken over from another."""
    monkeypatch.setattr(trained, "path_of", PATH_OF)


@pytest.fixture
def catalogue() -> Catalogue:
    return {name: intent for name, intent in load_folder(ROOT / "intents").items() if name in ("service-fee", "thanks")}


def taught(catalogue: Catalogue, text: str) -> Catalogue:
    thanks = catalogue["thanks"]
    return {**catalogue, "thanks": replace(thanks, examples=(*thanks.examples, Example(text, "en", 1)))}


def test_what_was_learnt_is_read_back(tmp_path: Path, catalogue: Catalogue) -> None:
    assert kept_reader(tmp_path, catalogue, NAMES, {}) is None
    learnt = trained_reader(tmp_path, catalogue, NAMES, {})
    kept = kept_reader(tmp_path, catalogue, NAMES, {})
    assert kept is not None and kept.kept_as == learnt.kept_as
    assert kept.read("my stolen plate, how much?", 2026) == learnt.read("my stolen plate, how much?", 2026)


def test_new_examples_leave_most_of_what_was_learnt_of_things(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(described, "_OTHERS", 20)
    trained_reader(tmp_path, catalogue, NAMES, {})
    learnt, lessons = Described.learnt, []

    def counted(found: Sequence[Lesson]) -> Described:
        lessons.append(found)
        return learnt(found)

    monkeypatch.setattr(Described, "learnt", counted)
    for text in ("so kind of you to look that up", "what a helpful page", "my mother says thank you too"):
        trained_reader(tmp_path, taught(catalogue, text), NAMES, {})
    assert len(lessons) < 2


def test_a_file_cut_short_is_learnt_anew(tmp_path: Path, catalogue: Catalogue) -> None:
    trained_reader(tmp_path, catalogue, NAMES, {})
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert kept_reader(tmp_path, catalogue, NAMES, {}) is None
    assert trained_reader(tmp_path, catalogue, NAMES, {}).read("thanks", 2026).candidates


def test_new_examples_are_found_by_what_was_learnt_before(tmp_path: Path, catalogue: Catalogue) -> None:
    assert ready_reader(tmp_path, catalogue, NAMES, {}) is None  # there is nothing to go by yet
    learnt = trained_reader(tmp_path, catalogue, NAMES, {})
    changed = taught(catalogue, "so kind of you to look that up")
    ready = ready_reader(tmp_path, changed, NAMES, {})
    assert ready and not ready.learnt and ready.read("so kind of you to look that up", 2026).exact
    assert (ready.before, ready.changed) == (learnt.kept_as, {"so kind of you to look that up"})
    trained_reader(tmp_path, changed, NAMES, {})
    assert (again := ready_reader(tmp_path, changed, NAMES, {})) and again.learnt
