"""The rows behind a figure as sheets of any length: what the pages show fifty at a time, for files and the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.reach.behind import Asked, Some, people_behind, sessions_behind, turns_behind
from bot.reach.figures import Cut
from bot.reach.rows import AT_ONCE, Sheet
from bot.reach.taking_part import Pairs, pairs_behind, people_of_step

_LOG = {"at": "at", "person": "citizen", "kind": "kind", "language": "language", "topic": "topic", "intent": "intent",
        "province": "province", "outcome": "outcome", "latency_ms": "latency_ms"}  # fmt: skip
_PEOPLE = {
    "person": "citizen",
    "first_at": "first",
    "last_at": "last",
    "turns": "turns",
    "queries": "queries",
    "sex": "sex",
}
_SESSIONS = {"began": "began", "person": "citizen", "turns": "turns"}
_PAIRS = {"finished_at": "finished_at", "person": "citizen", "event": "event", "score_before": "before",
          "score_after": "after", "items": "asked", "sex": "sex"}  # fmt: skip
_TOUCHES = {"person": "citizen", "touched_at": "at"}


@dataclass(frozen=True)
class Piece:
    """Which of the rows: ``after`` so many, at most ``count``; 0: all that are left."""

    after: int = 0
    count: int = 0


@dataclass(frozen=True)
class Listing:
    """What the figure says (people, where the rows are pairs of quizzes), and the rows of a piece, read while they are told."""

    figure: int
    sheet: Sheet


def list_turns(connection: Connection, cut: Cut, asked: Asked, piece: Piece) -> Listing:
    """The messages or queries of a cut, the newest first."""
    return _listing("queries", _LOG, cut.period.zone, piece,
                    lambda after, count: turns_behind(connection, cut, asked, after, count))  # fmt: skip


def list_people(connection: Connection, cut: Cut, who: str, piece: Piece) -> Listing:
    """The people of a cut (``reached``, ``new`` or ``returning``), who wrote last first."""
    return _listing("people", _PEOPLE, cut.period.zone, piece,
                    lambda after, count: people_behind(connection, cut, who, after, count))  # fmt: skip


def list_sessions(connection: Connection, cut: Cut, piece: Piece) -> Listing:
    """The sessions of a cut, the newest first."""
    return _listing("sessions", _SESSIONS, cut.period.zone, piece,
                    lambda after, count: sessions_behind(connection, cut, after, count))  # fmt: skip


def list_pairs(connection: Connection, wanted: Pairs, piece: Piece) -> Listing:
    """The pairs of quizzes; the figure is their people, each of whom counts once."""
    found = _listing("pairs", _PAIRS, wanted.period.zone, piece,
                     lambda after, count: pairs_behind(connection, wanted, after, count)[0])  # fmt: skip
    return Listing(pairs_behind(connection, wanted, 0, 1)[1], found.sheet)


def list_step(connection: Connection, code: str, step: str, zone: ZoneInfo, piece: Piece) -> Listing:
    """The people who took a step of an event. Raises KeyError for a step that is none."""
    return _listing("people", _TOUCHES, zone, piece,
                    lambda after, count: people_of_step(connection, code, step, after, count))  # fmt: skip


def _listing(
    name: str, columns: dict[str, str], zone: ZoneInfo, piece: Piece, read: Callable[[int, int], Some]
) -> Listing:
    at_once = min(piece.count or AT_ONCE, AT_ONCE)
    first = read(piece.after, at_once)
    rows = islice(_each(first, at_once, read), piece.count or None)
    values = attrgetter(*columns.values())
    return Listing(first.total, Sheet(name, list(columns), (_cells(values(row), zone) for row in rows)))


def _each(some: Some, count: int, read: Callable[[int, int], Some]) -> Iterator[Any]:
    yield from some.rows
    while some.more:
        some = read(some.more, count)
        yield from some.rows


def _cells(values: Sequence[Any], zone: ZoneInfo) -> tuple[Any, ...]:
    return tuple(
        value.astimezone(zone) if isinstance(value, datetime) else "" if value is None else value for value in values
    )
