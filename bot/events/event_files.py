"""Reads a list of events from a CSV file as a spreadsheet writes it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.errors import EventsError
from bot.events.register import COLUMNS, REQUIRED, Row
from bot.events.words import Problem


def read_rows(path: Path) -> list[Row]:
    """The rows of a file; its first line names the columns (COLUMNS), in any order. Raises EventsError."""
    return read_text(path.read_bytes())


def read_text(content: bytes) -> list[Row]:
    """The rows of a file's bytes, numbered as a spreadsheet shows them. Raises EventsError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EventsError([Problem("utf8")]) from None
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    columns = [name.strip().casefold() for name in next(reader, [])]
    if problems := _column_problems(columns):
        raise EventsError(problems)
    rows, long = [], []
    for number, cells in enumerate(reader, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            long.append(Problem("cells", row=number))
        rows.append(Row(number, dict(zip(columns, cells, strict=False))))
    if long or not rows:
        raise EventsError(long or [Problem("empty")])
    return rows


def _column_problems(columns: list[str]) -> list[Problem]:
    problems = [Problem("missing", name, 1) for name in REQUIRED if name not in columns]
    for name in columns:
        if name and name not in COLUMNS:
            near = process.extractOne(name, COLUMNS, scorer=JaroWinkler.normalized_similarity, processor=None)
            likely = f"'{near[0]}'" if near and near[1] > 0.75 else ""
            problems.append(Problem("column", name, 1, {"near": likely}))
    return problems
