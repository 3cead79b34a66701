"""Names are lifted out of a question, each leaving its placeholder; years and foreigners are heard too."""

from __future__ import annotations

import pytest

from bot.domain.facts import Name
from bot.text.normalise import match_key
from bot.understanding.catalogue import PLACEHOLDER
from bot.understanding.entities import Extractor
from tests.understanding.land import NAMES, PLACES

EXTRACTOR = Extractor(NAMES, PLACES, ["តើទិន្នន័យបឹងនៅណា", "where is the ((place)) office"])
THIS_YEAR = 2026


def worded(rest: str) -> str:
    return rest.translate({ord(mark): f"<{kind}>" for kind, mark in PLACEHOLDER.items()})


@pytest.mark.parametrize(
    ("text", "rest", "found"),
    [
        ("តម្លៃសំបុត្រកំណើតប៉ុន្មាន?", "តម្លៃ<service>ប៉ុន្មាន", {"service": ("birth",)}),
        ("budget of Takeo", "budget of<place>", {"place": ("21",)}),
        ("who won National Road 5?", "who won<project>", {"project": ("road-5",)}),
        ("ថវិកាព្រែកហូរ ឆ្នាំ២០២៣", "ថវិកា<place>ឆ្នាំ<year>", {"place": ("081104",)}),
        ("passport in Phnom Penh", "<service>in<place>", {"service": ("passport",), "place": ("12",)}),
        ("how are you", "how are you", {}),
        ("", "", {}),
    ],
)
def test_names_leave_placeholders(text: str, rest: str, found: dict[str, tuple[str, ...]]) -> None:
    question = EXTRACTOR.extract(text, THIS_YEAR)
    assert (worded(question.rest), question.found) == (rest, found)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("ថវិកា ២០២៣", (2023,)),
        ("budget 2021 and 2022", (2021, 2022)),
        ("ថវិកា ព.ស.២៥៦៧", (2024,)),
        ("ថវិកាឆ្នាំនេះ", (2026,)),
        ("this year", (2026,)),
        ("ថវិកាឆ្នាំមុន", (2025,)),
        ("budget of last year", (2025,)),
        ("revenue 2022, how much more than last year", (2022,)),
        ("luy khum chnam 19", (2019,)),
        ("ថវិកាឆ្នាំ២៣", (2023,)),
        ("aayu 5 chnam 20 thngai", ()),
        ("អាយុ ១៨ឆ្នាំ ២០នាក់", ()),
        ("tvk chnam mun", (2025,)),
        ("call 012345", ()),
        ("1234", ()),
    ],
)
def test_years_are_heard(text: str, years: tuple[int, ...]) -> None:
    question = EXTRACTOR.extract(text, THIS_YEAR)
    assert question.years == years
    assert ("<year>" in worded(question.rest)) == bool(years)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ថវិកាឃុំសំរោង", {"010505", "210708"}),
        ("ថវិកាស្រុកសំរោង", {"2107", "2204"}),
        ("Samraong commune", {"010505", "210708"}),
        ("khum samraong", {"010505", "210708"}),
        ("Samraong commune in Takeo", {"210708"}),
        ("ឃុំសំរោង ស្រុកអូរជ្រៅ", {"010505"}),
        ("សំរោង ក្នុង ខេត្តតាកែវ", {"2107", "210708"}),
        ("Samraong, Oddar Meanchey", {"2204"}),
        ("budget of Battambang", {"02"}),  # a province and its town share the name
        ("budget of Battambang town", {"0203"}),
        ("ខេត្តបាត់ដំបង", {"02"}),
        ("ក្រុងបាត់ដំបង", {"0203"}),
        ("សង្កាត់ព្រែកហូរ ក្រុងតាខ្មៅ ខេត្តកណ្តាល", {"081104"}),
        ("Takeo and Prey Veng", {"21", "14"}),
        ("ថវិកាខេត្តតាកែវ ប្រទេសកម្ពុជា", {"21"}),
        ("Cambodia", {"KH"}),
        ("ទិន្នន័យបឹង", set()),  # a common word in the examples is a place only beside "commune"
        ("ទិន្នន័យឃុំបឹង", {"140101"}),
        ("បឹង", {"140101"}),
    ],
)
def test_the_place_that_is_meant(text: str, codes: set[str]) -> None:
    assert set(EXTRACTOR.extract(text, THIS_YEAR).found.get("place", ())) == codes


