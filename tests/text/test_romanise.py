"""Sound keys: many Latin spellings of one Khmer word sound alike, different words do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from bot.text.normalise import match_key
from bot.text.romanise import khmer_sound, latin_sound

ALIKE, FAR = 85, 60  # per cent


def likeness(khmer: str, latin: str) -> float:
    heard, read = khmer_sound(match_key(khmer)), latin_sound(match_key(latin))
    return fuzz.ratio(heard.replace(" ", ""), read.replace(" ", ""), processor=None)


@pytest.mark.parametrize(
    ("khmer", "spellings"),
    [
        ("ថ្លៃ", "tlai thlai tlay thlay"),
        ("ប៉ុន្មាន", "ponman bonman punman ponmaan bonmarn"),
        ("សំបុត្រកំណើត", "sombotkomnert sambotkamnaet sombutkomnaert"),
        ("ឃុំ", "khum kum"),
        ("ថវិកា", "thavika tavika thaveka"),
        ("បើកបរ", "baerkbor berkbor"),
        ("ម៉ូតូ", "moto motor"),
        ("ឯកសារ", "ekasar aekasar"),
        ("ក្រសួង", "krosuong kroasung"),
        ("ភ្នំពេញ", "phnompenh phnumpenh"),
        ("បាត់ដំបង", "battambang batdambang"),
        ("លិខិតឆ្លងដែន", "likhetchlongdaen likhitchhlongden"),
        ("អត្តសញ្ញាណប័ណ្ណ", "attasanhanaban atasanhanban"),
    ],
)
def test_spellings_by_ear_sound_like_the_khmer_word(khmer: str, spellings: str) -> None:
    assert {spelling: likeness(khmer, spelling) >= ALIKE for spelling in spellings.split()} == dict.fromkeys(
        spellings.split(), True
    )


@pytest.mark.parametrize(
    ("khmer", "latin"),
    [
        ("ថវិកា", "tlai"),
        ("ឯកសារ", "sombot"),
        ("បើកបរ", "ponman"),
        ("ប៉ុន្មាន", "krosuong"),
        ("សំបុត្រកំណើត", "likhet chlong daen"),
    ],
)
def test_different_words_sound_different(khmer: str, latin: str) -> None:
    assert likeness(khmer, latin) < FAR


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=40))
def test_any_text_has_a_sound_of_small_letters(text: str) -> None:
    for sound in (latin_sound(text), khmer_sound(text)):
        assert all(c == " " or "a" <= c <= "z" for c in sound)
