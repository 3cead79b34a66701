"""A place is told by what stands beside its name: its number, the place around it, a commune before its district."""

from __future__ import annotations

import pytest

from bot.domain.facts import Both, Name, Place
from bot.text.normalise import match_key
from bot.understanding.entities import Extractor

_ROWS = [
    ("02", "province", "បាត់ដំបង", "Battambang"),
    ("0203", "district", "បាត់ដំបង", "Battambang"),
    ("020308", "commune", "វត្តគរ", "Voat Kor"),
    ("020310", "commune", "ស្វាយប៉ោ", "Svay Pao"),
    ("12", "province", "ភ្នំពេញ", "Phnom Penh"),
    ("1205", "district", "ដង្កោ", "Dangkao"),
    ("120510", "commune", "ព្រៃស", "Prey Sa"),
    ("120203", "commune", "ផ្សារថ្មីទី ៣", "Phsar Thmei Ti Bei"),
    ("120202", "commune", "ផ្សារថ្មីទី ២", "Phsar Thmei Ti Pir"),
    ("06", "province", "កំពង់ធំ", "Kampong Thom"),
    ("0601", "district", "បារាយណ៍", "Baray"),
    ("060117", "commune", "ត្នោតជុំ", "Tnaot Chum"),
    ("15", "province", "ពោធិ៍សាត់", "Pursat"),
    ("1503", "district", "ក្រគរ", "Krakor"),
    ("150311", "commune", "ត្នោតជុំ", "Tnaot Chum"),
]
PLACES = {code: Place(code, level, level, code[:-2] or "KH", Both(km, en)) for code, level, km, en in _ROWS}
NAMES = [
    Name("place", place.code, text, language, True)
    for place in PLACES.values()
    for language, text in (("km", place.name.km), ("en", place.name.en))
] + [Name("place", code, "phsar thmei", "rom") for code in ("120202", "120203")]
EXTRACTOR = Extractor(NAMES, PLACES, ["ថវិកាឃុំទាំងអស់ក្នុង((place))", "what does every commune of ((place)) get"])


def found(text: str) -> tuple[str, ...]:
    return EXTRACTOR.extract(text, 2026, romanised=True).found.get("place", ())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("songkat vot kor battambang plan ponman", ("020308",)),
        ("thavika songkat prey sor khan dongkor", ("120510",)),  # the district itself is spelt roughly
        ("thavika songkat prey sor khan dangkao", ("120510",)),
        ("ថវិកាសង្កាត់ស្វាយបោរ ក្រុងបាត់ដំបង", ("020310",)),
        ("khum tnaot chum krorkor chomnol", ("150311",)),
        ("khum tnaot chum chomnol", ("060117", "150311")),
        ("phsar thmei ti 3 rok ban ponman", ("120203",)),
        ("ផ្សារថ្មី លេខ២", ("120202",)),
    ],
)
def test_what_stands_beside_a_name_tells_the_place(text: str, codes: tuple[str, ...]) -> None:
    assert found(text) == codes


@pytest.mark.parametrize("text", ["ថវិកាឃុំក្រពើមាស ក្នុងខេត្តបាត់ដំបង", "budget of sangkat zebra moon in battambang"])
def test_a_commune_nobody_knows_is_not_answered_with_its_province(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize("text", ["ថវិកាឃុំទាំងអស់ក្នុងខេត្តបាត់ដំបង", "budget of battambang province"])
def test_a_province_is_itself_where_no_commune_is_named(text: str) -> None:
    assert [code[:2] for code in found(text)] == ["02"]


def test_the_lifted_words_leave_one_placeholder() -> None:
    question = EXTRACTOR.extract("thavika songkat prey sor khan dangkao", 2026, romanised=True)
    assert match_key("songkat") not in question.rest and "dangkao" not in question.rest
