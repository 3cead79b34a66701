"""The rows behind a figure of the dashboard, a page at a time; people are pseudonyms, words stay out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, true

from bot.reach.fields import CITIZENS
from bot.reach.figures import Cut
from bot.reach.gather import within
from bot.store.campaign_tables import attribution, profile
from bot.store.talk_tables import query

PAGE = 50
NONE = ("topic", "intent", "province")
"""Fields that a row may leave empty."""


@dataclass(frozen=True)
class Asked:
    """Which rows of a cut are meant: those of an outcome, of a person, or ``queries`` without taps about oneself."""

    outcome: str = ""
    person: str = ""
    queries: bool = False


def rows_of(connection: Connection, cut: Cut, asked: Asked, after: int = 0) -> list[Row[Any]]:
    """Up to ``PAGE`` rows of the log that a cut counts, from the newest; ``after`` is the last row of the page before."""
    log = query.c
    names = ("id", "at", "citizen", "kind", "language", "topic", "intent", "province", "outcome", "latency_ms")
    wanted = select(*(log[name] for name in names)).where(_asked(cut, asked))
    if after:
        wanted = wanted.where(log.id < after)
    return list(connection.execute(wanted.order_by(log.id.desc()).limit(PAGE)).all())


def count_rows(connection: Connection, cut: Cut, asked: Asked) -> int:
    """How many rows there are in all."""
    return connection.execute(select(func.count()).select_from(query).where(_asked(cut, asked))).scalar_one()


def _asked(cut: Cut, asked: Asked) -> ColumnElement[bool]:
    parts = [condition(cut)]
    parts += [
        query.c[name] == value for name, value in (("outcome", asked.outcome), ("citizen", asked.person)) if value
    ]
    if asked.outcome or asked.queries:
        parts.append(~query.c.profile)
    return and_(true(), *parts)


def condition(cut: Cut) -> ColumnElement[bool]:
    """The rows that a cut counts, said to the database."""
    log = query.c
    parts = [*within(cut.period), log.channel.in_(CITIZENS)]
    if cut.topic:
        parts.append(log.topic == cut.topic)
    if cut.language:
        parts.append(log.language == cut.language)
    if cut.intent:
        parts.append(log.intent == cut.intent)
    if cut.none:
        parts.append(log[cut.none] == "")
    if cut.place:
        parts.append(_place(cut.place))
    if cut.event:
        parts.append(log.citizen.in_(select(attribution.c.citizen).where(attribution.c.event == cut.event)))
    if cut.sex:
        parts.append(_sex(cut.sex))
    return and_(true(), *parts)


def _place(code: str) -> ColumnElement[bool]:
    log = query.c
    if len(code) == 2:
        return log.province == code
    named = log.names["place"].as_string()
    if code.endswith("00"):  # the province alone was named
        return and_(log.province == code[:2], or_(named.is_(None), func.length(named) < 4))
    return and_(log.province == code[:2], func.substr(named, 1, 4) == code)


def _sex(sex: str) -> ColumnElement[bool]:
    told = profile.c.sex_state.in_(("answered", "declined"))
    if sex == "unknown":
        return query.c.citizen.not_in(select(profile.c.citizen).where(told))
    same = (
        profile.c.sex_state == "declined"
        if sex == "declined"
        else (profile.c.sex_state == "answered") & (profile.c.sex == sex)
    )
    return query.c.citizen.in_(select(profile.c.citizen).where(same))
