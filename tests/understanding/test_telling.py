"""Things that share a name are told apart by the words around it."""

from __future__ import annotations

import pytest

from bot.domain.facts import Name
from bot.text.normalise import match_key
from bot.understanding.telling import Telling

TELLING = Telling(
    [
        Name("service", "land", "ផ្ទេរកម្មសិទ្ធិដី", "km"),
        Name("service", "land", "land transfer", "en"),
        Name("service", "vehicle", "ផ្ទេរកម្មសិទ្ធិម៉ូតូ", "km"),
        Name("service", "vehicle", "motorbike transfer", "en"),
        *(Name("service", f"other-{n}", f"something else {n}", "en") for n in range(8)),
    ]
)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("ទិញម៉ូតូគេ ផ្ទេរឈ្មោះ", ("vehicle",)),
        ("bought a motorbike, transfer the name", ("vehicle",)),
        ("land, put it into my name", ("land",)),
        ("ផ្ទេរឈ្មោះ", ("land", "vehicle")),
    ],
)
def test_other_words_of_the_question_decide(text: str, chosen: tuple[str, ...]) -> None:
    assert TELLING.choose("service", ("land", "vehicle"), match_key(text)) == chosen


def test_words_that_two_of_several_share_leave_these_two() -> None:
    stretches = [
        ("north-1", "road Kdam Thlea package 1"),
        ("north-2", "road Kdam Thlea package 2"),
        ("south", "road Bavet border"),
    ]
    others = [Name("project", f"other-{n}", f"something {n}", "en") for n in range(8)]
    telling = Telling([*(Name("project", id, text, "en") for id, text in stretches), *others])
    ids = tuple(id for id, _ in stretches)
    assert telling.choose("project", ids, "the road kdam to thlea") == ("north-1", "north-2")
    assert telling.choose("project", ids, "the road kdam to thlea, konhchob ti 2") == ("north-2",)
    assert telling.choose("project", ids, "the road") == ids


def test_a_single_thing_and_an_unknown_kind_stay_as_they_are() -> None:
    assert TELLING.choose("service", ("land",), "motorbike") == ("land",)
    assert TELLING.choose("project", ("a", "b"), "motorbike") == ("a", "b")
