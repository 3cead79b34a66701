"""Which language is spoken: Khmer, English, Khmer in Latin letters, or a mix."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.language import Detector, latin_words

DETECTOR = Detector(["birth", "certificate", "budget", "procurement"], ["tlai", "ponman", "sombot", "khum", "how"])


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("តម្លៃសំបុត្រកំណើតប៉ុន្មាន?", "km"),
        ("តម្លៃ ID card ប៉ុន្មាន", "km"),
        ("ថ្លៃ passport certificate", "mixed"),
        ("what is ថវិកា", "mixed"),
        ("How much is a birth certificate?", "en"),
        ("birth certificate", "en"),
        ("hello", "en"),
        ("the budget of Khum", "en"),
        ("tlai ponman", "rom"),
        ("sombot komnaet tlai ponman bong", "rom"),
        ("ponman for licence", "rom"),
        ("២០២៣", "none"),
        ("123 ៛ ?", "none"),
        ("👍👍", "none"),
        ("a", "none"),
        ("", "none"),
        ("ประมาณ", "none"),
    ],
)
def test_the_language_of_a_text(text: str, script: str) -> None:
    assert DETECTOR.detect(text) == script


def test_a_word_of_both_languages_counts_as_english() -> None:
    assert DETECTOR.detect("how tlai") == "rom"
    assert DETECTOR.detect("how") == "en"


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60))
def test_any_text_has_a_language(text: str) -> None:
    assert DETECTOR.detect(text) in ("km", "en", "rom", "mixed", "none")


def test_latin_words_stand_alone_even_beside_khmer() -> None:
    assert latin_words("ថ្លៃ Passport, ID-card") == ["passport", "id", "card"]
