"""A small fact package, whole but short, and stores that hold it."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.settings import ROOT
from bot.store.engine import open_engine, upgrade
from bot.store.importing import load_package

FACTS = ROOT / "facts"
CURRENT = {"status": "current", "source_id": "LAW"}
NAMED = {"name_km": "ឈ្មោះ", "name_en": "Name", "short_km": "ខ្លី", "short_en": "Short"}
SOURCE = {
    "publisher_km": "ក្រសួង", "publisher_en": "Ministry", "title": "Text", "kind": "official", "date": "2025", "date_kind": "published",
}  # fmt: skip
PLACE = {"name_km": "ឈ្មោះ", "name_en": "Name", "source_id": "LAW"}
FEE = {"service_id": "driving-licence", "applicant": "anyone", "currency": "KHR", **CURRENT}
LINE = {"category_id": "total-revenue", "stage": "law", "measure": "total", "currency": "KHR", "approximate": "no"}

SMALL: dict[str, list[dict[str, Any]]] = {
    "source": [{"source_id": "LAW", **SOURCE}, {"source_id": "DEMO", **SOURCE, "kind": "demonstration"}],
    "place": [
        {"code": "KH", "level": "country", "type": "country", **PLACE},
        {"code": "01", "level": "province", "type": "province", "parent": "KH", "latitude": "13.79891", **PLACE},
        {"code": "0102", "level": "district", "type": "district", "parent": "01", **PLACE},
    ],
    "ministry": [{"ministry_id": "MEF", **NAMED}],
    "sector": [{"sector_id": "transport", **NAMED}],
    "service": [
        {"service_id": "driving-licence", "sector_id": "transport", **NAMED, **CURRENT},
        {"service_id": "birth-certificate", "sector_id": "transport", **NAMED, **CURRENT},
    ],
    "service_variant": [
        {"variant_id": "driving-licence/a", "service_id": "driving-licence", "variant": "a", **NAMED, "position": 1},
        {"variant_id": "driving-licence/b", "service_id": "driving-licence", "variant": "b", **NAMED, "position": 2},
    ],
    "service_fee": [
        {"fee_id": "driving-licence/a", **FEE, "variant": "a", "amount": "30000", "max_working_days": "10"},
        {"fee_id": "driving-licence/b", **FEE, "variant": "b", "amount": "12.50", "currency": "USD"},
        {"fee_id": "birth-certificate", **FEE, "service_id": "birth-certificate", "amount": "0", "place_code": "0102"},
        {"fee_id": "birth-certificate/late", **FEE, "service_id": "birth-certificate", "amount": ""},
    ],
    "budget_category": [{"category_id": "total-revenue", "side": "revenue", **NAMED, "position": 1}],
    "budget_line": [{"line_id": "L1", "place_code": "KH", "fiscal_year": "2025", **LINE, "amount": "31598000000000", **CURRENT}],
    "procurement": [
        {"procurement_id": "school-desks", "record": "award", "title_km": "តុ", "title_en": "Desks", **NAMED, **CURRENT},
        {"procurement_id": "made-up", "record": "award", "title_km": "តុ", "title_en": "Desks", **NAMED, **CURRENT}
        | {"status": "demonstration", "source_id": "DEMO"},
    ],
    "disclosure": [
        {"disclosure_id": "made-up/winner", "procurement_id": "made-up", "item": "winner", "state": "yes", "source_id": "DEMO"}
    ],
    "indicator": [{"indicator_id": "disclosed", **NAMED}],
    "indicator_value": [
        {"value_id": "V1", "indicator_id": "disclosed", "period": "2024", "place_code": "KH", "value": "7.06", **CURRENT},
        {"value_id": "V2", "indicator_id": "disclosed", "period": "2023", "place_code": "KH", "numerator": 33, "denominator": 83}
        | CURRENT,
    ],
}  # fmt: skip


class Folder:
    """A fact package on disk that tests may change table by table."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        shutil.copy(FACTS / "datapackage.json", path)
        described = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))["resources"]
        self.columns = {table["name"]: [field["name"] for field in table["schema"]["fields"]] for table in described}
        self.rows = {name: [dict(row) for row in SMALL.get(name, [])] for name in self.columns}
        for name in self.columns:
            self.write(name, self.rows[name])

    def write(self, name: str, rows: list[dict[str, Any]], path: Path | None = None) -> Path:
        """Write a table's CSV file into the package or, as staff hand it in, elsewhere. Empty cells may be left out."""
        file = (path or self.path) / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        columns = self.columns[name]
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, columns, restval="", lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return file

    def change(self, name: str, number: int, **cells: Any) -> None:
        """Change cells of one row (0 is the first) of the package."""
        self.rows[name][number].update(cells)
        self.write(name, self.rows[name])


@pytest.fixture
def package(tmp_path: Path) -> Folder:
    """A small fact package."""
    return Folder(tmp_path / "package")


@pytest.fixture
def stocked(engine: Engine, package: Folder) -> Engine:
    """A store that holds the small package, once on each database."""
    load_package(engine, package.path)
    return engine


@pytest.fixture(scope="module")
def stocked_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A SQLite store that holds the small package, for tests that change nothing."""
    folder = tmp_path_factory.mktemp("stocked")
    upgrade(f"sqlite:///{folder / 'bot.db'}")
    opened = open_engine(f"sqlite:///{folder / 'bot.db'}")
    load_package(opened, Folder(folder / "package").path)
    yield opened
    opened.dispose()
