"""Writes the facts of the store back as a package of CSV files."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from bot.errors import FactsError
from bot.store.fact_cells import to_cells
from bot.store.fact_schema import DESCRIPTOR, TableSchema, key_of, read_schemas
from bot.store.fact_tables import FACT_TABLES


def export_package(engine: Engine, folder: Path, descriptor: Path) -> dict[str, int]:
    """Write every fact table and datapackage.json into ``folder``, sorted by key; rows by table.

    ``descriptor`` is the folder of the datapackage.json that describes the columns. Importing what was exported
    changes nothing. Raises FactsError if that description has faults.
    """
    schemas, faults = read_schemas(descriptor)
    if faults:
        raise FactsError(faults)
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect().execution_options(reading=True) as connection:
        rows = {schema.name: _write_table(connection, schema, folder / schema.file) for schema in schemas}
    (folder / DESCRIPTOR).write_bytes((descriptor / DESCRIPTOR).read_bytes())
    return rows


def _write_table(connection: Connection, schema: TableSchema, path: Path) -> int:
    table = FACT_TABLES[schema.name]
    stored = connection.execute(select(table).order_by(table.c[key_of(schema.name)])).mappings()
    rows = [to_cells(schema, dict(row)) for row in stored]
    # Excel takes a file for UTF-8 only if it begins with a byte order mark; Khmer is unreadable otherwise.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(schema.columns)
        writer.writerows(rows)
    return len(rows)
