"""A place whose kind is said may be spelt roughly; words that say other things after "commune" are none."""

from __future__ import annotations

import pytest

from bot.domain.facts import Both, Name, Place
from bot.understanding.entities import Extractor

_ROWS = [
    ("0202", "district", "ថ្មគោល", "Thma Koul"),
    ("0810", "district", "ស្អាង", "S'ang"),
    ("020203", "commune", "អូរតាគី", "Ou Ta Ki"),
    ("081308", "commune", "សារិកាកែវ", "Sarikakaev"),
    ("150701", "commune", "តាលោ", "Ta Lou"),
    ("030611", "commune", "រអាង", "Ro'ang"),
    ("130602", "commune", "រអាង", "Ro'ang"),
    ("070305", "commune", "ដូនយ៉យ", "Doun Yay"),
    ("120516", "commune", "គងនយ", "Kong Noy"),
]
PLACES = {code: Place(code, level, level, code[:-2], Both(km, en)) for code, level, km, en in _ROWS}
NAMES = [
    Name("place", place.code, text, language, True)
    for place in PLACES.values()
    for language, text in (("km", place.name.km), ("en", place.name.en))
]
EXAMPLES = ["khum knong mouy chnam ban ponman", "me khum ot niyeay", "ឃុំតាមណា", "khum nis"]
EXTRACTOR = Extractor(NAMES, PLACES, EXAMPLES)


def found(text: str) -> tuple[str, ...]:
    return EXTRACTOR.extract(text, 2026, romanised=True).found.get("place", ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("phteah knhom nov srok thmakaul", "0202"),
        ("thvika srok s'aang 2024", "0810"),
        ("nov khum or taki ban ponman", "020203"),
        ("ឃុំអូតាគី គ្រោងទុកប៉ុន្មាន", "020203"),
        ("sangkat sarika keo jay ponman", "081308"),
        ("khum talo mean chomnoul ponman", "150701"),
    ],
)
def test_a_name_spelt_roughly_after_its_kind_is_found(text: str, code: str) -> None:
    assert found(text) == (code,)


def test_the_kind_is_lifted_with_the_name() -> None:
    assert EXTRACTOR.extract("khum talo mean chomnoul", 2026).rest == "\ue000mean chomnoul"


def test_places_of_one_name_are_all_meant() -> None:
    assert found("thavika khum roaang") == ("030611", "130602")


@pytest.mark.parametrize(
    "text",
    [
        "talo mean chomnoul ponman",  # its kind is not said
        "chomnoul khum knong mouy chnam",
        "me khum ot niyeay te",
        "ឃុំតាមណា",  # "along which commune", an example
        "khum si",
        "srok yoeng",
        "what is the district sandwich",
    ],
)
def test_other_words_after_a_kind_are_no_names(text: str) -> None:
    assert found(text) == ()


def test_a_place_that_was_named_needs_no_other() -> None:
    assert found("srok thma koul khum talu") == ("0202",)
