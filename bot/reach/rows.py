"""The rows behind the figures, one a query, a session or a person, read one after the other at constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from bot.reach.counts import Scope
from bot.reach.gather import within
from bot.store.campaign_tables import attribution, profile, quiz_attempt
from bot.store.desk_tables import unanswered
from bot.store.talk_tables import query

Cells = tuple[Any, ...]
# Kinds of things, the most telling first.
_ABOUT = ("service", "project", "office", "category", "ministry", "supplier", "sector")
AT_ONCE = 2_000  # rows fetched from the database at a time


@dataclass(frozen=True)
class Sheet:
    """A name, columns and their rows."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Cells]


def query_rows(connection: Connection, scope: Scope, gap: timedelta, texts: bool = False) -> Sheet:
    """One row a query or tap, in the order in which they were logged. ``texts``: also the words kept of them."""
    columns = [
        "query",
        "at",
        "person",
        "channel",
        "kind",
        "language",
        "topic",
        "intent",
        "about",
        "province",
        "place",
        "outcome",
    ]
    columns += ["profile_tap", "demonstration", "latency_ms", *(["text"] if texts else [])]
    wanted = _in_scope(scope).order_by(query.c.id)
    if texts:
        words = query.outerjoin(unanswered, unanswered.c.inbox_id == query.c.inbox_id)
        wanted = wanted.select_from(words).add_columns(unanswered.c.text)

    def row(found: Row[Any]) -> Cells:
        names = found.names or {}
        about = next((str(names[kind]) for kind in _ABOUT if kind in names), "")
        cells = (found.id, _local(found.at, scope), found.citizen, found.channel, found.kind, found.language,
                 found.topic, found.intent, about, found.province, str(names.get("place", "")), found.outcome,
                 int(found.profile), int(found.demonstration), found.latency_ms)  # fmt: skip
        return (*cells, found.text or "") if texts else cells

    return Sheet("queries", columns, (row(found) for found in _stream(connection, wanted)))


def session_rows(connection: Connection, scope: Scope, gap: timedelta, texts: bool = False) -> Sheet:
    """One row a session, person by person; a session that began before the period shows only its part in it."""
    columns = ["person", "session", "began", "ended", "turns", "queries", "answered", "language", "topics", "provinces",
               "channel", "demonstration"]  # fmt: skip
    return Sheet("sessions", columns, _sessions(connection, scope, gap, _session_cells))


def person_rows(connection: Connection, scope: Scope, gap: timedelta, texts: bool = False) -> Sheet:
    """One row a person: what they did in the period, what they said of themselves, how they came, what they knew."""
    columns = ["person", "first_at", "last_at", "sessions", "queries", "answered", "languages", "topics", "sex",
               "sex_state", "age_band", "commune", "first_event", "quiz_before", "quiz_after"]  # fmt: skip
    return Sheet("people", columns, _people(connection, scope, gap))


SHEETS: Mapping[str, Callable[..., Sheet]] = {
    "queries": query_rows,
    "sessions": session_rows,
    "people": person_rows,
}


def split_sessions(rows: Sequence[Row[Any]], gap: timedelta) -> Iterator[list[Row[Any]]]:
    """One person's rows in order of time, cut where the silence is longer than ``gap``."""
    run: list[Row[Any]] = []
    for row in rows:
        if run and row.at - run[-1].at > gap:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def persons(connection: Connection, scope: Scope) -> Iterator[tuple[str, list[Row[Any]]]]:
    """Each person with their rows in order of time."""
    wanted = _in_scope(scope).order_by(query.c.citizen, query.c.at, query.c.id)
    for citizen, rows in groupby(_stream(connection, wanted), key=attrgetter("citizen")):
        yield citizen, list(rows)


def _in_scope(scope: Scope) -> Select[Any]:
    return select(query).where(*within(scope.period), query.c.channel.in_(scope.channels))


def _stream(connection: Connection, wanted: Select[Any]) -> Iterable[Row[Any]]:
    return connection.execute(wanted, execution_options={"yield_per": AT_ONCE})


def _local(at: datetime, scope: Scope) -> datetime:
    return at.astimezone(scope.period.zone)


def _sessions(connection: Connection, scope: Scope, gap: timedelta, cells: Callable[..., Cells]) -> Iterator[Cells]:
    for citizen, rows in persons(connection, scope):
        for number, run in enumerate(split_sessions(rows, gap), 1):
            yield cells(citizen, number, run, scope)


def _session_cells(citizen: str, number: int, run: Sequence[Row[Any]], scope: Scope) -> Cells:
    asked = [row for row in run if not row.profile]
    return (
        citizen, number, _local(run[0].at, scope), _local(run[-1].at, scope), len(run), len(asked), _answered(asked),
        run[0].language, joined(row.topic for row in run), joined(row.province for row in run), run[0].channel,
        int(any(row.demonstration for row in run)),
    )  # fmt: skip


def _people(connection: Connection, scope: Scope, gap: timedelta) -> Iterator[Cells]:
    told = {row.citizen: row for row in connection.execute(select(profile))}
    came = {row.citizen: row.event for row in connection.execute(select(attribution).where(attribution.c.first))}
    scores = _scores(connection)
    for citizen, rows in persons(connection, scope):
        asked = [row for row in rows if not row.profile]
        said = told.get(citizen)
        yield (
            citizen, _local(rows[0].at, scope), _local(rows[-1].at, scope), sum(1 for _ in split_sessions(rows, gap)),
            len(asked), _answered(asked), joined(row.language for row in rows), joined(row.topic for row in rows),
            said.sex if said else "", said.sex_state if said else "not_asked", said.age_band if said else "",
            said.commune if said else "", came.get(citizen, ""), *scores.get(citizen, ("", "")),
        )  # fmt: skip


def _scores(connection: Connection) -> dict[str, tuple[Any, Any]]:
    """Best finished score before and after any event; empty where there is none."""
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(select(quiz_attempt).where(quiz_attempt.c.finished_at.is_not(None))):
        one = found.setdefault(row.citizen, {})
        one[row.moment] = max(one.get(row.moment, 0), row.score)
    return {citizen: (one.get("pre", ""), one.get("post", "")) for citizen, one in found.items()}


def _answered(rows: Iterable[Row[Any]]) -> int:
    return sum(row.outcome == "answered" for row in rows)


def joined(values: Iterable[str]) -> str:
    """The values that occur, each once, in order."""
    return " ".join(dict.fromkeys(value for value in values if value))
