"""A measure of the indicators split by one field: each part is measured as the whole is, none is added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.reach.crowd import groups, only
from bot.reach.daybook import daybook
from bot.reach.figures import Cut, Figures, Part
from bot.reach.learning import gains_by, held_by
from bot.reach.period import Period
from bot.reach.told import TOLD

FACT = "fact "  # a numerator such as "fact procurement-disclosure": counts that were reported to us
OF_LOG = ("sex", "age_band", "topic", "language", "province", "intent")
OF_EVENTS = ("topic", "province")
OF_PAIRS = ("sex", "topic", "province", "event")


def breakdowns(measure: str) -> tuple[str, ...]:
    """What a measure of ``indicators.yml`` can be split by. Topic and province of an event are those it was held on and in."""
    if measure == "events":
        return OF_EVENTS
    if measure in ("pairs", "increased"):
        return OF_PAIRS
    return OF_LOG if not measure.startswith(FACT) else ("ministry",)


def split(connection: Connection, measure: str, by: str, period: Period) -> dict[str, int]:
    """The measure of each value of ``by`` that occurs."""
    if measure == "events":
        return held_by(connection, period, by)
    if measure in ("pairs", "increased"):
        return {one.value: getattr(one, measure) for one in gains_by(connection, period, by)}
    whole = Figures(daybook(connection), Cut(period))
    parts = whole.among(groups(connection, daybook(connection))[by]) if by in TOLD else whole.by(by)
    if measure in ("people", "queries"):
        return {part.value: getattr(part, measure) for part in parts}
    return dict(_each(connection, measure, by, period, parts))


def of_figures(measure: str, figures: Figures) -> int:
    """A measure of the log: people, new, returning, sessions, queries or the queries of an outcome."""
    name, _, outcome = measure.partition(" ")
    if name == "sessions":
        return figures.sessions()
    if name == "queries":
        outcomes = figures.queries()
        return outcomes[outcome] if outcome else sum(outcomes.values())
    return int(getattr(figures.people(), "reached" if name == "people" else name))


def _each(
    connection: Connection, measure: str, by: str, period: Period, parts: list[Part]
) -> Iterator[tuple[str, int]]:
    name, _, sex = measure.partition(" ")
    book = daybook(connection)
    for part in parts:
        cut = _cut(by, part.value, period)
        if name == "people":
            if by == "sex":
                yield part.value, part.people if part.value == sex else 0
                continue
            cut = replace(cut, sex=sex)
        yield (
            part.value,
            of_figures("people" if name == "people" else measure, Figures(book, cut, only(connection, book, cut))),
        )


def _cut(by: str, value: str, period: Period) -> Cut:
    if not value:
        return Cut(period, none=by)
    named: dict[str, Any] = {{"province": "place", "age_band": "age"}.get(by, by): value}
    return Cut(period, **named)
