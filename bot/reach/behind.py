"""The people and the sessions behind a figure, a page at a time; people are pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, case, func, select

from bot.reach.crowd import only
from bot.reach.daybook import daybook
from bot.reach.drill import PAGE, condition
from bot.reach.figures import Cut, Figures
from bot.store.campaign_tables import profile
from bot.store.reach_tables import reach_person
from bot.store.talk_tables import query

WHO = ("reached", "new", "returning")


@dataclass(frozen=True)
class Person:
    """Somebody of a cut: what they sent in it, when, and the sex they told (or ``declined``, ``unknown``)."""

    citizen: str
    turns: int
    queries: int
    first: datetime | None
    last: datetime | None
    sex: str


@dataclass(frozen=True)
class Session:
    """A session with a message in the cut; ``turns`` are its messages there."""

    citizen: str
    began: datetime
    turns: int


@dataclass(frozen=True)
class Some:
    """A page of rows, how many there are in all, and where the next page begins (0: there is none)."""

    total: int
    rows: Sequence[Any]
    more: int = 0


def people_behind(connection: Connection, cut: Cut, who: str, after: int = 0) -> Some:
    """The people of ``WHO`` in a cut, those with the highest numbers first; exactly as many as the figure says."""
    marks = _figures(connection, cut).marks()[who]
    numbers = np.flatnonzero(marks)[::-1]
    shown = numbers[after : after + PAGE].tolist()
    names = _names(connection, shown)
    found = _told(connection, cut, [names[number] for number in shown if number in names])
    rows = [
        found.get(names.get(number, ""), Person(names.get(number, ""), 0, 0, None, None, "unknown")) for number in shown
    ]
    return Some(len(numbers), rows, _next(after, len(numbers)))


def sessions_behind(connection: Connection, cut: Cut, after: int = 0) -> Some:
    """The sessions of a cut, those that began last first."""
    people, began, turns = _figures(connection, cut).session_list()
    shown = slice(after, after + PAGE)
    names = _names(connection, people[shown].tolist())
    each = zip(people[shown].tolist(), began[shown].tolist(), turns[shown].tolist(), strict=True)
    rows = [
        Session(names.get(number, ""), datetime.fromtimestamp(second, UTC), count) for number, second, count in each
    ]
    return Some(len(people), rows, _next(after, len(people)))


def _figures(connection: Connection, cut: Cut) -> Figures:
    book = daybook(connection)
    return Figures(book, cut, only(connection, book, cut))


def _names(connection: Connection, numbers: Sequence[int]) -> Mapping[int, str]:
    found = select(reach_person.c.number, reach_person.c.citizen).where(reach_person.c.number.in_(numbers))
    return {row[0]: row[1] for row in connection.execute(found)}


def _told(connection: Connection, cut: Cut, citizens: Sequence[str]) -> Mapping[str, Person]:
    log = query.c
    asked = func.sum(case((log.profile, 0), else_=1))
    sex = case((profile.c.sex_state == "answered", profile.c.sex), (profile.c.sex_state == "declined", "declined"))
    said = func.coalesce(func.max(sex), "unknown")
    counted = select(log.citizen, func.count(), asked, func.min(log.at), func.max(log.at), said)
    counted = counted.select_from(query.outerjoin(profile, profile.c.citizen == log.citizen))
    rows = connection.execute(counted.where(log.citizen.in_(citizens), condition(cut)).group_by(log.citizen))
    return {row[0]: Person(row[0], row[1], int(row[2]), *row[3:]) for row in rows}


def _next(after: int, total: int) -> int:
    return after + PAGE if after + PAGE < total else 0
