"""Distinct people of each month by province, topic and language, with every total counted, none added up."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, delete, select

from bot.reach.block import PROFILE
from bot.reach.daybook import Daybook, read
from bot.reach.distinct import people_per_code
from bot.reach.period import Period
from bot.store.reach_tables import reach_month

ALL = "*"
_KEYS = ("province", "topic", "language")


def roll_months(connection: Connection, months: Iterable[str], zone: ZoneInfo) -> None:
    """Write the rows of ``months`` (as 2026-03) anew from the days rolled up."""
    for month in sorted(months):
        period = _period(month, zone)
        rows = _rows(read(connection, period), month)
        connection.execute(delete(reach_month).where(reach_month.c.month == month))
        if rows:
            connection.execute(reach_month.insert(), rows)


def month_table(connection: Connection, first: str, last: str, by: Iterable[str]) -> list[dict[str, Any]]:
    """Rows of the months from ``first`` to ``last``: people and queries by some of province, topic and language."""
    wanted = set(by)
    cut = [reach_month.c[key] != ALL if key in wanted else reach_month.c[key] == ALL for key in _KEYS]
    names = ("month", *(key for key in _KEYS if key in wanted), "people", "queries")
    columns = [reach_month.c[name] for name in names]
    found = select(*columns).where(reach_month.c.month.between(first, last), *cut).order_by(*columns[:-2])
    return [dict(zip(names, row, strict=True)) for row in connection.execute(found)]


def _period(month: str, zone: ZoneInfo) -> Period:
    year, number = (int(part) for part in month.split("-"))
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]), zone)


def _rows(book: Daybook, month: str) -> list[dict[str, Any]]:
    """One row a combination that occurs, for each of the eight ways to keep or drop a key."""
    person = book.of_citizens("person")
    asked = (book.of_citizens("flags") & PROFILE) == 0
    codes = {
        "province": book.of_citizens("place") // 100,
        "topic": book.of_citizens("topic"),
        "language": book.of_citizens("language"),
    }
    rows: list[dict[str, Any]] = []
    for mask in range(8):
        kept = [key for at, key in enumerate(_KEYS) if mask >> at & 1]
        rows += _cut(book, month, kept, codes, person, asked)
    return rows


def _cut(book: Daybook, month: str, kept: list[str], codes: Any, person: Any, asked: Any) -> Iterable[dict[str, Any]]:
    cell = np.zeros(len(person), np.int64)
    seen = {key: np.flatnonzero(np.bincount(codes[key])) for key in kept}
    for key in kept:
        place = np.zeros(int(codes[key].max(initial=0)) + 1, np.int64)
        place[seen[key]] = np.arange(len(seen[key]))
        cell = cell * len(seen[key]) + place[codes[key]]
    people = people_per_code(cell, person, book.people)
    queries = np.bincount(cell[asked], minlength=len(people))
    for code in np.flatnonzero(people).tolist():
        values, rest = dict.fromkeys(_KEYS, ALL), code
        for key in reversed(kept):
            rest, value = divmod(rest, len(seen[key]))
            values[key] = book.said(key, int(seen[key][value]))
        yield {"month": month, **values, "people": int(people[code]), "queries": int(queries[code])}
