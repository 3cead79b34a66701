"""`bot reach summary` as typed in a terminal."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from bot.cli.reach import reach
from bot.domain.talk import Kind, Outcome
from bot.errors import StoreError
from bot.reach.definitions import definitions, said, word
from bot.reach.fields import CHANNELS, FIELDS
from bot.store.fact_tables import place
from tests.reach.turns import PHNOM_PENH, Log, Row, turn

YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")
JUNE = datetime(2026, 6, 1, 3, tzinfo=UTC)
ROWS = [
    turn(JUNE - timedelta(days=400), "b"),
    turn(JUNE, "a", province="12", demonstration=True),
    turn(JUNE + timedelta(minutes=10), "a", topic="services", language="en", outcome="no_data"),
    turn(JUNE + timedelta(hours=2), "a", outcome="offered", province="01"),
    turn(JUNE, "b", channel="emulator"),
    turn(JUNE, "c", kind="tap", profile=True),
    turn(JUNE, "d", channel="terminal"),
]


class Terminal:
    """Types commands with settings that lead to a store of the test's own."""

    def __init__(self, url: str, instance: Path) -> None:
        self.env = {"BOT_DATABASE_URL": url, "BOT_INSTANCE_DIR": str(instance), "BOT_TIMEZONE": "Asia/Phnom_Penh"}
        self.env["LC_ALL"] = "en_US.UTF-8"

    def types(self, *words: str, **env: str) -> Result:
        return CliRunner().invoke(reach, ["summary", *words], env=self.env | env)

    def reads(self, *words: str, **env: str) -> str:
        result = self.types(*words, **env)
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest.fixture
def terminal(store_url: str, tmp_path: Path) -> Terminal:
    return Terminal(store_url, tmp_path / "instance")


@pytest.fixture
def busy(terminal: Terminal, log: Log) -> Terminal:
    log(ROWS)
    return terminal


def from_json(terminal: Terminal, *words: str, **env: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(terminal.reads(*YEAR, "--format", "json", *words, **env))
    return found


def from_csv(terminal: Terminal, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(terminal.reads(*YEAR, "--format", "csv", *words))))


def test_json_holds_every_figure(busy: Terminal) -> None:
    found = from_json(busy, "--by", "topic,language")
    assert (found["from"], found["to"], found["timezone"]) == ("2026-01-01", "2026-12-31", "Asia/Phnom_Penh")
    assert found["channels"] == ["messenger", "emulator"]
    assert found["people"] == {"reached": 3, "new": 2, "returning": 1}
    assert found["sessions"] == {"count": 4, "gap_minutes": 30}
    assert found["queries"] == {
        "total": 4, "answered": 2, "asked_back": 0, "offered": 1, "no_data": 1, "not_understood": 0, "failed": 0, "to_a_person": 0,
    }  # fmt: skip
    assert found["answered"] == {"numerator": 2, "denominator": 4, "percent": 50.0, "from_made_up_rows": 1}
    assert found["by"] == ["topic", "language"]
    assert found["rows"] == [
        {"topic": "budget", "language": "km", "people": 3, "queries": 3},
        {"topic": "services", "language": "en", "people": 1, "queries": 1},
    ]


def test_outcomes_add_up_to_all_queries(busy: Terminal) -> None:
    queries = from_json(busy)["queries"]
    total = queries.pop("total")
    assert sum(queries.values()) == total == 4
    assert set(queries) == {str(outcome) for outcome in Outcome}


def test_the_definition_of_a_session_names_the_gap_that_was_used(busy: Terminal) -> None:
    found = from_json(busy, BOT_SESSION_MINUTES="5")
    assert found["sessions"] == {"count": 5, "gap_minutes": 5}
    assert "over 5 minutes" in found["definitions"]["sessions"]


def test_the_terminal_is_left_out_unless_it_is_asked_for(busy: Terminal) -> None:
    assert from_json(busy, "--channel", "terminal")["people"]["reached"] == 1
    assert from_json(busy, "--channel", "all")["people"]["reached"] == 4
    assert "(not counted: terminal)" in busy.reads(*YEAR)
    assert "not counted" not in busy.reads(*YEAR, "--channel", "all")


