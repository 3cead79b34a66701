"""Money, numbers, dates, places and sources as each language says them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.phrases import read_phrases
from bot.answering.speech import Speech
from bot.domain.facts import Both, Place, Source
from bot.settings import ROOT
from bot.text.numerals import ascii_digits

PHRASES = read_phrases(ROOT / "locales")
KM, EN = Speech("km", PHRASES), Speech("en", PHRASES)
PROVINCE = Place("01", "province", "province", "KH", Both("បន្ទាយមានជ័យ", "Banteay Meanchey"))
COMMUNE = Place("010505", "commune", "commune", "0105", Both("សំរោង", "Samraong"))


@pytest.mark.parametrize(
    ("amount", "currency", "english", "khmer"),
    [
        (0, "KHR", "0 ៛", "០ ៛"),
        (30_000, "KHR", "30,000 ៛", "៣០,០០០ ៛"),
        (9_999_999_999, "KHR", "9,999,999,999 ៛", "៩,៩៩៩,៩៩៩,៩៩៩ ៛"),
        (10_000_000_000, "KHR", "10 billion ៛", "១០ ពាន់លាន ៛"),
        (10_000_000_001, "KHR", "10.000000001 billion ៛", "១០.០០០០០០០០១ ពាន់លាន ៛"),
        (37_110_404_000_000, "KHR", "37,110.404 billion ៛", "៣៧,១១០.៤០៤ ពាន់លាន ៛"),
        (100_00, "USD", "US$100", "១០០ ដុល្លារអាមេរិក"),
        (15_05, "USD", "US$15.05", "១៥.០៥ ដុល្លារអាមេរិក"),
        (135_000_000_00, "USD", "US$135,000,000", "១៣៥,០០០,០០០ ដុល្លារអាមេរិក"),
        (9_640_000_000_00, "USD", "US$9,640 million", "៩,៦៤០ លានដុល្លារអាមេរិក"),
        (6_018_543_704_00, "USD", "US$6,018.543704 million", "៦,០១៨.៥៤៣៧០៤ លានដុល្លារអាមេរិក"),
        (2_000_00, "EUR", "2,000 euros", "២,០០០ អឺរ៉ូ"),
        (11_715_000_000, "JPY", "11,715 million Japanese yen", "១១,៧១៥ លានយ៉េនជប៉ុន"),
        (5_000, "JPY", "5,000 Japanese yen", "៥,០០០ យ៉េនជប៉ុន"),
        (53_400_000_000, "KRW", "53,400 million Korean won", "៥៣,៤០០ លានវ៉ុនកូរ៉េ"),
        (349_181_240_00, "CNY", "349,181,240 Chinese yuan", "៣៤៩,១៨១,២៤០ យ៉ន់ចិន"),
    ],
)
def test_money_is_said_in_both_languages(amount: int, currency: str, english: str, khmer: str) -> None:
    assert (EN.money(amount, currency), KM.money(amount, currency)) == (english, khmer)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**17), st.sampled_from([("KHR", 1, 10**9), ("USD", 100, 10**6), ("JPY", 1, 10**6)]))
def test_no_amount_is_rounded(amount: int, currency: tuple[str, int, int]) -> None:
    code, minor, unit = currency
    said = EN.money(amount, code)
    number = Decimal(re.search(r"[\d,.]+", said).group().replace(",", ""))  # type: ignore[union-attr]
    assert number * (unit if "illion" in said else 1) * minor == amount
    assert ascii_digits(KM.money(amount, code)).startswith(re.search(r"[\d,.]+", said).group())  # type: ignore[union-attr]


def test_an_approximate_amount_says_so() -> None:
    assert EN.money(3_400_000_000_00, "USD", approximate=True) == "about US$3,400 million"
    assert KM.money(100_00, "USD", approximate=True) == "ប្រហែល ១០០ ដុល្លារអាមេរិក"


@pytest.mark.parametrize(
    ("date", "english", "khmer"),
    [
        ("2024", "2024", "២០២៤"),
        ("2024-03", "March 2024", "មីនា ២០២៤"),
        ("2024-11-09", "9 November 2024", "៩ វិច្ឆិកា ២០២៤"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(date: str, english: str, khmer: str) -> None:
    assert (EN.date(date), KM.date(date)) == (english, khmer)


def test_numbers_and_shares() -> None:
    assert (EN.number(1234567), KM.number(1234567)) == ("1,234,567", "១,២៣៤,៥៦៧")
    assert (EN.number(43.5, 2), EN.number(43.0, 2), EN.number(0.456, 2)) == ("43.5", "43", "0.46")
    assert (EN.percent(19, 269), KM.percent(1, 3)) == ("7.06 %", "៣៣.៣៣ %")
    assert (EN.year("2024"), KM.year(2024)) == ("2024", "២០២៤")


def test_places_are_said_with_what_they_lie_in() -> None:
    assert EN.place(COMMUNE, [PROVINCE]) == "Samraong commune, Banteay Meanchey province"
    assert KM.place(COMMUNE, [PROVINCE]) == "ឃុំសំរោង ខេត្តបន្ទាយមានជ័យ"
    assert EN.place(Place("KH", "country", "country", "", Both("កម្ពុជា", "Cambodia"))) == "Cambodia"


def source(id: str, publisher: str, date: str = "2024", kind: str = "published") -> Source:
    return Source(id, Both(publisher, publisher), "", "", date, kind, "news")


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([source("a", "Post")], "Source: Post, 2024"),
        ([source("a", "Post"), source("a", "Post")], "Source: Post, 2024"),
        ([source("a", "Post"), source("b", "Post")], "Source: Post, 2024"),
        (
            [source("a", "MEF", "2024-01", "as_of"), source("b", "Post", "2025", "read")],
            "Source: MEF, as of January 2024; Post, read on 2025",
        ),
        ([source("a", "Post", "2016", "inferred")], "Source: Post, about 2016"),
        ([source(c, c) for c in "abcde"], "Source: a, 2024; b, 2024; c, 2024"),
    ],
)
def test_the_line_of_sources_names_each_once_with_its_date(sources: list[Source], line: str) -> None:
    assert EN.sources(sources) == line
