"""What a message of several pieces means: its pieces are read by themselves, its names as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.facts import Both
from bot.understanding.catalogue import Intent
from bot.understanding.entities import Question
from bot.understanding.matcher import Candidate
from bot.understanding.reader import Reader
from bot.understanding.reading import Reading

WORDS = Both("ក", "a")
CATALOGUE = {
    name: Intent(name, "aspect", "services", WORDS, (), WORDS, ("service",)) for name in ("fee", "days", "papers")
}


def reading(*scores: tuple[str, float], service: str = "", several: str = "") -> Reading:
    named = tuple(several.split()) or ((service,) if service else ())
    question = Question("key", "words", {"service": named} if named else {})
    return Reading("en", question, tuple(Candidate(name, score, name) for name, score in scores))


def dated(read: Reading) -> Reading:
    return replace(read, question=replace(read.question, years=(2020,), foreigner=True))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    made = Reader(CATALOGUE, [], {})
    known: Mapping[str, Reading] = {
        "He is a monk. What papers for his passport?": reading(("papers", 0.8), service="monk-passport"),
        "What papers for his passport": reading(("papers", 0.97), service="passport"),
        "A friend has one. What papers for the passport?": reading(("papers", 0.8)),
        "What papers for the passport": reading(("papers", 0.97), service="passport"),
        "passport costs what, and how many days?": reading(("days", 0.98), ("fee", 0.4), service="passport"),
        "passport costs what, and how many nights?": reading(("days", 0.98), ("fee", 0.1), service="passport"),
        "passport costs what": reading(("fee", 0.99), service="passport"),
        "how many days": reading(("days", 0.99)),
        "I am French. in 2020 a passport, what papers, and how many days?": dated(
            reading(("days", 0.5), ("papers", 0.4))
        ),
        "in 2020 a passport": reading(service="passport"),
        "what papers": reading(("papers", 0.99), service="passport"),
        "how many nights": reading(("days", 0.9)),
        "education, the finances, how much?": reading(("fee", 0.5), several="education finances"),
        "the finances": replace(
            reading(("fee", 1.0), service="finances"), question=Question("f", "", {"service": ("finances",)})
        ),
    }
    monkeypatch.setattr(made, "_read", lambda text, *_: known.get(text, reading()))
    return made


def test_a_thing_told_by_the_whole_message_is_the_thing_a_piece_asks_about(reader: Reader) -> None:
    read = reader.read("He is a monk. What papers for his passport?", 2026)
    assert read.question.found == {"service": ("monk-passport",)} and read.candidates[0].score == 0.97


def test_a_piece_may_name_what_the_whole_did_not(reader: Reader) -> None:
    read = reader.read("A friend has one. What papers for the passport?", 2026)
    assert read.question.found == {"service": ("passport",)}


def test_a_second_question_in_the_same_breath_is_heard(reader: Reader) -> None:
    read = reader.read("passport costs what, and how many days?", 2026)
    assert [one.candidates[0].intent for _, one in read.several] == ["fee", "days"]


def test_what_only_the_rest_of_a_message_tells_belongs_to_each_of_its_questions(reader: Reader) -> None:
    read = reader.read("I am French. in 2020 a passport, what papers, and how many days?", 2026)
    assert [one.candidates[0].intent for _, one in read.several] == ["papers", "days"]
    assert all(one.question.years == (2020,) and one.question.foreigner for _, one in read.several)


def test_a_message_that_is_clear_as_a_whole_is_not_taken_apart(reader: Reader) -> None:
    assert not reader.read("passport costs what, and how many nights?", 2026).several


def test_no_single_one_of_several_things_in_a_row_was_meant(reader: Reader) -> None:
    read = reader.read("education, the finances, how much?", 2026)
    assert not read.several and read.question.found == {"service": ("education", "finances")}