@pytest.mark.parametrize(
    ("text", "foreigner"),
    [
        ("ប័ណ្ណបើកបរសម្រាប់ជនបរទេស", True),
        ("licence for a foreigner", True),
        ("barang", True),
        ("ប្តីខ្ញុំជនជាតិបារាំង ចង់ប្រឡងបើកបរ", True),
        ("my husband is French, how much is the licence", True),
        ("mit khnhom jon japon jong prolong ban berk bor", True),
        ("licence for me", False),
        ("ខ្ញុំជនជាតិខ្មែរ", False),
        ("ជនជាតិដើមភាគតិច", False),
        ("the Japanese loan for the road", False),
    ],
)
def test_foreigners_are_heard(text: str, foreigner: bool) -> None:
    assert EXTRACTOR.extract(text, THIS_YEAR).foreigner is foreigner


@pytest.mark.parametrize(
    ("text", "abroad"),
    [
        ("passport at the embassy", True),
        ("pasport nov sthan tut khmer", True),
        ("ខ្ញុំនៅថៃ ធ្វើប៉ាស្ព័រថ្លៃប៉ុន្មាន", True),
        ("passport to work abroad, Thailand", False),
        ("price of a Thai passport", True),
        ("passport of Thailand, price?", True),
        ("លិខិតឆ្លងដែនថៃ ថ្លៃប៉ុន្មាន", True),
        ("លិខិតឆ្លងដែនទៅថៃ ថ្លៃប៉ុន្មាន", False),
        ("consult the commune", False),
    ],
)
def test_who_asks_from_abroad_is_heard(text: str, abroad: bool) -> None:
    assert EXTRACTOR.extract(text, THIS_YEAR).abroad is abroad


@pytest.mark.parametrize(
    ("text", "bare"), [("Takeo", True), ("passport 2023", True), ("passport?", True), ("passport fee", False)]
)
def test_a_bare_name_is_seen_as_such(text: str, bare: bool) -> None:
    assert EXTRACTOR.extract(text, THIS_YEAR).bare is bare


def test_a_misspelt_name_is_marked_as_such() -> None:
    assert EXTRACTOR.extract("budget of Battambang", THIS_YEAR).exact
    assert not EXTRACTOR.extract("budget of Batambang", THIS_YEAR).exact


def test_a_longer_name_wins_over_one_inside_it_and_kinds_can_be_left_in_the_text() -> None:
    assert EXTRACTOR.extract("មូលនិធិឃុំ", THIS_YEAR).found == {"category": ("fund",)}
    plain = EXTRACTOR.extract("ប្លង់ដីធ្លីតាកែវ", THIS_YEAR, ignored=("sector", "category"))
    assert (worded(plain.rest), plain.found) == ("ប្លង់ដីធ្លី<place>", {"place": ("21",)})


def test_a_name_that_was_asked_for_may_be_short_or_common() -> None:
    assert EXTRACTOR.extract("នៅបឹងហ្នឹង", THIS_YEAR, awaited="place").found == {"place": ("140101",)}
    assert EXTRACTOR.extract("នៅបឹងហ្នឹង", THIS_YEAR).found == {}


def test_holes_of_examples_become_the_same_placeholders() -> None:
    assert worded(EXTRACTOR.example("How much is ((service)) in ((place))?")) == "how much is<service>in<place>"
    said = EXTRACTOR.extract("How much is a passport in Takeo?", THIS_YEAR).rest
    assert said == match_key(EXTRACTOR.example("how much is a ((service)) in ((place))"))


def test_what_is_known_by_name_only_gives_way_to_what_can_be_answered() -> None:
    names = [*NAMES, Name("service", "abroad", "working in Korea", "en", known=False)]
    extractor = Extractor(names, PLACES, ["how much is ((service))"])
    assert extractor.extract("passport for working in Korea", THIS_YEAR).found["service"] == ("passport",)
    assert extractor.extract("how much is working in Korea", THIS_YEAR).found["service"] == ("abroad",)
