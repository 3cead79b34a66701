"""Facts: rows of the tables the answers come from, searched and edited with the same checks as an import."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, String, Text, cast, or_, select

from bot.desk.cells import meanings, name_of, summary
from bot.desk.files import digest
from bot.desk.login import requires
from bot.desk.speech import language, say
from bot.desk.tools import desk, me
from bot.errors import FactsError
from bot.store import drafts
from bot.store.choice_words import choice_words
from bot.store.fact_cells import to_cells
from bot.store.fact_schema import TableSchema, key_of, read_schemas
from bot.store.fact_tables import FACT_TABLES
from bot.store.fact_words import TABLES, column_words
from bot.store.importing import import_files

SHOWN = 100
NAMES = ("name", "short", "title")  # beginnings of columns that say what a thing is called
Cells = dict[str, str]


@dataclass(frozen=True)
class Row:
    """One row of the list.

    ``state``: current, historical, demonstration, name-only, no_source, or empty where none is kept.
    """

    key: str
    state: str
    summary: str


def fact_pages() -> Blueprint:
    """``/desk/facts``."""
    pages = Blueprint("facts", __name__, url_prefix="/desk/facts")
    editor = requires("editor")
    pages.add_url_rule("", "facts", editor(_facts))
    pages.add_url_rule("/<table>/<path:key>", "fact", editor(_fact))
    pages.add_url_rule("/<table>/<path:key>", "edit", editor(_edit), methods=["POST"])
    pages.add_url_rule("/undo/<int:id>", "undo", editor(_undo), methods=["POST"])
    return pages


def _facts() -> str:
    table, q = request.args.get("table", "service_fee"), request.args.get("q", "").strip()
    state, schema = request.args.get("state", ""), _schema(table)
    kept = FACT_TABLES[table]
    wanted = select(kept).order_by(kept.c[schema.key]).limit(SHOWN)
    if q:
        wanted = wanted.where(or_(*_holding(q, table), *_leading_to(q, schema)))
    if state == "no_source":
        wanted = wanted.where(kept.c.source_id == "" if "source_id" in kept.c else False)
    elif state:
        wanted = wanted.where(kept.c.status == state if "status" in kept.c else False)
    with desk().reading() as connection:
        found = [to_cells_by_name(schema, dict(row)) for row in connection.execute(wanted).mappings()]
    rows = [_row(schema, cells, meant) for cells, meant in zip(found, meanings(schema, found), strict=True)]
    return render_template("desk/facts.html", tables=TABLES, table=table, q=q, state=state, rows=rows)


def _holding(q: str, table: str, *beginnings: str) -> list[ColumnElement[bool]]:
    """Rows with these words in a column; ``beginnings``: only in columns whose names begin so."""
    texts = [column for column in FACT_TABLES[table].columns if isinstance(column.type, String | Text)]
    among = [cast(column, Text) for column in texts if not beginnings or column.name.startswith(beginnings)]
    return [text.icontains(q, autoescape=True) for text in among]


def _leading_to(q: str, schema: TableSchema) -> list[ColumnElement[bool]]:
    """Rows whose service, place and so on is called so: a fee holds only the key of its service."""
    return [
        FACT_TABLES[schema.name]
        .c[column]
        .in_(select(FACT_TABLES[table].c[key_of(table)]).where(or_(*_holding(q, table, *NAMES))))
        for column, table in schema.references
        if table != "source"
    ]


def to_cells_by_name(schema: TableSchema, row: dict[str, object]) -> Cells:
    """A row of the store as the cells of its file, by column."""
    return dict(zip(schema.columns, map(str, to_cells(schema, row)), strict=True))


def _row(schema: TableSchema, cells: Cells, meant: Mapping[str, str]) -> Row:
    state = cells.get("status", "")
    if "source_id" in cells and not cells["source_id"]:
        state = "no_source"
    return Row(cells[schema.key], state, summary(schema, cells, meant))


def _fact(table: str, key: str) -> str:
    cells = _stored(table, key) or abort(404)
    return _form(table, key, cells, _digest(cells))


def _edit(table: str, key: str) -> ResponseReturnValue:
    """Imports the one row, with all checks of an import; refused when somebody else changed it meanwhile."""
    with desk().alone():
        return _edited(table, key)


def _edited(table: str, key: str) -> ResponseReturnValue:
    schema, before = _schema(table), _stored(table, key) or abort(404)
    cells = {name: request.form.get(f"c-{name}", before[name]).strip() for name in schema.columns}
    cells[schema.key] = key
    if request.form.get("digest") != _digest(before):
        return _form(table, key, cells, _digest(before), theirs=before), 409
    if cells == before:
        flash(say("content.nothing_changed"))
    else:
        try:
            _put(table, key, before, cells)
        except FactsError as error:
            return _form(table, key, cells, _digest(before), error.said(language())), 422
        flash(say("facts.saved"))
    return redirect(url_for("facts.fact", table=table, key=key), 303)


def _undo(id: int) -> ResponseReturnValue:
    with desk().alone():
        return _undone(id)


def _undone(id: int) -> ResponseReturnValue:
    with desk().reading() as connection:
        change = drafts.change(connection, id) or abort(404)
    _, table, key = change.path.split("/", 2)
    now = _stored(table, key) or abort(404)
    if _lines(now) != change.after:
        flash(say("history.newer"))
        return redirect(url_for("content.change", id=id), 303)
    before = dict(line.split("\t", 1) for line in change.before.split("\n"))
    cells = {name: value.replace("\\n", "\n") for name, value in before.items()}
    try:
        _put(table, key, now, cells, undoes=id)
    except FactsError as error:  # what it led to is gone meanwhile
        return _form(table, key, cells, _digest(now), error.said(language())), 422
    flash(say("facts.saved"))
    return redirect(url_for("facts.fact", table=table, key=key), 303)


def _put(table: str, key: str, before: Cells, after: Cells, undoes: int | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{table}.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, list(after))
            writer.writeheader()
            writer.writerow(after)
        import_files(desk().engine, file, desk().settings.facts_dir, who=me().name)
    with desk().engine.begin() as connection:
        now, path = datetime.now(UTC), f"facts/{table}/{key}"
        stored = _stored(table, key) or after
        drafts.record_change(connection, now, me().name, path, _lines(before), _lines(stored), undoes)


def _form(
    table: str, key: str, cells: Cells, digest: str, faults: list[str] | None = None, theirs: Cells | None = None
) -> str:
    schema, stored = _schema(table), _stored(table, key) or {}
    # Of the cells as they are kept only: what somebody has just typed is not guessed at.
    meant = meanings(schema, [stored])[0] if stored else {}
    with desk().reading() as connection:
        changes = drafts.history(connection, f"facts/{table}/{key}", 5)
    choices = {field.name: field.enum for field in schema.fields if field.enum}
    return render_template(
        "desk/fact.html",
        table=table,
        title=TABLES[table],
        key=key,
        called=name_of(schema, stored, meant) if stored else "",
        key_column=schema.key,
        cells=cells,
        words=column_words,
        meant={name: words for name, words in meant.items() if cells[name] == stored[name] and name not in choices},
        choices=choices,
        choice_words=choice_words,
        digest=digest,
        faults=faults or [],
        theirs=theirs,
        changes=changes,
    )


def _stored(table: str, key: str) -> Cells | None:
    schema, kept = _schema(table), FACT_TABLES[table]
    with desk().reading() as connection:
        row = connection.execute(select(kept).where(kept.c[schema.key] == key)).mappings().first()
    return to_cells_by_name(schema, dict(row)) if row else None


def _schema(table: str) -> TableSchema:
    schemas, faults = read_schemas(desk().settings.facts_dir)
    if faults:
        raise FactsError(faults)
    return next((schema for schema in schemas if schema.name == table), None) or abort(404)


def _digest(cells: Cells) -> str:
    return digest(_lines(cells))


def _lines(cells: Cells) -> str:
    """A row as text, one column a line, for the history."""
    return "\n".join(f"{name}\t{value.replace(chr(10), chr(92) + 'n')}" for name, value in cells.items())
