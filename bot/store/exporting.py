"""Writes the facts of the store back: as a package of CSV files, budgets as one, procurement as OCDS releases."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from bot.errors import FactsError
from bot.store.fact_cells import to_cells
from bot.store.fact_schema import DESCRIPTOR, TableSchema, key_of, read_schemas
from bot.store.fact_tables import FACT_TABLES
from bot.store.ocds import TABLES as PROCUREMENT
from bot.store.ocds_export import write_releases

BUDGET = ("source", "place", "ministry", "budget_category", "budget_line")  # the last leads to the others


def export_package(engine: Engine, folder: Path, descriptor: Path) -> dict[str, int]:
    """Write every fact table and datapackage.json into ``folder``, sorted by key; rows by table.

    ``descriptor`` is the folder of the datapackage.json that describes the columns. Importing what was exported
    changes nothing. Raises FactsError if that description has faults.
    """
    schemas = _schemas(descriptor)
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect().execution_options(reading=True) as connection:
        rows = {schema.name: _write(schema, _cells(connection, schema), folder) for schema in schemas}
    (folder / DESCRIPTOR).write_bytes((descriptor / DESCRIPTOR).read_bytes())
    return rows


def export_budget(engine: Engine, folder: Path, descriptor: Path) -> dict[str, int]:
    """Write the budget lines, and the rows they lead to, as a Frictionless data package of its own; rows by table.

    Raises FactsError if the description of the columns has faults.
    """
    schemas = {schema.name: schema for schema in _schemas(descriptor) if schema.name in BUDGET}
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect().execution_options(reading=True) as connection:
        cells = {name: _cells(connection, schema) for name, schema in schemas.items()}
    kept = _led_to(schemas, cells)
    rows = {name: _write(schemas[name], kept[name], folder) for name in BUDGET}
    described = json.loads((descriptor / DESCRIPTOR).read_text(encoding="utf-8"))
    described |= {"name": "chbas-budget", "title": "Budgets that Chbas knows"}
    described["resources"] = [one for one in described["resources"] if one["name"] in BUDGET]
    (folder / DESCRIPTOR).write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return rows


def export_releases(engine: Engine, path: Path, descriptor: Path, at: datetime) -> int:
    """Write what is known of procurement as an OCDS release package; returns the number of releases.

    Demonstration rows are left out. Raises FactsError if the description of the columns has faults.
    """
    schemas = [schema for schema in _schemas(descriptor) if schema.name in PROCUREMENT]
    rows: dict[str, list[Mapping[str, str]]] = {}
    with engine.connect().execution_options(reading=True) as connection:
        for schema in schemas:
            named = [dict(zip(schema.columns, cells, strict=True)) for cells in _cells(connection, schema)]
            rows[schema.name] = [row for row in named if row.get("status") != "demonstration"]
    return write_releases(path, rows, at.isoformat(timespec="seconds"))


def _schemas(descriptor: Path) -> list[TableSchema]:
    schemas, faults = read_schemas(descriptor)
    if faults:
        raise FactsError(faults)
    return schemas


def _led_to(
    schemas: Mapping[str, TableSchema], cells: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, list[Sequence[str]]]:
    """The budget lines and every row that they, or rows they lead to, lead to."""
    rows = {name: {row[schemas[name].columns.index(schemas[name].key)]: row for row in cells[name]} for name in BUDGET}
    wanted: dict[str, set[str]] = {name: set() for name in BUDGET}

    def follow(table: str, keys: Collection[str]) -> None:
        new = {key for key in keys if key in rows[table]} - wanted[table]
        wanted[table] |= new
        for column, target in schemas[table].references:
            place = schemas[table].columns.index(column)
            if new and target in wanted:
                follow(target, {rows[table][key][place] for key in new})

    follow("budget_line", set(rows["budget_line"]))
    return {name: [row for key, row in rows[name].items() if key in wanted[name]] for name in BUDGET}


def _cells(connection: Connection, schema: TableSchema) -> list[list[str]]:
    table = FACT_TABLES[schema.name]
    stored = connection.execute(select(table).order_by(table.c[key_of(schema.name)])).mappings()
    return [to_cells(schema, dict(row)) for row in stored]


def _write(schema: TableSchema, rows: Sequence[Sequence[str]], folder: Path) -> int:
    # Excel takes a file for UTF-8 only if it begins with a byte order mark; Khmer is unreadable otherwise.
    with (folder / schema.file).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(schema.columns)
        writer.writerows(rows)
    return len(rows)
