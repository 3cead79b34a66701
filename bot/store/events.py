"""Reads and keeps the events of the campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from bot.domain.campaign import Event
from bot.domain.facts import Both
from bot.store.campaign_tables import attribution, event
from bot.store.fact_tables import place
from bot.text.codes import fold_code


class SqlEvents:
    """The events as the talk asks for them: always as they are now, for staff add them while the bot runs."""

    def __init__(self, engine: Engine) -> None:
        self._reading = engine.execution_options(reading=True)

    def find(self, folded: str) -> Event | None:
        """The event of a code in its folded form (text/codes.py)."""
        with self._reading.connect() as connection:
            row = connection.execute(select(event).where(event.c.folded == folded)).one_or_none()
        return _event(row) if row else None


@dataclass(frozen=True)
class Attended:
    """An event with the people who came through it: by their first touch of any event, and at all."""

    event: Event
    first: int
    people: int


def attended(connection: Connection) -> list[Attended]:
    """All events, the newest first. First touches add up over events, people do not."""
    people = func.count(attribution.c.citizen.distinct())
    first = func.count(attribution.c.id).filter(attribution.c.first)
    counted = select(attribution.c.event, people, first).group_by(attribution.c.event)
    counts = {code: (first, people) for code, people, first in connection.execute(counted)}
    rows = connection.execute(select(event).order_by(event.c.date.desc(), event.c.code))
    return [Attended(_event(row), *counts.get(row.code, (0, 0))) for row in rows]


def attended_by(connection: Connection, code: str) -> tuple[int, int]:
    """People who came through one event: by their first touch of any event, and at all."""
    people, first = (
        func.count(attribution.c.citizen.distinct()),
        func.count(attribution.c.id).filter(attribution.c.first),
    )
    row = connection.execute(select(first, people).where(attribution.c.event == code)).one()
    return row[0], row[1]


def event_of(connection: Connection, code: str) -> Event | None:
    """The event of a code, however it is written."""
    row = connection.execute(select(event).where(event.c.folded == fold_code(code))).one_or_none()
    return _event(row) if row else None


def same_event(connection: Connection, one: Event) -> str:
    """Code of the event that has the day, place and a name of ``one``; empty where there is none."""
    same = (event.c.date == one.date.isoformat()) & (event.c.place == one.place)
    named = (event.c.name_km == one.name.km) | (event.c.name_en == one.name.en)
    return connection.execute(select(event.c.code).where(same, named).limit(1)).scalar_one_or_none() or ""


def known_codes(connection: Connection) -> dict[str, str]:
    """Codes of all events by their folded form."""
    return {row.folded: row.code for row in connection.execute(select(event.c.folded, event.c.code))}


def known_places(connection: Connection) -> dict[str, Both]:
    """Names of all places by NCDD code."""
    rows = connection.execute(select(place.c.code, place.c.name_km, place.c.name_en))
    return {row.code: Both(row.name_km, row.name_en) for row in rows}


def place_names(connection: Connection, code: str) -> list[tuple[str, Both]]:
    """Type and name of a place and of those it lies in, the smallest first; the country is left out."""
    found: list[tuple[str, Both]] = []
    while code and (row := connection.execute(select(place).where(place.c.code == code)).one_or_none()):
        if row.level != "country":
            found.append((row.type, Both(row.name_km, row.name_en)))
        code = row.parent
    return found


def add(connection: Connection, events: Sequence[Event], now: datetime) -> None:
    """Add events. Raises IntegrityError where another one has the code, which only the database sees in time."""
    rows = [_row(one) | {"created_at": now, "changed_at": now} for one in events]
    if rows:
        connection.execute(event.insert(), rows)


def change(connection: Connection, one: Event, now: datetime) -> Event:
    """Change an event to what is said of it now; the people who came through it stay. Returns it as it was before."""
    mine = event.c.code == one.code
    before = _event(connection.execute(select(event).where(mine).with_for_update()).one())
    if before != one:
        connection.execute(update(event).where(mine).values(**_row(one), changed_at=now))
    return before


def _row(one: Event) -> dict[str, Any]:
    return {
        "code": one.code,
        "folded": fold_code(one.code),
        "date": one.date.isoformat(),
        "place": one.place,
        "type": one.type,
        "topic": one.topic,
        "organiser": one.organiser,
        "name_km": one.name.km,
        "name_en": one.name.en,
        "paper_women": one.women,
        "paper_men": one.men,
        "paper_unknown": one.unknown,
    }


def _event(row: Any) -> Event:
    return Event(
        code=row.code,
        date=date.fromisoformat(row.date),
        place=row.place,
        type=row.type,
        topic=row.topic,
        name=Both(row.name_km, row.name_en),
        organiser=row.organiser,
        women=row.paper_women,
        men=row.paper_men,
        unknown=row.paper_unknown,
    )
