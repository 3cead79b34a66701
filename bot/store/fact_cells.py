"""Checks single cells of facts and turns them into what the store keeps, and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.faults.fault import Fault
from bot.faults.likely import guess_key
from bot.store.amounts import read_amount
from bot.store.fact_files import TextRow
from bot.store.fact_schema import Field, TableSchema
from bot.store.fact_tables import MINOR_UNITS

NUMBERS = {"integer": re.compile(r"-?[0-9]{1,40}"), "number": re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")}
SCIENTIFIC = re.compile(r"-?[0-9.,]+[eE][+-]?[0-9]+")
GROUPED = re.compile(r"-?[0-9]{1,3}([, \u00a0\u202f][0-9]{3})+|-?[0-9]+")
KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
# Control and format characters, Khmer inherent vowels and variation selectors: nobody sees them, yet
# they make two spellings of one word. Line breaks inside a cell may stay.
INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\ufff9-\uffff]"
)
HINTS = {
    r"[a-z0-9]+(-[a-z0-9]+)*": "hint_key",
    r"\d{4}(-\d{2}(-\d{2})?)?": "hint_date",
    r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2})?)?": "hint_period",
    r"(KH|\d{2}|\d{4}|\d{6})": "hint_code",
}


def cell_faults(schema: TableSchema, row: TextRow) -> Iterator[Fault]:
    """What is wrong with the single cells of a row, in the order of the columns."""
    unclean = _is_unclean("\n".join(row.cells.values()))
    for field in schema.fields:
        cell = row.cells[field.name]
        for kind, details, near in _faults(field, cell, row.cells, unclean):
            details = {"column": field.name, "value": cell, **details}
            yield Fault(kind, row.file or schema.file, row=row.number, details=details, near=near, sheet=row.sheet)


def understood(schema: TableSchema, row: TextRow) -> TextRow:
    """The row with its amounts in plain digits, wherever they can be told exactly."""
    cells = dict(row.cells)
    for field in schema.fields:
        if field.kept_as == "money" and cells[field.name]:
            amount = read_amount(cells[field.name], cells.get("currency", ""))
            if isinstance(amount, str):
                cells[field.name] = amount
    return replace(row, cells=cells)


def to_store(schema: TableSchema, cells: Mapping[str, str]) -> dict[str, Any]:
    """What the store keeps of a row: money in minor units. A cell that is no number gives None."""
    return {field.name: _kept(field, cells) for field in schema.fields}


def to_cells(schema: TableSchema, kept: Mapping[str, Any]) -> list[str]:
    """The cells of a row of the store: amounts in whole currency units."""
    return [_cell(field, kept) for field in schema.fields]


_Found = tuple[str, dict[str, object], str]


def _faults(field: Field, cell: str, cells: Mapping[str, str], unclean: bool) -> Iterator[_Found]:
    if not cell:
        if field.required:
            yield "required", {}, ""
        elif field.name == "currency" and cells.get("amount"):
            yield "no_currency", {}, ""
        return
    if unclean and (unseen := list(_sign_faults(cell))):
        yield from unseen
        return
    yield from _text_faults(field, cell) if field.type == "string" else _number_faults(field, cell, cells)
    if field.kept_as != "text":
        yield from _size_faults(field, cell, cells)


def _is_unclean(text: str) -> bool:
    return bool(INVISIBLE.search(text)) or not unicodedata.is_normalized("NFC", text)


def _sign_faults(cell: str) -> Iterator[_Found]:
    if found := INVISIBLE.search(cell):
        sign = found.group()
        name = f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
        yield "invisible", {"name": name, "before": cell[: found.start()][-10:]}, ""
    elif not unicodedata.is_normalized("NFC", cell):
        yield "not_nfc", {"repaired": unicodedata.normalize("NFC", cell)}, ""


def _text_faults(field: Field, cell: str) -> Iterator[_Found]:
    if field.enum and cell not in field.enum:
        yield "enum", {"allowed": field.enum}, guess_key(cell, field.enum)
    if field.pattern and not field.pattern.fullmatch(cell):
        yield _pattern_fault(field.pattern, cell)
    if field.longest is not None and len(cell) > field.longest:
        yield "too_long", {"length": len(cell), "longest": field.longest}, ""


def _pattern_fault(pattern: re.Pattern[str], cell: str) -> _Found:
    hint = HINTS.get(pattern.pattern, "hint_other")
    if hint == "hint_code" and cell.isascii() and cell.isdigit() and pattern.fullmatch("0" + cell):
        return "lost_zero", {"repaired": "0" + cell}, ""
    return "pattern", {"hint": Fault(hint, "", details={"pattern": pattern.pattern})}, ""


def _number_faults(field: Field, cell: str, cells: Mapping[str, str]) -> Iterator[_Found]:
    if field.kept_as == "money" and isinstance(doubt := read_amount(cell, cells.get("currency", "")), Fault):
        yield f"not_{field.type}", {"advice": doubt}, ""
        return
    if not NUMBERS[field.type].fullmatch(cell):
        yield f"not_{field.type}", {"advice": _advice(field, cell)}, ""
        return
    if field.minimum is not None and Decimal(cell) < field.minimum:
        yield "too_small", {"minimum": field.minimum}, ""
    if field.maximum is not None and Decimal(cell) > field.maximum:
        yield "too_great", {"maximum": field.maximum}, ""


def _advice(field: Field, cell: str) -> Fault:
    """How to write the number; a proposal only where the digits leave no doubt."""
    plain = cell.translate(KHMER_DIGITS).removesuffix("៛").removesuffix("រៀល").strip()
    if GROUPED.fullmatch(plain):
        return Fault("advice_try", "", details={"repaired": re.sub("[^0-9-]", "", plain)})
    if SCIENTIFIC.fullmatch(cell):
        return Fault("advice_scientific", "")
    return Fault("advice_whole" if field.type == "integer" else "advice_digits", "")


def _size_faults(field: Field, cell: str, cells: Mapping[str, str]) -> Iterator[_Found]:
    """Faults of a number that the store keeps as a number."""
    if not NUMBERS[field.type].fullmatch(cell) or (
        field.kept_as == "money" and isinstance(read_amount(cell, cells.get("currency", "")), Fault)
    ):
        return
    kept = Fraction(cell)  # exact, whatever the number of digits
    if field.kept_as == "money":
        currency = cells.get("currency", "")
        units = MINOR_UNITS.get(currency, 1)
        kept *= units
        if currency in MINOR_UNITS and kept.denominator != 1:
            yield "minor_unit", {"currency": currency, "unit": Decimal(1) / units}, ""
    if field.kept_as != "decimal" and abs(kept) >= 2**field.bits:
        yield "too_big", {}, ""


def _kept(field: Field, cells: Mapping[str, str]) -> Any:
    cell = cells[field.name]
    if field.kept_as == "text":
        return cell
    if not NUMBERS[field.type].fullmatch(cell):
        return None
    if field.kept_as == "decimal":
        return float(cell)
    return int(Fraction(cell) * (MINOR_UNITS.get(cells["currency"], 1) if field.kept_as == "money" else 1))


def _cell(field: Field, kept: Mapping[str, Any]) -> str:
    value = kept[field.name]
    if value is None or value == "":
        return ""
    if field.kept_as == "decimal":
        return format(Decimal(repr(value)), "f")  # never 1e-05
    if field.kept_as == "money":
        units = MINOR_UNITS.get(kept["currency"], 1)
        return str(value // units) if value % units == 0 else f"{Decimal(value) / units:.2f}"
    return str(value)
