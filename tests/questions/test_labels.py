"""The labelled questions are many, each once, and none of them was given to learn from."""

from __future__ import annotations

from typing import Any

from bot.conversation.spine import Conversation
from tests.questions.floors import FLOORS, lines

WAYS = {"km", "en", "rom", "mixed"}


def every_line() -> list[dict[str, Any]]:
    return [line for name in FLOORS for line in lines(name)]


def test_the_set_is_large_and_asks_in_all_ways() -> None:
    every = every_line()
    assert len(every) >= 900
    assert {line["way"] for line in every} == WAYS
    assert len({line["text"] for line in every}) == len(every)


def test_every_label_names_an_intent(conversation: Conversation) -> None:
    for line in every_line():
        assert not line["intent"] or line["intent"] in conversation.reader.catalogue, line


def test_no_question_of_the_report_is_an_example(conversation: Conversation) -> None:
    reader = conversation.reader
    known = {reader.key_of(e) for intent in reader.catalogue.values() for e in intent.examples}
    reported = [*lines("report"), *lines("situations"), *lines("rows")]
    long = [line for line in reported if len(line["text"]) > 40]
    repeated = [line["text"] for line in long if reader.extractor.example(line["text"]) in known]
    assert not repeated
