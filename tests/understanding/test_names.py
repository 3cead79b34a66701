"""Names are found exactly or a letter or two wrong, and never where they only seem to stand."""

from __future__ import annotations

import pytest

from bot.domain.facts import Name
from bot.text.normalise import match_key
from bot.understanding.names import Gazetteer, Hit, allowed_edits

NAMES = [
    Name("place", "08", "កណ្ដាល", "km", True),
    Name("place", "02", "បាត់ដំបង", "km", True),
    Name("place", "02", "Battambang", "en", True),
    Name("place", "0203", "Battambang", "en", True),
    Name("place", "010202", "Kaoh", "en", True),
    Name("place", "21", "តាកែវ", "km", True),
    Name("place", "12", "Phnom Penh", "en", True),
    Name("service", "birth", "សំបុត្រកំណើត", "km", True),
    Name("service", "id-card", "អត្តសញ្ញាណប័ណ្ណ", "km", True),
    Name("service", "land", "ដី", "km"),
    Name("project", "road-5", "National Road 5", "en", True),
    Name("project", "road-6", "National Road 6", "en", True),
    Name("supplier", "empty", "", "km"),
]
GAZETTEER = Gazetteer(NAMES)


def ids(text: str, romanised: bool = False) -> set[str]:
    return {id for hit in GAZETTEER.find(match_key(text), romanised) for _, id in hit.owners}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ខេត្តកណ្តាលមានថវិកាប៉ុន្មាន", {"08"}),
        ("ថវិកាបាត់ដំបង", {"02"}),
        ("budget of Battambang", {"02", "0203"}),
        ("phnom penh", {"12"}),
        ("ធ្វើសំបុត្រកំណើតនៅឯណា", {"birth"}),
        ("winner of national road 5", {"road-5"}),
        ("សំបុត្រកំណើតនៅបាត់ដំបង", {"birth", "02"}),
        ("kaoh", {"010202"}),
        ("nothing here", set()),
        ("", set()),
    ],
)
def test_a_name_is_found_as_it_is(text: str, found: set[str]) -> None:
    assert ids(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("budget of Batambang", "02"),  # one letter gone
        ("budget of Battambong", "02"),  # one letter wrong
        ("Phnom Pehn", "12"),  # two letters swapped
        ("phnompenh", "12"),
        ("សំបុត្រកំណេត", "birth"),
        ("អត្តសញ្ញាណប័ណ", "id-card"),
        ("natonal rood 5", "road-5"),  # two letters wrong in a long name
    ],
)
def test_a_longer_name_may_have_a_letter_or_two_wrong(text: str, found: str) -> None:
    assert found in ids(text)


@pytest.mark.parametrize(
    "text", ["kaoj", "kaohh", "kah", "តាកែង", "ដិ", "National Road 7", "National Road 56", "Batmang"]
)
def test_a_short_name_a_number_or_a_far_word_is_never_guessed(text: str) -> None:
    assert ids(text) == set()


def test_a_road_never_becomes_another_road_by_its_sound() -> None:
    assert ids("National Road 7", romanised=True) == set()
    assert ids("national road 6", romanised=True) == {"road-6"}


@pytest.mark.parametrize("text", ["kaohs", "akaoh", "battambangs2", "ដីង", "ដ្ដី", "ស្ដី", "national road 55"])
def test_a_short_name_inside_a_latin_word_or_a_letter_stack_is_none(text: str) -> None:
    exact = {id for hit in GAZETTEER.exact(match_key(text)) for _, id in hit.owners}
    assert exact <= ({"land"} if text == "ដីង" else set())


def test_a_hit_covers_whole_letter_stacks() -> None:
    for text in ("ប្ដីកណ្ដាលើ", "បាត់ដំបង់", "សំបុត្រកំណើតា"):
        key = match_key(text)
        for hit in GAZETTEER.find(key):
            assert hit.end == len(key) or not "\u17b4" <= key[hit.end] <= "\u17d3"


@pytest.mark.parametrize("text", ["bat dambang", "batdombong", "battombong"])
def test_a_name_is_heard_in_latin_letters(text: str) -> None:
    assert "02" in ids(text, romanised=True)


def test_an_exact_hit_says_so_and_a_rough_one_is_worth_less() -> None:
    exact, rough = GAZETTEER.find("battambang")[0], GAZETTEER.find("batambang")[0]
    assert exact == Hit(0, 10, (("place", "02"), ("place", "0203")), "battambang", 1.0)
    assert 0.5 < rough.score < 1.0 and rough.of("place") == ("02", "0203") and rough.of("service") == ()


def test_longer_names_may_have_more_letters_wrong() -> None:
    allowed = [allowed_edits("x" * letters) for letters in range(1, 30)]
    assert allowed[:5] == [0] * 5 and max(allowed) == 2 and allowed == sorted(allowed)


def test_an_empty_name_and_an_empty_list_do_no_harm() -> None:
    assert len(GAZETTEER) == len({match_key(name.text) for name in NAMES} - {""})
    assert Gazetteer([]).find("battambang", romanised=True) == []
    assert GAZETTEER.owners("battambang") == (("place", "02"), ("place", "0203"))
    assert GAZETTEER.owners("batambang") == ()


def test_a_thing_known_by_name_only_is_found_by_its_very_name() -> None:
    gazetteer = Gazetteer([Name("service", "visa", "tourist visa to Japan", "en", known=False)])
    assert [hit.owners for hit in gazetteer.find("a tourist visa to japan please")] == [(("service", "visa"),)]
    assert gazetteer.find("a tourest visa to japan please") == []
    assert gazetteer.find("tourest visa to japan", romanised=True) == []
