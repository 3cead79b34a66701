"""Each kind of fault is told in one plain sentence, in both languages, and a file with a fault changes nothing.

CHBAS_WRITE_MESSAGES=1 writes the messages anew; the difference is what to review.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from bot.errors import FactsError
from bot.faults.fault import TEXTS
from bot.settings import ROOT
from bot.store.fact_tables import FACT_TABLES, fact_import_row, fact_load
from bot.store.importing import check_files, import_files

BROKEN = sorted((ROOT / "tests" / "broken_facts").iterdir())


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        tables = [*FACT_TABLES.values(), fact_load, fact_import_row]
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_a_broken_file_is_named_with_row_column_and_remedy(folder: Path, stocked_sqlite: Engine) -> None:
    for language in TEXTS:
        told = "".join(f"{message}\n" for message in check_files(stocked_sqlite, folder, ROOT / "facts", language))
        file = folder / f"expected.{language}.txt"
        if os.environ.get("CHBAS_WRITE_MESSAGES"):
            file.write_text(told, encoding="utf-8")
        assert told == file.read_text(encoding="utf-8")
    expected = (folder / "expected.en.txt").read_text(encoding="utf-8").splitlines()
    before = counts(stocked_sqlite)
    with pytest.raises(FactsError) as refused:
        import_files(stocked_sqlite, folder, ROOT / "facts")
    assert refused.value.faults == expected
    assert counts(stocked_sqlite) == before


@pytest.mark.parametrize("name", ["fault-in-one-of-two-files", "many-faults-at-once", "quote-not-closed"])
@pytest.mark.parametrize("replace", [False, True])
def test_nothing_is_half_loaded(name: str, replace: bool, stocked: Engine) -> None:
    before = counts(stocked)
    with pytest.raises(FactsError):
        import_files(stocked, ROOT / "tests" / "broken_facts" / name, ROOT / "facts", replace)
    assert counts(stocked) == before
