"""What people learned: complete pairs of quizzes before and after an event, and who knew more after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, select

from bot.reach.period import Period
from bot.reach.told import SEXES, told
from bot.store.campaign_tables import attribution, event, profile, quiz_attempt
from bot.store.talk_tables import query

_PRE, _POST = quiz_attempt.alias("pre"), quiz_attempt.alias("post")


@dataclass(frozen=True)
class Learned:
    """People, each once, however many events they took part in; the parts by sex add up to ``pairs`` and ``increased``."""

    events: int  # held in the period
    pairs: int  # people with a complete pair
    increased: int  # of them, people who knew more after it
    pairs_by_sex: Mapping[str, int]
    increased_by_sex: Mapping[str, int]


@dataclass(frozen=True)
class Gain:
    """What people of one event, sex, place or topic learned. Someone with several pairs counts once in each value."""

    value: str
    pairs: int  # people with a complete pair
    increased: int  # of them, people who knew more after it
    points: float  # share of the quiz that was right after less that before, in the mean over all pairs


@dataclass(frozen=True)
class Funnel:
    """How far people went who came through an event; each step counts people of the step before or fewer."""

    came: int  # by its link, QR code or short code
    asked: int  # wrote or tapped something that is a query, at or after the first touch
    answered: int  # got an answer to one
    before: int  # finished the quiz before the event
    pairs: int  # finished both
    increased: int


def learned(connection: Connection, period: Period, code: str = "") -> Learned:
    """Count the pairs whose second quiz was finished in the period; of one event where ``code`` names it.

    Someone with pairs of several events counts once, as increased when any one of them rose.
    """
    first, last = period.first.isoformat(), period.last.isoformat()
    held = select(func.count()).select_from(event).where(event.c.date.between(first, last))
    if code:
        held = held.where(event.c.code == code)
    people = _pairs(period, code).subquery()
    said = told("sex")
    joined = people.outerjoin(profile, profile.c.citizen == people.c.citizen)
    rows = connection.execute(
        select(said, func.count(), func.sum(people.c.rose)).select_from(joined).group_by(said)
    ).all()
    pairs = {row[0]: int(row[1]) for row in rows}
    rose = {row[0]: int(row[2]) for row in rows}
    return Learned(
        connection.execute(held).scalar_one(),
        sum(pairs.values()),
        sum(rose.values()),
        {name: pairs.get(name, 0) for name in SEXES},
        {name: rose.get(name, 0) for name in SEXES},
    )


def funnel(connection: Connection, code: str) -> Funnel:
    """The steps of one event, over all time."""
    came = (
        select(attribution.c.citizen, func.min(attribution.c.at).label("at"))
        .where(attribution.c.event == code)
        .group_by(attribution.c.citizen)
        .subquery()
    )
    after = (query.c.citizen == came.c.citizen) & (query.c.at >= came.c.at) & ~query.c.profile
    answered = case((query.c.outcome == "answered", came.c.citizen))
    turns = select(func.count(came.c.citizen.distinct()), func.count(answered.distinct()))
    asked, given = connection.execute(turns.select_from(came.join(query, after))).one()
    total = connection.execute(select(func.count()).select_from(came)).scalar_one()
    done = select(func.count(quiz_attempt.c.citizen.distinct())).join(came, came.c.citizen == quiz_attempt.c.citizen)
    finished = quiz_attempt.c.finished_at.is_not(None) & (quiz_attempt.c.event == code)
    before = connection.execute(done.where(finished, quiz_attempt.c.moment == "pre")).scalar_one()
    return Funnel(total, asked, given, before, *gains(connection, code).get(code, (0, 0)))


def gains(connection: Connection, code: str = "") -> Mapping[str, tuple[int, int]]:
    """By event, or of one, the last two steps of its funnel: people who came with a complete pair, and increased."""
    each = _pairs(None, code).add_columns(_POST.c.event).group_by(_POST.c.event).subquery()
    came = exists().where(attribution.c.event == each.c.event, attribution.c.citizen == each.c.citizen)
    counted = select(each.c.event, func.count(), func.sum(each.c.rose)).where(came).group_by(each.c.event)
    return {row[0]: (row[1], int(row[2])) for row in connection.execute(counted)}


def gains_by(connection: Connection, period: Period, by: str) -> list[Gain]:
    """Pairs whose second quiz was finished in the period, by ``sex``, ``event``, or the event's ``topic`` or ``province``.

    The largest come first; sexes stand in their own order and are all named.
    """
    value = told("sex") if by == "sex" else _of_event(by, _POST.c.event)
    each = _pairs(period, "").add_columns(
        value.label("value"),
        func.sum(1.0 * (_POST.c.score - _PRE.c.score) / func.nullif(_POST.c.asked, 0)).label("points"),
        func.count().label("times"),
    )
    each = each.outerjoin(profile, profile.c.citizen == _POST.c.citizen).outerjoin(event, event.c.code == _POST.c.event)
    people = each.group_by(value).subquery()
    columns = people.c.value, func.count(), func.sum(people.c.rose), func.sum(people.c.points), func.sum(people.c.times)
    rows = connection.execute(select(*columns).group_by(people.c.value))
    found = [Gain(row[0], row[1], int(row[2]), float(row[3] or 0) / int(row[4])) for row in rows]
    if by == "sex":
        known = {one.value: one for one in found}
        return [known.get(sex, Gain(sex, 0, 0, 0.0)) for sex in SEXES]
    return sorted(found, key=lambda one: (-one.pairs, one.value))


def held_by(connection: Connection, period: Period, by: str) -> dict[str, int]:
    """Events held in the period by ``topic`` or ``province``."""
    value = _of_event(by, event.c.code)
    held = event.c.date.between(period.first.isoformat(), period.last.isoformat())
    rows = connection.execute(
        select(value, func.count()).where(held).group_by(value).order_by(func.count().desc(), value)
    )
    return {row[0]: row[1] for row in rows}


def _of_event(by: str, code: ColumnElement[str]) -> ColumnElement[str]:
    """A field of an event; empty where the event is there no longer."""
    column = {"event": code, "topic": event.c.topic, "province": func.substr(event.c.place, 1, 2)}[by]
    return func.coalesce(column, "")


def _pairs(period: Period | None, code: str) -> Select[tuple[str, int]]:
    """Everyone with a complete pair, and 1 when any of their pairs rose."""
    pre, post = _PRE, _POST
    same = (pre.c.citizen == post.c.citizen) & (pre.c.event == post.c.event) & (pre.c.moment == "pre")
    rose = func.max(case((post.c.score > pre.c.score, 1), else_=0)).label("rose")
    found = select(post.c.citizen, rose).join(pre, same).where(post.c.moment == "post")
    found = found.where(pre.c.finished_at.is_not(None), post.c.finished_at.is_not(None))
    if period:
        found = found.where(post.c.finished_at >= period.start, post.c.finished_at < period.end)
    if code:
        found = found.where(post.c.event == code)
    return found.group_by(post.c.citizen)
