"""The public dashboard and the open data: closed years, small numbers suppressed, no login."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template
from sqlalchemy import Connection, Engine, select

from bot.board.charts import Bubble, bars, bubbles, columns
from bot.desk.speech import language, number, say
from bot.reach.definitions import definitions, said, word
from bot.reach.indicators import digits
from bot.reach.open_tables import Table, closed_years, is_made_up, open_tables
from bot.reach.suppression import SMALLEST
from bot.settings import Settings
from bot.store.fact_tables import place

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_TYPES = {
    "year": "year",
    "month": "yearmonth",
    "people": "integer",
    "new": "integer",
    "returning": "integer",
    "queries": "integer",
}
_JOINED = ("other", "not_told", "none")
_BOM = "\ufeff"
_KEPT_FOR = 600.0  # seconds


def opened(settings: Settings, engine: Engine) -> Blueprint:
    """``/open/…``: for everybody."""
    pages = Blueprint("opened", __name__, url_prefix="/open", template_folder="templates")
    made = _Opened(settings, engine)
    pages.add_url_rule("", "home", lambda: made.home(""), strict_slashes=False)
    pages.add_url_rule("/<year>", "home_of", lambda year: made.home(year))
    pages.add_url_rule("/<year>/datapackage.json", "package", lambda year: made.package(year))
    pages.add_url_rule("/<year>/<name>.csv", "table_csv", lambda year, name: made.csv(year, name))
    pages.add_url_rule("/<year>/<name>.json", "table_json", lambda year, name: made.json(year, name))
    return pages


class _Opened:
    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine
        self._kept: dict[int, tuple[float, list[Table]]] = {}

    def home(self, year: str) -> str:
        with self._reading() as connection:
            years = self._years(connection)
            chosen = self._checked(year, years) if year else (years[0] if years else 0)
            tables = {table.name: table for table in self._tables(connection, chosen)} if chosen else {}
            made_up = bool(chosen) and is_made_up(connection, chosen, self._settings.timezone)
            shown = [
                _chart(connection, name, tables[name])
                for name in ("months", "province", "topic", "sex")
                if name in tables
            ]
        total = dict(zip(tables["total"].columns, tables["total"].rows[0], strict=True)) if tables else {}
        meant = definitions(language(), self._settings.timezone.key, self._settings.session_minutes)
        return render_template(
            "board/open.html",
            years=years,
            year=chosen,
            total=total,
            shown=shown,
            tables=tables,
            meant=meant,
            made_up=made_up,
            smallest=SMALLEST,
            digits=lambda year: digits(str(year), language()),
        )

    def csv(self, year: str, name: str) -> Response:
        table = self._table(year, name)
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\r\n")
        writer.writerow(table.columns)
        writer.writerows(["" if cell is None else cell for cell in row] for row in table.rows)
        answer = Response(_BOM + held.getvalue(), mimetype="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="chbas-{year}-{name}.csv"'
        return answer

    def json(self, year: str, name: str) -> Response:
        table = self._table(year, name)
        return jsonify([dict(zip(table.columns, row, strict=True)) for row in table.rows])

    def package(self, year: str) -> Response:
        """A Frictionless data package: what each file holds, column by column."""
        with self._reading() as connection:
            tables = self._tables(connection, self._checked(year, self._years(connection)))
            made_up = is_made_up(connection, int(year), self._settings.timezone)
        meant = definitions("en", self._settings.timezone.key, self._settings.session_minutes)
        body = {
            "profile": "tabular-data-package",
            "name": f"chbas-reach-{year}",
            "title": f"Reach of the chatbot Chbas, {year}",
            "description": f"{meant['reached']} {meant['queries']} {meant['period']} "
            f"Numbers of fewer than {SMALLEST} people, and others by which they could be computed, are missing values."
            + (" The figures hold made-up rows of a demonstration." if made_up else ""),
            "licenses": [LICENCE],
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "resources": [_resource(year, table) for table in tables],
        }
        return Response(json.dumps(body, ensure_ascii=False, indent=1), mimetype="application/json")

    def _table(self, year: str, name: str) -> Table:
        with self._reading() as connection:
            tables = self._tables(connection, self._checked(year, self._years(connection)))
        found = next((table for table in tables if table.name == name), None)
        if found is None:
            abort(404)
        return found

    def _years(self, connection: Connection) -> list[int]:
        today = datetime.now(UTC).astimezone(self._settings.timezone).date()
        return closed_years(connection, today, self._settings.timezone)

    def _tables(self, connection: Connection, year: int) -> list[Table]:
        """Counted once in a while: strangers must not be able to keep the bot busy, and closed years hardly change."""
        now = time.monotonic()
        if year not in self._kept or now - self._kept[year][0] > _KEPT_FOR:
            self._kept[year] = (now, open_tables(connection, year, self._settings.timezone))
        return self._kept[year][1]

    def _checked(self, year: str, years: Sequence[int]) -> int:
        if not year.isascii() or not year.isdigit() or int(year) not in years:
            abort(404)
        return int(year)

    def _reading(self) -> Connection:
        return self._engine.execution_options(reading=True).connect()


def _resource(year: str, table: Table) -> dict[str, Any]:
    fields = [{"name": name, "type": _TYPES.get(name, "string")} for name in table.columns]
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _chart(connection: Connection, name: str, table: Table) -> dict[str, Any]:
    """A table with a drawing of what is published of it."""
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    title, measure = str(say(f"open.{name}")), table.columns[-1]
    if name != "months":  # the largest first; what is hidden or joined comes last
        rows.sort(key=lambda row: (row[measure] is None, row[name] in _JOINED, -(row[measure] or 0)))
    drawn = [row for row in rows if row[measure] is not None]
    if name == "months":
        drawing = columns(
            title,
            [digits(row["month"][5:], language()) for row in rows],
            [(title, [row["queries"] for row in rows])],
            number,
        )
        labels = [digits(row["month"], language()) for row in rows]
    else:
        names = _names(connection) if name == "province" else {}
        labels = [names.get(row[name], (_said(name, row[name]),))[0] for row in rows]
        drawing = bars(
            title, [(label, row[measure]) for label, row in zip(labels, rows, strict=True) if row in drawn], number
        )
        if name == "province":
            placed = [(names[row["province"]], row["queries"]) for row in drawn if row["province"] in names]
            drawing = bubbles(
                title, [Bubble(one[0], one[1], one[2], count) for one, count in placed if one[1] is not None], number
            )
    cells = [
        [label, *(row[key] for key in table.columns if key in ("people", "queries"))]
        for label, row in zip(labels, rows, strict=True)
    ]
    head = [title, *(word(key, language()) for key in table.columns if key in ("people", "queries"))]
    return {"name": name, "title": title, "drawing": drawing, "head": head, "rows": cells}


def _names(connection: Connection) -> dict[str, tuple[str, float | None, float | None]]:
    name = place.c.name_km if language() == "km" else place.c.name_en
    wanted = select(place.c.code, name, place.c.latitude, place.c.longitude).where(place.c.level == "province")
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(wanted)}


def _said(name: str, value: str) -> str:
    if value in ("other", "not_told"):
        return str(say(f"open.{value}"))
    value = "" if value == "none" else value
    return said(name, value, language())
