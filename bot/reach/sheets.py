"""Writes rows as CSV and as a workbook, however many there are, without holding them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from bot.domain.talk import Language
from bot.reach.columns import MEANINGS
from bot.reach.export import safe
from bot.reach.rows import Sheet

BOM = "\ufeff"  # without it spreadsheets on Windows do not see that the file is UTF-8
ROWS_A_SHEET = 1_048_575  # Excel's own limit, less the header
EVERY = 50_000
"""Progress is told after so many rows."""

Progress = Callable[[int], None]


def csv_pieces(sheet: Sheet, progress: Progress | None = None) -> Iterator[str]:
    """The file in pieces of some thousand rows."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    held.write(BOM)
    writer.writerow(sheet.columns)
    for number, cells in enumerate(sheet.rows, 1):
        writer.writerow([_plain(cell) for cell in cells])
        if not number % 2_000:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
        if progress and not number % EVERY:
            progress(number)
    yield held.getvalue()


def write_workbook(
    target: Path | IO[bytes],
    sheet: Sheet,
    notes: list[tuple[str, str]],
    language: Language,
    progress: Progress | None = None,
) -> int:
    """Write a workbook into a file with real dates, a frozen header and a sheet of definitions; the number of rows.

    ``notes`` are lines above the definitions: period, time zone, channels. Rows beyond Excel's limit go on in the
    next sheet.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    total = 0
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        _notes(book, sheet, notes, language, bold)
        page, at = None, 0
        for cells in sheet.rows:
            if page is None or at > ROWS_A_SHEET:
                page, at = _page(book, sheet, total // ROWS_A_SHEET, bold), 1
            _write(page, at, cells, moment)
            at, total = at + 1, total + 1
            if progress and not total % EVERY:
                progress(total)
        if page is None:
            _page(book, sheet, 0, bold)
    return total


def _page(book: Any, sheet: Sheet, number: int, bold: Any) -> Any:
    page = book.add_worksheet(sheet.name if not number else f"{sheet.name} {number + 1}")
    page.freeze_panes(1, 0)
    page.set_column(0, len(sheet.columns) - 1, 18)
    page.write_row(0, 0, sheet.columns, bold)
    return page


def _write(page: Any, at: int, cells: tuple[Any, ...], moment: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, datetime):
            page.write_datetime(at, column, cell.replace(tzinfo=None), moment)
        elif isinstance(cell, int | float):
            page.write_number(at, column, cell)
        elif cell:
            page.write_string(at, column, str(cell))


def _notes(book: Any, sheet: Sheet, notes: list[tuple[str, str]], language: Language, bold: Any) -> None:
    page = book.add_worksheet("definitions")
    page.freeze_panes(1, 0)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 110)
    page.write_row(0, 0, ["column", "definition"], bold)
    lines = notes + [(column, MEANINGS[column][language != "km"]) for column in sheet.columns if column in MEANINGS]
    for at, (name, meaning) in enumerate(lines, 1):
        page.write_string(at, 0, name)
        page.write_string(at, 1, meaning)


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return safe(cell) if isinstance(cell, str) else cell
