"""The register of events: all of it or nothing, and every fault said to whoever can mend it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select

from bot.domain.campaign import Event
from bot.errors import EventsError
from bot.events.edits import edits_of
from bot.events.event_files import read_rows, read_text
from bot.events.register import COLUMNS, Row, cells_of, register
from bot.events.words import Problem
from bot.store import events as store
from bot.store.campaign_tables import event
from bot.store.engine import open_engine
from bot.store.events import attended, event_of
from bot.store.fact_tables import place

NOW = datetime(2026, 11, 25, tzinfo=UTC)
GOOD = {
    "code": "EV26-051", "date": "2026-11-23", "place": "010804", "type": "forum", "topic": "budget", "organiser": "API",
    "name_km": "វេទិកាថវិកា", "name_en": "Budget forum", "paper_women": "21", "paper_men": "19",
}  # fmt: skip


@pytest.fixture
def places(store_url: str) -> Iterator[Engine]:
    """A store with three places."""
    opened = open_engine(store_url)
    rows = [("0108", "district", "ស្វាយចេក", "Svay Chek", "01"), ("010804", "commune", "ស្វាយចេក", "Svay Chek", "0108"),
            ("170204", "commune", "ស្វាយចេក", "Svay Chek", "1702")]  # fmt: skip
    with opened.begin() as connection:
        for code, level, km, en, parent in rows:
            values = {"code": code, "level": level, "type": level, "parent": parent, "name_km": km, "name_en": en}
            texts = {column.name: "" for column in place.c if column.name not in values and not column.nullable}
            connection.execute(place.insert().values(values | texts))
    yield opened
    opened.dispose()


def kept(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(event.c.code).order_by(event.c.code)).scalars())


def problems(engine: Engine, *changes: dict[str, str]) -> list[Problem]:
    with pytest.raises(EventsError) as raised:
        register(engine, [Row(number, GOOD | change) for number, change in enumerate(changes, 2)], NOW)
    found = [problem for problem in raised.value.problems if isinstance(problem, Problem)]
    assert len(found) == len(raised.value.problems)
    return found


def test_an_event_is_kept_as_it_was_written(places: Engine) -> None:
    (added,) = register(places, [Row(0, GOOD)], NOW)
    with places.connect() as connection:
        found = event_of(connection, "ev26 ០៥១")
    assert found == added
    assert (found.date, found.women, found.men, found.unknown) == (date(2026, 11, 23), 21, 19, None)
    assert {name: text for name, text in cells_of(found).items() if text} == GOOD


def test_an_event_without_a_code_gets_the_next_free_one(places: Engine) -> None:
    rows = [
        GOOD | {"code": ""},
        GOOD | {"code": "EV26-001"},
        GOOD | {"code": "", "date": "2025-01-01"},
        GOOD | {"code": ""},
    ]
    register(places, [Row(number, row) for number, row in enumerate(rows, 2)], NOW)
    assert kept(places) == ["EV25-001", "EV26-001", "EV26-002", "EV26-003"]


def test_a_code_that_is_there_is_changed_and_not_doubled(places: Engine) -> None:
    register(places, [Row(0, GOOD)], NOW)
    register(places, [Row(0, GOOD | {"paper_women": "30", "paper_unknown": "2"})], NOW)
    with places.connect() as connection:
        (row,) = attended(connection)
    assert (row.event.women, row.event.unknown, row.first, row.people) == (30, 2, 0, 0)


def test_every_edit_of_a_file_is_written_down_or_none(places: Engine) -> None:
    register(places, [Row(2, GOOD), Row(3, GOOD | {"code": "B01"})], NOW, author="sokha")
    register(places, [Row(2, GOOD | {"paper_men": ""}), Row(3, GOOD | {"code": "B01"})], NOW, author="dara")
    problems(places, {"paper_men": "7"}, {"code": "B01", "date": ""})
    with places.connect() as connection:
        (newest, oldest), (only,) = edits_of(connection, "EV26-051"), edits_of(connection, "B01")
    assert (newest.author, dict(newest.parts)) == ("dara", {"paper_men": ("19", "")})
    assert (oldest.author, oldest.parts, oldest.at) == ("sokha", {}, NOW) and only.author == "sokha"


def at_once(engine: Engine, *rows: dict[str, str], new: bool = True) -> list[str]:
    """Each row registered by a thread of its own with a connection of its own, all at one moment."""
    ready = threading.Barrier(len(rows))

    def one(row: dict[str, str]) -> str:
        ready.wait(10)
        try:
            return register(engine, [Row(0, row)], NOW, new)[0].code
        except EventsError as error:
            return ", ".join(problem.kind for problem in error.problems if isinstance(problem, Problem))

    with ThreadPoolExecutor(len(rows)) as threads:
        return sorted(threads.map(one, rows))


def test_events_added_at_one_moment_get_codes_of_their_own(places: Engine) -> None:
    rows = [GOOD | {"code": "", "name_en": f"Forum {n}", "name_km": f"វេទិកា {n}"} for n in range(8)]
    codes = [f"EV26-00{n}" for n in range(1, 9)]
    assert at_once(places, *rows) == codes
    with places.connect() as connection:
        names = {one.event.name.en for one in attended(connection)}
    assert kept(places) == codes and names == {f"Forum {n}" for n in range(8)}


def test_one_code_given_to_two_new_events_at_one_moment_is_refused_for_the_later(places: Engine) -> None:
    assert at_once(places, *[GOOD | {"name_en": f"Forum {n}"} for n in range(4)]) == ["EV26-051"] + 3 * ["there"]
    assert kept(places) == ["EV26-051"]


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_code_taken_between_looking_and_writing_is_chosen_anew(
    places: Engine, monkeypatch: pytest.MonkeyPatch, attempts: int
) -> None:
    """Another writer commits just after our look: what two connections do at the worst moment."""
    real, taken = store.known_codes, iter(range(attempts))

    def look(connection: Connection) -> dict[str, str]:
        found = real(connection)
        if places.dialect.name == "postgresql" and (n := next(taken, None)) is not None:
            with monkeypatch.context() as patch:
                patch.setattr(store, "known_codes", real)
                register(places, [Row(0, GOOD | {"code": "", "name_en": f"Other {n}", "name_km": f"ផ្សេង {n}"})], NOW)
        return found

    monkeypatch.setattr(store, "known_codes", look)
    (mine,) = register(places, [Row(0, GOOD | {"code": ""})], NOW, new=True)
    before = attempts if places.dialect.name == "postgresql" else 0  # SQLite lets nobody in between
    assert mine.code == f"EV26-{before + 1:03}" and len(kept(places)) == before + 1


@pytest.mark.parametrize(
    ("change", "kind", "hint"),
    [
        ({"place": "10804"}, "place", "010804"),
        ({"place": "Svay Chek"}, "place", "170204"),
        ({"date": "23/11/2026"}, "date", "2026-11-23"),
        ({"date": ""}, "required", "must be filled in"),
        ({"type": "forums"}, "choice", "forum, meeting"),
        ({"topic": "health"}, "choice", "procurement"),
        ({"paper_women": "about 20"}, "count", "whole number"),
        ({"paper_men": "-3"}, "count", "whole number"),
        ({"code": "FORUM"}, "code", "EV26-051"),
        ({"code": "1234"}, "code", "EV26-051"),
        ({"code": "វេទិកា១"}, "code", "EV26-051"),
        ({"code": "A1=after"}, "code", "EV26-051"),
        ({"name_km": "ក" * 201}, "long", "200"),
    ],
)
def test_a_fault_is_said_with_row_and_column_and_nothing_is_kept(
    places: Engine, change: dict[str, str], kind: str, hint: str
) -> None:
    (found,) = problems(places, {"code": "OK-1"}, change)
    assert (found.kind, found.row, found.column) == (kind, 3, next(iter(change)))
    assert hint in found.said("en") and "row 3" in found.said("en")
    assert "ជួរទី 3" in found.said("km")
    assert kept(places) == []


def test_codes_that_people_would_take_for_one_another_are_refused(places: Engine) -> None:
    (twice,) = problems(places, {}, {"code": "ev26051"})
    assert (twice.kind, twice.row) == ("twice", 3)
    register(places, [Row(0, GOOD)], NOW)
    (taken,) = problems(places, {"code": "EV2-6051"})
    assert taken.kind == "taken" and "EV26-051" in taken.said("en")


def test_a_file_as_a_spreadsheet_writes_it(places: Engine, tmp_path: Path) -> None:
    header, cells = ";".join(COLUMNS), ";".join(GOOD.get(column, "") for column in COLUMNS)
    path = tmp_path / "events.csv"
    path.write_text(f"{header}\r\n{cells}\r\n;;;;;;;;;;\r\n{cells.replace('EV26-051', '')}\r\n", encoding="utf-8-sig")
    rows = read_rows(path)
    assert [row.number for row in rows] == [2, 4]
    register(places, rows, NOW)
    assert kept(places) == ["EV26-001", "EV26-051"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("កូដ".encode("utf-16"), "UTF-8"),
        (b"", "missing"),
        (b"code,date,place,type,topic,name_km,name_en\n", "no rows"),
        (b"code,date,place,typ,topic,name_km,name_en\nA1,,,,,,\n", "Did you mean 'type'?"),
        (
            b"code,date,place,type,topic,name_km,name_en\nA1,2026-11-23,010804,forum,all,x,y,z\n",
            "row 2: there are more cells",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, said: str) -> None:
    with pytest.raises(EventsError) as raised:
        read_text(content)
    assert said in str(raised.value)


def test_every_problem_can_be_said_in_both_languages(places: Engine) -> None:
    for found in problems(
        places, {"place": "1", "type": "x", "date": "x", "name_en": "", "code": "x", "paper_men": "x"}
    ):
        assert found.said("km") and found.said("en") and found.said("km") != found.said("en")


def test_an_event_can_be_written_again_unchanged(places: Engine) -> None:
    (one,) = register(places, [Row(0, GOOD)], NOW)
    (again,) = register(places, [Row(0, cells_of(one))], NOW)
    assert isinstance(again, Event) and again == replace(one)
