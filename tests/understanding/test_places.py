"""Type words beside a place name, places lying in one another, names that are common words."""

from __future__ import annotations

import pytest

from bot.text.normalise import match_key
from bot.understanding.names import Gazetteer, Hit
from bot.understanding.places import PlaceSense, lies_in
from tests.understanding.land import NAMES, PLACES

GAZETTEER = Gazetteer(NAMES)
SENSE = PlaceSense(PLACES, frozenset({match_key("បឹង")}))


def first(key: str) -> Hit:
    return next(hit for hit in GAZETTEER.find(key) if hit.of("place"))


def hits(*names: str) -> list[Hit]:
    return [Hit(0, 1, GAZETTEER.owners(match_key(name)), name, 1.0) for name in names]


@pytest.mark.parametrize(
    ("text", "codes", "covered"),
    [
        ("ថវិកាឃុំសំរោង", ("010505", "210708"), "ឃុំសំរោង"),
        ("ស្រុកសំរោង", ("2107", "2204"), "ស្រុកសំរោង"),
        ("budget of samraong commune", ("010505", "210708"), "samraong commune"),
        ("srok samraong", ("2107", "2204"), "srok samraong"),
        ("khaet takeo", ("21",), "khaet takeo"),
        ("battambang city", ("0203",), "battambang city"),
    ],
)
def test_a_type_word_keeps_only_places_of_its_level(text: str, codes: tuple[str, ...], covered: str) -> None:
    key = match_key(text)
    hit, marked = SENSE.typed(key, first(key))
    assert marked and hit.of("place") == codes and key[hit.start : hit.end] == match_key(covered)


@pytest.mark.parametrize("text", ["ថវិកាសំរោង", "takeo", "takeo communes", "ឃុំតាកែវ", "akhum takeo", "srok takeo"])
def test_without_a_fitting_type_word_a_name_stays_as_it_is(text: str) -> None:
    key = match_key(text)
    hit = first(key)
    assert SENSE.typed(key, hit) == (hit, False)


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["Takeo"], ("21",)),
        (["Battambang"], ("02",)),
        (["Samraong"], ("010505", "2107", "210708", "2204")),
        (["Samraong", "Ou Chrov"], ("010505",)),
        (["Samraong", "Oddar Meanchey"], ("2204",)),
        (["Prek Ho", "Kandal", "Cambodia"], ("081104",)),
        (["Takeo", "Cambodia"], ("21",)),
        (["Cambodia"], ("KH",)),
    ],
)
def test_the_narrowest_place_that_fits_is_meant(names: list[str], codes: tuple[str, ...]) -> None:
    assert SENSE.meant(hits(*names)) == codes


@pytest.mark.parametrize(
    ("code", "other", "inside"),
    [
        ("010505", "01", True),
        ("010505", "0105", True),
        ("0105", "010505", False),
        ("01", "01", False),
        ("01", "KH", False),
        ("10", "1", True),
    ],
)
def test_a_code_lies_in_the_codes_it_begins_with(code: str, other: str, inside: bool) -> None:
    assert lies_in(code, other) is inside


def test_a_common_word_or_a_short_name_stands_only_alone_or_typed() -> None:
    boeng = match_key("នៅបឹង")
    assert not SENSE.may_stand(boeng, Hit(2, 6, (("place", "140101"),), match_key("បឹង"), 1.0))
    assert SENSE.may_stand(match_key("បឹង"), first(match_key("បឹង")))
    assert SENSE.may_stand("in takeo", first("in takeo"))


def test_places_fit_when_one_lies_in_the_other() -> None:
    assert SENSE.fits(hits("Samraong", "Takeo"))
    assert not SENSE.fits(hits("Samraong", "Prey Veng"))
