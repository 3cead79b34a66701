"""The rows behind each figure: queries, people, sessions, pairs of quizzes, steps of an event, reported counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from sqlalchemy import Connection, Engine

from bot.board import filters, view
from bot.board.addresses import add_addresses
from bot.board.downloads import csv_download, workbook_download
from bot.board.filters import Chosen
from bot.desk.speech import language, say
from bot.reach.behind import WHO, Asked, people_behind, sessions_behind, turns_behind
from bot.reach.definitions import definitions, said, word
from bot.reach.figures import Cut
from bot.reach.labels import plain
from bot.reach.listing import Listing, Piece, list_pairs, list_people, list_sessions, list_turns
from bot.reach.reported import projects_of, reported_rows
from bot.reach.sheets import csv_pieces, write_workbook
from bot.reach.taking_part import STEPS, Pairs, pairs_behind, people_of_step
from bot.settings import Settings
from bot.store.events import event_of


def add_behind_pages(pages: Blueprint, settings: Settings, engine: Engine) -> None:
    """``/reach/rows``, ``/people``, ``/sessions``, ``/pairs``, ``/reported/…`` and ``/events/…/people/…``."""
    made = _Behind(settings, engine)
    rules = (
        ("/rows", "rows", made.rows),
        ("/people", "people", made.people),
        ("/sessions", "sessions", made.sessions),
        ("/pairs", "pairs", made.pairs),
        ("/events/<code>/people/<step>", "step", made.step),
        ("/reported/<name>", "reported", made.reported),
        ("/take/<kind>/<form>", "take", made.take),
    )
    add_addresses(pages, rules)


class _Behind:
    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine

    def rows(self) -> str:
        chosen, asked = self._chosen(), _asked(request.args)
        with self._reading() as connection:
            found = turns_behind(connection, chosen.cut, asked, _after())
            provinces = dict(filters.places(connection, language()))
            told = filters.told(connection, {**chosen.kept, "person": asked.person, "outcome": asked.outcome})
        title, meaning = self._of_rows(asked)
        return self._page("rows", chosen, title, meaning, found.total, told, **_shown(found), provinces=provinces)

    def people(self) -> str:
        chosen, who = self._chosen(), _who(request.args)
        with self._reading() as connection:
            found = people_behind(connection, chosen.cut, who, _after())
            told = filters.told(connection, chosen.kept)
        meaning = self._meant(who)
        return self._page("people", chosen, word(who, language()), meaning, found.total, told, **_shown(found))

    def sessions(self) -> str:
        chosen = self._chosen()
        with self._reading() as connection:
            found = sessions_behind(connection, chosen.cut, _after())
            told = filters.told(connection, chosen.kept)
        title, meaning = word("sessions", language()), self._meant("sessions")
        return self._page("sessions", chosen, title, meaning, found.total, told, **_shown(found))

    def pairs(self) -> str:
        chosen, rose = self._chosen(), bool(request.args.get("rose"))
        cut = chosen.cut
        with self._reading() as connection:
            found, people = pairs_behind(connection, _pairs(cut, request.args), _after())
            told = filters.told(
                connection, {name: chosen.kept.get(name, "") for name in ("event", "sex", "topic", "place")}
            )
        title, meaning = say("funnel.increased" if rose else "event.pairs"), say("pairs.means")
        back = url_for("board.one_event", code=cut.event) if cut.event else url_for("board.indicators")
        return self._page("pairs", chosen, title, meaning, people, told, back=back, **_shown(found), pairs=found.total)

    def step(self, code: str, step: str) -> str:
        with self._reading() as connection:
            event = event_of(connection, code)
            if event is None or step not in STEPS:
                abort(404)
            found = people_of_step(connection, event.code, step, _after())
            told = filters.told(connection, {"event": event.code})
        chosen = filters.read({"event": event.code, **view.EVER}, self._settings.timezone, datetime.now(UTC))
        title, back = say(f"funnel.{step}"), url_for("board.one_event", code=event.code)
        meaning = say(f"funnel.{step}.means")
        return self._page("touches", chosen, title, meaning, found.total, told, back=back, **_shown(found), event=event)

    def reported(self, name: str) -> str:
        label = plain(request.args.get("period", ""))
        with self._reading() as connection:
            found, projects = reported_rows(connection, name, label), projects_of(connection, label)
        return render_template("board/reported.html", name=name, label=label, rows=found, projects=projects)

    def take(self, kind: str, form: str) -> Response:
        """All rows of a figure as a file: exactly those that its page shows fifty at a time."""
        if kind not in _LISTED or form not in ("csv", "xlsx"):
            abort(404)
        chosen, told = self._chosen(), dict(request.args)
        name = f"chbas-{kind}-{chosen.cut.period.first}-{chosen.cut.period.last}.{form}"
        if form == "csv":
            return csv_download(name, self._pieces(kind, chosen, told))

        def write(file: IO[bytes]) -> None:
            with self._reading() as connection:
                notes = [*view.notes(chosen.cut.period, language()), *filters.told(connection, chosen.kept)]
                write_workbook(file, _LISTED[kind](connection, chosen.cut, told).sheet, notes, language())

        return workbook_download(name, write)

    def _pieces(self, kind: str, chosen: Chosen, told: Mapping[str, str]) -> Iterator[str]:
        with self._reading() as connection:
            yield from csv_pieces(_LISTED[kind](connection, chosen.cut, told).sheet)

    def _page(self, kind: str, chosen: Chosen, title: str, meaning: str, total: int, told: Any, **more: Any) -> str:
        more.setdefault("back", url_for("board.dashboard", **chosen.kept))
        words = {
            "title": title,
            "meaning": meaning,
            "total": total,
            "told": told,
            "kept": view.kept(request.args),
            "kind": kind,
        }
        return render_template(f"board/{kind}.html", chosen=chosen, **words, **more)

    def _of_rows(self, asked: Asked) -> tuple[str, str]:
        if request.args.get("figure") == "time":
            return str(say("reach.time")), str(say("reach.time.means"))
        if asked.outcome == "not_understood":
            return str(say("reach.not_understood")), str(say("reach.not_understood.means"))
        if asked.outcome:
            return f"{word('queries', language())}: {said('outcome', asked.outcome, language())}", self._meant(
                "answered"
            )
        title = word("queries", language()) if asked.queries else str(say("reach.rows"))
        return title, self._meant("queries")

    def _meant(self, name: str) -> str:
        return definitions(language(), self._settings.timezone.key, self._settings.session_minutes)[name]

    def _chosen(self) -> Chosen:
        return filters.read(request.args, self._settings.timezone, datetime.now(UTC))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.execution_options(reading=True).connect() as connection:
            yield connection


def _asked(told: Mapping[str, str]) -> Asked:
    return Asked(told.get("outcome", ""), told.get("person", ""), bool(told.get("queries")))


def _who(told: Mapping[str, str]) -> str:
    who = told.get("who", "reached")
    return who if who in WHO else abort(404)


def _pairs(cut: Cut, told: Mapping[str, str]) -> Pairs:
    return Pairs(cut.period, cut.event, cut.sex, bool(told.get("rose")), cut.topic, cut.place[:2])


_ALL = Piece()
_LISTED: Mapping[str, Callable[[Connection, Cut, Mapping[str, str]], Listing]] = {
    "rows": lambda connection, cut, told: list_turns(connection, cut, _asked(told), _ALL),
    "people": lambda connection, cut, told: list_people(connection, cut, _who(told), _ALL),
    "sessions": lambda connection, cut, told: list_sessions(connection, cut, _ALL),
    "pairs": lambda connection, cut, told: list_pairs(connection, _pairs(cut, told), _ALL),
}
"""The pages whose rows can be taken away; what filters them further stands in the address."""


def _after() -> int:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _shown(found: Any) -> dict[str, Any]:
    return {"rows": found.rows, "more": found.more}
