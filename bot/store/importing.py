"""Loads facts into the store: a package or single tables, all or nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text

from bot.errors import FactsError
from bot.faults.fault import say_all
from bot.store.fact_plan import Change, Plan, changes, make_plans
from bot.store.fact_schema import DESCRIPTOR, TableSchema, in_order, is_part, read_schemas
from bot.store.fact_tables import FACT_TABLES, fact_change, fact_import_row, fact_load
from bot.store.ocds import read_releases
from bot.store.package import Package, faults_in, package_digest, read_files, read_package
from bot.store.upsert import insert

PACKAGE = "package"
CHUNK = 500  # keys in one DELETE
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What a load did. ``changed`` says whether any row of the store is different now."""

    rows: Mapping[str, int]  # rows of the files, by table
    digest: str
    changed: bool
    written: int = 0  # rows that are new or different
    removed: int = 0  # rows that are no longer there
    kept: int = 0  # rows of the package passed over, because staff imported others under their keys
    number: int = 0  # of the import, by which it can be taken back; 0 where nothing changed


def load_package(engine: Engine, folder: Path, replace: bool = False, progress: Progress | None = None) -> Loaded:
    """Load a whole fact package in one transaction.

    Rows are put in by key; rows that an earlier package brought and this one no longer has are taken out.
    Rows that staff imported stay as they are, unless ``replace`` makes the store equal to the package.
    Raises FactsError with all faults; then nothing was loaded.
    """
    return _load(engine, read_package(folder), PACKAGE, replace, progress)


def load_if_changed(engine: Engine, folder: Path) -> Loaded | None:
    """Load the package if its files differ from those of the last package load; None if they do not.

    Raises FactsError with all faults; then nothing was loaded.
    """
    digest = package_digest(folder)
    last = select(fact_load.c.digest).where(fact_load.c.what == PACKAGE).order_by(fact_load.c.id.desc()).limit(1)
    with engine.connect().execution_options(reading=True) as connection:
        if connection.scalar(last) == digest:
            return None
    return load_package(engine, folder)


def import_files(
    engine: Engine,
    path: Path,
    descriptor: Path,
    replace: bool = False,
    progress: Progress | None = None,
    who: str = "",
) -> Loaded:
    """Import what staff hand in: a package of their own, a folder of CSV files or workbooks, or one of them.

    Files and sheets are named like tables; ``descriptor`` is the folder of the datapackage.json that describes them. Rows are
    put in by key; ``replace`` makes each table equal to its file. Later package loads leave these rows alone.
    The import is recorded with ``who`` made it, and `reverting.revert_import` takes it back.
    Raises FactsError with all faults; then nothing was loaded.
    """
    package = read_handed_in(path, descriptor)
    return import_package(engine, package, path.name, replace, progress, who)


def import_package(
    engine: Engine, package: Package, file: str, replace: bool = False, progress: Progress | None = None, who: str = ""
) -> Loaded:
    """Import tables that were read before, from a file of any kind. Raises FactsError with all faults."""
    what = f"import:{','.join(package.tables)}"
    return _load(engine, package, what, replace, progress, who=who, file=file)


def preview_package(engine: Engine, package: Package, replace: bool = False) -> list[Change]:
    """What an import would change, row by row; nothing is loaded. Raises FactsError with all faults."""
    with engine.connect().execution_options(reading=True) as connection:
        plans = make_plans(connection, package, swap=replace)
    faults = faults_in(package, {name: plan.after for name, plan in plans.items()})
    if faults:
        raise FactsError(faults)
    return list(changes(plans))


def check_files(engine: Engine, path: Path, descriptor: Path, language: str = "en") -> list[str]:
    """All faults that ``import_files`` would find; nothing is loaded."""
    package = read_handed_in(path, descriptor)
    with engine.connect().execution_options(reading=True) as connection:
        plans = make_plans(connection, package)
    return say_all(faults_in(package, {name: plan.after for name, plan in plans.items()}), language)


