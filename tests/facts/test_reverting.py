"""Imports are recorded and can be taken back, wholly or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bot.errors import FactsError
from bot.faults.fault import say
from bot.settings import ROOT
from bot.store.fact_links import Row
from bot.store.fact_tables import FACT_TABLES, fact_import_row
from bot.store.importing import import_files, load_package, preview_package, read_handed_in
from bot.store.reverting import changes_of, imports, revert_import
from bot.store.telling import Teller

FACTS = ROOT / "facts"


def table(engine: Engine, name: str) -> dict[str, dict[str, Any]]:
    (key,) = FACT_TABLES[name].primary_key.columns
    with engine.connect() as connection:
        return {row[key.name]: dict(row) for row in connection.execute(select(FACT_TABLES[name])).mappings()}


def owned(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {row.key: row.load_id for row in connection.execute(select(fact_import_row))}


def fee(package: Any, folder: Path, **cells: Any) -> Path:
    return package.write("service_fee", [package.rows["service_fee"][0] | cells], folder)


def test_an_import_is_recorded_with_who_when_and_digest(stocked: Engine, package: Any, tmp_path: Path) -> None:
    loaded = import_files(stocked, fee(package, tmp_path / "a", amount="35000"), FACTS, who="Sokha")
    (one,) = imports(stocked)
    assert (one.number, one.who, one.file, one.tables) == (loaded.number, "Sokha", "service_fee.csv", ("service_fee",))
    assert (one.digest, one.changed, one.reverted, one.at.tzinfo is not None) == (loaded.digest, 1, False, True)
    (change,) = changes_of(stocked, one.number)
    assert (change.before or {})["amount"] == 30000 and (change.after or {})["amount"] == 35000


def test_an_import_that_changes_nothing_is_none(stocked: Engine, package: Any, tmp_path: Path) -> None:
    assert import_files(stocked, fee(package, tmp_path / "a"), FACTS).number == 0
    assert imports(stocked) == []


def test_what_was_changed_added_and_taken_out_is_put_back(stocked: Engine, package: Any, tmp_path: Path) -> None:
    before = table(stocked, "service_fee")
    rows = [package.rows["service_fee"][0] | {"amount": "1"}, package.rows["service_fee"][1] | {"fee_id": "new"}]
    loaded = import_files(stocked, package.write("service_fee", rows, tmp_path / "a"), FACTS, replace=True)
    assert len(table(stocked, "service_fee")) == 2
    done = revert_import(stocked, loaded.number, FACTS, who="Dara")
    assert table(stocked, "service_fee") == before and (done.written, done.removed) == (4, 1)
    taken, first = imports(stocked)
    assert (taken.reverts, taken.who, first.reverted) == (loaded.number, "Dara", True)
    assert owned(stocked) == {}


def test_the_row_goes_back_to_the_import_before(stocked: Engine, package: Any, tmp_path: Path) -> None:
    first = import_files(stocked, fee(package, tmp_path / "a", amount="1"), FACTS).number
    second = import_files(stocked, fee(package, tmp_path / "b", amount="2"), FACTS).number
    revert_import(stocked, second, FACTS)
    assert table(stocked, "service_fee")["driving-licence/a"]["amount"] == 1
    assert owned(stocked) == {"driving-licence/a": first}
    load_package(stocked, package.path)  # the older import is still spared
    assert table(stocked, "service_fee")["driving-licence/a"]["amount"] == 1
    revert_import(stocked, first, FACTS)
    assert owned(stocked) == {} and table(stocked, "service_fee")["driving-licence/a"]["amount"] == 30000


def refused(engine: Engine, number: int, language: str) -> list[str]:
    with pytest.raises(FactsError) as error:
        revert_import(engine, number, FACTS)
    return [say(fault, language) for fault in error.value.found]


def test_what_was_changed_since_is_not_overwritten(stocked: Engine, package: Any, tmp_path: Path) -> None:
    first = import_files(stocked, fee(package, tmp_path / "a", amount="1"), FACTS).number
    second = import_files(stocked, fee(package, tmp_path / "b", amount="2"), FACTS).number
    before = table(stocked, "service_fee")
    assert refused(stocked, first, "en") == [
        f'facts: service_fee, row "driving-licence/a", was changed again by import {second}. Take that one back first.'
    ]
    assert refused(stocked, first, "km") == [
        f"facts៖ service_fee ជួរ «driving-licence/a» ត្រូវបានកែម្តងទៀតដោយការនាំចូលលេខ {second}។ សូមដកការនាំចូលនោះវិញជាមុន។"
    ]
    assert table(stocked, "service_fee") == before


def test_what_is_not_there_or_taken_back_already_is_told(stocked: Engine, package: Any, tmp_path: Path) -> None:
    assert refused(stocked, 99, "en") == ["facts: there is no import 99. `bot facts imports` lists them."]
    number = import_files(stocked, fee(package, tmp_path / "a", amount="1"), FACTS).number
    revert_import(stocked, number, FACTS)
    assert refused(stocked, number, "en") == [f"facts: import {number} was already taken back."]
    assert refused(stocked, 1, "en") == ["facts: there is no import 1. `bot facts imports` lists them."]


def test_a_row_that_others_lead_to_stays(stocked: Engine, package: Any, tmp_path: Path) -> None:
    source = package.rows["source"][0] | {"source_id": "NEW"}
    first = import_files(stocked, package.write("source", [source], tmp_path / "a"), FACTS).number
    import_files(stocked, fee(package, tmp_path / "b", source_id="NEW"), FACTS)
    assert refused(stocked, first, "en") == [
        'service_fee in the store, row "driving-licence/a": source_id "NEW" is not in source. '
        "This row still needs it: leave it in, or change this row first."
    ]
    assert "NEW" in table(stocked, "source")


def test_a_preview_says_in_words_what_would_change(stocked: Engine, package: Any, tmp_path: Path) -> None:
    before = table(stocked, "service_fee")
    rows = [
        package.rows["service_fee"][0] | {"amount": "35000", "validity_en": "10 years"},
        package.rows["service_fee"][1] | {"fee_id": "new", "applicant": "foreigner"},
    ]
    handed_in = read_handed_in(package.write("service_fee", rows, tmp_path / "a"), FACTS)
    changes = preview_package(stocked, handed_in, replace=True)
    names = {name: {} for name in FACT_TABLES} | {
        "service": {"driving-licence": Row(0, {"name_km": "ប័ណ្ណបើកបរ", "name_en": "Driving licence"})},
        "service_variant": {"driving-licence/a": Row(0, {"short_km": "ម៉ូតូ", "short_en": "Motorbike"})},
    }
    teller = Teller(handed_in.schemas, names)
    assert [teller.tell(change, "en") for change in changes if change.after] == [
        "Fee «Driving licence, Motorbike»: amount 30,000 → 35,000 ៛, validity empty → «10 years»",
        "Fee «Driving licence, b, foreigner»: new, 12.50 USD",
    ]
    assert [teller.tell(change, "km") for change in changes if change.after] == [
        "ថ្លៃសេវា «ប័ណ្ណបើកបរ, ម៉ូតូ»៖ ចំនួនទឹកប្រាក់ ៣០,០០០ → ៣៥,០០០ ៛, សុពលភាព ទទេ → «10 years»",
        "ថ្លៃសេវា «ប័ណ្ណបើកបរ, b, ជនបរទេស»៖ ថ្មី, ១២.៥០ USD",
    ]
    assert [teller.tell(change, "en") for change in changes if not change.after][0].endswith(": taken out")
    assert table(stocked, "service_fee") == before
