"""The summary of a period: all its figures, counted on one state of the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from bot.domain.talk import Language, Outcome
from bot.reach.counts import Part, People, Queries, Scope, break_down, count_people, count_queries, count_sessions
from bot.reach.definitions import definitions
from bot.store.fact_tables import place


@dataclass(frozen=True)
class Summary:
    """The figures of a period with all that is needed to print them."""

    scope: Scope
    counted_at: datetime  # in the period's zone
    people: People
    sessions: int
    gap_minutes: int  # silence that ends a session
    queries: Queries
    by: tuple[str, ...]
    parts: tuple[Part, ...]
    language: Language
    definitions: Mapping[str, str]

    @property
    def answered_percent(self) -> float | None:
        """Answered queries in percent of all, to one decimal; unknown when there are none."""
        if not self.queries.total:
            return None
        return round(100 * self.queries.outcomes[Outcome.ANSWERED] / self.queries.total, 1)


def summarise(
    engine: Engine, scope: Scope, by: Sequence[str], gap_minutes: int, language: Language, now: datetime
) -> Summary:
    """Count everything in ``scope``; ``by`` names the fields of the breakdown, ``gap_minutes`` the silence that ends a session."""
    zone = scope.period.zone
    with _one_state(engine) as connection:
        people = count_people(connection, scope)
        sessions = count_sessions(connection, scope, timedelta(minutes=gap_minutes))
        queries = count_queries(connection, scope)
        parts = _named(connection, break_down(connection, scope, by), language)
    sentences = definitions(language, zone.key, gap_minutes)
    return Summary(
        scope, now.astimezone(zone), people, sessions, gap_minutes, queries, tuple(by), parts, language, sentences
    )


@contextmanager
def _one_state(engine: Engine) -> Iterator[Connection]:
    """A connection to which the log stands still, so that the figures agree while messages come in."""
    options = {"reading": True} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def _named(connection: Connection, parts: Sequence[Part], language: Language) -> tuple[Part, ...]:
    """The same parts with the name of each province beside its code."""
    if not parts or "province" not in parts[0].values:
        return tuple(parts)
    name = place.c.name_km if language == "km" else place.c.name_en
    named = connection.execute(select(place.c.code, name).where(func.length(place.c.code) == 2))
    known: dict[str, str] = {row[0]: row[1] for row in named}
    return tuple(replace(part, values=_with_name(part.values, known)) for part in parts)


def _with_name(values: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    return {**values, "province_name": known.get(values["province"], "")}
