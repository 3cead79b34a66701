"""Holes are filled; a line that begins with ? goes where something of it is unknown."""

from __future__ import annotations

import pytest

from bot.answering.template import fill, holes, required

VALUES = {"fee": "30,000 ៛", "owso-count": "៥", "obs-transparency 2023": "43", "empty": ""}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Fee: ((fee))", "Fee: 30,000 ៛"),
        ("((fee)) ((fee))", "30,000 ៛ 30,000 ៛"),
        ("a\n? b ((fee))\nc", "a\nb 30,000 ៛\nc"),
        ("a\n? b ((gone))\nc", "a\nc"),
        ("a\n? b ((empty))\nc", "a\nc"),
        ("a\n  ?b ((fee)) ((gone))", "a"),
        ("? ((gone))", ""),
        ("? no hole", "no hole"),
        ("Really? ((fee))", "Really? 30,000 ៛"),
        ("((obs-transparency 2023))/100", "43/100"),
        ("(((fee)))", "(30,000 ៛)"),
        ("((Not a hole)) (fee)", "((Not a hole)) (fee)"),
        ("", ""),
    ],
)
def test_a_text_is_filled(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


def test_a_value_that_looks_like_a_hole_is_not_filled_again() -> None:
    assert fill("((a))", {"a": "((b))", "b": "no"}) == "((b))"


def test_an_unknown_hole_in_a_line_that_must_stand_is_an_error() -> None:
    with pytest.raises(KeyError, match="gone"):
        fill("((gone))", VALUES)


def test_holes_are_named_in_order_and_those_of_optional_lines_are_not_required() -> None:
    text = "((b)) ((a-1)) ((b))\n? ((c))\n  ? ((d)) ((a-1))"
    assert holes(text) == ["b", "a-1", "b", "c", "d", "a-1"]
    assert required(text) == {"a-1", "b"}
