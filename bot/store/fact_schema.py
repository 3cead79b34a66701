"""Reads datapackage.json: which tables and columns the fact files have, and what may stand in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Column, Float, Integer, String

from bot.faults.fault import Fault
from bot.faults.likely import guess_key
from bot.store.fact_tables import FACT_TABLES

DESCRIPTOR = "datapackage.json"
CONSTRAINTS = {"required", "enum", "pattern", "minimum", "maximum", "maxLength"}
TYPES = {"string", "integer", "number"}


@dataclass(frozen=True)
class Field:
    """A column: what may stand in its cells, and how the store keeps it (text, integer, decimal or money)."""

    name: str
    type: str  # string | integer | number
    kept_as: str
    required: bool
    enum: tuple[str, ...]
    pattern: re.Pattern[str] | None
    minimum: Decimal | None
    maximum: Decimal | None
    longest: int | None  # code points
    bits: int  # of the whole number that the store can hold


@dataclass(frozen=True)
class TableSchema:
    """A table: its file, its columns, its key and the columns that name a row of another table."""

    name: str
    file: str
    fields: tuple[Field, ...]
    key: str
    references: tuple[tuple[str, str], ...]  # column, table whose key it holds

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


def read_schemas(folder: Path) -> tuple[list[TableSchema], list[Fault]]:
    """The tables that the folder's datapackage.json describes (Frictionless Table Schema), or its faults."""
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8-sig"))
        resources = {str(resource["name"]): resource for resource in package["resources"]}
    except OSError:
        return [], [Fault("no_descriptor", DESCRIPTOR)]
    except UnicodeDecodeError:
        return [], [Fault("not_utf8", DESCRIPTOR)]
    except json.JSONDecodeError as error:
        return [], [Fault("not_json", DESCRIPTOR, details={"at": error.lineno})]
    except (KeyError, TypeError) as error:
        return [], [_bad("the package", error)]
    faults = list(_table_faults(resources))
    schemas = [] if faults else list(_schemas(resources.values(), faults))
    return ([], faults) if faults else (schemas, [])


def is_part(folder: Path) -> bool:
    """Whether the folder's datapackage.json describes some of the tables only, such as a package of budgets."""
    try:
        described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8-sig"))["resources"]
        names = {str(resource["name"]) for resource in described}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(names) and names < FACT_TABLES.keys()


def key_of(table: str) -> str:
    """The name of the key column of a fact table."""
    (column,) = FACT_TABLES[table].primary_key.columns
    return str(column.name)


def in_order(schemas: Sequence[TableSchema]) -> list[TableSchema]:
    """The tables so that each comes after those its rows lead to."""
    by_name = {schema.name: schema for schema in schemas}
    leads_to = {name: {table for _, table in schema.references} - {name} for name, schema in by_name.items()}
    return [by_name[name] for name in TopologicalSorter(leads_to).static_order()]


def _table_faults(resources: Mapping[str, Any]) -> Iterator[Fault]:
    names = list(FACT_TABLES)
    for name in resources.keys() - FACT_TABLES.keys():
        yield Fault("unknown_table", DESCRIPTOR, details={"table": name}, near=guess_key(name, names))
    for name in names:
        if name not in resources:
            yield Fault("table_missing", DESCRIPTOR, details={"table": name})


def _schemas(resources: Any, faults: list[Fault]) -> Iterator[TableSchema]:
    for resource in resources:
        try:
            schema = _table(resource)
        except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError, re.error) as error:
            faults.append(_bad(str(resource["name"]), error))
            continue
        described, kept = set(schema.columns), set(FACT_TABLES[schema.name].columns.keys())
        faults += [_column("column_left_out", schema, column) for column in sorted(kept - described)]
        yield schema


def _table(resource: Mapping[str, Any]) -> TableSchema:
    name, schema = str(resource["name"]), resource["schema"]
    if Path(resource["path"]).name != resource["path"]:
        raise ValueError("its file must lie beside datapackage.json")
    columns = FACT_TABLES[name].columns
    for field in schema["fields"]:
        if field["name"] not in columns:
            raise ValueError(f"the store has no column {field['name']}")
    key = _one(schema["primaryKey"])
    if key != key_of(name):
        raise ValueError(f"its key must be {key_of(name)}")
    fields = tuple(_field(field, columns[field["name"]]) for field in schema["fields"])
    references = tuple(_reference(name, link) for link in schema.get("foreignKeys", ()))
    return TableSchema(name, resource["path"], fields, key, references)


def _field(described: Mapping[str, Any], column: Column[Any]) -> Field:
    rules = described.get("constraints", {})
    if unknown := sorted(rules.keys() - CONSTRAINTS):
        raise ValueError(f"{column.name} has the constraint {unknown[0]}, which is not known here")
    if described["type"] not in TYPES:
        raise ValueError(f"{column.name} has the type {described['type']}, which is not known here")
    kept_as = _kept_as(column)
    limits = [rules.get("maxLength"), column.type.length if isinstance(column.type, String) else None]
    return Field(
        name=column.name,
        type=described["type"],
        kept_as=kept_as,
        required=rules.get("required", False) or column.primary_key or (kept_as != "text" and not column.nullable),
        enum=tuple(rules.get("enum", ())),
        pattern=re.compile(rules["pattern"]) if "pattern" in rules else None,
        minimum=_decimal(rules.get("minimum")),
        maximum=_decimal(rules.get("maximum")),
        longest=min((limit for limit in limits if limit is not None), default=None),
        bits=63 if isinstance(column.type, BigInteger) else 31,
    )


def _kept_as(column: Column[Any]) -> str:
    if column.name == "amount":
        return "money"
    kinds = ((Integer, "integer"), (BigInteger, "integer"), (Float, "decimal"))
    return next((name for kind, name in kinds if isinstance(column.type, kind)), "text")


def _reference(table: str, link: Mapping[str, Any]) -> tuple[str, str]:
    target = link["reference"]["resource"] or table  # Table Schema: an empty name is the table itself
    if _one(link["reference"]["fields"]) != key_of(target):
        raise ValueError(f"a foreign key must lead to the key of {target}")
    return _one(link["fields"]), target


def _one(names: str | list[str]) -> str:
    if isinstance(names, str):
        return names
    (name,) = names
    return name


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _column(kind: str, schema: TableSchema, column: str) -> Fault:
    return Fault(kind, DESCRIPTOR, details={"table": schema.name, "column": column})


def _bad(table: str, error: Exception) -> Fault:
    reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return Fault("bad_table", DESCRIPTOR, details={"table": table, "reason": reason})