@pytest.mark.parametrize(("zone", "queries"), [("Asia/Phnom_Penh", 1), ("UTC", 0)])
def test_days_are_days_in_the_zone_of_the_settings(terminal: Terminal, log: Log, zone: str, queries: int) -> None:
    log([turn(datetime(2026, 5, 31, 17, tzinfo=UTC))])
    text = terminal.reads("--from", "2026-06-01", "--to", "2026-06-01", "--format", "json", BOT_TIMEZONE=zone)
    assert (json.loads(text)["timezone"], json.loads(text)["queries"]["total"]) == (zone, queries)


def test_a_province_has_its_name_beside_its_code(busy: Terminal, engine: Engine) -> None:
    with engine.begin() as connection:
        usual = {"level": "province", "type": "", "parent": "KH", "iso": "", "source_id": ""}
        connection.execute(place.insert().values(code="12", name_km="ភ្នំពេញ", name_en="Phnom Penh", **usual))
    rows = {
        row["province"]: row["province_name"] for row in from_json(busy, "--by", "province", "--lang", "km")["rows"]
    }
    assert rows == {"": "", "01": "", "12": "ភ្នំពេញ"}
    assert "12 Phnom Penh" in busy.reads(*YEAR, "--by", "province")
    assert from_csv(busy, "--by", "province")[0]["province_name"] == ""


def test_csv_has_a_row_of_totals_before_the_parts(busy: Terminal) -> None:
    total, *parts = from_csv(busy, "--by", "topic")
    assert (total["row"], total["topic"], total["people"], total["new"], total["sessions"]) == (
        "total",
        "",
        "3",
        "2",
        "4",
    )
    assert (total["queries"], total["offered"], total["from_made_up_rows"]) == ("4", "1", "1")
    assert [(row["row"], row["topic"], row["people"], row["queries"]) for row in parts] == [
        ("part", "budget", "3", "3"),
        ("part", "services", "1", "1"),
    ]
    assert {row["sessions"] for row in parts} == {""}
    assert {row["from"] for row in (total, *parts)} == {"2026-01-01"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_csv_is_taken_for_a_formula(terminal: Terminal, log: Log, start: str) -> None:
    text = f'{start}HYPERLINK("x",1)'
    log([turn(JUNE, intent=text)])
    written = terminal.reads(*YEAR, "--format", "csv", "--by", "intent")
    assert list(csv.reader(io.StringIO(written, newline="")))[2][4] == "'" + text


def test_csv_has_one_line_ending_and_no_mark_before_it(busy: Terminal) -> None:
    written = busy.types(*YEAR, "--format", "csv").stdout_bytes
    assert written.startswith(b"row,from,to,timezone,people,")
    assert written.count(b"\n") == 2 and written.endswith(b"\n") and b"\r" not in written


def test_the_table_says_what_is_counted_and_what_it_means(busy: Terminal) -> None:
    table = busy.reads(*YEAR, "--by", "outcome,month")
    assert "Period: 2026-01-01 – 2026-12-31" in table
    assert "Time zone: Asia/Phnom_Penh" in table
    assert "          3  People reached" in table
    assert "     50.0 %  Answered share (2 of 4)" in table
    assert "          3           2  answered  2026-06" in table
    flowing = " ".join(table.split())
    for sentence in definitions("en", "Asia/Phnom_Penh", 30).values():
        assert " ".join(sentence.split()) in flowing


def test_the_table_speaks_khmer(busy: Terminal) -> None:
    table = busy.reads(*YEAR, "--by", "language", "--lang", "km")
    assert "មនុស្សដែលបានឈានដល់" in table
    assert "          3           3  ខ្មែរ" in table
    flowing = "".join(table.split())
    for sentence in definitions("km", "Asia/Phnom_Penh", 30).values():
        assert "".join(sentence.split()) in flowing


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_an_empty_log_prints_zeros(terminal: Terminal, form: str) -> None:
    written = terminal.reads(*YEAR, "--by", "topic", "--format", form)
    figures = {"table": "          0  People reached", "csv": ",,0,0,0,0,0,0,0,0,0,0,0,0,0", "json": '"reached": 0'}
    assert figures[form] in written


def test_an_empty_log_has_no_share(terminal: Terminal) -> None:
    assert from_json(terminal)["answered"]["percent"] is None
    assert "–  Answered share (0 of 0)" in terminal.reads(*YEAR)
    assert "No messages in the period." in terminal.reads(*YEAR, "--by", "topic")


def test_the_period_is_this_month_so_far_unless_said(terminal: Terminal) -> None:
    before = datetime.now(PHNOM_PENH).date()
    found = json.loads(terminal.reads("--format", "json"))
    assert before.isoformat() <= found["to"] <= datetime.now(PHNOM_PENH).date().isoformat()
    assert found["from"] == found["to"][:8] + "01"
    assert json.loads(terminal.reads("--to", "2026-02-10", "--format", "json"))["from"] == "2026-02-01"


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--from", "2026-1-1"), 'Did you mean "2026-01-01"?'),
        (("--to", "2026-02-30"), "ends on 2026-02-28"),
        (("--by", "topics"), 'Did you mean "topic"?'),
        (("--channel", "messanger"), 'Did you mean "messenger"?'),
        (("--from", "2026-02-02", "--to", "2026-02-01"), "Exchange the two days."),
        (("--format", "xml"), "'table', 'csv', 'json'"),
    ],
)
def test_a_wrong_call_ends_with_2_and_advice(tmp_path: Path, words: tuple[str, ...], advice: str) -> None:
    result = Terminal(f"sqlite:///{tmp_path}/never.db", tmp_path).types(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert advice in result.stderr
    assert not (tmp_path / "never.db").exists()


def test_a_store_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path) -> None:
    result = Terminal("postgresql+psycopg://someone:opensesame@127.0.0.1:1/x", tmp_path).types()
    assert isinstance(result.exception, StoreError)
    assert "BOT_DATABASE_URL" in str(result.exception)
    assert "opensesame" not in str(result.exception)


