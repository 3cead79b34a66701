"""The public dashboard and the open data: closed years, small numbers suppressed, no login."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template
from sqlalchemy import Connection, Engine, select

from bot.board.charts import Bubble, Layer, bars, bubbles, columns
from bot.desk.speech import language, number, say
from bot.reach.definitions import definitions, digits, said, word
from bot.reach.open_files import csv_of, descriptor, rows_of
from bot.reach.open_tables import Table
from bot.reach.published import Published, publish, published
from bot.reach.suppression import SMALLEST
from bot.settings import Settings
from bot.store.fact_tables import place

_JOINED = ("other", "not_told", "none")


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
        self._counting = threading.Lock()

    def home(self, year: str) -> str:
        found = self._published()
        chosen = self._checked(year, found) if year else next(iter(found.values()), None)
        tables = {table.name: table for table in chosen.tables} if chosen else {}
        with self._engine.execution_options(reading=True).connect() as connection:
            shown = [
                _chart(connection, name, tables[name])
                for name in ("months", "province", "topic", "sex")
                if name in tables
            ]
        meant = definitions(language(), self._settings.timezone.key, self._settings.session_minutes)
        return render_template(
            "board/open.html",
            years=list(found),
            year=chosen.year if chosen else 0,
            total=rows_of(tables["total"])[0] if tables else {},
            shown=shown,
            tables=tables,
            meant=meant,
            made_up=chosen is not None and chosen.made_up,
            smallest=SMALLEST,
            digits=lambda year: digits(str(year), language()),
        )

    def csv(self, year: str, name: str) -> Response:
        answer = Response(csv_of(self._table(year, name)), mimetype="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="chbas-{year}-{name}.csv"'
        return answer

    def json(self, year: str, name: str) -> Response:
        return jsonify(rows_of(self._table(year, name)))

    def package(self, year: str) -> Response:
        """What each file holds, column by column."""
        meant = definitions("en", self._settings.timezone.key, self._settings.session_minutes)
        body = descriptor(self._checked(year, self._published()), meant, datetime.now(UTC))
        return Response(json.dumps(body, ensure_ascii=False, indent=1), mimetype="application/json")

    def _table(self, year: str, name: str) -> Table:
        return self._checked(year, self._published()).table(name) or abort(404)

    def _published(self) -> dict[int, Published]:
        """Counted when a year's log has changed and by one at a time: strangers must not be able to keep the bot busy."""
        today = datetime.now(UTC).astimezone(self._settings.timezone).date()
        with self._counting:
            publish(self._engine, self._settings.timezone, today)
        with self._engine.execution_options(reading=True).connect() as connection:
            return published(connection)

    def _checked(self, year: str, found: Mapping[int, Published]) -> Published:
        if not year.isascii() or not year.isdigit() or len(year) != 4 or int(year) not in found:
            abort(404)
        return found[int(year)]


def _chart(connection: Connection, name: str, table: Table) -> dict[str, Any]:
    """A table with a drawing of what is published of it."""
    rows = rows_of(table)
    title, measure = str(say(f"open.{name}")), table.columns[-1]
    if name != "months":  # the largest first; what is hidden or joined comes last
        rows.sort(key=lambda row: (row[measure] is None, row[name] in _JOINED, -(row[measure] or 0)))
    drawn = [row for row in rows if row[measure] is not None]
    if name == "months":
        drawing = columns(
            title,
            [digits(row["month"][5:], language()) for row in rows],
            [Layer(title, [row["queries"] for row in rows])],
            number,
        )
        labels = [digits(row["month"], language()) for row in rows]
    else:
        names = _names(connection) if name == "province" else {}
        labels = [names.get(row[name], (_said(name, row[name]),))[0] for row in rows]
        drawing = bars(
            title, [(label, row[measure], "") for label, row in zip(labels, rows, strict=True) if row in drawn], number
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
    head = [
        word("month" if name == "months" else name, language()),
        *(word(key, language()) for key in table.columns if key in ("people", "queries")),
    ]
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
