"""Phrases: both languages, the same holes, real Khmer, and short enough for where they are shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.answering.phrases import Phrases, read_phrases
from bot.answering.template import holes
from bot.messenger import limits

ROOT = Path(__file__).parent.parent
KHMER = re.compile("[\u1780-\u17ff]")
SAME_IN_BOTH = {"money.khr", "button.english", "fee.basis", "money.usd"}


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return read_phrases(ROOT / "locales")


def test_both_languages_have_the_same_holes(phrases: Phrases) -> None:
    wrong = [
        key
        for key in phrases.known()
        if sorted(set(holes(phrases(key, "km")))) != sorted(set(holes(phrases(key, "en"))))
    ]
    assert not wrong


def test_khmer_phrases_hold_khmer(phrases: Phrases) -> None:
    worded = [key for key in phrases.known() if re.search(r"[^\W\d_]", re.sub(r"\(\(.*?\)\)", "", phrases(key, "en")))]
    wrong = [key for key in worded if key not in SAME_IN_BOTH and not KHMER.search(phrases(key, "km"))]
    assert not wrong


def test_no_khmer_phrase_holds_invisible_characters(phrases: Phrases) -> None:
    assert not [
        key for key in phrases.known() if re.search("[\u200b-\u200f\ufeff]", phrases(key, "km") + phrases(key, "en"))
    ]


@pytest.mark.parametrize("language", ["km", "en"])
def test_buttons_fit_their_place(phrases: Phrases, language: str) -> None:
    buttons = [key for key in phrases.known() if key.startswith("button.") or key == "offer.none"]
    assert buttons
    assert not [key for key in buttons if len(phrases(key, language)) > limits.BUTTON_TITLE]
    assert len(phrases("greeting", language)) <= limits.GREETING
    assert not [
        k
        for k in phrases.known()
        if k.startswith("icebreaker.") and len(phrases(k, language)) > limits.ICE_BREAKER_QUESTION
    ]


def test_every_phrase_the_code_names_exists(phrases: Phrases) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    named = set(re.findall(r'phrase\(\s*"([a-z_.]+)"', code))
    assert len(named) > 20
    assert named <= phrases.known()
