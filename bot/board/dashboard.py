"""The pages of M&E: dashboard, indicators, downloads. Events stand in event_pages.py, rows in behind_pages.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import IO

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, Engine

from bot.board import view
from bot.board.addresses import add_addresses
from bot.board.behind_pages import add_behind_pages
from bot.board.downloads import csv_download, workbook_download
from bot.board.event_pages import add_event_pages
from bot.board.filters import Chosen, events, places, read
from bot.board.indicator_view import indicator
from bot.board.naming import named
from bot.desk.speech import language
from bot.reach.counts import Scope
from bot.reach.definitions import digits
from bot.reach.fields import CITIZENS
from bot.reach.indicator_file import read_indicators
from bot.reach.indicators import Measurer
from bot.reach.labels import plain, read_period
from bot.reach.pidor import KINDS
from bot.reach.rollup import roll_up
from bot.reach.sheets import csv_pieces, write_workbook
from bot.reach.told import TOLD
from bot.settings import Settings

_TOLD = (("sex", "sex"), ("age", "age_band"))  # filters by what people said of themselves, and their fields
_MOST_DAYS = 3  # rolled up while a page is waited for; the rest is the night's


def board(settings: Settings, engine: Engine) -> Blueprint:
    """``/reach/…``, for those of the staff who have the role of M&E."""
    pages = Blueprint("board", __name__, url_prefix="/reach", template_folder="templates", static_folder="static")
    pages.context_processor(lambda: {"said": named, "digits": lambda text: digits(str(text), language())})
    made = _Pages(settings, engine)
    rules = (
        ("", "dashboard", made.dashboard),
        ("/indicators", "indicators", made.indicators),
        ("/download/<kind>/<form>", "download", made.download),
    )
    add_addresses(pages, rules)
    add_behind_pages(pages, settings, engine)
    add_event_pages(pages, settings, engine)
    return pages


class _Pages:
    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine

    def dashboard(self) -> str:
        with self._reading() as connection:
            chosen = self._chosen()
            left = roll_up(self._engine, self._settings.timezone, self._settings.session_minutes, most=_MOST_DAYS).left
            shown = view.overview(connection, chosen, self._settings.session_minutes)
            found = {
                "places": places(connection, language(), chosen.cut.place),
                "told": [
                    (name, field, [(value, named(field, value)) for value in TOLD[field]]) for name, field in _TOLD
                ],
                "event_choices": events(connection, language()),
            }
        return render_template("board/dashboard.html", chosen=chosen, left=left, **vars(shown), **found)

    def indicators(self) -> ResponseReturnValue:
        zone = self._settings.timezone
        label = plain(request.args.get("period", "")) or str(datetime.now(UTC).astimezone(zone).year)
        wrong = False
        try:
            read_period(label, zone)
        except ValueError:
            label, wrong = str(datetime.now(UTC).astimezone(zone).year), True
        roll_up(self._engine, zone, self._settings.session_minutes, most=_MOST_DAYS)
        with self._reading() as connection:
            measurer = Measurer(connection, zone, self._settings.session_minutes)
            found = [measurer.measure(one, label) for one in read_indicators(self._settings.indicators)]
        shown = [indicator(one, language()) for one in found]
        return render_template("board/indicators.html", shown=shown, label=label, wrong=wrong), 400 if wrong else 200

    def download(self, kind: str, form: str) -> ResponseReturnValue:
        if kind not in KINDS or form not in ("csv", "xlsx"):
            abort(404)
        period = self._chosen().cut.period
        scope, gap = Scope(period, CITIZENS), timedelta(minutes=self._settings.session_minutes)
        name = f"chbas-{kind}-{period.first}-{period.last}.{form}"
        if form == "csv":
            return csv_download(name, self._pieces(kind, scope, gap))

        def write(file: IO[bytes]) -> None:
            with self._reading() as connection:
                notes = view.notes(period, language())
                write_workbook(file, KINDS[kind](connection, scope, gap), notes, language())

        return workbook_download(name, write)

    def _pieces(self, kind: str, scope: Scope, gap: timedelta) -> Iterator[str]:
        with self._reading() as connection:
            yield from csv_pieces(KINDS[kind](connection, scope, gap))

    def _chosen(self) -> Chosen:
        return read(request.args, self._settings.timezone, datetime.now(UTC))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.execution_options(reading=True).connect() as connection:
            yield connection
