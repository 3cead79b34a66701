"""Reads one CSV file of facts into rows of text, and says what is wrong with its form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.faults.fault import Fault
from bot.faults.likely import guess_key
from bot.store.fact_schema import TableSchema


@dataclass(frozen=True)
class TextRow:
    """The cells of one row, spaces around them removed. ``number`` is the row a spreadsheet shows; the header is 1."""

    number: int
    cells: dict[str, str]
    file: str = ""  # where it is not the file of its table: a workbook
    sheet: str = ""


@dataclass
class TextTable:
    """A file's rows; ``complete`` says that nothing of the file is missing here."""

    rows: list[TextRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    complete: bool = True


def read_table(path: Path, schema: TableSchema) -> TextTable:
    """The rows of a CSV file: UTF-8 with or without a byte order mark, any line ends, columns in any order."""
    read = TextTable()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(Fault("not_utf8", path.name, row=error.object.count(b"\n", 0, error.start) + 1))
    rows = _Rows(text, path.name, read)
    return as_table(rows, schema, path.name, read=read)


def as_table(
    rows: Iterator[tuple[int, list[str]]],
    schema: TableSchema,
    file: str,
    sheet: str = "",
    read: TextTable | None = None,
) -> TextTable:
    """Rows of cells with their numbers, the first of them the names of the columns, as rows of the table."""
    read = TextTable() if read is None else read
    header = next(rows, None)
    if header is None:
        return _unreadable(*read.faults or [Fault("no_header", file, row=1, sheet=sheet)])
    names = _trimmed(header[1])
    if faults := list(_header_faults(names, file, schema)):
        return _unreadable(*(replace(fault, sheet=sheet) for fault in faults))
    for number, cells in rows:
        _add(read, TextRow(number, {}, file, sheet), cells, names)
    return read


def _unreadable(*faults: Fault) -> TextTable:
    return TextTable(faults=list(faults), complete=False)


class _Rows(Iterator[tuple[int, list[str]]]):
    """Rows with their numbers; broken quoting ends them with a fault, for what follows cannot be told apart."""

    def __init__(self, text: str, file: str, read: TextTable) -> None:
        self.reader: Any = csv.reader(io.StringIO(text, newline=""), strict=True)
        self.number, self.file, self.read = 0, file, read

    def __next__(self) -> tuple[int, list[str]]:
        self.number += 1
        try:
            cells = next(self.reader)
        except csv.Error:
            self.read.faults.append(Fault("quoting", self.file, row=self.number))
            self.read.complete = False
            raise StopIteration from None
        return self.number, [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in cells]


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells that spreadsheets leave at the end of rows."""
    last = max((position for position, cell in enumerate(cells, start=1) if cell), default=0)
    return cells[:last]


def _header_faults(names: list[str], file: str, schema: TableSchema) -> Iterator[Fault]:
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and separator in names[0]:
            yield Fault("separator", file, row=1, details={"separator": Fault(called, "")})
            return
    if not names:
        yield Fault("no_header", file, row=1)
        return
    missing = [column for column in schema.columns if column not in names]
    for position, name in enumerate(names, start=1):
        if name not in schema.columns:
            meant = guess_key(name, missing) if name else ""
            missing = [column for column in missing if column != meant]
            yield _unknown_column(file, position, name, meant)
        elif name in names[: position - 1]:
            yield Fault("column_twice", file, row=1, details={"column": name})
    for column in missing:
        yield Fault("missing_column", file, row=1, details={"column": column})


def _unknown_column(file: str, position: int, name: str, meant: str) -> Fault:
    if not name:
        return Fault("unnamed_column", file, row=1, details={"position": position})
    return Fault("unknown_column", file, row=1, details={"column": name}, near=meant)


def _add(read: TextTable, at: TextRow, cells: list[str], names: list[str]) -> None:
    """Take up a row. Wholly empty rows, as spreadsheets leave them, are passed over."""
    if not any(cells):
        return
    cells = cells[: max(len(names), len(_trimmed(cells)))]
    if len(cells) != len(names):
        kind = "few_cells" if len(cells) < len(names) else "many_cells"
        details = {"found": len(cells), "wanted": len(names)}
        read.faults.append(Fault(kind, at.file, row=at.number, sheet=at.sheet, details=details))
        read.complete = False
        return
    read.rows.append(replace(at, cells=dict(zip(names, cells, strict=True))))
