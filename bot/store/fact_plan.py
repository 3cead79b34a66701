"""Compares fact files with the store: which rows are new or different, which go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from bot.store.fact_links import Row
from bot.store.fact_tables import FACT_TABLES, fact_import_row
from bot.store.package import Package


@dataclass(frozen=True)
class Change:
    """What becomes of one row. ``before`` is None for a new row, ``after`` for one that is taken out."""

    table: str
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True)
class Plan:
    """What becomes of one table."""

    written: Mapping[str, Row]
    removed: Collection[str]
    kept: int
    before: Mapping[str, Row]
    after: Mapping[str, Row]


def changes(plans: Mapping[str, Plan]) -> Iterator[Change]:
    """Every row that the plans put in, change or take out, by table and key."""
    for name, plan in plans.items():
        for key in sorted([*plan.written, *plan.removed]):
            before, after = plan.before.get(key), plan.written.get(key)
            yield Change(name, key, before and before.values, after and after.values)


def plan_back(connection: Connection, wanted: Sequence[Change]) -> dict[str, Plan]:
    """What would put rows back as they were before these changes."""
    plans = {}
    for name in FACT_TABLES:
        stored = stored_rows(connection, name)
        mine = [change for change in wanted if change.table == name]
        written = {change.key: Row(0, change.before) for change in mine if change.before is not None}
        removed = {change.key for change in mine if change.before is None}
        after = {key: row for key, row in stored.items() if key not in removed} | written
        plans[name] = Plan(written, removed, 0, stored, after)
    return plans


def make_plans(connection: Connection, package: Package, spare: bool = False, swap: bool = False) -> dict[str, Plan]:
    """What a load would do to every table.

    ``swap``: rows of the store that the files do not have are taken out. ``spare``: rows that staff imported, or
    took out, stay as they are.
    """
    spared = _imported(connection) if spare else {}
    plans = {}
    for name in FACT_TABLES:
        stored = stored_rows(connection, name)
        read = package.tables.get(name)
        plans[name] = (
            Plan({}, (), 0, stored, stored) if read is None else _plan(read, stored, spared.get(name, ()), swap)
        )
    return plans


def _plan(rows: Mapping[str, Row], stored: Mapping[str, Row], spared: Collection[str], swap: bool) -> Plan:
    taken = {key: row for key, row in rows.items() if key not in spared}
    removed = {key for key in stored if key not in rows and key not in spared} if swap else set[str]()
    return Plan(
        written={key: row for key, row in taken.items() if key not in stored or stored[key].values != row.values},
        removed=removed,
        kept=len(rows) - len(taken),
        before=stored,
        after={key: row for key, row in stored.items() if key not in removed} | taken,
    )


def stored_rows(connection: Connection, name: str) -> dict[str, Row]:
    """All rows of a table of the store, by key."""
    table = FACT_TABLES[name]
    (key,) = table.primary_key.columns
    rows = connection.execute(select(table).order_by(key)).mappings()
    return {row[key]: Row(0, dict(row)) for row in rows}


def _imported(connection: Connection) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {}
    for table, key in connection.execute(select(fact_import_row.c["table"], fact_import_row.c["key"])):
        keys.setdefault(table, set()).add(key)
    return keys
