"""Which rows of the log a cut counts, said to the database."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from bot.reach.fields import CITIZENS
from bot.reach.figures import Cut
from bot.reach.gather import within
from bot.store.campaign_tables import attribution, profile
from bot.store.talk_tables import query

PAGE = 50  # rows shown at a time
NONE = ("topic", "intent", "province")
"""Fields that a row may leave empty."""


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
