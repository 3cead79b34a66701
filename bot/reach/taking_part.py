"""The people behind an event's figures: who came, how far they went, and what they scored before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select

from bot.reach.behind import Some
from bot.reach.drill import PAGE
from bot.reach.period import Period
from bot.reach.told import told
from bot.store.campaign_tables import attribution, event, profile, quiz_attempt
from bot.store.talk_tables import query

STEPS = ("first", "came", "asked", "answered", "before", "pairs", "increased")
"""As ``Funnel`` counts them; ``first``: people whose first touch of any event was this one."""
_PRE, _POST = quiz_attempt.alias("pre"), quiz_attempt.alias("post")


@dataclass(frozen=True)
class Pairs:
    """Which pairs of quizzes: those finished in a period, of an event, of people of a sex, only those that rose.

    ``topic`` and ``province`` are those of the event.
    """

    period: Period
    event: str = ""
    sex: str = ""
    rose: bool = False
    topic: str = ""
    province: str = ""


def people_of_step(connection: Connection, code: str, step: str, after: int = 0, count: int = PAGE) -> Some:
    """Pseudonym and first touch of everybody who took a step of an event. Raises KeyError for a step that is none."""
    came = attribution.c.event == code
    wanted = select(attribution.c.citizen, func.min(attribution.c.at).label("at")).where(came)
    wanted = wanted.group_by(attribution.c.citizen)
    touched = wanted.subquery()
    found = select(touched.c.citizen, touched.c.at).where(_taken(code, touched)[step])
    return _some(connection, found.order_by(touched.c.at.desc(), touched.c.citizen), after, count)


def pairs_behind(connection: Connection, wanted: Pairs, after: int = 0, count: int = PAGE) -> tuple[Some, int]:
    """One row a pair, and how many people have them: someone with pairs of several events counts once."""
    columns = (_POST.c.citizen, _POST.c.event, _PRE.c.score.label("before"), _POST.c.score.label("after"),
               _POST.c.asked, _POST.c.finished_at, told("sex").label("sex"))  # fmt: skip
    joined = _POST.join(_PRE, _same()).outerjoin(profile, profile.c.citizen == _POST.c.citizen)
    joined = joined.outerjoin(event, event.c.code == _POST.c.event)
    found = select(*columns).select_from(joined).where(_meant(wanted))
    people = select(func.count(_POST.c.citizen.distinct())).select_from(joined).where(_meant(wanted))
    ordered = found.order_by(_POST.c.finished_at.desc(), _POST.c.citizen, _POST.c.event)
    return _some(connection, ordered, after, count), connection.execute(people).scalar_one()


def _taken(code: str, touched: Any) -> dict[str, ColumnElement[bool]]:
    log, mine = query.c, quiz_attempt.c
    first = exists().where(attribution.c.citizen == touched.c.citizen, attribution.c.event == code, attribution.c.first)
    asked = and_(log.citizen == touched.c.citizen, log.at >= touched.c.at, ~log.profile)
    done = (mine.citizen == touched.c.citizen, mine.event == code, mine.moment == "pre", mine.finished_at.is_not(None))
    pair = exists().where(_same(), _POST.c.citizen == touched.c.citizen, _POST.c.event == code)
    return {
        "first": first,
        "came": touched.c.citizen.is_not(None),
        "asked": exists().where(asked),
        "answered": exists().where(asked, log.outcome == "answered"),
        "before": exists().where(*done),
        "pairs": pair,
        "increased": pair.where(_POST.c.score > _PRE.c.score),
    }


def _same() -> ColumnElement[bool]:
    """A finished quiz before and a finished one after, of one citizen and event."""
    same = and_(_PRE.c.citizen == _POST.c.citizen, _PRE.c.event == _POST.c.event)
    finished = and_(_PRE.c.finished_at.is_not(None), _POST.c.finished_at.is_not(None))
    return and_(same, _PRE.c.moment == "pre", _POST.c.moment == "post", finished)


def _meant(wanted: Pairs) -> ColumnElement[bool]:
    at = _POST.c.finished_at
    parts = [at >= wanted.period.start, at < wanted.period.end]
    if wanted.event:
        parts.append(_POST.c.event == wanted.event)
    if wanted.sex:
        parts.append(told("sex") == wanted.sex)
    if wanted.topic:
        parts.append(event.c.topic == wanted.topic)
    if wanted.province:
        parts.append(func.substr(event.c.place, 1, 2) == wanted.province)
    if wanted.rose:
        parts.append(_POST.c.score > _PRE.c.score)
    return and_(*parts)


def _some(connection: Connection, found: Select[Any], after: int, count: int) -> Some:
    total = connection.execute(select(func.count()).select_from(found.order_by(None).subquery())).scalar_one()
    rows = connection.execute(found.offset(after).limit(count)).all()
    return Some(total, rows, after + count if after + count < total else 0)