def read_handed_in(path: Path, descriptor: Path, source: str = "") -> Package:
    """Read what staff hand in: a package, whole or in part, a folder of tables, one table, or OCDS releases (JSON).

    ``source`` is the key in source.csv of releases that name none.
    """
    if path.name == DESCRIPTOR:
        path = path.parent
    if path.suffix.lower() == ".json" and path.is_file():
        schemas, faults = read_schemas(descriptor)
        if faults:
            raise FactsError(faults)
        return read_releases(path, schemas, source)
    whole = (path / DESCRIPTOR).is_file() and not is_part(path)
    return read_package(path) if whole else read_files(path, descriptor)


def _load(
    engine: Engine, package: Package, what: str, replace: bool, progress: Progress | None, who: str = "", file: str = ""
) -> Loaded:
    is_package = what == PACKAGE
    with engine.begin() as connection:
        wait_for_others(connection)
        plans = make_plans(connection, package, spare=is_package and not replace, swap=is_package or replace)
        faults = faults_in(package, {name: plan.after for name, plan in plans.items()})
        if faults:
            raise FactsError(faults)
        loaded = _summary(package, plans)
        if loaded.changed or is_package:
            load_id = record(connection, what, loaded, who=who, file=file)
            loaded = dataclasses.replace(loaded, number=load_id)
            write(connection, package.schemas, plans, progress)
            if not is_package:
                remember(connection, plans, load_id)
        if is_package and replace:
            connection.execute(fact_import_row.delete())
    return loaded


def wait_for_others(connection: Connection) -> None:
    """One load at a time: SQLite's transactions already are; on PostgreSQL a lock that readers do not notice."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE fact_load IN EXCLUSIVE MODE"))


def _summary(package: Package, plans: Mapping[str, Plan]) -> Loaded:
    written = sum(len(plan.written) for plan in plans.values())
    removed = sum(len(plan.removed) for plan in plans.values())
    return Loaded(
        rows={name: len(rows) for name, rows in package.tables.items()},
        digest=package.digest,
        changed=bool(written or removed),
        written=written,
        removed=removed,
        kept=sum(plan.kept for plan in plans.values()),
    )


def record(connection: Connection, what: str, loaded: Loaded, **more: object) -> int:
    """Note a load; returns its number, which is the new version of the facts."""
    values = {
        "at": datetime.now(UTC), "what": what, "digest": loaded.digest, "rows": sum(loaded.rows.values()), **more,
    }  # fmt: skip
    return int(connection.scalar(fact_load.insert().values(values).returning(fact_load.c.id)) or 0)


def write(
    connection: Connection, schemas: Sequence[TableSchema], plans: Mapping[str, Plan], progress: Progress | None = None
) -> None:
    """Put in and take out what the plans say."""
    for schema in in_order(schemas):
        plan = plans[schema.name]
        if progress and (plan.written or plan.removed):
            progress(schema.name)
        _put(connection, schema, [row.values for row in plan.written.values()])
        _take_out(connection, schema, sorted(plan.removed))


def _put(connection: Connection, schema: TableSchema, rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    new = insert(connection.dialect.name, FACT_TABLES[schema.name])
    columns = {column: new.excluded[column] for column in schema.columns if column != schema.key}
    connection.execute(new.on_conflict_do_update(index_elements=[schema.key], set_=columns), rows)


def _take_out(connection: Connection, schema: TableSchema, keys: Sequence[str]) -> None:
    table = FACT_TABLES[schema.name]
    for start in range(0, len(keys), CHUNK):
        connection.execute(table.delete().where(table.c[schema.key].in_(keys[start : start + CHUNK])))


def remember(connection: Connection, plans: Mapping[str, Plan], load_id: int) -> None:
    """Keep which rows staff put in or took out, and how they were before."""
    made = list(changes(plans))
    rows = [{"table": change.table, "key": change.key, "load_id": load_id} for change in made]
    if rows:
        new = insert(connection.dialect.name, fact_import_row)
        connection.execute(
            new.on_conflict_do_update(index_elements=["table", "key"], set_={"load_id": new.excluded.load_id}), rows
        )
        kept = [{"before": _kept(change.before), "after": _kept(change.after)} for change in made]
        connection.execute(fact_change.insert(), [row | values for row, values in zip(rows, kept, strict=True)])


def _kept(values: Mapping[str, object] | None) -> dict[str, object] | None:
    return None if values is None else dict(values)
