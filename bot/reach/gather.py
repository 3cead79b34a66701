"""Reads the log of one day into a block."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, select

from bot.reach.block import DEMONSTRATION, GOES_ON, PROFILE, WORDED, Block, coded, place_number, unpack
from bot.reach.fields import CITIZENS
from bot.reach.period import Period
from bot.store.reach_tables import reach_day, reach_person
from bot.store.talk_tables import query

# The farthest two time zones lie 26 hours apart, so a row's own day is at most two days off.
_ZONES_APART = timedelta(days=2)
_DAY, _MILLISECOND = timedelta(days=1), timedelta(milliseconds=1)


def within(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Rows of the log in the period; the stored day has an index, the moment decides."""
    first, last = period.first - _ZONES_APART, period.last + _ZONES_APART
    at, day = query.c.at, query.c.day
    return (day.between(first.isoformat(), last.isoformat()), at >= period.start, at < period.end)


def gather(connection: Connection, period: Period, gap: timedelta) -> Block:
    """The block of a period of one day. Everyone in it has a number already."""
    log = query.c
    read = [log[name] for name in ("at", "names", "province", "latency_ms", "profile", "demonstration", *WORDED)]
    wanted = select(reach_person.c.number, *read).join(reach_person, reach_person.c.citizen == log.citizen)
    rows = connection.execute(wanted.where(*within(period)).order_by(reach_person.c.number, log.at, log.id)).all()
    start = period.start
    columns: dict[str, Any] = {
        "person": np.fromiter((row.number for row in rows), np.uint32, len(rows)),
        "at": np.fromiter(((row.at - start) // _MILLISECOND for row in rows), np.uint32, len(rows)),
        "session": (session := _sessions(connection, rows, period, gap)),
        "place": np.fromiter((_place(row) for row in rows), np.uint16, len(rows)),
        "latency": np.fromiter((max(row.latency_ms, 0) for row in rows), np.uint32, len(rows)),
        "flags": np.fromiter((_flags(row) for row in rows), np.uint8, len(rows))
        | (session < int(start.timestamp())) * np.uint8(GOES_ON),
    }
    words = {}
    for name in WORDED:
        columns[name], words[name] = coded([row._mapping[name] for row in rows])
    return Block(columns, words)


def _place(row: Row[Any]) -> int:
    named = str((row.names or {}).get("place", ""))
    return place_number(named if named[:2] == row.province else "", row.province)


def _flags(row: Row[Any]) -> int:
    return PROFILE * bool(row.profile) + DEMONSTRATION * bool(row.demonstration)


def _sessions(connection: Connection, rows: Sequence[Row[Any]], period: Period, gap: timedelta) -> Any:
    """For each row the second in which its session began, which may be the day before. Staff's trials are apart."""
    open_ = _open_at_midnight(connection, period)
    found = []
    for row in rows:
        who = (row.number, row.channel in CITIZENS)
        start, last = open_.get(who, (0, None))
        if last is None or row.at - last > gap:
            start = int(row.at.timestamp())
        open_[who] = (start, row.at)
        found.append(start)
    return np.array(found, np.uint32)


def _open_at_midnight(connection: Connection, period: Period) -> dict[tuple[int, bool], Any]:
    """From the block of the day before: each one's last session, since when, and its last message."""
    before = Period(period.first - _DAY, period.first - _DAY, period.zone)
    row = connection.execute(select(reach_day).where(reach_day.c.day == before.first.isoformat())).one_or_none()
    if row is None:
        return {}
    block = unpack(row.block, row.turns, row.words)
    channels = block.words["channel"]
    names = ("person", "channel", "session", "at")
    each = zip(*(block.columns[name].tolist() for name in names), strict=True)  # in order of time: the last one stays
    return {
        (person, channels[channel] in CITIZENS): (start, before.start + at * _MILLISECOND)
        for person, channel, start, at in each
    }
