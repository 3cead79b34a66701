"""Compares fact files with the store: which rows are new or different, which go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.store.fact_links import Row
from bot.store.fact_tables import FACT_TABLES, fact_import_row
from bot.store.package import Package


@dataclass(frozen=True)
class Plan:
    """What becomes of one table."""

    written: Mapping[str, Row]
    removed: Collection[str]
    kept: int
    after: Mapping[str, Row]


def make_plans(connection: Connection, package: Package, spare: bool = False, swap: bool = False) -> dict[str, Plan]:
    """What a load would do to every table.

    ``swap``: rows of the store that the files do not have are taken out. ``spare``: rows that staff imported, or
    took out, stay as they are.
    """
    spared = _imported(connection) if spare else {}
    plans = {}
    for name in FACT_TABLES:
        stored = _stored(connection, name)
        read = package.tables.get(name)
        plans[name] = Plan({}, (), 0, stored) if read is None else _plan(read, stored, spared.get(name, ()), swap)
    return plans


def _plan(rows: Mapping[str, Row], stored: Mapping[str, Row], spared: Collection[str], swap: bool) -> Plan:
    taken = {key: row for key, row in rows.items() if key not in spared}
    removed = {key for key in stored if key not in rows and key not in spared} if swap else set[str]()
    return Plan(
        written={key: row for key, row in taken.items() if key not in stored or stored[key].values != row.values},
        removed=removed,
        kept=len(rows) - len(taken),
        after={key: row for key, row in stored.items() if key not in removed} | taken,
    )


def _stored(connection: Connection, name: str) -> dict[str, Row]:
    table = FACT_TABLES[name]
    (key,) = table.primary_key.columns
    rows = connection.execute(select(table).order_by(key)).mappings()
    return {row[key]: Row(0, dict(row)) for row in rows}


def _imported(connection: Connection) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for table, key in connection.execute(select(fact_import_row.c["table"], fact_import_row.c["key"])):
        keys.setdefault(table, set()).add(key)
    return keys
