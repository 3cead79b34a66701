"""A made-up campaign, clearly marked, so that every report can be seen and tried before there are citizens."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, delete, func, select

from bot.store.campaign_tables import attribution, event, profile, quiz_answer, quiz_attempt
from bot.store.fact_tables import place
from bot.store.talk_tables import query

EVENTS = 51
MARK = "demo-"
"""Pseudonyms and codes of events begin so (codes in capitals); nothing real does."""

_TYPES = ("forum", "training", "school", "meeting")
_TOPICS = ("budget", "services", "procurement", "all")
_INTENTS = {
    "budget": ("budget-total", "budget-category", "budget-years", "budget-per-person"),
    "services": ("service-fee", "service-documents", "service-days", "service-where"),
    "procurement": ("project-winner", "project-price", "disclosure-rate"),
}
# Shares as they might be; nothing is taken from real people.
_OUTCOMES = {"answered": 78, "asked_back": 6, "offered": 5, "no_data": 4, "not_understood": 6, "failed": 1}
_SEXES = {"female": 50, "male": 38, "other": 1, "declined": 5, "asked": 3, "not_asked": 3}
_AGES = ("under-18", "18-30", "31-45", "46-60", "over-60")
_ITEMS = {
    "budget": ("how-often-budget-information-is-due", "what-a-commune-budget-is", "who-approves-the-commune-budget"),
    "services": ("what-a-one-window-office-is", "what-birth-registration-costs", "where-to-complain-about-an-office"),
    "procurement": ("how-many-projects-disclosed-more", "what-public-procurement-is", "what-should-be-disclosed"),
}


@dataclass
class _Rows:
    """Rows by table, to be written at once."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: Table, **row: Any) -> None:
        self.tables.setdefault(table.name, []).append(row)

    def write(self, connection: Connection) -> None:
        for table in (event, query, attribution, profile, quiz_attempt, quiz_answer):
            if rows := self.tables.get(table.name):
                connection.execute(table.insert(), rows)


def make_campaign(connection: Connection, seed: int, zone: ZoneInfo, year: int) -> tuple[int, int]:
    """Write 51 events of ``year`` with the talks of about 2,000 people, in place of an earlier demonstration.

    The same seed makes the same campaign. Returns the numbers of events and people.
    """
    clear_campaign(connection)
    chance = random.Random(f"{seed} {year}")
    districts = connection.execute(select(place.c.code, place.c.name_km, place.c.name_en).where(_is_district()))
    rows, people = _Rows(), 0
    towns = chance.sample(sorted(districts.all()), EVENTS)
    for number, town in enumerate(towns, 1):
        held = _Event(f"DEMO-{number:02}", town.code, _day(chance, year), chance.choice(_TOPICS), zone)
        rows.add(event, **_event_row(held, town, chance))
        for _ in range(chance.randint(28, 51)):
            people += 1
            _Person(f"{MARK}{seed}-{people:05}", held, chance, rows).takes_part()
    rows.write(connection)
    return len(towns), people


def clear_campaign(connection: Connection) -> None:
    """Delete the demonstration, and nothing else."""
    for table in (query, attribution, profile, quiz_attempt, quiz_answer):
        connection.execute(delete(table).where(table.c.citizen.startswith(MARK)))
    connection.execute(delete(event).where(event.c.code.startswith(MARK.upper())))


@dataclass(frozen=True)
class _Event:
    code: str
    district: str
    day: date
    topic: str
    zone: ZoneInfo

    @property
    def opens(self) -> datetime:
        return datetime.combine(self.day, time(8), self.zone)


