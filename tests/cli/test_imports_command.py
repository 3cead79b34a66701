"""`bot facts template|import --preview|imports|revert|export --format` as typed in a terminal, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.imports import facts
from bot.settings import ROOT
from tests.fewer import few_facts

FEES = "fee_id,service_id,variant,applicant,amount,currency,status,source_id"


class Terminal:
    def __init__(self, url: str, instance: Path) -> None:
        self.env = {
            "BOT_DATABASE_URL": url,
            "BOT_FACTS_DIR": str(few_facts()),
            "BOT_INSTANCE_DIR": str(instance),
            "LC_ALL": "C.UTF-8",
        }

    def types(self, *words: object) -> Result:
        return CliRunner().invoke(facts, [str(word) for word in words], env=self.env, catch_exceptions=False)


@pytest.fixture
def terminal(store_url: str, tmp_path: Path) -> Terminal:
    typed = Terminal(store_url, tmp_path / "instance")
    assert typed.types("import", few_facts()).exit_code == 0
    return typed


def fee_file(folder: Path, amount: str) -> Path:
    shipped = (ROOT / "facts" / "service_fee.csv").read_text(encoding="utf-8-sig").splitlines()
    row = next(line for line in shipped if line.startswith("driver-licence-test/a/cambodian"))
    folder.mkdir(exist_ok=True)
    (folder / "service_fee.csv").write_text(f"{shipped[0]}\n{row.replace('30000', amount)}\n", encoding="utf-8")
    return folder / "service_fee.csv"


def test_a_fee_is_previewed_imported_listed_and_taken_back(terminal: Terminal, tmp_path: Path) -> None:
    file = fee_file(tmp_path / "a", "៣៥ ០០០ ៛")
    preview = terminal.types("import", file, "--preview", "--lang", "en")
    assert preview.stdout.splitlines()[-2:] == [
        "Fee «Driving-licence test, Class A, motorbike, cambodian»: amount 30,000 → 35,000 ៛",
        "Rows that would change: 1. Nothing was loaded.",
    ] or re.fullmatch(r"Fee «.+»: amount 30,000 → 35,000 ៛", preview.stdout.splitlines()[-2])
    assert terminal.types("imports").stdout == "មិនទាន់មានការនាំចូលទេ។\n"
    done = terminal.types("import", file, "--who", "សុខា")
    assert done.exit_code == 0 and "បានអាន ១ ជួរ។ ថ្មី ឬផ្លាស់ប្តូរ ១ ជួរ។" in done.stdout
    (number,) = re.findall(r"revert (\d+)", done.stderr)
    (line,) = terminal.types("imports").stdout.splitlines()
    assert re.fullmatch(
        rf"{number}  \d{{4}}-\d\d-\d\d \d\d:\d\d  សុខា  service_fee.csv  service_fee  ១ ជួរ  [0-9a-f]{{12}}", line
    )
    back = terminal.types("revert", number, "--lang", "en")
    assert back.stdout == f"Import {number} is taken back. Rows as before: 1; rows gone: 0.\n"
    assert terminal.types("import", fee_file(tmp_path / "b", "30000"), "--preview").stdout.endswith(
        "គ្មានអ្វីផ្លាស់ប្តូរទេ។\n"
    )
    again = terminal.types("revert", number)
    assert again.exit_code == 1
    assert again.stdout.splitlines() == [
        f"facts៖ ការនាំចូលលេខ {number} ត្រូវបានដកវិញរួចហើយ។",
        "កំហុស ១។ គ្មានអ្វីត្រូវបានបញ្ចូលទេ។",
    ]


def test_faults_are_told_in_the_language_asked_for(terminal: Terminal, tmp_path: Path) -> None:
    file = fee_file(tmp_path / "a", "ប្រហែល ៣ម៉ឺន")
    khmer, english = terminal.types("import", file), terminal.types("import", file, "--lang", "en")
    assert khmer.exit_code == english.exit_code == 1
    assert khmer.stdout.splitlines()[0].startswith("service_fee.csv ជួរទី 2៖ amount «ប្រហែល ៣ម៉ឺន» មិនមែនជាចំនួនទេ។")
    assert english.stdout.splitlines()[-1] == "1 fault; nothing was loaded."


def test_templates_and_exports_are_written(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal.types("template", "budget", "--to", tmp_path).stdout == f"{tmp_path / 'budget_line.xlsx'}\n"
    assert len(terminal.types("template", "fee", "--format", "csv", "--to", tmp_path).stdout.splitlines()) == 4
    assert terminal.types("template", "budgets").exit_code == 2
    releases = terminal.types("export", tmp_path / "new" / "r.json", "--format", "ocds")
    assert releases.stdout.endswith(f"release ទៅ {tmp_path / 'new' / 'r.json'}។\n")
    budgets = terminal.types("export", tmp_path / "budget", "--format", "budget", "--lang", "en")
    assert budgets.stdout.endswith("in tables: 5.\n")
    assert terminal.types("import", tmp_path / "budget").exit_code == 0
