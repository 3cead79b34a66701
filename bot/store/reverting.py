"""What staff imported, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from bot.errors import FactsError
from bot.faults.fault import Fault
from bot.store.fact_links import link_faults
from bot.store.fact_plan import Change, plan_back
from bot.store.fact_schema import TableSchema, read_schemas
from bot.store.fact_tables import FACT_TABLES, fact_change, fact_import_row, fact_load
from bot.store.importing import Loaded, record, wait_for_others, write

IMPORT, REVERT = "import:", "revert:"


@dataclass(frozen=True)
class Import:
    """One import, or the taking back of one."""

    number: int
    at: datetime
    who: str
    file: str
    tables: tuple[str, ...]
    digest: str  # SHA-256 of what was handed in
    changed: int  # rows
    reverts: int | None = None  # the import that this one took back
    reverted: bool = False


def imports(engine: Engine, limit: int = 50) -> list[Import]:
    """The newest imports, newest first."""
    counted = select(func.count()).where(fact_change.c.load_id == fact_load.c.id).scalar_subquery()
    wanted = select(fact_load, counted.label("changed")).where(
        fact_load.c.what.startswith(IMPORT) | fact_load.c.what.startswith(REVERT)
    )
    with engine.connect().execution_options(reading=True) as connection:
        taken_back = set(connection.scalars(select(fact_load.c.reverts).where(fact_load.c.reverts.is_not(None))))
        rows = connection.execute(wanted.order_by(fact_load.c.id.desc()).limit(limit)).mappings().all()
    return [
        Import(
            number=row["id"],
            at=row["at"],
            who=row["who"],
            file=row["file"],
            tables=tuple(row["what"].partition(":")[2].split(",")),
            digest=row["digest"],
            changed=row["changed"],
            reverts=row["reverts"],
            reverted=row["id"] in taken_back,
        )
        for row in rows
    ]


def changes_of(engine: Engine, number: int) -> list[Change]:
    """What one import changed, row by row."""
    with engine.connect().execution_options(reading=True) as connection:
        return _changes(connection, number)


def revert_import(engine: Engine, number: int, descriptor: Path, who: str = "") -> Loaded:
    """Put every row that an import changed back as it was before, all of them or none.

    The rows belong to the bot's own package again, or to the import that had changed them before. Raises FactsError
    where the import is not there, was taken back already, or one of its rows was changed since.
    """
    schemas, faults = read_schemas(descriptor)
    if faults:
        raise FactsError(faults)
    with engine.begin() as connection:
        wait_for_others(connection)
        made = _changes(connection, number)
        if faults := _obstacles(connection, number, made):
            raise FactsError(faults)
        return _put_back(connection, number, made, schemas, who)


def _put_back(
    connection: Connection, number: int, made: Sequence[Change], schemas: Sequence[TableSchema], who: str
) -> Loaded:
    plans = plan_back(connection, made)
    if faults := list(link_faults(schemas, {name: plan.after for name, plan in plans.items()})):
        raise FactsError(faults)
    first = connection.execute(select(fact_load).where(fact_load.c.id == number)).mappings().one()
    tables = list(dict.fromkeys(change.table for change in made))
    loaded = Loaded(
        rows={name: sum(change.table == name for change in made) for name in tables},
        digest=first["digest"],
        changed=True,
        written=sum(len(plan.written) for plan in plans.values()),
        removed=sum(len(plan.removed) for plan in plans.values()),
    )
    what = REVERT + ",".join(tables)
    load_id = record(connection, what, loaded, who=who, file=first["file"], reverts=number)
    write(connection, schemas, plans)
    rows = [
        {"load_id": load_id, "table": change.table, "key": change.key, "before": change.after, "after": change.before}
        for change in made
    ]
    connection.execute(fact_change.insert(), rows)
    for change in made:
        _give_back(connection, number, change)
    return loaded


def _give_back(connection: Connection, number: int, change: Change) -> None:
    """The row belongs to the import before this one that still stands, or to the package."""
    where = (fact_import_row.c["table"] == change.table, fact_import_row.c.key == change.key)
    taken_back = select(fact_load.c.reverts).where(fact_load.c.reverts.is_not(None))
    before = connection.scalar(
        select(func.max(fact_change.c.load_id))
        .join(fact_load, fact_load.c.id == fact_change.c.load_id)
        .where(
            fact_change.c["table"] == change.table,
            fact_change.c.key == change.key,
            fact_change.c.load_id < number,
            fact_load.c.what.startswith(IMPORT),
            fact_load.c.id.not_in(taken_back),
        )
    )
    if before is None:
        connection.execute(fact_import_row.delete().where(*where))
    else:
        connection.execute(fact_import_row.update().where(*where).values(load_id=before))


def _changes(connection: Connection, number: int) -> list[Change]:
    wanted = select(fact_change).where(fact_change.c.load_id == number)
    rows = connection.execute(wanted.order_by(fact_change.c["table"], fact_change.c.key)).mappings()
    return [Change(row["table"], row["key"], row["before"], row["after"]) for row in rows]


def _obstacles(connection: Connection, number: int, made: Sequence[Change]) -> list[Fault]:
    """Why an import cannot be taken back."""
    load = connection.execute(select(fact_load).where(fact_load.c.id == number)).mappings().first()
    if load is None or not load["what"].startswith(IMPORT):
        return [Fault("no_import", "facts", details={"number": number})]
    if connection.scalar(select(fact_load.c.id).where(fact_load.c.reverts == number)):
        return [Fault("reverted_before", "facts", details={"number": number})]
    if not made:
        return [Fault("no_memory", "facts", details={"number": number})]
    return [fault for change in made if (fault := _changed_since(connection, number, change))]


def _changed_since(connection: Connection, number: int, change: Change) -> Fault | None:
    table = FACT_TABLES[change.table]
    (key,) = table.primary_key.columns
    now = connection.execute(select(table).where(key == change.key)).mappings().first()
    if (None if now is None else dict(now)) == change.after:
        return None
    later = connection.scalar(
        select(func.max(fact_change.c.load_id)).where(
            fact_change.c["table"] == change.table, fact_change.c.key == change.key, fact_change.c.load_id > number
        )
    )
    kind = "changed_by_package" if later is None else "changed_since"
    details = {"table": change.table, "number": number, "later": later}
    return Fault(kind, "facts", details={**details, "key": change.key})
