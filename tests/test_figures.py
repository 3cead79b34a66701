"""Every figure the bot says in the golden talks stands in the fact package."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from bot.text.numerals import ascii_digits

ROOT = Path(__file__).parent.parent
TRANSCRIPTS = sorted((ROOT / "tests" / "transcripts").glob("*.txt"))
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
# How each currency is written, with what its figure stands for.
MONEY = [
    ("KHR", 10**9, r"(NUM) (?:ពាន់លាន|billion) ៛"),
    ("KHR", 1, r"(NUM) ៛"),
    ("USD", 10**6, r"US\$(NUM) million|(NUM) លានដុល្លារ"),
    ("USD", 1, r"US\$(NUM)(?! million)|(NUM) ដុល្លារ"),
]


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "facts" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("status") != "historical"]


@pytest.fixture(scope="module")
def amounts() -> dict[str, set[Decimal]]:
    known: dict[str, set[Decimal]] = {}
    for table in ("service_fee", "budget_line", "award"):
        for row in rows(table):
            if row["amount"]:
                known.setdefault(row["currency"], set()).add(Decimal(row["amount"]))
    return known


@pytest.fixture(scope="module")
def numbers() -> set[Decimal]:
    """Every number written anywhere in the package, and the shares that follow from two of them."""
    known: set[Decimal] = set()
    for path in (ROOT / "facts").glob("*.csv"):
        for row in rows(path.stem):
            known.update(n for cell in row.values() for n in said(cell))
    return known | set(shares())


def shares() -> Iterator[Decimal]:
    for row in rows("indicator_value"):
        if row["numerator"] and row["denominator"]:
            yield percent(row["numerator"], row["denominator"])
    for place in grouped(rows("budget_line"), "place_code", "fiscal_year").values():
        for one, two in product(place, place):
            if one["currency"] == two["currency"] and Decimal(two["amount"]):
                yield percent(one["amount"], two["amount"])


def grouped(lines: list[dict[str, str]], *keys: str) -> dict[tuple[str, ...], list[dict[str, str]]]:
    groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for line in lines:
        groups.setdefault(tuple(line[key] for key in keys), []).append(line)
    return groups


def percent(part: str, whole: str) -> Decimal:
    return Decimal(f"{100 * float(part) / float(whole):.2f}").normalize()


def said(text: str) -> Iterator[Decimal]:
    for match in NUMBER.findall(ascii_digits(text)):
        yield Decimal(match.replace(",", "").rstrip(".")).normalize()
        for piece in re.findall(r"\d+", match):
            yield Decimal(piece).normalize()


def replies(path: Path) -> str:
    """What the bot says in a talk, without the titles of buttons."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(("bot:", "   "))]
    return ascii_digits("\n".join(line for line in lines if not line.strip().startswith("[")))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_every_amount_is_an_amount_of_the_package(path: Path, amounts: dict[str, set[Decimal]]) -> None:
    text = replies(path)
    for currency, unit, pattern in MONEY:
        for match in re.finditer(pattern.replace("NUM", NUMBER.pattern), text):
            amount = Decimal(next(filter(None, match.groups())).replace(",", "")) * unit
            context = text[max(match.start() - 40, 0) : match.end()]
            assert amount in amounts[currency] or "ប្រហែល" in context or "about" in context, (
                f"{amount} {currency}: {context}"
            )


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_every_other_number_stands_in_the_package(path: Path, numbers: set[Decimal]) -> None:
    text = replies(path)
    for _, _, pattern in MONEY:
        text = re.sub(pattern.replace("NUM", NUMBER.pattern), "", text)
    strange = [match for match in NUMBER.findall(text) if Decimal(match.replace(",", "")).normalize() not in numbers]
    assert not strange, strange


def test_there_are_figures_to_check() -> None:
    assert sum(len(NUMBER.findall(replies(path))) for path in TRANSCRIPTS) > 50
