"""The pages of the events: their list, one event with its link, poster and funnel, and the form that staff fill in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, Engine

from bot.answering.phrases import read_phrases
from bot.board import event_form, view
from bot.board.addresses import add_addresses
from bot.board.event_form import EMPTY, Form
from bot.board.filters import read
from bot.board.gain_view import gain_rows
from bot.desk.speech import language, say
from bot.desk.tools import desk, me
from bot.domain.campaign import Event
from bot.errors import FontError
from bot.events.edits import edits_of
from bot.events.fonts import Fonts, find_fonts
from bot.events.links import link_of
from bot.events.poster import compose, png_of, poster_pdf
from bot.events.register import cells_of
from bot.events.words import TOPICS, TYPES
from bot.reach.definitions import word
from bot.reach.labels import read_period
from bot.reach.learning import funnel, gains, learned
from bot.reach.period import Period
from bot.reach.splitting import OF_PAIRS
from bot.settings import Settings
from bot.store.events import attended, attended_by, event_of, place_names

POSTERS = {"pdf": "application/pdf", "png": "image/png"}
MOMENTS = ("before", "after")


def add_event_pages(pages: Blueprint, settings: Settings, engine: Engine) -> None:
    """``/reach/events/…``: who may see them may also add and change events (M&E, administrators)."""
    made = _Events(settings, engine)
    rules = (
        ("/events", "events_", made.listed),
        ("/learned", "learned", made.learned),
        ("/events/new", "new_event", made.new),
        ("/events/<code>", "one_event", made.one),
        ("/events/<code>/edit", "edit_event", made.edit),
        ("/events/<code>/poster/<moment>/<form>", "poster", made.poster),
    )
    add_addresses(pages, rules, forms=("new_event", "edit_event"))


class _Events:
    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine

    def learned(self) -> str:
        """What came of the quizzes, by everything that a pair can be told apart by."""
        period, wrong, asked = self._period()
        with self._reading() as connection:
            total = learned(connection, period)
            tables = [(word(by, language()), gain_rows(connection, period, by)) for by in OF_PAIRS]
        return render_template(
            "board/learned.html", period=period, wrong=wrong, asked=asked, total=total, tables=tables
        )

    def listed(self) -> str:
        """All events, or those of the days in the address; above them what this year, or those days, brought."""
        period, wrong, asked = self._period()
        with self._reading() as connection:
            listed = [one for one in attended(connection) if not asked or period.first <= one.event.date <= period.last]
            gained = gains(connection)
            total = learned(connection, period)
        return render_template(
            "board/events.html",
            listed=listed,
            gained=gained,
            total=total,
            period=period,
            wrong=wrong,
            asked=asked,
        )

    def _period(self) -> tuple[Period, str, bool]:
        """The days of the address, or this year's; what was wrong with them; whether any were asked for."""
        zone, now = self._settings.timezone, datetime.now(UTC)
        if not {"from", "to"} & set(request.args):
            return read_period(str(now.astimezone(zone).year), zone), "", False
        chosen = read(request.args, zone, now)
        return chosen.cut.period, chosen.wrong, True

    def one(self, code: str, status: int = 200) -> ResponseReturnValue:
        with self._reading() as connection:
            found = self._found(connection, code)
            everything = view.always(self._settings.timezone)
            shown = {
                "around": place_names(connection, found.place),
                "came": attended_by(connection, found.code),
                "steps": view.steps(funnel(connection, found.code)),
                "parts": learned(connection, everything, found.code),
                "edits": [(one, event_form.told(connection, one)) for one in edits_of(connection, found.code)],
            }
        links = [(moment, link_of(found.code, self._settings, moment == "after")) for moment in MOMENTS]
        words = {"type": TYPES[found.type].get(language()), "topic": TOPICS[found.topic].get(language())}
        fonts, period = _fonts() is not None, everything
        page = render_template(
            "board/event.html", event=found, links=links, fonts=fonts, period=period, **shown, **words
        )
        return page, status

    def new(self) -> ResponseReturnValue:
        if request.method == "GET":
            return self._form(Form(EMPTY))
        cells = event_form.read(request.form)
        if "search" in request.form:
            return self._searched(cells)
        with desk().alone():  # two who save at once must not get the same free code
            kept = event_form.saved(self._engine, cells, True, me().name)
        return self._form(kept, status=422) if isinstance(kept, Form) else _told("event.added", kept)

    def edit(self, code: str) -> ResponseReturnValue:
        with self._reading() as connection:
            found = self._found(connection, code)
            if request.method == "GET":
                return self._form(event_form.filled(connection, cells_of(found)), found)
        cells = event_form.read(request.form, found.code)
        if "search" in request.form:
            return self._searched(cells, found)
        with desk().alone():
            return self._changed(found.code, cells)

    def poster(self, code: str, moment: str, form: str) -> ResponseReturnValue:
        if form not in POSTERS or moment not in MOMENTS:
            abort(404)
        after, fonts = moment == "after", _fonts()
        with self._reading() as connection:
            found = self._found(connection, code)
            if fonts is None:
                return self.one(code, 503)
            phrases = read_phrases(self._settings.locales_dir)
            page = compose(connection, found, link_of(found.code, self._settings, after), phrases, after)
        pdf = poster_pdf(page, fonts)
        name = f"{found.code}{'-after' if after else ''}.{form}"
        content = io.BytesIO(pdf if form == "pdf" else png_of(pdf))
        return send_file(content, mimetype=POSTERS[form], as_attachment=True, download_name=name)

    def _changed(self, code: str, cells: dict[str, str]) -> ResponseReturnValue:
        with self._reading() as connection:
            now = self._found(connection, code)
            if request.form.get("mark") != event_form.mark_of(now):
                theirs = {name: value for name, value in cells_of(now).items() if value != cells[name]}
                chosen = event_form.filled(connection, cells).chosen
                return self._form(Form(cells, theirs=theirs, chosen=chosen), now, 409)
        kept = event_form.saved(self._engine, cells, False, me().name)
        return self._form(kept, now, 422) if isinstance(kept, Form) else _told("event.changed", kept)

    def _searched(self, cells: dict[str, str], event: Event | None = None) -> ResponseReturnValue:
        with self._reading() as connection:
            return self._form(event_form.searched(connection, cells), event, mark=request.form.get("mark", ""))

    def _form(self, form: Form, event: Event | None = None, status: int = 200, mark: str = "") -> ResponseReturnValue:
        mark = mark or (event_form.mark_of(event) if event else "")
        return render_template("board/event_form.html", event=event, mark=mark, **form.shown()), status

    def _found(self, connection: Connection, code: str) -> Event:
        return event_of(connection, code) or abort(404)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.execution_options(reading=True).connect() as connection:
            yield connection


def _fonts() -> Fonts | None:
    """None where the machine has no font with Khmer letters: the page says what to install."""
    try:
        return find_fonts()
    except FontError:
        return None


def _told(phrase: str, event: Event) -> Any:
    flash(say(phrase, code=event.code))
    return redirect(url_for("board.one_event", code=event.code), 303)
