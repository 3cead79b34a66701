"""Reads a workbook (.xlsx) of facts: each sheet is the table of its name."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.faults.fault import Fault
from bot.faults.likely import guess_key
from bot.store.fact_files import TextTable, as_table
from bot.store.fact_schema import TableSchema

OURS = "_"  # sheets that begin with it are notes and examples of a template, and are passed over
_EXACT = 2**53  # greater numbers a spreadsheet cannot hold exactly (IEEE 754)


def read_workbook(
    path: Path, schemas: Sequence[TableSchema]
) -> tuple[list[tuple[TableSchema, TextTable]], list[Fault]]:
    """The tables of a workbook, and faults of the workbook as a whole."""
    # Loaded only where there is a workbook: `bot check` of CSV files need not wait for it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    by_name = {schema.name: schema for schema in schemas}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decoration of cells that openpyxl leaves out
            values = load_workbook(path, data_only=True)
            written = load_workbook(path)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return [], [Fault("not_xlsx", path.name)]
    tables, faults = [], []
    for sheet in values.sheetnames:
        if sheet.startswith(OURS):
            continue
        if sheet.strip() not in by_name:
            faults.append(Fault("sheet_not_named", path.name, sheet=sheet, near=guess_key(sheet, list(by_name))))
            continue
        schema = by_name[sheet.strip()]
        tables.append((schema, _table(path.name, sheet, values[sheet], written[sheet], schema)))
    if not tables and not faults:
        faults.append(Fault("no_sheet", path.name))
    return tables, faults


def _table(file: str, name: str, values: Any, written: Any, schema: TableSchema) -> TextTable:
    """The sheet as rows of text; what cannot be read in a cell is a fault of its own."""
    strange: list[Fault] = []
    rows = _rows(file, name, values, written, strange)
    table = as_table(rows, schema, file, name)
    table.faults += strange
    return table


def _rows(file: str, name: str, values: Any, written: Any, strange: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    header: list[str] = []
    for number, (row, formulas) in enumerate(zip(values.iter_rows(), written.iter_rows(), strict=True), start=1):
        cells = []
        for place, (cell, formula) in enumerate(zip(row, formulas, strict=True)):
            column = header[place] if place < len(header) else cell.column_letter
            kind = _fault(cell, formula)
            if kind:
                details = {"column": column, "value": _text(cell.value)}
                strange.append(Fault(kind, file, row=number, sheet=name, details=details))
            cells.append("" if kind == "a_formula_error" else _text(cell.value))
        header = header or cells
        yield number, cells


def _fault(cell: Any, formula: Any) -> str:
    if formula.data_type == "f" and cell.value is None:
        return "a_formula"
    if cell.data_type == "e":
        return "a_formula_error"
    too_long = isinstance(cell.value, int | float) and not isinstance(cell.value, bool) and abs(cell.value) > _EXACT
    return "a_float" if too_long else ""


def _text(value: Any) -> str:
    """A cell as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize() if value != int(value) else Decimal(int(value)), "f")
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
