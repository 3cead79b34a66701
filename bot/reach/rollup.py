"""Keeps the roll-up level with the log: late messages, deletions and imports included, as often as it is run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, func, select, true

from bot.reach.block import pack
from bot.reach.gather import gather, within
from bot.reach.months import roll_months
from bot.reach.period import Period
from bot.store.reach_tables import reach_day, reach_month, reach_person, reach_seen, reach_state
from bot.store.talk_tables import query
from bot.store.upsert import insert

# On PostgreSQL a transaction with a lower row number may become visible after one with a higher number.
LATE_COMMITS = 10_000
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rolled:
    """What a run did: days counted anew, and days still to do (0 unless a limit was given)."""

    days: int
    left: int


@dataclass(frozen=True)
class _Seen:
    day: str
    turns: int
    ids: int


def roll_up(engine: Engine, zone: ZoneInfo, gap_minutes: int, thorough: bool = False, most: int = 0) -> Rolled:
    """Count anew every day whose rows changed. Running it again does nothing more.

    It looks at the newest rows only; ``thorough`` compares all days, which also finds deleted rows. ``most``
    limits the days of one run (0: no limit). ``zone`` and ``gap_minutes`` other than last time's: all is counted anew.
    """
    with engine.begin() as connection:
        thorough |= _begin(connection, zone, gap_minutes)
    stale = _stale(engine, thorough)
    todo = stale[:most] if most else stale
    done: set[date] = set()
    for seen in todo:
        with engine.begin() as connection:
            done |= _roll_stored_day(connection, seen, zone, gap_minutes)
    with engine.begin() as connection:
        roll_months(connection, {day.isoformat()[:7] for day in done}, zone)
        if len(todo) == len(stale):
            _remember(connection, "last_id", str(_last_id(connection)))
    return Rolled(len(done), len(stale) - len(todo))


def _begin(connection: Connection, zone: ZoneInfo, gap_minutes: int) -> bool:
    """Throw away a roll-up that was made with another zone or gap. Whether everything must be looked at."""
    made_with = f"{zone.key} {gap_minutes}"
    if (known := _recall(connection, "made_with")) == made_with:
        return _recall(connection, "last_id") is None
    if known is not None:
        for table in (reach_day, reach_seen, reach_month, reach_state):
            connection.execute(delete(table))
    _remember(connection, "made_with", made_with)
    return True


def _stale(engine: Engine, thorough: bool) -> list[_Seen]:
    """Stored days, oldest first, whose rows are not those that were rolled up."""
    now = select(query.c.day, func.count().label("turns"), func.sum(query.c.id).label("ids")).group_by(query.c.day)
    with engine.execution_options(**_reading(engine)).connect() as connection:
        last = int(_recall(connection, "last_id") or 0)
        if not thorough:
            # Told apart here: for DISTINCT, SQLite would walk the days of the whole log.
            recent = select(query.c.day).where(query.c.id > last - LATE_COMMITS)
            touched = set(connection.execute(recent).scalars()) if _last_id(connection) > last else set()
            now = now.where(query.c.day.in_(touched))
        found = {row.day: _Seen(row.day, row.turns, int(row.ids)) for row in connection.execute(now)}
        known = {row.day: _Seen(row.day, row.turns, row.ids) for row in connection.execute(select(reach_seen))}
    gone = [_Seen(day, 0, 0) for day in known if thorough and day not in found]
    return sorted([seen for day, seen in found.items() if known.get(day) != seen] + gone, key=lambda seen: seen.day)


def _reading(engine: Engine) -> dict[str, Any]:
    return {"reading": True} if engine.dialect.name == "sqlite" else {}


def _roll_stored_day(connection: Connection, seen: _Seen, zone: ZoneInfo, gap_minutes: int) -> set[date]:
    """Roll up the days on which rows with this stored day happened: another zone at their time makes it two."""
    before = connection.execute(select(reach_seen).where(reach_seen.c.day == seen.day)).one_or_none()
    moments = func.min(query.c.at), func.max(query.c.at), func.count(), func.coalesce(func.sum(query.c.id), 0)
    first, last, turns, ids = connection.execute(select(*moments).where(query.c.day == seen.day)).one()
    edges = [first, last] if turns else []
    edges += [before.first_at, before.last_at] if before else []
    done = set()
    for day in _days(edges, zone):
        done |= set(_roll_on(connection, day, zone, gap_minutes))
    connection.execute(delete(reach_seen).where(reach_seen.c.day == seen.day))
    if turns:
        row = {"day": seen.day, "turns": turns, "ids": int(ids), "first_at": first, "last_at": last}
        connection.execute(reach_seen.insert(), row)
    return done


def _days(edges: Sequence[datetime], zone: ZoneInfo) -> Iterator[date]:
    if not edges:
        return
    day, last = min(edges).astimezone(zone).date(), max(edges).astimezone(zone).date()
    while day <= last:
        yield day
        day += _DAY


def _roll_on(connection: Connection, day: date, zone: ZoneInfo, gap_minutes: int) -> Iterator[date]:
    """Roll up a day, and those after it for as long as that changes them: sessions run past midnight."""
    yield day
    changed = _roll_day(connection, day, zone, gap_minutes)
    while changed and _exists(connection, day := day + _DAY):
        yield day
        changed = _roll_day(connection, day, zone, gap_minutes)


def _exists(connection: Connection, day: date) -> bool:
    found = select(reach_day.c.day).where(reach_day.c.day == day.isoformat())
    return connection.execute(found).one_or_none() is not None


def _roll_day(connection: Connection, day: date, zone: ZoneInfo, gap_minutes: int) -> bool:
    """Whether the block of the day is another now."""
    period = Period(day, day, zone)
    _number_people(connection, period)
    block = gather(connection, period, timedelta(minutes=gap_minutes))
    packed = pack(block)
    digest = hashlib.sha256(packed + repr(sorted(block.words.items())).encode()).hexdigest() if block.turns else ""
    key = day.isoformat()
    old = connection.execute(select(reach_day.c.digest).where(reach_day.c.day == key)).scalar() or ""
    if digest == old:
        return False
    connection.execute(delete(reach_day).where(reach_day.c.day == key))
    if block.turns:
        row = {"day": key, "turns": block.turns, "words": dict(block.words), "block": packed, "digest": digest}
        connection.execute(reach_day.insert(), row)
    return True


def _number_people(connection: Connection, period: Period) -> None:
    """A number for everyone who has none yet. A citizen who was forgotten keeps theirs under the random name."""
    found = select(query.c.citizen).where(*within(period)).distinct().order_by(query.c.citizen)
    known = select(reach_person.c.number).where(reach_person.c.citizen == query.c.citizen).exists()
    new = insert(connection.dialect.name, reach_person).from_select(["citizen"], found.where(~known, true()))
    connection.execute(new.on_conflict_do_nothing())


def _last_id(connection: Connection) -> int:
    return connection.execute(select(func.max(query.c.id))).scalar() or 0


def _recall(connection: Connection, name: str) -> str | None:
    return connection.execute(select(reach_state.c.value).where(reach_state.c.name == name)).scalar()


def _remember(connection: Connection, name: str, value: str) -> None:
    new = insert(connection.dialect.name, reach_state).values(name=name, value=value)
    connection.execute(new.on_conflict_do_update(index_elements=[reach_state.c.name], set_={"value": value}))
