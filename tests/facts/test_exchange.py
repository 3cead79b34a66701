"""Procurement goes out and in as OCDS releases, budgets as a Frictionless data package; nothing is lost on the way."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bot.errors import FactsError
from bot.settings import ROOT
from bot.store.exporting import export_budget, export_releases
from bot.store.fact_tables import FACT_TABLES
from bot.store.importing import import_files, import_package, load_package, read_handed_in

FACTS = ROOT / "facts"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
FOREIGN = {
    "ocid": "ocds-213czf-000-00001",
    "id": "1",
    "date": "2026-03-04T00:00:00Z",
    "tag": ["contract"],
    "initiationType": "tender",
    "buyer": {"name": "Ministry of Public Works"},
    "tender": {
        "id": "t1",
        "title": "Rural road in Battambang",
        "documents": [{"id": "d", "documentType": "biddingDocuments", "url": "https://example.org/bid", "datePublished": "2026-01-05"}],
    },
    "awards": [
        {"id": "a1", "date": "2026-03-01T00:00:00Z", "suppliers": [{"id": "KH-1 23", "name": "Angkor Roads Co."}],
         "value": {"amount": 123456.78, "currency": "USD"}}
    ],
    "contracts": [{"id": "c", "awardID": "a1", "documents": [{"id": "e", "documentType": "contractNotice"}]}],
}  # fmt: skip


def rows(engine: Engine, table: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(FACT_TABLES[table])).mappings()]


def write(path: Path, *releases: Any) -> Path:
    path.write_text(json.dumps({"version": "1.1", "releases": releases}), encoding="utf-8")
    return path


def test_what_is_exported_as_releases_comes_back_unchanged(engine: Engine, tmp_path: Path) -> None:
    load_package(engine, FACTS)
    count = export_releases(engine, tmp_path / "releases.json", FACTS, NOW)
    assert count > 20
    assert not import_files(engine, tmp_path / "releases.json", FACTS).changed
    with engine.begin() as connection:
        for table in ("disclosure", "award", "procurement"):
            connection.execute(FACT_TABLES[table].delete())
    loaded = import_files(engine, tmp_path / "releases.json", FACTS)
    assert loaded.rows["procurement"] == count == len(rows(engine, "procurement"))


def test_who_changes_a_field_of_the_standard_is_heard(engine: Engine, tmp_path: Path) -> None:
    load_package(engine, FACTS)
    file = tmp_path / "releases.json"
    export_releases(engine, file, FACTS, NOW)
    package = json.loads(file.read_text(encoding="utf-8"))
    release = next(one for one in package["releases"] if one["ocid"] == "chbas-battambang-wastewater")
    release["tender"]["title_en"] = "Other words"
    release["awards"][0]["value"]["amount"] = 9_999_000
    file.write_text(json.dumps({**package, "releases": [release]}), encoding="utf-8")
    assert import_files(engine, file, FACTS).written == 2
    changed = next(row for row in rows(engine, "award") if row["award_id"] == "battambang-wastewater/1")
    assert (changed["amount"], changed["currency"]) == (999_900_000, "USD")


def test_a_release_has_what_the_standard_requires(engine: Engine, tmp_path: Path) -> None:
    load_package(engine, FACTS)
    export_releases(engine, tmp_path / "releases.json", FACTS, NOW)
    package = json.loads((tmp_path / "releases.json").read_text(encoding="utf-8"))
    assert package["publishedDate"] == "2026-11-23T03:00:00+00:00" and package["uri"] and package["publisher"]["name"]
    for release in package["releases"]:
        assert {"ocid", "id", "date", "tag", "initiationType"} <= release.keys(), release["ocid"]
        assert release["tender"]["id"] and datetime.fromisoformat(release["date"])
        for award in release.get("awards", ()):
            assert award["id"]
    assert len({release["id"] for release in package["releases"]}) == len(package["releases"])


def test_releases_of_others_come_in_and_what_is_not_shown_is_unknown(stocked: Engine, tmp_path: Path) -> None:
    handed_in = read_handed_in(write(tmp_path / "r.json", FOREIGN), FACTS, source="LAW")
    import_package(stocked, handed_in, "r.json")
    (project,) = [row for row in rows(stocked, "procurement") if row["procurement_id"].startswith("ocds")]
    assert (project["title_en"], project["buyer_en"], project["year"], project["record"]) == (
        "Rural road in Battambang", "Ministry of Public Works", 2026, "award",
    )  # fmt: skip
    (award,) = rows(stocked, "award")
    assert (award["amount"], award["currency"], award["supplier_id"], award["date"]) == (
        12345678,
        "USD",
        "kh-1-23",
        "2026-03-01",
    )
    shown = {
        row["item"]: (row["state"], row["date"]) for row in rows(stocked, "disclosure") if row["source_id"] == "LAW"
    }
    assert shown == {
        "specification": ("yes", "2026-01-05"),
        "winner": ("unknown", ""),
        "price": ("yes", "2026-03-01"),
        "contract": ("unknown", ""),
    }


def told(engine: Engine, path: Path, source: str = "LAW") -> list[str]:
    with pytest.raises(FactsError) as error:
        import_package(engine, read_handed_in(path, FACTS, source), path.name)
    return error.value.faults


def test_faults_of_releases_are_told_all_at_once(stocked: Engine, tmp_path: Path) -> None:
    wrong = {
        "ocid": "x",
        "tender": {"title": "a"},
        "awards": [{"value": {"amount": "much", "currency": "THB"}}],
    }
    assert told(stocked, write(tmp_path / "r.json", {"tag": []}, wrong, FOREIGN, FOREIGN)) == [
        "r.json: release 1: ocid is missing.",
        "r.json: release 2: awards[0].id is missing.",
        "r.json: release 2: awards[0].value.amount is no amount.",
        'r.json: release 2: awards[0].value has the currency "THB", which the store does not keep.',
        *['r.json: release 4: the id "' + f"{key}" + '" is used twice.' for key in (
            "ocds-213czf-000-00001", "ocds-213czf-000-00001/1", "ocds-213czf-000-00001/specification",
            "ocds-213czf-000-00001/winner", "ocds-213czf-000-00001/price", "ocds-213czf-000-00001/contract")],
    ]  # fmt: skip
    assert rows(stocked, "award") == []


def test_a_release_without_a_source_is_refused(stocked: Engine, tmp_path: Path) -> None:
    faults = told(stocked, write(tmp_path / "r.json", FOREIGN), source="")
    assert [fault for fault in faults if "source" in fault] == [
        "r.json: the releases do not say where they come from. "
        "Add `--source` with the key of a source; the keys are in source.csv, and at the desk under Facts."
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "line 1 is not JSON"),
        ("[]", "it has no list `releases`"),
        ('{"releases": {}}', "it has no list `releases`"),
        ('{"records": []}', "it has no list `releases`"),
    ],
)
def test_what_is_no_release_package_is_told(text: str, reason: str, stocked: Engine, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(text)
    assert told(stocked, tmp_path / "r.json") == [
        f"r.json: this is no release package of the Open Contracting Data Standard: {reason}."
    ]


def test_budgets_go_out_as_a_data_package_and_come_back(engine: Engine, tmp_path: Path) -> None:
    load_package(engine, FACTS)
    written = export_budget(engine, tmp_path / "budget", FACTS)
    lines = rows(engine, "budget_line")
    assert written["budget_line"] == len(lines) > 100 and 0 < written["place"] < 1000
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of frictionless and what it depends on
        from frictionless import validate

        report = validate(str(tmp_path / "budget" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
    with engine.begin() as connection:
        connection.execute(FACT_TABLES["budget_line"].delete())
    loaded = import_files(engine, tmp_path / "budget", FACTS)
    assert loaded.written == len(lines) and loaded.removed == 0
    key = lambda row: row["line_id"]  # noqa: E731
    assert sorted(rows(engine, "budget_line"), key=key) == sorted(lines, key=key)
    assert not import_files(engine, tmp_path / "budget" / "datapackage.json", FACTS).changed