def test_every_value_has_a_word_in_both_languages() -> None:
    values = {"outcome": list(Outcome), "kind": list(Kind), "language": ["km", "en"], "channel": CHANNELS}
    for field, names in values.items():
        for language in ("km", "en"):
            assert all(word(f"{field}.{name}", language) for name in names)
    assert (said("topic", "budget", "km"), said("topic", "newer", "km")) == ("ថវិកា", "newer")
    assert [name for name in FIELDS if not word(name, "km")] == []


def test_definitions_are_the_same_ones_in_both_languages() -> None:
    khmer, english = (definitions(language, "Asia/Phnom_Penh", 45) for language in ("km", "en"))
    assert list(khmer) == list(english)
    assert "៤៥" in khmer["sessions"] and "45" in english["sessions"] and "Asia/Phnom_Penh" in khmer["period"]
    assert not any("{" in sentence for sentence in (*khmer.values(), *english.values()))


def test_figures_hold_no_pseudonym(terminal: Terminal, log: Log) -> None:
    rows: list[Row] = [turn(JUNE, "pseudonym-of-someone", outcome="not_understood")]
    log(rows)
    for form in ("table", "csv", "json"):
        written = terminal.reads(*YEAR, "--format", form, "--by", "topic,intent,day")
        assert "2026-06-01" in written
        assert "someone" not in written


@pytest.mark.parametrize(("terminal_is", "speaks"), [("en_US.UTF-8", "en"), ("C.UTF-8", "km"), ("km_KH.UTF-8", "km")])
def test_khmer_is_spoken_where_the_terminal_is_not_set_to_english(
    busy: Terminal, terminal_is: str, speaks: Any
) -> None:
    assert word("reached", speaks) in busy.reads(*YEAR, LC_ALL=terminal_is)


def test_the_names_of_fields_are_the_same_in_both_languages(busy: Terminal) -> None:
    khmer, english = (from_json(busy, "--by", "topic", "--lang", language) for language in ("km", "en"))
    assert list(khmer) == list(english) and list(khmer["rows"][0]) == list(english["rows"][0])
    assert (
        khmer["definitions"].keys() == english["definitions"].keys() and khmer["definitions"] != english["definitions"]
    )
    heads = [
        busy.reads(*YEAR, "--format", "csv", "--by", "topic", "--lang", one).partition("\n")[0] for one in ("km", "en")
    ]
    assert heads[0] == heads[1] and heads[0].isascii()