class _Person:
    """Somebody made up: comes by the link, asks, tells a little about themselves, takes the quiz twice or not."""

    def __init__(self, name: str, held: _Event, chance: random.Random, rows: _Rows) -> None:
        self._name, self._held, self._chance, self._rows = name, held, chance, rows
        self._at = held.opens + timedelta(seconds=chance.randint(0, 4 * 3600))
        self._language = "en" if chance.random() < 0.06 else "km"

    def takes_part(self) -> None:
        """All that this person does."""
        self._touch()
        self._quiz("pre", 0.82, 0.42)
        for _ in range(self._chance.randint(1, 9)):
            self._ask()
        self._tell()
        self._quiz("post", 0.72, 0.78)
        while self._chance.random() < 0.3:  # comes back on another day
            self._at += timedelta(days=self._chance.randint(1, 40))
            self._ask()

    def _touch(self) -> None:
        day = self._day()
        row = {"citizen": self._name, "event": self._held.code, "at": self._at, "day": day}
        self._rows.add(attribution, **row, how="link", first=True)
        self._turn("start", "greeting", "talk", "answered")

    def _ask(self) -> None:
        topic = self._chance.choice(tuple(_INTENTS)) if self._held.topic == "all" else self._held.topic
        outcome = self._chance.choices(tuple(_OUTCOMES), tuple(_OUTCOMES.values()))[0]
        kind = self._chance.choice(("text", "text", "tap"))
        intent = self._chance.choice(_INTENTS[topic]) if outcome != "not_understood" else ""
        self._turn(kind, intent, topic if intent else "", outcome)

    def _turn(self, kind: str, intent: str, topic: str, outcome: str) -> None:
        self._at += timedelta(seconds=self._chance.randint(20, 240))
        named = kind != "start" and self._chance.random() < 0.7
        self._rows.add(
            query,
            at=self._at,
            day=self._day(),
            citizen=self._name,
            channel="emulator",
            kind=kind,
            language=self._language,
            intent=intent,
            topic=topic,
            province=self._held.district[:2] if named else "",
            names={"place": self._held.district} if named else {},
            score=0.9,
            outcome=outcome,
            demonstration=True,
            latency_ms=self._chance.randint(8, 90),
        )

    def _tell(self) -> None:
        said = self._chance.choices(tuple(_SEXES), tuple(_SEXES.values()))[0]
        if said == "not_asked":
            return
        state = said if said in ("declined", "asked") else "answered"
        old = self._chance.random() < 0.8
        self._rows.add(
            profile,
            citizen=self._name,
            sex=said if state == "answered" else "",
            sex_state=state,
            age_band=self._chance.choice(_AGES) if old else "",
            age_band_state="answered" if old else "declined",
            changed_at=self._at,
        )

    def _quiz(self, moment: str, taken: float, knows: float) -> None:
        if self._chance.random() > taken:
            return
        begun = self._at
        topic = self._held.topic
        asked = [items[0] for items in _ITEMS.values()] if topic == "all" else list(_ITEMS[topic])
        items = self._chance.sample(asked, len(asked))
        right = [self._chance.random() < knows for _ in items]
        key = {"citizen": self._name, "event": self._held.code, "moment": moment}
        for item, correct in zip(items, right, strict=True):
            self._at += timedelta(seconds=self._chance.randint(5, 40))
            choice = 1 if correct else self._chance.randint(2, 3)
            row = {"item": item, "topic": topic, "choice": choice, "correct": correct, "at": self._at}
            self._rows.add(quiz_answer, **key, **row)
        marks = {"asked": len(items), "score": sum(right), "started_at": begun, "finished_at": self._at}
        self._rows.add(quiz_attempt, **key, items=items, day=begun.date().isoformat(), **marks)

    def _day(self) -> str:
        return self._at.astimezone(self._held.zone).date().isoformat()


def _is_district() -> Any:
    return (place.c.level == "district") & (func.length(place.c.code) == 4)


def _day(chance: random.Random, year: int) -> date:
    return date(year, 2, 1) + timedelta(days=chance.randint(0, 270))


def _event_row(held: _Event, town: Any, chance: random.Random) -> dict[str, Any]:
    now = held.opens - timedelta(days=14)
    return {
        "code": held.code,
        "folded": held.code.replace("-", ""),
        "date": held.day.isoformat(),
        "place": held.district,
        "type": chance.choice(_TYPES),
        "topic": held.topic,
        "organiser": "Demonstration",
        "name_km": f"{town.name_km} (សាកល្បង)",
        "name_en": f"{town.name_en} (demonstration)",
        "paper_women": chance.randint(15, 40),
        "paper_men": chance.randint(10, 30),
        "paper_unknown": 0,
        "created_at": now,
        "changed_at": now,
    }
