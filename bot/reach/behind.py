"""The messages, the people and the sessions behind a figure, a page at a time; people are pseudonyms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, case, func, select

from bot.reach.crowd import only
from bot.reach.daybook import daybook
from bot.reach.drill import PAGE, condition
from bot.reach.figures import Cut, Figures
from bot.reach.period import Period
from bot.reach.told import told
from bot.store.campaign_tables import profile
from bot.store.reach_tables import reach_person
from bot.store.talk_tables import query

_MILLISECOND = timedelta(milliseconds=1)
WHO = ("reached", "new", "returning")


@dataclass(frozen=True)
class Asked:
    """Which messages of a cut: those of an outcome, of a person, or ``queries`` without taps about oneself."""

    outcome: str = ""
    person: str = ""
    queries: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody of a cut: what they sent in it, when, and the sex they told (one of ``told.SEXES``)."""

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


def turns_behind(connection: Connection, cut: Cut, asked: Asked, after: int = 0, count: int = PAGE) -> Some:
    """``count`` messages of a cut, the newest first, as the log has them, when ``after`` were told before."""
    book, queries, person = daybook(connection), asked.queries or bool(asked.outcome), None
    if asked.person:
        number = select(reach_person.c.number).where(reach_person.c.citizen == asked.person)
        person = connection.execute(number).scalar() or 0  # nobody has the number 0
    found = _figures(connection, cut).turns(after, count, queries, asked.outcome, person)
    begins = {day: Period(on := date.fromisoformat(book.days[day]), on, cut.period.zone).start
              for day in {day for day, _ in found.moments}}  # fmt: skip
    names = _names(connection, found.persons)
    wanted = [(names.get(number, ""), begins[day] + ms * _MILLISECOND)
              for number, (day, ms) in zip(found.persons, found.moments, strict=True)]  # fmt: skip
    return Some(found.total, _logged(connection, cut, queries, wanted), _next(after + count, found.total))


def people_behind(connection: Connection, cut: Cut, who: str, after: int = 0, count: int = PAGE) -> Some:
    """The people of ``WHO`` in a cut, who wrote last first; exactly as many as the figure says."""
    figures = _figures(connection, cut)
    numbers = np.flatnonzero(figures.marks()[who])
    numbers = numbers[np.argsort(-figures.last_moments()[numbers], kind="stable")]
    shown = numbers[after : after + count].tolist()
    names = _names(connection, shown)
    found = _told(connection, cut, [names[number] for number in shown if number in names])
    rows = [
        found.get(names.get(number, ""), Person(names.get(number, ""), 0, 0, None, None, "not_asked"))
        for number in shown
    ]
    return Some(len(numbers), rows, _next(after + count, len(numbers)))


def sessions_behind(connection: Connection, cut: Cut, after: int = 0, count: int = PAGE) -> Some:
    """The sessions of a cut, those that began last first."""
    people, began, turns = _figures(connection, cut).session_list()
    shown = slice(after, after + count)
    names = _names(connection, people[shown].tolist())
    each = zip(people[shown].tolist(), began[shown].tolist(), turns[shown].tolist(), strict=True)
    rows = [Session(names.get(number, ""), datetime.fromtimestamp(second, UTC), sent) for number, second, sent in each]
    return Some(len(people), rows, _next(after + count, len(people)))


def _logged(connection: Connection, cut: Cut, queries: bool, wanted: Sequence[tuple[str, datetime]]) -> Sequence[Any]:
    """The rows of the log of these people at these moments, the newest first."""
    log = query.c
    columns = (log.at, log.citizen, log.kind, log.language, log.topic, log.intent, log.province, log.outcome,
               log.latency_ms)  # fmt: skip
    people, moments = {citizen for citizen, _ in wanted}, {at for _, at in wanted}
    found = select(*columns).where(log.citizen.in_(people), log.at.in_(moments), condition(cut))
    if queries:
        found = found.where(~log.profile)
    left, rows = Counter(wanted), []
    for row in connection.execute(found.order_by(log.at.desc(), log.id.desc())):
        if left[row.citizen, row.at] > 0:  # else these people and moments occur together, but on another page
            left[row.citizen, row.at] -= 1
            rows.append(row)
    return rows


def _figures(connection: Connection, cut: Cut) -> Figures:
    book = daybook(connection)
    return Figures(book, cut, only(connection, book, cut))


def _names(connection: Connection, numbers: Sequence[int]) -> Mapping[int, str]:
    found = select(reach_person.c.number, reach_person.c.citizen).where(reach_person.c.number.in_(numbers))
    return {row[0]: row[1] for row in connection.execute(found)}


def _told(connection: Connection, cut: Cut, citizens: Sequence[str]) -> Mapping[str, Person]:
    log = query.c
    asked = func.sum(case((log.profile, 0), else_=1))
    said = func.max(told("sex"))  # a citizen has one profile
    counted = select(log.citizen, func.count(), asked, func.min(log.at), func.max(log.at), said)
    counted = counted.select_from(query.outerjoin(profile, profile.c.citizen == log.citizen))
    rows = connection.execute(counted.where(log.citizen.in_(citizens), condition(cut)).group_by(log.citizen))
    return {row[0]: Person(row[0], row[1], int(row[2]), *row[3:]) for row in rows}


def _next(after: int, total: int) -> int:
    return after if after < total else 0
