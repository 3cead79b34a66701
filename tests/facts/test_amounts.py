"""Amounts as staff write them are understood exactly, or refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.faults.fault import Fault, say
from bot.store.amounts import read_amount


@pytest.mark.parametrize(
    ("cell", "currency", "amount"),
    [
        ("30000", "KHR", "30000"),
        ("៣០០០០", "KHR", "30000"),
        ("៣០,០០០ ៛", "KHR", "30000"),
        ("30 000៛", "KHR", "30000"),
        ("៛30,000", "KHR", "30000"),
        ("30\u00a0000 រៀល", "KHR", "30000"),
        ("1.2 លាន", "KHR", "1200000"),
        ("១.២លាន៛", "KHR", "1200000"),
        ("១ លាន ២ សែន", "KHR", "1200000"),
        ("៣ ម៉ឺន", "KHR", "30000"),
        ("2.5 ពាន់លាន រៀល", "KHR", "2500000000"),
        ("31,598 billion riel", "KHR", None),
        ("1.5 million", "USD", "1500000"),
        ("12.50", "USD", "12.50"),
        ("$12.5", "USD", "12.5"),
        ("US$1,234,567.89", "USD", "1234567.89"),
        ("1.200.000", "KHR", "1200000"),
        ("0", "KHR", "0"),
        ("0៛", "KHR", "0"),
        ("-5", "KHR", "-5"),
        ("១ពាន់៥រយ", "KHR", "1500"),
        ("1 លាន 500", "KHR", "1000500"),
    ],
)
def test_an_amount_is_understood_exactly(cell: str, currency: str, amount: str | None) -> None:
    found = read_amount(cell, currency)
    assert found == amount if amount else isinstance(found, Fault)


@pytest.mark.parametrize(
    ("cell", "currency", "km", "en"),
    [
        ("12,500", "USD", "សញ្ញាក្បៀសអាចជាខ្ទង់ពាន់ ឬទសភាគ។ សូមសរសេរ «12500» ឬ «12.5»។",
         'The comma may mean thousands or decimals: write "12500" or "12.5".'),
        ("1.234", "KHR", "បើសញ្ញានោះជាខ្ទង់ពាន់ សូមសរសេរ «1234»។ ចំនួនទឹកប្រាក់មានទសភាគយ៉ាងច្រើនពីរខ្ទង់។",
         'If the sign stands for thousands, write "1234"; an amount has at most two decimals.'),
        ("30.000", "KHR", "ចំណុចអាចជាខ្ទង់ពាន់ ឬទសភាគ។ សូមសរសេរ «30000» ឬ «30.0»។",
         'The point may mean thousands or decimals: write "30000" or "30.0".'),
        ("1,2 លាន", "KHR", "សញ្ញាក្បៀសអាចជាខ្ទង់ពាន់ ឬទសភាគ។ សូមសរសេរ «12 លាន» ឬ «1.2 លាន»។",
         'The comma may mean thousands or decimals: write "12 លាន" or "1.2 លាន".'),
        ("30000 $", "KHR", "ក្រឡានេះសរសេរ USD តែជួរឈរ currency ដាក់ KHR។ សូមធ្វើឲ្យដូចគ្នា។",
         "It names USD, but the column currency says KHR. Make them equal."),
        ("ប្រហែល 3 លាន", "KHR", "«ប្រហែល» មិនមែនជាពាក្យសម្រាប់ចំនួនទេ។ សូមសរសេរចំនួនទឹកប្រាក់ជាលេខ។",
         '"ប្រហែល" is no word for a number here; write the amount in digits.'),
        ("3k", "KHR", "«k» មិនមែនជាពាក្យសម្រាប់ចំនួនទេ។ សូមសរសេរចំនួនទឹកប្រាក់ជាលេខ។",
         '"k" is no word for a number here; write the amount in digits.'),
        ("5000-10000", "KHR",
         "ក្នុងក្រឡាសរសេរតែលេខ (និងចំណុចមុនខ្ទង់ទសភាគ)៖ គ្មានពាក្យ សញ្ញាក្បៀស ដកឃ្លា ឬសញ្ញារូបិយប័ណ្ណទេ។",
         "Only digits may stand in the cell (and a point before decimals): no words, commas, spaces or currency signs."),
        ("1.2E+07", "KHR", "កម្មវិធីតារាងបានបង្រួញលេខនេះ។ សូមបង្ហាញជួរឈរជាលេខគ្មានទសភាគ រួចរក្សាទុកម្តងទៀត។",
         "The spreadsheet has shortened it; show the column as numbers without decimals and save again."),
        ("២ សែន ១ លាន", "KHR", "«សែន» មិនមែនជាពាក្យសម្រាប់ចំនួនទេ។ សូមសរសេរចំនួនទឹកប្រាក់ជាលេខ។",
         '"សែន" is no word for a number here; write the amount in digits.'),
        ("0.000012 ពាន់", "KHR", "ចំនួននេះល្អិតជាងកាក់តូចបំផុត។ សូមសរសេរចំនួនទឹកប្រាក់ជាលេខ។",
         "It is finer than the smallest coin. Write the amount in digits."),
    ],
)  # fmt: skip
def test_a_doubtful_amount_is_refused_with_the_reason(cell: str, currency: str, km: str, en: str) -> None:
    fault = read_amount(cell, currency)
    assert isinstance(fault, Fault)
    assert say(fault, "km").partition("៖ ")[2] == km
    assert say(fault, "en").partition(": ")[2] == en


@given(st.integers(0, 10**15))
def test_every_way_of_writing_a_number_gives_that_number(number: int) -> None:
    khmer = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
    for text in (
        str(number),
        f"{number:,}",
        f"{number:,} ៛",
        f"{number:,}".replace(",", " "),
        f"{number:,}".translate(khmer),
    ):
        assert read_amount(text, "KHR") == str(number)


@given(st.text(max_size=12))
def test_what_is_understood_is_a_plain_number(text: str) -> None:
    found = read_amount(text, "KHR")
    assert isinstance(found, Fault) or found.lstrip("-").replace(".", "", 1).isdecimal()
