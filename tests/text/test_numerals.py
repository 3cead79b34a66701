"""Numbers and years as citizens write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.numerals import ascii_digits, khmer_digits, years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("ឆ្នាំ២០២៣", [2023]),
        ("in 2023 and 2021", [2023, 2021]),
        ("ព.ស. ២៥៦៧", [2024]),  # Buddhist era
        ("2533", [1990]),
        ("2642", [2099]),
        ("1989", []),
        ("1990 2099", [1990, 2099]),
        ("2100", []),
        ("2643", []),
        ("20230", []),
        ("12023", []),
        ("012 2345 6789", []),
        ("FY2024/25", [2024]),
        ("", []),
    ],
)
def test_years_named_in_a_text(text: str, years: list[int]) -> None:
    assert years_in(text) == years


def test_khmer_digits_are_written_and_read() -> None:
    assert khmer_digits("0123456789 ៛") == "០១២៣៤៥៦៧៨៩ ៛"
    assert ascii_digits("០១២៣៤៥៦៧៨៩ ៛") == "0123456789 ៛"


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**15))
def test_a_number_survives_the_way_to_khmer_and_back(number: int) -> None:
    assert int(ascii_digits(khmer_digits(str(number)))) == number
