"""A generated log of 24 months for bench/reach.py, written the fastest way each database has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Engine

from bot.settings import ROOT
from bot.store.campaign_tables import attribution, event, quiz_attempt
from bot.store.importing import load_package

ZONE = ZoneInfo("Asia/Phnom_Penh")
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
DAYS = (LAST - FIRST).days + 1
_NEW_YEAR, _EVENTS = datetime(2024, 1, 1, tzinfo=ZONE), 400
OUTCOMES = ("answered",) * 8 + ("not_understood", "offered")
COLUMNS = (
    "at", "day", "citizen", "channel", "kind", "language", "intent", "topic", "province", "names", "score", "outcome",
    "profile", "demonstration", "latency_ms",
)  # fmt: skip


def rows(queries: int, people: int) -> Iterator[tuple[Any, ...]]:
    """The log, day by day; a person's favourite topic and province recur."""
    chance = np.random.default_rng(1)
    start = int(datetime(2024, 1, 1, tzinfo=ZONE).astimezone(UTC).timestamp() * 1000)
    counts = np.diff(np.linspace(0, queries, DAYS + 1).astype(int))
    for number, count in enumerate(counts.tolist()):
        day = (FIRST + timedelta(days=number)).isoformat()
        who = (people * chance.random(count) ** 1.5).astype(int)
        moments = np.sort(chance.integers(0, 86_400_000, count)) + start + number * 86_400_000
        topic, province = (who + chance.integers(0, 3, count)) % 12, 1 + who % 25
        for person, at, of, where, took in zip(
            who.tolist(),
            moments.tolist(),
            topic.tolist(),
            province.tolist(),
            chance.integers(5, 90, count).tolist(),
            strict=True,
        ):
            yield (
                at, day, f"{person:032x}", "messenger", "text", "en" if person % 15 == 0 else "km", f"intent-{of}-{took % 9}",
                f"topic-{of}", f"{where:02}", f'{{"place": "{where:02}01"}}', 0.9, OUTCOMES[(at + person) % 10], False, False, took,
            )  # fmt: skip


def fill(engine: Engine, queries: int, people: int) -> None:
    """Write the log and a sex for two thirds of the people, the fastest way each database has."""
    names = ", ".join(COLUMNS)
    sexes = ((f"{n:032x}", "female" if n % 2 else "male") for n in range(0, people) if n % 3)
    profile = "citizen, sex, sex_state, age_band, age_band_state, commune, commune_state, disability, disability_state, changed_at"
    rest = ("answered", "", "not_asked", "", "not_asked", "", "not_asked", 1_700_000_000_000)
    raw = engine.raw_connection()
    cursor = raw.cursor()
    if engine.dialect.name == "sqlite":
        cursor.execute("PRAGMA synchronous=OFF")
        marks = ", ".join("?" * len(COLUMNS))
        written = rows(queries, people)
        while some := list(itertools.islice(written, 100_000)):  # one transaction of everything would fill the log file
            cursor.execute("BEGIN")
            cursor.executemany(f"INSERT INTO query ({names}) VALUES ({marks})", some)
            cursor.execute("COMMIT")
        cursor.execute("BEGIN")
        cursor.executemany(
            f"INSERT INTO profile ({profile}) VALUES ({', '.join('?' * 10)})", ((*one, *rest) for one in sexes)
        )
        cursor.execute("COMMIT")
    else:
        with cursor.copy(f"COPY query ({names}) FROM STDIN") as copy:
            for row in rows(queries, people):
                copy.write_row(row)
        with cursor.copy(f"COPY profile ({profile}) FROM STDIN") as copy:
            for one in sexes:
                copy.write_row((*one, *rest))
        raw.commit()
        cursor.execute("ANALYZE")
        raw.commit()
    raw.close()


def hold_events(engine: Engine, people: int) -> None:
    """Places, and events that a fifth of the people came through, half of these with both quizzes."""
    load_package(engine, ROOT / "facts")
    with engine.begin() as connection:
        connection.execute(event.insert(), [_event(n) for n in range(_EVENTS)])
        for start in range(0, people, 50_000):
            came = [n for n in range(start, min(start + 50_000, people)) if n % 5 == 0]
            connection.execute(attribution.insert(), [_came(n) for n in came])
            connection.execute(quiz_attempt.insert(), [one for n in came if n % 2 == 0 for one in _quizzes(n)])


def _event(n: int) -> dict[str, Any]:
    day = (FIRST + timedelta(days=n % DAYS)).isoformat()
    texts = {"type": "forum", "topic": "all", "organiser": "", "name_km": f"វេទិកា {n}", "name_en": f"Forum {n}"}
    moments = dict.fromkeys(("created_at", "changed_at"), _NEW_YEAR)
    return {"code": f"EV24-{n:03}", "folded": f"EV24{n:03}", "date": day, "place": "010804", **texts, **moments}


def _came(n: int) -> dict[str, Any]:
    at = _NEW_YEAR + timedelta(days=n % _EVENTS)
    told = {"at": at, "day": at.date().isoformat(), "how": "link", "first": True}
    return {"citizen": f"{n:032x}", "event": f"EV24-{n // 5 % _EVENTS:03}", **told}


def _quizzes(n: int) -> Iterator[dict[str, Any]]:
    at = _NEW_YEAR + timedelta(days=n % _EVENTS)
    for moment, score in (("pre", n % 3), ("post", n % 4)):
        taken = {"items": [], "asked": 3, "score": score, "started_at": at, "finished_at": at + timedelta(hours=1)}
        yield {"citizen": f"{n:032x}", "event": f"EV24-{n // 5 % _EVENTS:03}", "moment": moment,
               "day": at.date().isoformat(), **taken}  # fmt: skip
