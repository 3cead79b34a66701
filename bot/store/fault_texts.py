"""What staff are told about faults in fact tables; a second language is a second set of these sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST_VALUE = 60  # of a cell, as shown in a sentence

ENGLISH = {
    # Where it is.
    "at_file": "{file}",
    "at_row": "{file}, row {row}",
    "at_stored": '{file} in the store, row "{key}"',
    "other_row": "row {row}",
    "other_stored": '"{key}" in the store',
    "near": ' Did you mean "{near}"?',
    # datapackage.json and the folder.
    "no_descriptor": "there is no such file; it describes the columns of all tables.",
    "not_json": "this is not JSON (line {line}).",
    "bad_table": "the description of {table} is not understood: {reason}.",
    "unknown_table": 'the store has no table "{table}".',
    "table_missing": "the table {table} is not described.",
    "column_differs": 'the store has no column "{column}" in {table}.',
    "column_left_out": "the column {column} of {table} is not described.",
    "no_file": "datapackage.json names this file, but it is not there.",
    "stray_file": "datapackage.json does not describe this file.",
    "not_named": "a file is imported into the table of its own name, and there is no table of this name.",
    "not_csv": "this is not a CSV file. In the spreadsheet choose Save as, then CSV UTF-8.",
    "nothing_here": "there is no CSV file in this folder.",
    # A whole file.
    "not_utf8": "the text is not UTF-8. In the spreadsheet choose Save as, then CSV UTF-8.",
    "quoting": 'the quotation marks do not match. A cell in "…" ends with " before the comma; a " inside it is doubled.',
    "no_header": "the first row must hold the names of the columns, but it is empty.",
    "separator": "the cells are separated by {separator}. In the spreadsheet choose CSV with commas.",
    "unknown_column": 'there is no column "{column}".',
    "unnamed_column": "column {position} has no name.",
    "column_twice": 'the column "{column}" is there twice.',
    "missing_column": 'the column "{column}" is missing.',
    "few_cells": "the row has {found} cells, the first row has {wanted}.",
    "many_cells": "the row has {found} cells, the first row has {wanted}. Is there a comma outside quotation marks?",
    # A cell.
    "required": "{column} is empty and must not be.",
    "enum": '{column} "{value}" is not one of: {allowed}.',
    "pattern": '{column} "{value}" is not written as it must be; {hint}.',
    "hint_other": "the pattern is {pattern}",
    "hint_key": "use small Latin letters, digits and hyphens, for example birth-certificate",
    "hint_date": "write YYYY, YYYY-MM or YYYY-MM-DD",
    "hint_period": "write YYYY, YYYY-MM, YYYY-MM-DD or a range such as 2024/2026",
    "hint_code": "an NCDD code has 2 digits for a province, 4 for a district, 6 for a commune; KH is the country",
    "lost_zero": '{column} "{value}" is not an NCDD code; did the spreadsheet drop a leading zero? Try "{repaired}".',
    "odd_code": '{column} "{value}" is not an NCDD code; did the spreadsheet drop a leading zero?',
    "not_integer": '{column} "{value}" is not a whole number. {advice}',
    "not_number": '{column} "{value}" is not a number. {advice}',
    "advice_digits": "Only digits may stand in the cell (and a point before decimals): "
    "no words, commas, spaces or currency signs.",
    "advice_whole": "Only digits may stand in the cell: no words, commas, spaces or points.",
    "advice_try": 'Write digits only: "{repaired}".',
    "advice_scientific": "The spreadsheet has shortened it; show the column as numbers without decimals and save again.",
    "too_small": '{column} "{value}" is less than {minimum}.',
    "too_great": '{column} "{value}" is more than {maximum}.',
    "too_big": '{column} "{value}" is a greater number than the store can hold.',
    "minor_unit": '{column} "{value}" is finer than the smallest {currency} amount, {unit}.',
    "no_currency": "amount is given, but currency is empty.",
    "too_long": '{column} "{value}" has {length} characters, {longest} at most; '
    "in Khmer each sign above or below a letter counts.",
    "invisible": '{column} holds an invisible character ({name}) after "{before}"; delete it.',
    "not_nfc": '{column} "{value}" has letters made of loose parts (it is not Unicode NFC); type it as "{repaired}".',
    # Between rows.
    "key_twice": '{column} "{value}" is already the key of row {row_before}.',
    "no_target": '{column} "{value}" is not in {table}.',
    "no_variant": 'variant "{value}" is not a variant of the service {service}; it has {allowed}.',
    "none": "none",
    "same_line": "{other} gives the same budget line (place, year, heading, ministry, stage and measure). "
    "Mark one of the two as historical.",
    "made_up_row": 'status is demonstration, but source_id "{source}" is a real source.',
    "made_up_source": 'source_id "{source}" is a source made up for demonstrations, but the row is about something real.',
    "no_value": "give numerator and denominator, or value.",
    "half_value": "numerator and denominator must be given together.",
    "two_values": "give numerator and denominator or value, not both.",
    "zero_whole": "denominator must be more than 0.",
}


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, where it is and what the sentence about it needs. ``row`` is as a spreadsheet counts."""

    kind: str
    file: str
    row: int = 0  # 0: the whole file, or with a ``key`` a row of the store
    details: Mapping[str, object] = field(default_factory=dict)
    near: str = ""  # what was probably meant
    key: str = ""


def say(fault: Fault, texts: Mapping[str, str] = ENGLISH) -> str:
    """The fault as one plain sentence that begins with its place."""
    details = {name: _shown(name, value, texts) for name, value in fault.details.items()}
    near = texts["near"].format(near=fault.near) if fault.near else ""
    return f"{_place(fault, texts)}: {texts[fault.kind].format(**details)}{near}"


def _place(fault: Fault, texts: Mapping[str, str]) -> str:
    kind = "at_row" if fault.row else "at_stored" if fault.key else "at_file"
    return texts[kind].format(file=fault.file, row=fault.row, key=fault.key)


def _shown(name: str, value: object, texts: Mapping[str, str]) -> object:
    """A detail as it is printed: a nested sentence, a list, or a value that is not too long."""
    if isinstance(value, Fault):  # another sentence inside this one, or another row
        return texts[value.kind].format(**{**value.details, "row": value.row, "key": value.key})
    if isinstance(value, tuple):
        return ", ".join(value) or texts["none"]
    text = str(value)
    return text[: LONGEST_VALUE - 1] + "…" if name == "value" and len(text) > LONGEST_VALUE else text
