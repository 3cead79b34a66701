"""A number typed, in figures or words of either language, taps what stands there; anything else is a question."""

from __future__ import annotations

import pytest

from bot.conversation.numbered import typed

OFFERED = ("do/person", "state-total", "service-list?from=10")


@pytest.mark.parametrize(
    "text", ["2", "២", "2.", "no 2", "number 2", "second", "the second one", "ទី២", "លេខ ២", "ទីពីរ", "lek 2", "ti pi"]
)
def test_the_second_is_meant(text: str) -> None:
    assert typed(text, OFFERED) == "state-total"


@pytest.mark.parametrize("text", ["more", "More", "see more", "ទៀត", "មើលបន្ថែម", "merl tiet"])
def test_the_list_shall_go_on(text: str) -> None:
    assert typed(text, OFFERED) == "service-list?from=10"
    assert typed(text, OFFERED[:2]) == ""


@pytest.mark.parametrize("text", ["0", "4", "2 3", "2023", "99999999999", "two roads", "second passport", ""])
def test_anything_else_is_no_number_of_a_choice(text: str) -> None:
    assert typed(text, OFFERED) == ""
