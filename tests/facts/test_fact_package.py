"""The package in facts/ is sound, standard and loads whole; faults of a package as a whole are told."""

from __future__ import annotations

import csv
import json
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bot.settings import ROOT
from bot.store.engine import open_engine, upgrade
from bot.store.exporting import export_package
from bot.store.fact_tables import FACT_TABLES, MINOR_UNITS
from bot.store.importing import Loaded, import_files, load_package
from bot.store.package import check_package

FACTS = ROOT / "facts"


def rows_of(table: str) -> list[dict[str, str]]:
    with (FACTS / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Loaded, float]]:
    """A SQLite store with the whole package, what the load said, and its processor seconds."""
    url = f"sqlite:///{tmp_path_factory.mktemp('facts') / 'bot.db'}"
    upgrade(url)
    engine = open_engine(url)
    began = time.process_time()
    loaded = load_package(engine, FACTS)
    yield engine, loaded, time.process_time() - began
    engine.dispose()


def test_the_package_has_no_faults() -> None:
    assert check_package(FACTS) == []


def test_the_package_is_a_frictionless_data_package() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of frictionless and what it depends on
        from frictionless import validate

        report = validate(str(FACTS / "datapackage.json"))
    assert report.flatten(["name", "rowNumber", "fieldName", "note"]) == []
    assert report.valid


def test_the_whole_package_loads_in_seconds(load: tuple[Engine, Loaded, float]) -> None:
    _, loaded, seconds = load
    assert sum(loaded.rows.values()) > 9000
    assert seconds < 5  # two on a quiet machine; here other tests run beside, and only far too much is a fault


def test_every_row_of_every_file_is_in_the_store(load: tuple[Engine, Loaded, float]) -> None:
    engine, loaded, _ = load
    for name, table in FACT_TABLES.items():
        (key,) = table.primary_key.columns
        with engine.connect() as connection:
            assert set(connection.scalars(select(key))) == {row[key.name] for row in rows_of(name)}, name
        assert loaded.rows[name] == len(rows_of(name))


def test_every_province_district_and_commune_is_there() -> None:
    levels = Counter(row["level"] for row in rows_of("place"))
    assert levels == {"country": 1, "province": 25, "district": 210, "commune": 1652}


def test_every_row_names_a_source_that_exists() -> None:
    sources = {row["source_id"] for row in rows_of("source")}
    for name, table in FACT_TABLES.items():
        if "source_id" in table.columns:
            assert {row["source_id"] for row in rows_of(name)} <= sources, name


@pytest.mark.parametrize("table", ["service_fee", "budget_line", "award"])
def test_every_amount_in_the_store_is_that_of_the_file(table: str, load: tuple[Engine, Loaded, float]) -> None:
    (key,) = FACT_TABLES[table].primary_key.columns
    with load[0].connect() as connection:
        stored = {row[key.name]: row["amount"] for row in connection.execute(select(FACT_TABLES[table])).mappings()}
    for row in rows_of(table):
        wanted = Decimal(row["amount"]) * MINOR_UNITS[row["currency"]] if row["amount"] else None
        assert stored[row[key.name]] == wanted, row[key.name]


def test_the_whole_package_goes_through_both_stores_and_back(engine: Engine, tmp_path: Path) -> None:
    load_package(engine, FACTS)
    export_package(engine, tmp_path / "export", FACTS)
    assert check_package(tmp_path / "export") == []
    assert not import_files(engine, tmp_path / "export", FACTS, replace=True).changed
    for name in FACT_TABLES:
        with (tmp_path / "export" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.DictReader(file))) == len(rows_of(name))


def test_a_small_package_without_faults(package: Any) -> None:
    assert check_package(package.path) == []


def test_a_missing_file_and_one_too_many_are_told(package: Any) -> None:
    (package.path / "sector.csv").rename(package.path / "sectors.csv")
    assert check_package(package.path) == [
        'sectors.csv: datapackage.json does not describe this file. Did you mean "sector.csv"?',
        'sector.csv: datapackage.json names this file, but it is not there. Did you mean "sectors.csv"?',
    ]


def test_a_zero_lost_in_the_table_of_places_is_one_fault(package: Any) -> None:
    package.change("place", 2, code="102")
    assert check_package(package.path) == [
        'place.csv, row 4: code "102" is not an NCDD code; did the spreadsheet drop a leading zero? Try "0102".'
    ]


def test_faults_of_all_files_are_told_at_once(package: Any) -> None:
    package.change("source", 0, date="2025/01")
    package.change("service_fee", 1, amount="12,50")
    package.change("indicator_value", 1, denominator="")
    assert check_package(package.path) == [
        'source.csv, row 2: date "2025/01" is not written as it must be; write YYYY, YYYY-MM or YYYY-MM-DD.',
        'service_fee.csv, row 3: amount "12,50" is not a number. The comma may mean thousands or decimals: write "1250" or "12.50".',
        "indicator_value.csv, row 3: numerator and denominator must be given together.",
    ]


def describe(package: Any, change: Any) -> list[str]:
    """The faults after a change of datapackage.json."""
    path = package.path / "datapackage.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    change({table["name"]: table for table in described["resources"]}, described)
    path.write_text(json.dumps(described), encoding="utf-8")
    return check_package(package.path)


def test_a_package_without_its_description_is_told(package: Any) -> None:
    (package.path / "datapackage.json").unlink()
    assert check_package(package.path) == [
        "datapackage.json: there is no such file; it describes the columns of all tables."
    ]


def test_a_description_that_is_no_json_is_told(package: Any) -> None:
    (package.path / "datapackage.json").write_text('{\n "resources": [,]\n}', encoding="utf-8")
    assert check_package(package.path) == ["datapackage.json: this is not JSON (line 2)."]


def test_a_description_of_another_kind_is_told(package: Any) -> None:
    (package.path / "datapackage.json").write_text("[]", encoding="utf-8")
    (fault,) = check_package(package.path)
    assert fault.startswith("datapackage.json: the description of the package is not understood:")


def test_a_table_that_the_store_lacks_is_told(package: Any) -> None:
    assert describe(package, lambda tables, whole: tables["sector"].update(name="sectors")) == [
        'datapackage.json: the store has no table "sectors". Did you mean "sector"?',
        "datapackage.json: the table sector is not described.",
    ]


def test_a_column_that_the_store_lacks_is_told(package: Any) -> None:
    assert describe(package, lambda tables, whole: tables["sector"]["schema"]["fields"][1].update(name="nam")) == [
        "datapackage.json: the description of sector is not understood: the store has no column nam."
    ]


def test_a_column_left_out_of_the_description_is_told(package: Any) -> None:
    assert describe(package, lambda tables, whole: tables["sector"]["schema"]["fields"].pop(1)) == [
        "datapackage.json: the column name_km of sector is not described."
    ]


def test_a_rule_that_would_not_be_followed_is_told(package: Any) -> None:
    def add(tables: Any, whole: Any) -> None:
        tables["sector"]["schema"]["fields"][1]["constraints"]["minLength"] = 3

    assert describe(package, add) == [
        "datapackage.json: the description of sector is not understood: "
        "name_km has the constraint minLength, which is not known here."
    ]


def test_a_file_outside_the_package_is_not_read(package: Any) -> None:
    assert describe(package, lambda tables, whole: tables["sector"].update(path="../sector.csv")) == [
        "datapackage.json: the description of sector is not understood: its file must lie beside datapackage.json."
    ]
