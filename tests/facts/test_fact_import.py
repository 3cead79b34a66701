"""Loading facts: by key, all or nothing, and never over what staff imported."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from bot.errors import FactsError
from bot.settings import ROOT
from bot.store.engine import open_engine
from bot.store.exporting import export_package
from bot.store.fact_tables import FACT_TABLES, fact_import_row, fact_load
from bot.store.facts import SqlFacts
from bot.store.importing import import_files, load_if_changed, load_package
from bot.store.reverting import revert_import

FACTS = ROOT / "facts"


def stored(engine: Engine, table: str) -> dict[str, dict[str, Any]]:
    """Rows of a table by key."""
    (key,) = FACT_TABLES[table].primary_key.columns
    with engine.connect() as connection:
        return {row[key.name]: dict(row) for row in connection.execute(select(FACT_TABLES[table])).mappings()}


def everything(engine: Engine) -> dict[str, dict[str, dict[str, Any]]]:
    return {table: stored(engine, table) for table in FACT_TABLES}


def loads(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(fact_load.c.what).order_by(fact_load.c.id)))


def own_file(package: Any, tmp_path: Path, table: str, *rows: dict[str, Any]) -> Path:
    """A file as staff hand it in."""
    return package.write(table, list(rows), tmp_path / "own")


def test_a_package_is_loaded_with_its_amounts_in_minor_units(engine: Engine, package: Any) -> None:
    loaded = load_package(engine, package.path)
    assert (loaded.changed, loaded.rows["service_fee"], loaded.written) == (True, 4, sum(loaded.rows.values()))
    fees = stored(engine, "service_fee")
    assert fees["driving-licence/a"]["amount"] == 30000
    assert fees["driving-licence/b"]["amount"] == 1250
    assert fees["birth-certificate"]["amount"] == 0
    assert fees["birth-certificate/late"]["amount"] is None
    assert stored(engine, "budget_line")["L1"]["amount"] == 31_598_000_000_000
    assert stored(engine, "place")["01"]["latitude"] == 13.79891
    assert stored(engine, "indicator_value")["V1"]["value"] == "7.06"


def test_a_load_is_recorded_with_its_digest_and_rows(stocked: Engine, package: Any) -> None:
    with stocked.connect() as connection:
        row = connection.execute(select(fact_load)).one()
    assert (row.what, row.rows) == ("package", sum(map(len, package.rows.values())))
    assert len(row.digest) == 64


def test_an_unchanged_package_is_not_loaded_again(stocked: Engine, package: Any) -> None:
    assert load_if_changed(stocked, package.path) is None
    assert loads(stocked) == ["package"]


def test_a_changed_package_is_loaded(stocked: Engine, package: Any) -> None:
    package.change("service_fee", 0, amount="40000")
    loaded = load_if_changed(stocked, package.path)
    assert loaded is not None
    assert (loaded.written, loaded.removed, loaded.kept) == (1, 0, 0)
    assert stored(stocked, "service_fee")["driving-licence/a"]["amount"] == 40000
    assert load_if_changed(stocked, package.path) is None


def test_a_package_written_otherwise_but_equal_changes_no_row(stocked: Engine, package: Any) -> None:
    for file in package.path.glob("*.csv"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    loaded = load_if_changed(stocked, package.path)
    assert loaded is not None
    assert not loaded.changed
    assert load_if_changed(stocked, package.path) is None


def test_a_row_that_left_the_package_leaves_the_store(stocked: Engine, package: Any) -> None:
    package.write("service_fee", package.rows["service_fee"][1:])
    loaded = load_package(stocked, package.path)
    assert loaded.removed == 1
    assert "driving-licence/a" not in stored(stocked, "service_fee")


def test_an_import_puts_rows_in_by_key(stocked: Engine, package: Any, tmp_path: Path) -> None:
    first = package.rows["service_fee"][0]
    file = own_file(
        package,
        tmp_path,
        "service_fee",
        first | {"amount": "35000"},
        first | {"fee_id": "new", "variant": "b", "place_code": "01"},
    )
    loaded = import_files(stocked, file, FACTS)
    assert (loaded.rows, loaded.written, loaded.removed) == ({"service_fee": 2}, 2, 0)
    fees = stored(stocked, "service_fee")
    assert len(fees) == 5
    assert fees["driving-licence/a"]["amount"] == 35000
    assert loads(stocked) == ["package", "import:service_fee"]


def test_a_replacing_import_makes_the_table_equal_to_the_file(stocked: Engine, package: Any, tmp_path: Path) -> None:
    file = own_file(package, tmp_path, "service_fee", package.rows["service_fee"][0])
    assert import_files(stocked, file, FACTS, replace=True).removed == 3
    assert set(stored(stocked, "service_fee")) == {"driving-licence/a"}
    assert stored(stocked, "service")


def test_a_replacing_import_may_not_take_away_what_others_lead_to(
    stocked: Engine, package: Any, tmp_path: Path
) -> None:
    file = own_file(package, tmp_path, "service", package.rows["service"][0])
    before = everything(stocked)
    with pytest.raises(FactsError) as refused:
        import_files(stocked, file, FACTS, replace=True)
    assert refused.value.faults == [
        f'service_fee in the store, row "{fee}": service_id "birth-certificate" is not in service. '
        "This row still needs it: leave it in, or change this row first."
        for fee in ("birth-certificate", "birth-certificate/late")
    ]
    assert everything(stocked) == before


def test_a_later_package_leaves_imported_rows_alone(stocked: Engine, package: Any, tmp_path: Path) -> None:
    first = package.rows["service_fee"][0]
    import_files(
        stocked,
        own_file(
            package, tmp_path, "service_fee", first | {"amount": "35000"}, first | {"fee_id": "own", "place_code": "01"}
        ),
        FACTS,
    )
    package.change("service_fee", 0, amount="40000")
    package.change("service_fee", 1, amount="13.00")
    loaded = load_if_changed(stocked, package.path)
    assert loaded is not None
    assert (loaded.written, loaded.removed, loaded.kept) == (1, 0, 1)
    fees = stored(stocked, "service_fee")
    assert fees["driving-licence/a"]["amount"] == 35000
    assert fees["driving-licence/b"]["amount"] == 1300
    assert "own" in fees


def test_rows_that_staff_took_out_do_not_come_back_with_the_package(
    stocked: Engine, package: Any, tmp_path: Path
) -> None:
    file = own_file(package, tmp_path, "service_fee", package.rows["service_fee"][0])
    import_files(stocked, file, FACTS, replace=True)
    package.change("source", 0, title="Another title")
    load_if_changed(stocked, package.path)
    assert set(stored(stocked, "service_fee")) == {"driving-licence/a"}


def test_rows_handed_in_unchanged_still_follow_the_package(stocked: Engine, package: Any, tmp_path: Path) -> None:
    file = own_file(package, tmp_path, "service_fee", *package.rows["service_fee"])
    assert not import_files(stocked, file, FACTS).changed
    package.change("service_fee", 0, amount="40000")
    load_if_changed(stocked, package.path)
    assert stored(stocked, "service_fee")["driving-licence/a"]["amount"] == 40000


def test_a_replacing_package_load_makes_the_store_equal_to_the_package(
    stocked: Engine, package: Any, tmp_path: Path
) -> None:
    before = everything(stocked)
    first = package.rows["service_fee"][0]
    import_files(stocked, own_file(package, tmp_path, "service_fee", first | {"fee_id": "own"}), FACTS, replace=True)
    load_package(stocked, package.path, replace=True)
    assert everything(stocked) == before
    with stocked.connect() as connection:
        assert connection.execute(select(fact_import_row)).all() == []


def test_a_load_that_breaks_off_leaves_the_store_as_it_was(stocked: Engine, package: Any) -> None:
    def break_off(table: str) -> None:
        if table == "service_fee":
            raise KeyboardInterrupt

    package.change("source", 0, title="Another title")
    package.change("service_fee", 0, amount="40000")
    before = everything(stocked)
    with pytest.raises(KeyboardInterrupt):
        load_package(stocked, package.path, progress=break_off)
    assert everything(stocked) == before
    assert loads(stocked) == ["package"]


def test_importing_an_export_changes_nothing(stocked: Engine, package: Any, tmp_path: Path) -> None:
    before = everything(stocked)
    exported = export_package(stocked, tmp_path / "export", package.path)
    assert exported["service_fee"] == 4
    loaded = import_files(stocked, tmp_path / "export", FACTS, replace=True)
    assert (loaded.changed, loaded.written, loaded.removed) == (False, 0, 0)
    assert everything(stocked) == before
    assert loads(stocked) == ["package"]


def test_an_export_into_an_empty_store_gives_the_same_store(
    stocked_sqlite: Engine, package: Any, tmp_path: Path, postgres_url: str
) -> None:
    export_package(stocked_sqlite, tmp_path / "export", package.path)
    other = open_engine(postgres_url)
    load_package(other, tmp_path / "export")
    assert everything(other) == everything(stocked_sqlite)
    other.dispose()


def test_an_export_holds_amounts_in_whole_currency_units(stocked: Engine, package: Any, tmp_path: Path) -> None:
    export_package(stocked, tmp_path / "export", package.path)
    with (tmp_path / "export" / "service_fee.csv").open(encoding="utf-8-sig", newline="") as file:
        amounts = {row["fee_id"]: row["amount"] for row in csv.DictReader(file)}
    assert amounts == {
        "birth-certificate": "0",
        "birth-certificate/late": "",
        "driving-licence/a": "30000",
        "driving-licence/b": "12.50",
    }


def test_columns_may_stand_in_any_order_and_rows_may_be_empty(stocked: Engine, tmp_path: Path) -> None:
    file = tmp_path / "sector.csv"
    file.write_bytes(
        '\ufeffshort_en,sector_id,name_km,name_en,short_km,,\r\n\r\n Land ,land,ដី,"Land, water\r\nand sky",ដី,,\r\n,,,,,,\r\n'.encode()
    )
    assert import_files(stocked, file, FACTS).rows == {"sector": 1}
    assert stored(stocked, "sector")["land"] == {
        "sector_id": "land", "name_km": "ដី", "name_en": "Land, water\nand sky", "short_km": "ដី", "short_en": "Land",
    }  # fmt: skip


def test_a_folder_may_hold_several_tables_that_lead_to_one_another(
    stocked: Engine, package: Any, tmp_path: Path
) -> None:
    own_file(package, tmp_path, "sector", package.rows["sector"][0] | {"sector_id": "land"})
    folder = own_file(
        package, tmp_path, "service", package.rows["service"][0] | {"service_id": "title", "sector_id": "land"}
    ).parent
    assert import_files(stocked, folder, FACTS).rows == {"sector": 1, "service": 1}
    assert loads(stocked)[-1] == "import:sector,service"


def test_two_loads_at_once_wait_for_each_other(stocked: Engine, package: Any) -> None:
    package.change("service_fee", 0, amount="40000")
    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(lambda _: load_package(stocked, package.path), range(4)))
    assert sum(one.written for one in loaded) == 1
    assert stored(stocked, "service_fee")["driving-licence/a"]["amount"] == 40000


def test_a_package_that_contradicts_an_imported_row_is_refused(stocked: Engine, package: Any) -> None:
    row = stored(stocked, "budget_line")["L1"] | {"line_id": "L0", "amount": 1000}
    with stocked.begin() as connection:
        connection.execute(insert(FACT_TABLES["budget_line"]).values(row))
        connection.execute(insert(fact_import_row).values(table="budget_line", key="L0", load_id=1))
    with pytest.raises(FactsError) as refused:
        load_package(stocked, package.path)
    assert refused.value.faults == [
        'budget_line.csv, row 2: "L0" in the store answers the same question '
        "(place_code, fiscal_year, category_id, ministry_id, stage, measure) otherwise: "
        '"amount 1000, currency KHR" there, "amount 31598000000000, currency KHR" here. '
        "Set status to historical in one of the two; if one is about something else, correct these columns in it."
    ]


def test_a_real_budget_line_may_be_imported_beside_a_made_up_one(stocked: Engine, package: Any, tmp_path: Path) -> None:
    line = package.rows["budget_line"][0] | {"fiscal_year": "2026"}
    made_up = line | {"line_id": "demo", "status": "demonstration", "source_id": "DEMO"}
    package.write("budget_line", [*package.rows["budget_line"], made_up])
    load_package(stocked, package.path)
    import_files(stocked, own_file(package, tmp_path, "budget_line", line | {"line_id": "real"}), FACTS)
    package.change("source", 0, title="Another title")
    load_package(stocked, package.path)
    assert {"L1", "real"} <= set(stored(stocked, "budget_line"))


def test_one_package_does_not_give_a_budget_line_both_made_up_and_real(engine: Engine, package: Any) -> None:
    made_up = {"line_id": "demo", "status": "demonstration", "source_id": "DEMO"}
    package.write("budget_line", [package.rows["budget_line"][0], package.rows["budget_line"][0] | made_up])
    with pytest.raises(FactsError) as refused:
        load_package(engine, package.path)
    assert [fault.split(" answers")[0] for fault in refused.value.faults] == ["budget_line.csv, row 3: row 2"]


def test_two_sources_that_agree_and_rows_that_tell_other_things_may_stand_side_by_side(
    stocked: Engine, package: Any, tmp_path: Path
) -> None:
    fee = package.rows["service_fee"][0]  # 30,000 riel and 10 working days
    agreeing = fee | {"fee_id": "again", "max_working_days": "", "applicant": "cambodian"}
    valid = fee | {"fee_id": "valid", "amount": "", "max_working_days": "", "validity_en": "10 years"}
    assert import_files(stocked, own_file(package, tmp_path, "service_fee", agreeing, valid), FACTS).written == 2


def test_a_figure_of_the_whole_country_comes_before_those_of_its_parts(
    stocked: Engine, package: Any, tmp_path: Path
) -> None:
    of_ministry = package.rows["indicator_value"][0] | {"value_id": "A", "ministry_id": "MEF", "value": "9"}
    import_files(stocked, own_file(package, tmp_path, "indicator_value", of_ministry), FACTS)
    assert [one.value for one in SqlFacts(stocked, False).indicator("disclosed", "2024")] == ["7.06", "9"]


def test_taking_back_may_not_leave_two_answers(stocked: Engine, package: Any, tmp_path: Path) -> None:
    fee = package.rows["service_fee"][0]
    old = import_files(stocked, own_file(package, tmp_path, "service_fee", fee | {"status": "historical"}), FACTS)
    new = fee | {"fee_id": "new", "amount": "40000"}
    import_files(stocked, own_file(package, tmp_path, "service_fee", new), FACTS)
    with pytest.raises(FactsError) as refused:
        revert_import(stocked, old.number, FACTS)
    assert refused.value.faults[0].startswith(
        'service_fee in the store, row "new": "driving-licence/a" in the store answers'
    )
