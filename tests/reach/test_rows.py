"""Downloads: rows that agree with the figures, formats that spreadsheets read, the history of Pidor."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, select

from bot.errors import FactsError
from bot.reach.counts import Scope, count_people, count_queries, count_sessions
from bot.reach.fields import CITIZENS
from bot.reach.period import Period
from bot.reach.pidor import COLUMNS, import_pidor, pidor_rows, read_pidor
from bot.reach.rows import SHEETS, Sheet
from bot.reach.sheets import csv_pieces, write_workbook
from bot.store.campaign_tables import profile
from bot.store.desk_tables import unanswered
from bot.store.talk_tables import query
from tests.reach.test_rollup import LOGS, START
from tests.reach.turns import PHNOM_PENH, Log, Row, turn

GAP = timedelta(minutes=30)
MARCH = Scope(Period(date(2026, 3, 1), date(2026, 3, 31), PHNOM_PENH), CITIZENS)


def table(engine: Engine, kind: str, scope: Scope = MARCH, texts: bool = False) -> list[dict[str, str]]:
    with engine.connect() as connection:
        text = "".join(csv_pieces(SHEETS[kind](connection, scope, GAP, texts)))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=LOGS)
def test_counting_the_rows_gives_the_figures(engine: Engine, log: Log, rows: list[Row]) -> None:
    log(rows)
    with engine.connect() as connection:
        people, queries = count_people(connection, MARCH), count_queries(connection, MARCH)
        sessions = count_sessions(connection, MARCH, GAP)
    listed = table(engine, "queries")
    assert sum(row["profile_tap"] == "0" for row in listed) == queries.total
    assert len({row["person"] for row in listed}) == people.reached
    assert len(table(engine, "people")) == people.reached
    assert len(table(engine, "sessions")) == sessions
    assert sum(int(row["answered"]) for row in table(engine, "sessions")) == queries.outcomes["answered"]


def test_no_words_leave_unless_they_are_asked_for(engine: Engine, log: Log) -> None:
    log([turn(START, outcome="not_understood", inbox_id=7)])
    with engine.begin() as connection:
        about = select(query.c.inbox_id, query.c.at, query.c.citizen, query.c.language, query.c.outcome)
        row = dict(connection.execute(about).one()._mapping)
        connection.execute(unanswered.insert().values(**row, text="=1+1", state="open"))
    assert "text" not in table(engine, "queries")[0]
    assert table(engine, "queries", texts=True)[0]["text"] == "'=1+1"


@pytest.mark.parametrize(
    ("names", "about"),
    [
        ({"service": "divorce", "place": "12"}, "divorce"),
        ({"ministry": "MOH", "project": "road-5"}, "road-5"),
        ({"place": "12"}, ""),
        ({}, ""),
    ],
)
def test_what_was_asked_about_stands_in_the_row(engine: Engine, log: Log, names: dict[str, str], about: str) -> None:
    log([turn(START, names=names, outcome="no_data")])
    row = table(engine, "queries")[0]
    assert (row["about"], row["place"], row["outcome"]) == (about, names.get("place", ""), "no_data")


def test_a_moment_is_told_on_the_clock_of_the_report(engine: Engine, log: Log) -> None:
    log([turn(START)])
    assert table(engine, "queries")[0]["at"] == "2026-03-01 00:00:00"
    utc = Scope(Period(date(2026, 2, 28), date(2026, 2, 28), ZoneInfo("UTC")), CITIZENS)
    assert table(engine, "queries", utc)[0]["at"] == "2026-02-28 17:00:00"


def test_a_workbook_has_real_dates_a_frozen_header_and_definitions(engine: Engine, log: Log, tmp_path: Path) -> None:
    log([turn(START, intent="=cmd()")])
    path = tmp_path / "queries.xlsx"
    with engine.connect() as connection:
        sheet = SHEETS["queries"](connection, MARCH, GAP)
        assert write_workbook(path, sheet, [("Period", "March")], "km") == 1
    with zipfile.ZipFile(path) as book:
        definitions, page = (book.read(f"xl/worksheets/sheet{at}.xml").decode() for at in (1, 2))
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in page
    assert '<c r="B2" s="2"><v>46082</v></c>' in page, "1 March 2026 is day 46082 of Excel's calendar"
    assert "<f>" not in page and "=cmd()" in page
    assert "រហស្សនាម" in definitions and "March" in definitions


def test_rows_beyond_the_limit_of_a_sheet_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.reach.sheets.ROWS_A_SHEET", 3)
    told: list[int] = []
    monkeypatch.setattr("bot.reach.sheets.EVERY", 5)
    sheet = Sheet("numbers", ["n"], ((n,) for n in range(7)))
    assert write_workbook(tmp_path / "n.xlsx", sheet, [], "en", told.append) == 7
    with zipfile.ZipFile(tmp_path / "n.xlsx") as book:
        pages = [book.read(f"xl/worksheets/sheet{at}.xml").decode().count("<row ") for at in (2, 3, 4)]
    assert (pages, told) == ([4, 4, 2], [5])


def test_a_long_export_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        sheet = Sheet("numbers", ["n", "t"], ((n, f"text {n}") for n in range(rows)))
        for _ in csv_pieces(sheet):
            pass
        write_workbook(tmp_path / "n.xlsx", sheet, [], "en")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(60_000) < 1.5 * peak(6_000)


PIDOR = """\
session_id,created_at,repeated,gender,province,district,service_accessed
100200300,2021-03-05 10:11:12 UTC,false,female,2,0204,birth_certificate
100200300,2021-03-06 10:11:12 +0700,true,female,02,0204,
55,2021-03-05 23:59:59,false,null,00,0000,null
"""


def sessions_of(folder: Path, text: str = PIDOR) -> list[dict[str, Any]]:
    path = folder / "sessions.csv"
    path.write_text(text, encoding="utf-8-sig")
    return read_pidor(path, lambda id: f"hidden-{len(id)}")


def import_(engine: Engine, sessions: list[dict[str, Any]]) -> tuple[int, int, int]:
    with engine.begin() as connection:
        done = import_pidor(connection, sessions, lambda at: at.astimezone(PHNOM_PENH).date().isoformat())
    return done.sessions, done.known, done.sexes


def test_history_continues_and_is_never_counted_twice(engine: Engine, tmp_path: Path) -> None:
    assert import_(engine, sessions_of(tmp_path)) == (3, 0, 1)
    assert import_(engine, sessions_of(tmp_path)) == (0, 3, 0)
    with engine.connect() as connection:
        rows = connection.execute(select(query).order_by(query.c.at)).all()
        assert [row.at for row in rows] == [
            datetime(2021, 3, 5, 10, 11, 12, tzinfo=UTC),
            datetime(2021, 3, 5, 16, 59, 59, tzinfo=UTC),  # no zone: Indochina time
            datetime(2021, 3, 6, 3, 11, 12, tzinfo=UTC),
        ]
        assert [row.province for row in rows] == ["02", "", "02"]
        assert {row.citizen for row in rows} == {"hidden-9", "hidden-2"}
        assert connection.execute(select(profile.c.citizen, profile.c.sex)).all() == [("hidden-9", "female")]
        scope = Scope(Period(date(2021, 3, 1), date(2021, 3, 31), PHNOM_PENH), CITIZENS)
        assert (count_people(connection, scope).reached, count_sessions(connection, scope, GAP)) == (2, 3)
        written = list(pidor_rows(connection, scope, GAP).rows)
    assert len(written) == 3 and {len(row) for row in written} == {len(COLUMNS)}
    assert [row[2] for row in written if row[0] == "hidden-9"] == ["false", "true"]


def test_every_row_that_cannot_be_read_is_named_and_nothing_is_kept(tmp_path: Path) -> None:
    with pytest.raises(FactsError) as caught:
        sessions_of(tmp_path, "session_id,created_at\n,2021-03-05 10:00:00\n7,yesterday\n")
    assert caught.value.faults == [
        "sessions.csv, row 2: session_id is empty.",
        "sessions.csv, row 3: created_at “yesterday” is no moment. Write it as 2021-03-05 10:11:12.",
    ]
    with pytest.raises(FactsError, match="there is no column session_id"):
        sessions_of(tmp_path, "id,created_at\n1,2021-03-05\n")
