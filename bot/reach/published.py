"""The public tables of closed years: counted once, and kept in the store until the log up to that year's end changes.

A look at them costs next to nothing. And what people say of themselves later changes nothing that was published: from two
looks one could read who said it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, delete, select

from bot.reach.open_tables import Table, is_made_up, open_tables
from bot.store.reach_tables import reach_day, reach_state
from bot.store.upsert import insert

_NAME = "open "  # of a row of reach_state, before the year
SETTLES = timedelta(days=14)
"""So long a year that is over waits: a message whose delivery failed comes again hours later, and a table
counted before and after it would tell what it was."""
_RULES = 1  # one more whenever the tables or what is hidden in them become others: then all is counted anew


@dataclass(frozen=True)
class Published:
    """The tables of a year; ``made_up``: rows of a demonstration are among them."""

    year: int
    made_up: bool
    tables: Sequence[Table]

    def table(self, name: str) -> Table | None:
        """The table of that name; None where it was not published."""
        return next((table for table in self.tables if table.name == name), None)


def published(connection: Connection) -> dict[int, Published]:
    """What is published, the newest year first."""
    found = {year: _read(year, text) for year, text in sorted(_kept(connection).items(), reverse=True)}
    return {year: one for year, one in found.items() if one.tables}


def publish(engine: Engine, zone: ZoneInfo, today: date) -> list[int]:
    """Count anew the closed years whose log changed, and withdraw those that have none left; the years counted.

    A table of an open year would tell who came since yesterday: a year is closed when it has been over for ``SETTLES``.
    """
    with engine.execution_options(reading=True).connect() as connection:
        logs, kept = _logs(connection, zone, today), _kept(connection)
        stale = [year for year, log in logs.items() if year not in kept or json.loads(kept[year])["log"] != log]
        made = {year: _written(connection, year, zone, logs[year]) for year in stale}
    gone = [f"{_NAME}{year}" for year in kept if year not in logs]
    if made or gone:
        with engine.begin() as connection:
            connection.execute(delete(reach_state).where(reach_state.c.name.in_(gone)))
            for year, text in made.items():
                _keep(connection, f"{_NAME}{year}", text)
    return stale


def _logs(connection: Connection, zone: ZoneInfo, today: date) -> dict[int, str]:
    """By closed year, a digest of all days rolled up until its end: who is new depends on the years before too."""
    last = (today - SETTLES).year - 1
    seen, found = hashlib.sha256(f"{_RULES} {zone.key}".encode()), {}
    days = connection.execute(select(reach_day.c.day, reach_day.c.digest).order_by(reach_day.c.day))
    for row in days:
        if (year := int(row.day[:4])) <= last:
            seen.update(f"{row.day} {row.digest}".encode())
            found[year] = seen.hexdigest()
    return found


def _written(connection: Connection, year: int, zone: ZoneInfo, log: str) -> str:
    tables = [
        [one.name, list(one.columns), [list(row) for row in one.rows]] for one in open_tables(connection, year, zone)
    ]
    return json.dumps({"log": log, "made_up": bool(tables) and is_made_up(connection, year, zone), "tables": tables})


def _read(year: int, text: str) -> Published:
    kept: Mapping[str, Any] = json.loads(text)
    return Published(year, kept["made_up"], [Table(*parts) for parts in kept["tables"]])


def _kept(connection: Connection) -> dict[int, str]:
    rows = connection.execute(select(reach_state).where(reach_state.c.name.startswith(_NAME)))
    return {int(row.name.removeprefix(_NAME)): row.value for row in rows}


def _keep(connection: Connection, name: str, text: str) -> None:
    new = insert(connection.dialect.name, reach_state).values(name=name, value=text)
    connection.execute(new.on_conflict_do_update(index_elements=[reach_state.c.name], set_={"value": text}))
