"""Which rows of the log a cut counts, said to the database."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, true

from bot.reach.fields import CITIZENS
from bot.reach.figures import Cut
from bot.reach.gather import within
from bot.store.talk_tables import query

PAGE = 50  # rows shown at a time
NONE = ("topic", "intent", "province")
"""Fields that a row may leave empty."""


def condition(cut: Cut) -> ColumnElement[bool]:
    """The rows that a cut counts, of people who are known already: whom it means need not be looked up again."""
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
    return and_(true(), *parts)


def _place(code: str) -> ColumnElement[bool]:
    log = query.c
    if len(code) == 2:
        return log.province == code
    named = log.names["place"].as_string()
    if code.endswith("00"):  # the province alone was named
        return and_(log.province == code[:2], or_(named.is_(None), func.length(named) < 4))
    return and_(log.province == code[:2], func.substr(named, 1, 4) == code)
