"""What is counted, and that the database counts like a patient person with a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.domain.talk import Outcome
from bot.reach.counts import Scope, break_down, count_people, count_queries, count_sessions
from bot.reach.fields import CITIZENS, FIELDS
from bot.reach.period import Period
from bot.store.talk_tables import query
from tests.reach.turns import PHNOM_PENH, Log, Row, turn

HALF_HOUR = timedelta(minutes=30)
MARCH = Scope(Period(date(2026, 3, 1), date(2026, 3, 31), PHNOM_PENH), CITIZENS)
START = datetime(2026, 2, 28, 17, tzinfo=UTC)  # midnight of 1 March in Phnom Penh
END = datetime(2026, 3, 31, 17, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def counted(engine: Engine, scope: Scope, by: Iterable[str] = ()) -> dict[str, Any]:
    with engine.connect() as connection:
        people, queries = count_people(connection, scope), count_queries(connection, scope)
        return {
            "people": (people.reached, people.new, people.returning),
            "sessions": count_sessions(connection, scope, HALF_HOUR),
            "outcomes": dict(queries.outcomes),
            "queries": queries.total,
            "demonstration": queries.demonstration,
            "parts": {
                (*part.values.values(),): (part.people, part.queries)
                for part in break_down(connection, scope, tuple(by))
            },
        }


def by_hand(rows: list[Row], scope: Scope, by: Iterable[str]) -> dict[str, Any]:
    """The same figures, slowly and plainly."""
    zone = scope.period.zone
    rows = sorted((row for row in rows if row["channel"] in scope.channels), key=lambda row: row["at"])
    inside = [row for row in rows if scope.period.first <= row["at"].astimezone(zone).date() <= scope.period.last]
    before = {row["citizen"] for row in rows if row["at"].astimezone(zone).date() < scope.period.first}
    reached = {row["citizen"] for row in inside}
    asked = [row for row in inside if not row.get("profile")]
    parts: dict[Any, list[Row]] = defaultdict(list)
    for row in inside:
        local = row["at"].astimezone(zone)
        values = {**row, "day": f"{local:%Y-%m-%d}", "month": f"{local:%Y-%m}"}
        parts[tuple(values.get(name, "") for name in by)].append(row)
    return {
        "people": (len(reached), len(reached - before), len(reached & before)),
        "sessions": sum(sessions_of(one, inside) for one in reached),
        "outcomes": {str(name): sum(row["outcome"] == name for row in asked) for name in Outcome},
        "queries": len(asked),
        "demonstration": sum(row["outcome"] == "answered" and bool(row.get("demonstration")) for row in asked),
        "parts": {
            key: (len({r["citizen"] for r in group}), sum(not r.get("profile") for r in group))
            for key, group in parts.items()
        }
        if by
        else {},
    }


def sessions_of(citizen: str, rows: list[Row]) -> int:
    moments = [row["at"] for row in rows if row["citizen"] == citizen]
    return 1 + sum(later - earlier > HALF_HOUR for earlier, later in zip(moments, moments[1:], strict=False))


# Moments crowd around the borders of the period and around half hours, where mistakes live.
MOMENTS = st.builds(
    lambda border, half_hours, slip: border + half_hours * HALF_HOUR + slip * MILLISECOND,
    st.sampled_from([START, END, START + timedelta(days=9), datetime(2026, 3, 8, 10, tzinfo=UTC)]),
    st.integers(-60, 60),
    st.sampled_from([-1, 0, 0, 1]),
)
TURNS = st.builds(
    turn,
    MOMENTS,
    st.sampled_from("abcd"),
    channel=st.sampled_from(["messenger", "messenger", "emulator", "terminal"]),
    kind=st.sampled_from(["text", "tap"]),
    language=st.sampled_from(["km", "en"]),
    topic=st.sampled_from(["budget", "services", ""]),
    province=st.sampled_from(["", "01", "12"]),
    outcome=st.sampled_from([str(outcome) for outcome in Outcome]),
    profile=st.booleans(),
    demonstration=st.booleans(),
)
ZONES = st.sampled_from([PHNOM_PENH, ZoneInfo("UTC"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati")])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(TURNS, max_size=40),
    zone=ZONES,
    by=st.lists(st.sampled_from(FIELDS), unique=True, max_size=3),
    channels=st.sampled_from([CITIZENS, ("terminal",), (*CITIZENS, "terminal")]),
)
def test_the_database_counts_like_a_patient_person(
    engine: Engine, log: Log, rows: list[Row], zone: ZoneInfo, by: list[str], channels: tuple[str, ...]
) -> None:
    log(rows)
    scope = Scope(Period(date(2026, 3, 1), date(2026, 3, 31), zone), channels)
    assert counted(engine, scope, by) == by_hand(rows, scope, by)


def test_an_empty_log_counts_nothing(engine: Engine) -> None:
    nothing = {str(outcome): 0 for outcome in Outcome}
    expected = {"people": (0, 0, 0), "sessions": 0, "outcomes": nothing, "queries": 0, "demonstration": 0, "parts": {}}
    assert counted(engine, MARCH, ["topic"]) == expected


@pytest.mark.parametrize(("at", "inside"), [(START - MILLISECOND, 0), (START, 1), (END - MILLISECOND, 1), (END, 0)])
def test_a_day_begins_at_midnight_in_phnom_penh(engine: Engine, log: Log, at: datetime, inside: int) -> None:
    log([turn(at)])
    figures = counted(engine, MARCH)
    assert (figures["people"][0], figures["sessions"], figures["queries"]) == (inside, inside, inside)


def test_the_moment_decides_where_the_zone_was_changed_after_the_row_was_written(engine: Engine, log: Log) -> None:
    log([turn(datetime(2026, 3, 31, 20, tzinfo=UTC))])  # 1 April in Phnom Penh, still 31 March in UTC
    scope = Scope(Period(date(2026, 3, 31), date(2026, 3, 31), ZoneInfo("UTC")), CITIZENS)
    assert counted(engine, scope, ["day", "month"])["parts"] == {("2026-03-31", "2026-03"): (1, 1)}
    assert counted(engine, MARCH)["queries"] == 0


def test_days_are_right_on_both_sides_of_summer_time(engine: Engine, log: Log) -> None:
    # New York leaves UTC-5 for UTC-4 on 8 March 2026 at 07:00 UTC.
    log([turn(datetime(2026, 3, 8, 4, 30, tzinfo=UTC)), turn(datetime(2026, 3, 9, 4, 30, tzinfo=UTC))])
    scope = Scope(Period(date(2026, 3, 1), date(2026, 3, 31), ZoneInfo("America/New_York")), CITIZENS)
    assert counted(engine, scope, ["day"])["parts"] == {("2026-03-07",): (1, 1), ("2026-03-09",): (1, 1)}


def test_silence_of_exactly_the_gap_does_not_end_a_session(engine: Engine, log: Log) -> None:
    first = START + timedelta(days=1)
    log([turn(first), turn(first + HALF_HOUR)])
    assert counted(engine, MARCH)["sessions"] == 1
    log([turn(first), turn(first + HALF_HOUR + MILLISECOND)])
    assert counted(engine, MARCH)["sessions"] == 2


def test_a_session_that_goes_on_over_the_border_counts_on_both_sides(engine: Engine, log: Log) -> None:
    log([turn(START - timedelta(minutes=5)), turn(START + timedelta(minutes=5))])
    february = Scope(Period(date(2026, 2, 1), date(2026, 2, 28), PHNOM_PENH), CITIZENS)
    assert (counted(engine, february)["sessions"], counted(engine, MARCH)["sessions"]) == (1, 1)


def test_a_profile_tap_reaches_a_person_and_is_no_query(engine: Engine, log: Log) -> None:
    log([turn(START, profile=True)])
    figures = counted(engine, MARCH, ["language"])
    assert (figures["people"], figures["sessions"], figures["queries"]) == ((1, 1, 0), 1, 0)
    assert figures["parts"] == {("km",): (1, 0)}


def test_a_person_seen_only_in_the_terminal_before_is_new(engine: Engine, log: Log) -> None:
    log([turn(START - timedelta(days=9), channel="terminal"), turn(START)])
    assert counted(engine, MARCH)["people"] == (1, 1, 0)


def test_people_do_not_add_up_and_queries_do(engine: Engine, log: Log) -> None:
    log([turn(START, topic="budget"), turn(START, topic="services"), turn(START, "b", topic="services")])
    figures = counted(engine, MARCH, ["topic"])
    assert figures["parts"] == {("budget",): (1, 1), ("services",): (2, 2)}
    assert (figures["people"][0], figures["queries"]) == (2, 3)


def test_days_come_in_order_and_the_largest_part_first(engine: Engine, log: Log) -> None:
    later = START + timedelta(days=3)
    log([turn(later, topic="x"), turn(later, topic="y"), turn(later, topic="y"), turn(START, topic="x")])
    with engine.connect() as connection:
        parts = [tuple(part.values.values()) for part in break_down(connection, MARCH, ["topic", "day"])]
    assert parts == [("x", "2026-03-01"), ("y", "2026-03-04"), ("x", "2026-03-04")]


def test_an_outcome_the_program_does_not_know_still_adds_up(engine: Engine, log: Log) -> None:
    log([turn(START), turn(START, outcome="sung")])
    figures = counted(engine, MARCH)
    assert figures["queries"] == sum(figures["outcomes"].values()) == 2
    assert list(figures["outcomes"])[:7] == [str(outcome) for outcome in Outcome]


def test_a_field_that_is_not_there_is_refused(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(KeyError):
        break_down(connection, MARCH, ["colour"])


def test_every_field_can_be_counted_by(engine: Engine, log: Log) -> None:
    log([turn(START, kind="tap", province="12")])
    assert list(counted(engine, MARCH, FIELDS)["parts"].values()) == [(1, 1)]
    assert {*FIELDS} - {"month"} <= {*query.c.keys()}
