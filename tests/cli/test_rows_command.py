"""`bot reach rows|reported|open`: what the pages show behind a figure and to everybody, in the terminal and as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from bot.cli.main import bot
from bot.settings import MEANINGS
from bot.store.engine import open_engine

Type = Callable[..., Result]
YEAR = ("--from", "2024-01-01", "--to", "2024-12-31")
WOMEN = "citizen IN (SELECT citizen FROM profile WHERE sex = 'female' AND sex_state = 'answered')"
PAIR = ("FROM quiz_attempt a JOIN quiz_attempt b ON a.citizen = b.citizen AND a.event = b.event AND a.moment = 'pre'"
        " AND b.moment = 'post' WHERE a.finished_at IS NOT NULL AND b.finished_at IS NOT NULL")  # fmt: skip
ROWS: list[tuple[tuple[str, ...], str, str]] = [
    (("queries",), "SELECT count(*) FROM query WHERE day LIKE '2024-%'", ""),
    (("queries", "--outcome", "not_understood", "--sex", "female"),
     f"SELECT count(*) FROM query WHERE day LIKE '2024-%' AND outcome = 'not_understood' AND {WOMEN}", "outcome"),
    (("queries", "--none", "province", "--spoken", "en"),
     "SELECT count(*) FROM query WHERE day LIKE '2024-%' AND province = '' AND language = 'en'", "language"),
    (("messages", "--place", "08", "--topic", "budget"),
     "SELECT count(*) FROM query WHERE day LIKE '2024-%' AND province = '08' AND topic = 'budget'", "topic"),
    (("people", "--event", "demo04"), "SELECT count(DISTINCT citizen) FROM attribution WHERE event = 'DEMO-04'", ""),
    (("people", "--who", "new", "--sex", "female"),
     f"SELECT count(DISTINCT citizen) FROM query WHERE day LIKE '2024-%' AND {WOMEN}", "sex"),
    (("pairs",), f"SELECT count(*) {PAIR}", ""),
    (("pairs", "--rose", "--event", "DEMO-04"), f"SELECT count(*) {PAIR} AND b.score > a.score AND a.event = 'DEMO-04'", "event"),
    (("step", "--event", "DEMO-04", "--step", "increased"),
     f"SELECT count(*) {PAIR} AND b.score > a.score AND a.event = 'DEMO-04'", ""),
]  # fmt: skip


@pytest.fixture
def type_(campaign_url: str, tmp_path: Path) -> Type:
    env = {**dict.fromkeys(MEANINGS, ""), "BOT_INSTANCE_DIR": str(tmp_path), "BOT_DATABASE_URL": campaign_url}
    return lambda *words: CliRunner().invoke(bot, ("reach", *words), env=env, prog_name="bot")


def asked(url: str, sql: str) -> int:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = int(connection.execute(text(sql)).scalar_one())
    engine.dispose()
    return found


@pytest.mark.parametrize(("words", "sql", "same"), ROWS, ids=[" ".join(words) for words, _, _ in ROWS])
def test_the_rows_are_as_many_as_sql_counts(
    type_: Type, campaign_url: str, words: tuple[str, ...], sql: str, same: str
) -> None:
    found: dict[str, Any] = json.loads(type_("rows", *words, *YEAR, "--limit", "0", "--format", "json").stdout)
    assert len(found["rows"]) == found["figure"] == asked(campaign_url, sql) > 0
    if same:
        assert len({row[same] for row in found["rows"]}) == 1
    whole = [tuple(row.values()) for row in found["rows"]]
    assert len(set(whole)) == len(whole)


def test_a_piece_of_the_rows_goes_on_where_the_one_before_ended(type_: Type) -> None:
    def piece(after: int, limit: int) -> list[Any]:
        words = ("rows", "sessions", *YEAR, "--after", str(after), "--limit", str(limit), "--format", "json")
        found: list[Any] = json.loads(type_(*words).stdout)["rows"]
        return found

    assert piece(0, 30) == piece(0, 10) + piece(10, 20)
    assert (
        len(piece(2_900, 0))
        == json.loads(type_("rows", "sessions", *YEAR, "--format", "json").stdout)["figure"] - 2_900
    )


def test_rows_as_csv_and_as_a_workbook_hold_the_same(type_: Type, tmp_path: Path) -> None:
    path = tmp_path / "women.xlsx"
    words = ("rows", "people", *YEAR, "--sex", "female", "--limit", "0")
    printed = type_(*words, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))))
    assert type_(*words, "--out", str(path), "--lang", "en").stderr.startswith("Wrote ")
    book = openpyxl.load_workbook(path)
    sheet, notes = book["people"], book["definitions"]
    assert sheet.max_row == len(rows) + 1 and sheet.freeze_panes == "A2" and sheet["B2"].is_date
    assert "sex=female" in str(notes["B2"].value)
    assert {row["sex"] for row in rows} == {"female"} and rows[0]["person"].startswith("demo-1-")


def test_the_table_speaks_both_languages_and_tells_the_definition(type_: Type) -> None:
    khmer, english = (type_("rows", "queries", *YEAR, "--place", "03", "--limit", "3", "--lang", lang).stdout
                      for lang in ("km", "en"))  # fmt: skip
    assert "រហស្សនាម" in khmer and "កំពង់ចាម" in khmer and "Kampong Cham" in english
    assert "A query is every inbound text" in english and "Asia/Phnom_Penh · place=03" in english
    assert len(english.splitlines()) == 8


def test_what_cannot_be_told_is_refused(type_: Type) -> None:
    wrongs = ((("rows", "step"), "Name the event with --event"), (("rows", "step", "--event", "NO-1"), "There is no event"),
              (("rows", "people", "--topic", "budgets"), "budget, procurement"), (("rows", "--out", "x.pdf"), ".csv or .xlsx"),
              (("open", "--year", "2023"), "There are: 2024"), (("open", "--table", "towns"), "province_sex"))  # fmt: skip
    for words, advice in wrongs:
        result = type_(*words, "--lang", "en")
        assert result.exit_code and advice in result.stderr and not result.stdout, words
        assert any("ក" <= letter <= "៓" for letter in type_(*words, "--lang", "km").stderr), words


def test_reported_counts_have_their_source(type_: Type) -> None:
    found = json.loads(type_("reported", "procurement-disclosure", "--period", "2023", "--format", "json").stdout)
    assert (found["reported"][0]["numerator"], found["reported"][0]["denominator"]) == (33, 83)
    told = type_("reported", "procurement-disclosure", "--period", "2023", "--lang", "en").stdout
    assert "45 %" in told and "Source: " in told and "Projects loaded for 2023" in told
    assert "Nothing was reported" in type_("reported", "x", "--period", "2023", "--lang", "en").stdout


def test_the_open_tables_as_the_page_has_them(type_: Type, tmp_path: Path) -> None:
    overview = type_("open", "--lang", "en").stdout
    assert "Open figures 2024" in overview and "made-up rows" in overview and "province_sex" in overview
    rows = json.loads(type_("open", "--table", "province_sex", "--format", "json").stdout)
    assert [row for row in rows if row["people"] is None], "small numbers are hidden"
    assert not [row for row in rows if row["people"] is not None and 0 < row["people"] < 5]
    told = type_("open", "--year", "2024", "--table", "province_sex").stdout
    assert told.count("លាក់") == len([row for row in rows if row["people"] is None])
    assert type_("open", "--out", str(tmp_path / "open"), "--lang", "en").stderr.startswith("Wrote ")
    report = frictionless.Package(str(tmp_path / "open" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    printed = type_("open", "--table", "months", "--format", "csv").stdout
    assert printed == (tmp_path / "open" / "months.csv").read_text(encoding="utf-8").replace("\r\n", "\n")


def test_figures_by_sex_and_over_time_add_up_to_the_whole(type_: Type) -> None:
    found = json.loads(type_("figures", *YEAR, "--by", "sex,time", "--format", "json").stdout)
    total = sum(found["queries"].values())
    assert sum(part["people"] for part in found["by"]["sex"]) == found["people"]["reached"]
    assert (
        sum(part["queries"] for part in found["by"]["sex"])
        == total
        == sum(part["queries"] for part in found["by"]["time"])
    )
    answered = sum(part["outcomes"]["answered"] for part in found["by"]["time"])
    assert answered == found["queries"]["answered"] and len(found["by"]["time"]) == 12
    assert "2024-05 · answered" in type_("figures", *YEAR, "--by", "time", "--lang", "en").stdout


def test_events_of_a_period_are_listed_with_what_was_learned(campaign_url: str, tmp_path: Path) -> None:
    env = {**dict.fromkeys(MEANINGS, ""), "BOT_INSTANCE_DIR": str(tmp_path), "BOT_DATABASE_URL": campaign_url}

    def listed(*words: str) -> list[str]:
        return CliRunner().invoke(bot, ("event", "list", "--lang", "en", *words), env=env).stdout.splitlines()

    march = listed("--from", "2024-03-01", "--to", "2024-03-31")
    assert len(march) == asked(campaign_url, "SELECT count(*) FROM event WHERE date LIKE '2024-03-%'") > 0
    assert len(listed()) == 51 and listed("--from", "2025-01-01") == ["There are no events in these days."]
    (fourth,) = [line for line in listed() if line.startswith("DEMO-04 ")]
    risen = asked(campaign_url, f"SELECT count(*) {PAIR} AND b.score > a.score AND a.event = 'DEMO-04'")
    assert f"knew more {risen};" in fourth
