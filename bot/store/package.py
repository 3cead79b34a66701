"""Reads fact files, a whole package or single tables, and checks them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.faults.fault import Fault, say_all
from bot.faults.likely import guess_key
from bot.store.fact_cells import cell_faults, to_store, understood
from bot.store.fact_files import TextTable, read_table
from bot.store.fact_links import Row, View, link_faults
from bot.store.fact_schema import DESCRIPTOR, TableSchema, read_schemas
from bot.store.fact_tables import FACT_TABLES
from bot.store.workbooks import OURS, read_workbook

WORKBOOK = ".xlsx"


@dataclass(frozen=True)
class Package:
    """Tables as read from files: rows by key, what is wrong with them, and a digest of the files."""

    schemas: Sequence[TableSchema]  # of all tables
    tables: View  # of the tables that were read
    incomplete: frozenset[str]  # tables of which rows could not be read
    faults: Sequence[Fault]
    digest: str


def check_package(folder: Path, language: str = "en") -> list[str]:
    """All faults of a fact package, one plain sentence each with file, row and column; empty when it is sound."""
    return say_all(faults_in(read_package(folder)), language)


def read_package(folder: Path) -> Package:
    """Read the tables that the folder's datapackage.json describes."""
    schemas, faults = read_schemas(folder)
    files = [folder / schema.file for schema in schemas]
    if schemas:
        faults += _folder_faults(folder, [schema.file for schema in schemas])
    return read_texts(schemas, _texts(schemas, files, faults), faults, package_digest(folder))


def read_files(path: Path, descriptor: Path) -> Package:
    """Read one CSV file or workbook, or those of a folder, into the tables of the names of files and sheets.

    ``descriptor`` is the folder of the datapackage.json that describes the columns.
    """
    schemas, faults = read_schemas(descriptor)
    files = sorted(file for file in path.iterdir() if _is_table(file)) if path.is_dir() else [path]
    names = {schema.name for schema in schemas}
    if schemas:
        faults += list(_name_faults(path, files, names))
    known = [file for file in files if file.suffix.lower() == WORKBOOK or (file.stem in names and _is_table(file))]
    return read_texts(schemas, _texts(schemas, known, faults), faults, digest_of(files))


def package_digest(folder: Path) -> str:
    """SHA-256 over the names and the bytes of datapackage.json and the CSV files."""
    return digest_of([folder / DESCRIPTOR, *sorted(folder.glob("*.csv"))])


def faults_in(package: Package, view: View | None = None) -> list[Fault]:
    """The faults of the files, and those between the rows of ``view`` (the files' own rows if not given)."""
    links = link_faults(package.schemas, package.tables if view is None else view, package.incomplete)
    order = {schema.file: place for place, schema in enumerate(package.schemas)}
    order |= {schema.name: place for place, schema in enumerate(package.schemas)}
    return sorted([*package.faults, *links], key=lambda fault: (order.get(fault.sheet or fault.file, -1), fault.row))


def read_texts(
    schemas: Sequence[TableSchema], texts: Iterable[tuple[TableSchema, TextTable]], faults: list[Fault], digest: str
) -> Package:
    """Tables of text, wherever they come from, as rows of the store with all their faults."""
    tables: dict[str, dict[str, Row]] = {}
    incomplete = set()
    for schema, text in texts:
        faults += text.faults
        read = replace(text, rows=[understood(schema, row) for row in text.rows])
        faults += [fault for row in read.rows for fault in cell_faults(schema, row)]
        tables.setdefault(schema.name, {}).update(_by_key(schema, read, faults, tables.get(schema.name, {})))
        if not text.complete:
            incomplete.add(schema.name)
    incomplete |= {fault.file.removesuffix(".csv") for fault in faults if fault.kind == "no_file"}
    return Package(schemas, tables, frozenset(incomplete), faults, digest)


def _texts(
    schemas: Sequence[TableSchema], files: Iterable[Path], faults: list[Fault]
) -> Iterator[tuple[TableSchema, TextTable]]:
    """Each table that a file holds, as text."""
    by_file = {name: schema for schema in schemas for name in (schema.file, f"{schema.name}.csv")}
    for file in files:
        if not file.is_file():
            continue
        if file.suffix.lower() == WORKBOOK:
            sheets, found = read_workbook(file, schemas)
            faults += found
            yield from sheets
        else:
            schema = by_file[f"{file.stem}.csv"]  # on Windows the ending may be written .CSV
            yield schema, read_table(file, schema)


def _is_table(file: Path) -> bool:
    """A CSV file or a workbook; notes and examples of a template, and a spreadsheet's lock file, are none."""
    return file.suffix.lower() in (".csv", WORKBOOK) and not file.name.startswith((OURS, "~$"))


def _by_key(schema: TableSchema, text: TextTable, faults: list[Fault], before: Mapping[str, Row]) -> dict[str, Row]:
    """Rows by key. ``before`` are those of the same table in other files."""
    rows: dict[str, Row] = {}
    for one in text.rows:
        row, key = Row(one.number, to_store(schema, one.cells), one.file, one.sheet), one.cells[schema.key]
        first = rows.get(key) or before.get(key)
        if first is not None:
            details = {"column": schema.key, "value": key, "row_before": first.number}
            faults.append(Fault("key_twice", one.file or schema.file, row=one.number, sheet=one.sheet, details=details))
        # A row without a key of its own still has its other columns checked; it is never loaded.
        rows[f"(row {one.number})" if first is not None or not key else key] = row
    return rows


def _folder_faults(folder: Path, described: Sequence[str]) -> list[Fault]:
    there = sorted(file.name for file in folder.glob("*.csv"))
    strays = [name for name in there if name not in described]
    missing = [name for name in described if name not in there]
    faults = [Fault("no_file", name, near=guess_key(name, strays)) for name in missing]
    return faults + [Fault("stray_file", name, near=guess_key(name, missing)) for name in strays]


def _name_faults(path: Path, files: Sequence[Path], names: Iterable[str]) -> Iterator[Fault]:
    if not files:
        yield Fault("nothing_here", path.name)
    for file in files:
        if file.suffix.lower() == WORKBOOK:
            continue
        if file.suffix.lower() != ".csv":
            yield Fault("not_csv", file.name)
        elif file.stem not in names:
            near = guess_key(file.stem, list(FACT_TABLES))
            yield Fault("not_named", file.name, near=near and f"{near}.csv")


def digest_of(files: Iterable[Path]) -> str:
    """SHA-256 over the names and the bytes of files."""
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            content = file.read_bytes()
            digest.update(f"{file.name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()
