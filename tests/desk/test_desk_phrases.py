"""The staff's phrases: both languages, the same holes, real Khmer, and all that the pages name."""

from __future__ import annotations

import re

import pytest

from bot.answering.phrases import Phrases, read_phrases
from bot.answering.template import holes
from bot.settings import ROOT


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return read_phrases(ROOT / "locales", "desk")


def test_both_languages_have_the_same_holes(phrases: Phrases) -> None:
    assert not [k for k in phrases.known() if set(holes(phrases(k, "km"))) != set(holes(phrases(k, "en")))]


def test_khmer_phrases_hold_khmer_and_nothing_invisible(phrases: Phrases) -> None:
    assert not [k for k in phrases.known() if not re.search("[\u1780-\u17ff]", phrases(k, "km"))]
    assert not [k for k in phrases.known() if re.search("[\u200b-\u200f\ufeff]", phrases(k, "km"))]


def test_every_phrase_the_pages_name_exists_and_none_lies_idle(phrases: Phrases) -> None:
    files = [*(ROOT / "bot/desk").rglob("*.py"), *(ROOT / "bot/desk").rglob("*.html")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named = set(re.findall(r'\b(?:t|say)\(\s*["\']([a-z_.]+)["\']\s*[,)]', code))
    assert len(named) > 5 and named - {"key"} <= phrases.known()  # "key" is the example in a docstring
    built = tuple(re.findall(r'["\']([a-z_.]+\.)["\']\s*~', code) + re.findall(r'f"([a-z_.]+\.)\{', code))
    idle = {k for k in phrases.known() - named if f'"{k}"' not in code and not k.startswith(built)}
    assert not idle
