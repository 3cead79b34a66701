"""Counts people, sessions and queries in the log, each by one statement that SQLite and PostgreSQL both run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, func, or_, select, type_coerce

from bot.domain.talk import Outcome
from bot.reach.period import Period
from bot.store.columns import UtcTime
from bot.store.talk_tables import query

# The farthest two time zones lie 26 hours apart, so a row's own day is at most two days off.
_ZONES_APART = timedelta(days=2)
_PATTERNS = {"day": ("%Y-%m-%d", "YYYY-MM-DD"), "month": ("%Y-%m", "YYYY-MM")}


@dataclass(frozen=True)
class Scope:
    """Which rows of the log are counted."""

    period: Period
    channels: tuple[str, ...]


@dataclass(frozen=True)
class People:
    """Distinct people; ``new`` and ``returning`` add up to ``reached``."""

    reached: int
    new: int
    returning: int


@dataclass(frozen=True)
class Queries:
    """Queries by outcome, every outcome named. ``demonstration``: answered from made-up rows."""

    total: int
    outcomes: Mapping[str, int]
    demonstration: int


@dataclass(frozen=True)
class Part:
    """One combination of values; people in parts do not add up, queries do."""

    values: Mapping[str, str]
    people: int
    queries: int


def count_people(connection: Connection, scope: Scope) -> People:
    """People with a message in the period: new when it holds their first one, returning when they wrote before it."""
    period, log = scope.period, query.c
    firsts = select(func.min(log.at, type_=BigInteger).label("first"))
    until_now = firsts.where(log.at < period.end, log.channel.in_(scope.channels)).group_by(log.citizen)
    reached = until_now.having(func.max(log.at) >= period.start).subquery()
    before = reached.c.first < type_coerce(period.start, UtcTime)
    row = connection.execute(select(func.count(), _sum(before)).select_from(reached)).one()
    return People(row[0], row[0] - row[1], row[1])


def count_sessions(connection: Connection, scope: Scope, gap: timedelta) -> int:
    """Runs of one person's messages with no silence longer than ``gap``.

    A run that began before the period counts once when it goes on in it: the person's first message
    of the period begins it here.
    """
    at = type_coerce(query.c.at, BigInteger)
    before = func.lag(at).over(partition_by=query.c.citizen, order_by=query.c.at)
    silence = select((at - before).label("silence")).where(_within(scope)).subquery()
    begins = or_(silence.c.silence.is_(None), silence.c.silence > gap // timedelta(milliseconds=1))
    return connection.execute(select(func.count()).select_from(silence).where(begins)).scalar_one()


def count_queries(connection: Connection, scope: Scope) -> Queries:
    """Queries by outcome; profile and quiz taps are not queries."""
    made_up = _sum(query.c.demonstration & (query.c.outcome == Outcome.ANSWERED))
    asked = select(query.c.outcome, func.count(), made_up).where(_narrowed(scope), ~query.c.profile)
    rows = connection.execute(asked.group_by(query.c.outcome)).all()
    outcomes = {str(outcome): 0 for outcome in Outcome} | {row[0]: row[1] for row in rows}
    return Queries(sum(outcomes.values()), outcomes, sum(row[2] for row in rows))


def break_down(connection: Connection, scope: Scope, by: Sequence[str]) -> list[Part]:
    """People and queries of each combination of the fields ``by`` that occurs; days and months in order, then the largest first.

    Raises KeyError for a field that does not exist.
    """
    keys = [_field(connection, scope.period, name).label(name) for name in by]
    if not keys:
        return []
    # Grouping by person first counts people faster than COUNT(DISTINCT …) does, on both databases.
    each = (
        select(*keys, _sum(~query.c.profile).label("queries")).where(_narrowed(scope)).group_by(*keys, query.c.citizen)
    )
    one = each.subquery()
    names = [one.c[name] for name in by]
    whole = select(*names, func.count(), func.sum(one.c.queries)).group_by(*names)
    parts = [Part(dict(zip(by, row, strict=False)), row[-2], int(row[-1])) for row in connection.execute(whole)]
    return sorted(parts, key=_order)


def _within(scope: Scope) -> ColumnElement[bool]:
    at = query.c.at
    return and_(at >= scope.period.start, at < scope.period.end, query.c.channel.in_(scope.channels))


def _narrowed(scope: Scope) -> ColumnElement[bool]:
    """The same rows as ``_within``: the stored day has an index and keeps the database from reading other years."""
    first, last = scope.period.first - _ZONES_APART, scope.period.last + _ZONES_APART
    return and_(query.c.day.between(first.isoformat(), last.isoformat()), _within(scope))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows meet a condition; none of no rows."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _field(connection: Connection, period: Period, name: str) -> ColumnElement[Any]:
    if name not in _PATTERNS:
        return query.c[name]
    sqlite, postgresql = _PATTERNS[name]
    seconds = _local_seconds(period)
    if connection.dialect.name == "sqlite":
        return func.strftime(sqlite, seconds, "unixepoch")
    return func.to_char(func.timezone("UTC", func.to_timestamp(seconds)), postgresql)


def _local_seconds(period: Period) -> ColumnElement[int]:
    """Seconds since 1970 as the zone's clocks tell them: SQLite knows no time zones."""
    at = type_coerce(query.c.at, BigInteger)
    steps = [(query.c.at < until, offset // timedelta(seconds=1)) for until, offset in period.offsets()]
    shift = case(*steps[:-1], else_=steps[-1][1]) if len(steps) > 1 else steps[-1][1]
    return at // 1000 + shift


def _order(part: Part) -> tuple[Any, ...]:
    times = tuple(part.values[name] for name in part.values if name in _PATTERNS)
    return (times, -part.queries, -part.people, tuple(part.values.values()))
