"""`bot facts check|import|export` as typed in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from bot.cli.imports import facts
from bot.settings import ROOT
from bot.store.engine import open_engine
from bot.store.fact_tables import FACT_TABLES, fact_load

BROKEN = ROOT / "tests" / "broken_facts"


class Terminal:
    """Types commands with settings that lead to a store and a package of the test's own."""

    def __init__(self, url: str, package: Path, instance: Path) -> None:
        self.url = url
        self.env = {
            "BOT_DATABASE_URL": url,
            "BOT_FACTS_DIR": str(package),
            "BOT_INSTANCE_DIR": str(instance),
            "LC_ALL": "en_US.UTF-8",
        }

    def types(self, *words: object) -> Result:
        return CliRunner().invoke(facts, [str(word) for word in words], env=self.env, catch_exceptions=False)

    def count(self, table: str) -> int:
        engine = open_engine(self.url)
        counted = {**FACT_TABLES, "fact_load": fact_load}[table]
        with engine.connect() as connection:
            found = connection.scalar(select(func.count()).select_from(counted)) or 0
        engine.dispose()
        return found


@pytest.fixture
def terminal(store_url: str, package: Any, tmp_path: Path) -> Terminal:
    return Terminal(store_url, package.path, tmp_path / "instance")


def last_line(result: Result) -> str:
    return result.stdout.splitlines()[-1]


def test_a_sound_package_is_checked(terminal: Terminal) -> None:
    result = terminal.types("check")
    assert (result.exit_code, result.stdout) == (0, "No faults.\n")


def test_a_faulty_package_is_checked(terminal: Terminal, package: Any) -> None:
    package.change("place", 2, parent="1", name_km="")
    result = terminal.types("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "place.csv, row 4: name_km is empty and must not be.",
        'place.csv, row 4: parent "1" is not an NCDD code; did the spreadsheet drop a leading zero? Try "01".',
        "2 faults.",
    ]


def test_a_single_file_is_checked_against_the_store(terminal: Terminal, package: Any) -> None:
    terminal.types("import", package.path)
    result = terminal.types("check", package.path / "service_fee.csv")
    assert (result.exit_code, result.stdout) == (0, "No faults.\n")
    assert terminal.types("check", BROKEN / "lost-leading-zero").exit_code == 1


def test_the_package_is_imported(terminal: Terminal, package: Any) -> None:
    result = terminal.types("import", package.path)
    assert result.exit_code == 0
    total = sum(map(len, package.rows.values()))
    assert last_line(result) == (
        f"Rows read: {total}. New or different: {total}; taken out: 0; passed over, because staff imported them: 0."
    )
    assert terminal.count("service_fee") == 4


def test_faults_are_listed_counted_and_nothing_is_loaded(terminal: Terminal, package: Any) -> None:
    terminal.types("import", package.path)
    result = terminal.types("import", BROKEN / "many-faults-at-once")
    expected = (BROKEN / "many-faults-at-once" / "expected.en.txt").read_text(encoding="utf-8").splitlines()
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [*expected, f"{len(expected)} faults; nothing was loaded."]
    assert terminal.count("service_fee") == 4


def test_a_spreadsheet_file_is_refused_with_the_way_to_save_it(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "source.xlsx").write_bytes(b"PK")
    result = terminal.types("import", tmp_path / "source.xlsx")
    assert result.stdout.splitlines() == [
        "source.xlsx: this workbook cannot be opened. Open it in the spreadsheet and save it again as .xlsx, without a password.",
        "1 fault; nothing was loaded.",
    ]


def test_one_fault_is_counted_as_one(terminal: Terminal, package: Any) -> None:
    terminal.types("import", package.path)
    result = terminal.types("import", BROKEN / "lost-leading-zero" / "place.csv")
    assert last_line(result) == "1 fault; nothing was loaded."


def test_a_table_is_replaced_only_when_asked(terminal: Terminal, package: Any, tmp_path: Path) -> None:
    terminal.types("import", package.path)
    file = package.write("service_fee", package.rows["service_fee"][:1], tmp_path / "own")
    assert terminal.types("import", file).exit_code == 0
    assert terminal.count("service_fee") == 4
    assert terminal.types("import", file, "--replace").exit_code == 0
    assert terminal.count("service_fee") == 1


def test_an_export_can_be_imported_and_changes_nothing(terminal: Terminal, package: Any, tmp_path: Path) -> None:
    terminal.types("import", package.path)
    total = sum(map(len, package.rows.values()))
    exported = terminal.types("export", tmp_path / "export", "--lang", "en")
    assert exported.stdout == f"Rows written to {tmp_path / 'export'}: {total}, in tables: 28.\n"
    result = terminal.types("import", tmp_path / "export", "--replace")
    assert last_line(result).startswith(f"Rows read: {total}. New or different: 0; taken out: 0;")
    assert terminal.count("fact_load") == 1


@pytest.mark.parametrize(
    "words", [["import"], ["import", "no-such-file.csv"], ["check", "no-such-file.csv"], ["export"], ["load"]]
)
def test_a_command_typed_wrongly_ends_with_2(words: list[str], terminal: Terminal) -> None:
    assert terminal.types(*words).exit_code == 2
