"""What is asked in vain is said not to be known, before what is known; where the answer tells of it, it is just told."""

from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer
from bot.answering.in_vain import asked_in_vain
from bot.deciding.decision import Request
from bot.text.normalise import match_key


@pytest.mark.parametrize(
    ("said", "intent", "called"),
    [
        ("forgot the property tax for 2 years, what is the penalty", "service-fee", "a fine"),
        ("ភ្លេចបង់ពន្ធផ្ទះ ត្រូវពិន័យប៉ុន្មាន", "service-fee", "a fine"),
        ("plich bong pun ptes, ke pak pinei ponman", "service-fee", "a fine"),
        ("bong hz tae ot yok vinh, luy vinh ban te", "service-fee", "money back"),
        ("discount for students?", "service-overview", "a discount"),
        ("toll for a small car", "project-price", "a toll"),
        ("knong budget Defence 2025 luy tinh weapon", "state-ministry", "weapons"),
        ("is it fine to come on Monday", "service-fee", None),
        ("who built the highway with the toll", "project-winner", None),
        ("សងលុយធនាគារអស់ហើយ លុបហ៊ីប៉ូតែក", "service-fee", None),
    ],
)
def test_what_is_asked_in_vain_is_heard(said: str, intent: str, called: str | None) -> None:
    found = asked_in_vain(match_key(said), intent, "0.1 % of the value")
    assert (found.en if found else None) == called


def test_an_answer_that_tells_of_it_is_no_answer_in_vain() -> None:
    assert asked_in_vain("what is the fine", "service-fee", "បើផុតកំណត់ ត្រូវបង់ពិន័យ ៥០០ រៀល") is None


def test_it_is_said_before_what_is_known(answerer: Answerer) -> None:
    asked = Request(
        "service-fee", {"service": "property-tax"}, None, match_key("what is the penalty for late property tax")
    )
    told = answerer.answer(asked, "en")
    assert told.reply.text.startswith("Of a fine nothing is known to us. What we know:\nProperty tax")
    assert not told.known


def test_a_known_fine_is_told_as_any_answer(answerer: Answerer) -> None:
    asked = Request("service-fee", {"service": "driver-licence-renew"}, None, match_key("what is the fine for a day"))
    told = answerer.answer(asked, "en")
    assert told.known and "500 riel a day" in told.reply.text
