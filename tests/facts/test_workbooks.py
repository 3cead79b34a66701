"""Workbooks: sheets named like tables go in; faults name sheet, row and column; templates can be filled in and imported."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine, func, select

from bot.errors import FactsError
from bot.settings import ROOT
from bot.store.fact_schema import read_schemas
from bot.store.fact_tables import FACT_TABLES
from bot.store.fact_words import COLUMNS, TABLES
from bot.store.importing import check_files, import_files
from bot.store.templates import CODES, EXAMPLES, LISTS, NOTES, write_template

FACTS = ROOT / "facts"
FEE = {
    "fee_id": "new", "service_id": "driving-licence", "variant": "a", "applicant": "foreigner", "place_code": "0102",
    "amount": "១.២ លាន ៛", "currency": "KHR", "max_working_days": 12, "status": "current", "source_id": "LAW",
}  # fmt: skip


def book(path: Path, package: Any, **sheets: list[dict[str, Any]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        columns = package.columns.get(name, ["a"])
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column) for column in columns])
    made.save(path)
    return path


def stored(engine: Engine, table: str, key: str) -> Any:
    (column,) = FACT_TABLES[table].primary_key.columns
    with engine.connect() as connection:
        return connection.execute(select(FACT_TABLES[table]).where(column == key)).mappings().one()


def test_each_sheet_goes_into_the_table_of_its_name(stocked: Engine, package: Any, tmp_path: Path) -> None:
    source = {**package.rows["source"][0], "source_id": "NEW", "date": date(2026, 11, 2)}
    path = book(
        tmp_path / "fees.xlsx", package, source=[source], service_fee=[FEE | {"source_id": "NEW"}], _notes=[{"a": "x"}]
    )
    loaded = import_files(stocked, path, FACTS, who="Sokha")
    assert (loaded.rows, loaded.written) == ({"source": 1, "service_fee": 1}, 2)
    fee = stored(stocked, "service_fee", "new")
    assert (fee["amount"], fee["max_working_days"], fee["place_code"]) == (1_200_000, 12, "0102")
    assert stored(stocked, "source", "NEW")["date"] == "2026-11-02"


def test_faults_name_sheet_row_and_column_all_at_once(stocked_sqlite: Engine, package: Any, tmp_path: Path) -> None:
    path = book(
        tmp_path / "fees.xlsx",
        package,
        service_fee=[FEE, FEE | {"fee_id": "b", "amount": "ប្រហែល 3"}, FEE | {"fee_id": "c", "place_code": 102}, FEE],
        place=[{**package.rows["place"][1], "code": "03", "level": "provence"}],
        fees=[],
    )
    assert check_files(stocked_sqlite, path, FACTS, "en") == [
        "fees.xlsx, sheet fees: a sheet is imported into the table of its own name, and there is no table of this name. "
        'Did you mean "service_fee"?',
        'fees.xlsx, sheet place, row 2: level "provence" is not one of: country, province, district, commune. '
        'Did you mean "province"?',
        'fees.xlsx, sheet service_fee, row 3: amount "ប្រហែល 3" is not a number. '
        '"ប្រហែល" is no word for a number here; write the amount in digits.',
        'fees.xlsx, sheet service_fee, row 4: place_code "102" is not an NCDD code; '
        'did the spreadsheet drop a leading zero? Try "0102".',
        'fees.xlsx, sheet service_fee, row 5: fee_id "new" is already the key of row 2.',
    ]
    assert check_files(stocked_sqlite, path, FACTS, "km")[1] == (
        "fees.xlsx សន្លឹក place ជួរទី 2៖ level «provence» មិនត្រឹមត្រូវ។ អាចជា៖ country, province, district, commune។ "
        "តើចង់សរសេរ «province» មែនទេ?"
    )
    with pytest.raises(FactsError):
        import_files(stocked_sqlite, path, FACTS)


def test_cells_that_a_spreadsheet_cannot_tell_are_refused(stocked_sqlite: Engine, package: Any, tmp_path: Path) -> None:
    rows = [
        FEE | {"amount": "=1+"},
        FEE | {"fee_id": "b", "amount": 12345678901234567},
        FEE | {"fee_id": "c", "amount": "#REF!"},
    ]
    path = book(tmp_path / "fees.xlsx", package, service_fee=rows)
    changed = load_workbook(path)
    changed["service_fee"]["F4"].data_type = "e"
    changed.save(path)
    assert check_files(stocked_sqlite, path, FACTS) == [
        "fees.xlsx, sheet service_fee, row 2: amount holds a formula without a value. "
        "Open the workbook in the spreadsheet, save it and try again.",
        'fees.xlsx, sheet service_fee, row 3: amount "12345678901234570" has more digits than the spreadsheet can hold exactly. '
        "Format the column as text and type it again.",
        'fees.xlsx, sheet service_fee, row 4: amount holds the error "#REF!" of a formula. Correct the formula or write the value.',
    ]


@pytest.mark.parametrize("content", [b"", b"PK", b"fee_id,amount\n"])
def test_what_is_no_workbook_is_told(content: bytes, stocked_sqlite: Engine, tmp_path: Path) -> None:
    (tmp_path / "fees.xlsx").write_bytes(content)
    assert check_files(stocked_sqlite, tmp_path / "fees.xlsx", FACTS, "km") == [
        "fees.xlsx៖ បើកឯកសារនេះមិនបានទេ។ សូមបើកក្នុងកម្មវិធីតារាង រួចរក្សាទុកម្តងទៀតជា .xlsx ដោយគ្មានពាក្យសម្ងាត់។"
    ]


def test_a_contradicting_row_in_another_workbook_is_named_with_it(
    stocked_sqlite: Engine, package: Any, tmp_path: Path
) -> None:
    line = dict.fromkeys(package.columns["budget_line"], "") | package.rows["budget_line"][0] | {"fiscal_year": "2026"}
    for name in ("1", "2"):
        workbook = Workbook()
        workbook.active.title = "budget_line"
        for row in (line, (line | {"line_id": name, "amount": name}).values()):
            workbook.active.append(list(row))
        workbook.save(tmp_path / f"{name}.xlsx")
    (told,) = check_files(stocked_sqlite, tmp_path, FACTS)
    assert told.startswith(
        "2.xlsx, sheet budget_line, row 2: 1.xlsx, sheet budget_line, row 2 answers the same question"
    )


@pytest.mark.parametrize("table", sorted(FACT_TABLES))
def test_a_template_of_every_table_has_drop_downs_examples_and_notes(
    table: str, stocked_sqlite: Engine, tmp_path: Path
) -> None:
    (schema,) = [schema for schema in read_schemas(FACTS)[0] if schema.name == table]
    (path,) = write_template(stocked_sqlite, schema, tmp_path / f"{table}.xlsx")
    made = load_workbook(path)
    led_to = any(count_of(stocked_sqlite, target) for _, target in schema.references)
    sheets = [table, EXAMPLES, NOTES, *([CODES] if led_to else []), LISTS]
    assert made.sheetnames == sheets and made[LISTS].sheet_state == "hidden"
    for column, target in schema.references if led_to else ():
        rows = [row for row in made[CODES].iter_rows(min_row=2, values_only=True) if row[0] == column]
        assert len(rows) == count_of(stocked_sqlite, target) and all(all(row) for row in rows)
    assert [cell.value for cell in made[table][1]] == list(schema.columns)
    assert all(cell.comment and "\n" in cell.comment.text for cell in made[table][1])
    assert [row[0].value for row in made[NOTES].iter_rows(min_row=3)] == list(schema.columns)
    ruled = {str(rule.sqref).split("2:")[0] for rule in made[table].data_validations.dataValidation}
    enums = [field for field in schema.fields if field.enum]
    assert len(ruled) >= len(enums)
    assert check_files(stocked_sqlite, path, FACTS) == []


def count_of(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(FACT_TABLES[table])) or 0


def test_a_filled_in_template_goes_in(stocked: Engine, package: Any, tmp_path: Path) -> None:
    (schema,) = [schema for schema in read_schemas(FACTS)[0] if schema.name == "budget_line"]
    (path,) = write_template(stocked, schema, tmp_path / "budget_line.xlsx")
    made = load_workbook(path)
    line = package.rows["budget_line"][0] | {"line_id": "L9", "fiscal_year": 2026, "amount": "៣២ ពាន់លាន ៛"}
    made["budget_line"].append([line.get(column) for column in schema.columns])
    made.save(path)
    assert import_files(stocked, path, FACTS).written == 1
    assert stored(stocked, "budget_line", "L9")["amount"] == 32_000_000_000


def test_csv_templates_have_their_examples_and_notes_beside_them(stocked: Engine, tmp_path: Path) -> None:
    (schema,) = [schema for schema in read_schemas(FACTS)[0] if schema.name == "service_fee"]
    files = write_template(stocked, schema, tmp_path / "service_fee.csv")
    assert [file.name for file in files] == ["service_fee.csv", "_service_fee_examples.csv", "_service_fee_notes.csv",
                                               "_service_fee_codes.csv"]  # fmt: skip
    with files[1].open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 3
    assert check_files(stocked, tmp_path, FACTS) == []


def test_every_table_and_column_has_words_in_both_languages() -> None:
    assert set(TABLES) == set(FACT_TABLES)
    assert all(words.km and words.en for words in (*TABLES.values(), *COLUMNS.values()))
