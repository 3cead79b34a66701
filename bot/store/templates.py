"""Empty tables for staff to fill in: drop-downs, examples, and notes in both languages."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from sqlalchemy import Connection, Engine, select

from bot.store.fact_cells import to_cells
from bot.store.fact_schema import Field, TableSchema, key_of
from bot.store.fact_tables import FACT_TABLES
from bot.store.fact_words import TABLES, column_words

SHORT_NAMES = {"budget": "budget_line", "fee": "service_fee", "document": "service_document", "project": "procurement"}
EXAMPLES, NOTES, CODES, LISTS = "_examples", "_notes", "_codes", "_lists"
_ROWS = 2000  # rows that get drop-downs
_CODE_HEADS = ("ជួរឈរ · column", "លេខសម្គាល់ · code", "ខ្មែរ", "English")
_CALLED = ("name", "title", "publisher")  # beginnings of columns that say what a row is called
_HEADS = ("ជួរឈរ · column", "ត្រូវបំពេញ · required", "ខ្មែរ", "English", "តម្លៃដែលអាចដាក់ · allowed")


def write_template(engine: Engine, schema: TableSchema, path: Path) -> list[Path]:
    """Write a template for a table; the ending of ``path`` says whether a workbook or CSV files. Returns the files.

    Examples are rows of the store. Sheets and files whose names begin with `_` are passed over by an import.
    """
    with engine.connect().execution_options(reading=True) as connection:
        examples = [to_cells(schema, row) for row in _examples(connection, schema)]
        keys = {table: _keys(connection, table) for _, table in schema.references}
        codes = [row for column, table in schema.references for row in _codes(connection, column, table)]
    if path.suffix.lower() == ".xlsx":
        _workbook(schema, examples, keys, codes).save(path)
        return [path]
    files = {
        path: [list(schema.columns)],
        path.with_name(f"_{path.stem}_examples.csv"): [list(schema.columns), *examples],
        path.with_name(f"_{path.stem}_notes.csv"): [list(_HEADS), *_notes(schema)],
    }
    if codes:
        files[path.with_name(f"_{path.stem}_codes.csv")] = [list(_CODE_HEADS), *codes]
    for file, rows in files.items():
        # Excel takes a file for UTF-8 only if it begins with a byte order mark; Khmer is unreadable otherwise.
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            csv.writer(opened, lineterminator="\n").writerows(rows)
    return list(files)


def _examples(connection: Connection, schema: TableSchema) -> list[dict[str, Any]]:
    table = FACT_TABLES[schema.name]
    wanted = select(table).order_by(table.c[schema.key]).limit(3)
    if "status" in table.c:
        wanted = wanted.where(table.c.status == "current")
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _keys(connection: Connection, table: str) -> list[str]:
    column = FACT_TABLES[table].c[key_of(table)]
    return list(connection.scalars(select(column).order_by(column)))


def _codes(connection: Connection, column: str, table: str) -> Iterator[list[str]]:
    """What may stand in a column that leads to another table, with what it is called in both languages."""
    kept = FACT_TABLES[table]
    km, en = (
        next(
            (kept.c[name] for stem in _CALLED for name in (f"{stem}_{spoken}", stem) if name in kept.c),
            kept.c[key_of(table)],
        )
        for spoken in ("km", "en")
    )
    key = kept.c[key_of(table)]
    for code, khmer, english in connection.execute(select(key, km.label("km"), en.label("en")).order_by(key)):
        yield [column, code, khmer, english]


def _notes(schema: TableSchema) -> Iterator[list[str]]:
    for field in schema.fields:
        words = column_words(field.name)
        allowed = ", ".join(field.enum) or (f"≤ {field.longest}" if field.name.startswith("short_") else "")
        yield [field.name, "✓" if field.required else "", words.km, words.en, allowed]


def _workbook(
    schema: TableSchema, examples: Sequence[Sequence[str]], keys: dict[str, list[str]], codes: Sequence[Sequence[str]]
) -> Workbook:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = schema.name
    lists = book.create_sheet(LISTS)
    for number, field in enumerate(schema.fields, start=1):
        _head(sheet.cell(1, number), field)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, len(field.name) + 3)
        if field.kept_as == "text":  # a place code keeps its leading zero
            sheet.column_dimensions[letter].number_format = "@"
        table = dict(schema.references).get(field.name, "")
        choices = list(field.enum) or keys.get(table, [])
        if choices:
            _drop_down(sheet, lists, letter, number, choices, strict=bool(field.enum))
    sheet.freeze_panes = "B2"
    _fill(book.create_sheet(EXAMPLES), [list(schema.columns), *examples])
    title = TABLES[schema.name]
    _fill(book.create_sheet(NOTES), [[f"{title.km} · {title.en}"], list(_HEADS), *_notes(schema)])
    if codes:
        sheet = book.create_sheet(CODES)
        _fill(sheet, [list(_CODE_HEADS), *codes])
        sheet.auto_filter.ref = sheet.dimensions
        sheet.freeze_panes = "A2"
    lists.sheet_state = "hidden"
    book.move_sheet(lists, offset=3)
    return book


def _head(cell: Any, field: Field) -> None:
    words = column_words(field.name)
    cell.value = field.name
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", start_color="FFE9B8" if field.required else "E8EEF4")
    cell.comment = Comment(f"{words.km}\n{words.en}", "Chbas", height=90, width=260)


def _drop_down(sheet: Any, lists: Any, letter: str, number: int, choices: Sequence[str], strict: bool) -> None:
    own = get_column_letter(number)
    for row, choice in enumerate(choices, start=1):
        lists.cell(row, number).value = choice
    rule = DataValidation("list", formula1=f"{LISTS}!${own}$1:${own}${len(choices)}", allow_blank=True)
    rule.showErrorMessage = strict  # a key may lead to a row that is handed in with it
    rule.errorTitle, rule.error = "Chbas", "សូមជ្រើសពីបញ្ជី · Choose from the list"
    rule.add(f"{letter}2:{letter}{_ROWS}")
    sheet.add_data_validation(rule)


def _fill(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.columns:
        sheet.column_dimensions[cells[0].column_letter].width = 28
        for cell in cells:
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
