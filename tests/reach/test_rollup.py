"""The roll-up agrees with a patient person, whatever came late, was deleted, forgotten or imported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from bot.domain.talk import Outcome
from bot.reach.crowd import groups, only
from bot.reach.daybook import daybook
from bot.reach.figures import Cut, Figures, spans_of
from bot.reach.months import month_table
from bot.reach.period import Period
from bot.reach.rollup import Rolled, roll_up
from bot.reach.told import AGES, SEXES, TOLD
from bot.store.campaign_tables import attribution, profile
from bot.store.forgetting import forget
from bot.store.reach_tables import reach_day, reach_month, reach_person, reach_seen, reach_state
from bot.store.talk_tables import query
from tests.reach.slow import Slow, months
from tests.reach.turns import PHNOM_PENH, Row, turn

START = datetime(2026, 2, 28, 17, tzinfo=UTC)  # midnight of 1 March in Phnom Penh
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), PHNOM_PENH)
TABLES = (query, profile, attribution, reach_day, reach_month, reach_person, reach_seen, reach_state)
PLACES = ("", "01", "0102", "010203", "12", "1205")


@pytest.fixture
def clean(engine: Engine) -> Any:
    def wipe() -> None:
        with engine.begin() as connection:
            for table in TABLES:
                connection.execute(delete(table))

    return wipe


def write(engine: Engine, rows: list[Row]) -> None:
    with engine.begin() as connection:
        for row in rows:
            connection.execute(query.insert().values(row))


def asked_in(place: str, at: datetime, citizen: str, **more: Any) -> Row:
    return turn(at, citizen, province=place[:2], names={"place": place} if place else {}, **more)


MOMENTS = st.builds(
    lambda border, quarters, slip: border + quarters * timedelta(minutes=15) + slip * timedelta(milliseconds=1),
    st.sampled_from([START, START + timedelta(days=31), START + timedelta(days=9)]),
    st.integers(-100, 100),
    st.sampled_from([-1, 0, 0, 1]),
)
TURNS = st.builds(
    asked_in,
    st.sampled_from(PLACES),
    MOMENTS,
    st.sampled_from("abcde"),
    channel=st.sampled_from(["messenger", "messenger", "emulator", "terminal"]),
    language=st.sampled_from(["km", "en"]),
    topic=st.sampled_from(["budget", "services", ""]),
    intent=st.sampled_from(["total", "fee"]),
    outcome=st.sampled_from([str(outcome) for outcome in Outcome]),
    profile=st.sampled_from([False, False, True]),
    latency_ms=st.integers(0, 5),
)
LOGS = st.lists(TURNS, max_size=25)
CUTS = st.builds(
    Cut,
    st.sampled_from([MARCH, Period(date(2026, 3, 1), date(2026, 3, 1), PHNOM_PENH)]),
    topic=st.sampled_from(["", "", "budget", "never"]),
    place=st.sampled_from(["", "", "01", "0102", "0100"]),
    language=st.sampled_from(["", "", "km"]),
    event=st.sampled_from(["", "", "E1"]),
    sex=st.sampled_from(["", *SEXES]),
    age=st.sampled_from(["", "", *AGES]),
)


def agree(engine: Engine, cut: Cut) -> None:
    """Every figure of the fast path is the one of the slow path."""
    slow = Slow(engine, cut)
    with engine.connect() as connection:
        book = daybook(connection)
        fast = Figures(book, cut, only(connection, book, cut))
        people = fast.people()
        assert (people.reached, people.new, people.returning) == slow.people()
        assert fast.sessions() == slow.sessions()
        assert fast.queries() == slow.queries()
        assert fast.answer_times() == slow.answer_times()
        for field in ("topic", "language", "province", "district", "intent"):
            assert {part.value: (part.people, part.queries) for part in fast.by(field)} == slow.by(field), field
        for field, values in TOLD.items():
            parts = fast.among(groups(connection, book)[field])
            assert {part.value: (part.people, part.queries) for part in parts} == slow.among(field, values), field
        for part, (_, first, last) in zip(fast.over_time(spans_of(cut.period)), spans_of(cut.period), strict=True):
            here = [row for row in slow.rows if first <= row["local"] <= last]
            assert part.people == len({row["citizen"] for row in here})
            assert part.queries == sum(not row["profile"] for row in here)
        table = list(months_of(connection))
    assert dict(table) == months(engine, PHNOM_PENH)


def months_of(connection: Any) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    for row in connection.execute(select(reach_month)):
        yield (row.month, row.province, row.topic, row.language), (row.people, row.queries)


def profiles(engine: Engine, sexes: dict[str, str]) -> None:
    with engine.begin() as connection:
        for citizen, sex in sexes.items():
            state = {"declined": "declined", "unknown": "asked", "not_asked": "not_asked"}.get(sex, "answered")
            row = {"citizen": citizen, "sex": sex if state == "answered" else "", "sex_state": state,
                   "age_band": AGES[len(sex) % 5], "age_band_state": "asked" if sex == "male" else "answered"}  # fmt: skip
            connection.execute(profile.insert().values(changed_at=START, **row))


def touches(engine: Engine, citizens: set[str]) -> None:
    with engine.begin() as connection:
        for citizen in citizens:
            connection.execute(
                attribution.insert().values(
                    citizen=citizen, event="E1", at=START, day="2026-03-01", how="link", first=True
                )
            )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=LOGS,
    late=LOGS,
    gone=st.sets(st.integers(0, 24), max_size=6),
    sexes=st.dictionaries(st.sampled_from("abcd"), st.sampled_from(SEXES)),
    came=st.sets(st.sampled_from("abc")),
    leaves=st.sampled_from("abx"),
    cut=CUTS,
)
def test_the_roll_up_agrees_with_a_patient_person(
    engine: Engine,
    clean: Any,
    first: list[Row],
    late: list[Row],
    gone: set[int],
    sexes: dict[str, str],
    came: set[str],
    leaves: str,
    cut: Cut,
) -> None:
    clean()
    write(engine, first)
    profiles(engine, sexes)
    touches(engine, came)
    roll_up(engine, PHNOM_PENH, 30)
    agree(engine, cut)
    write(engine, late)  # late messages and imports: new rows of old days
    roll_up(engine, PHNOM_PENH, 30)
    agree(engine, cut)
    with engine.begin() as connection:
        forget(connection, leaves)  # without counting anew
    agree(engine, cut)
    with engine.begin() as connection:
        ids = connection.execute(select(query.c.id).order_by(query.c.id)).scalars().all()
        connection.execute(delete(query).where(query.c.id.in_([ids[at] for at in gone if at < len(ids)])))
    roll_up(engine, PHNOM_PENH, 30, thorough=True)
    agree(engine, cut)
    assert roll_up(engine, PHNOM_PENH, 30, thorough=True) == Rolled(0, 0), "a second run must find nothing to do"


def test_a_session_over_midnight_is_one(engine: Engine) -> None:
    write(engine, [turn(START + timedelta(minutes=5)), turn(START - timedelta(minutes=5))])
    roll_up(engine, PHNOM_PENH, 30)
    agree(engine, Cut(Period(date(2026, 2, 28), date(2026, 3, 1), PHNOM_PENH)))
    write(engine, [turn(START + timedelta(minutes=at)) for at in range(30, 60 * 24 * 2, 30)])  # two days of talk
    roll_up(engine, PHNOM_PENH, 30)
    agree(engine, Cut(Period(date(2026, 2, 28), date(2026, 3, 3), PHNOM_PENH)))


def test_another_zone_or_gap_counts_everything_anew(engine: Engine) -> None:
    write(engine, [turn(START + timedelta(hours=1)), turn(START + timedelta(hours=1, minutes=40))])
    roll_up(engine, PHNOM_PENH, 30)
    utc = Period(date(2026, 2, 28), date(2026, 2, 28), ZoneInfo("UTC"))
    roll_up(engine, utc.zone, 60)
    with engine.connect() as connection:
        figures = Figures(daybook(connection), Cut(utc))
        assert (figures.people().reached, figures.sessions()) == (1, 1)
        assert month_table(connection, "2026-01", "2026-12", []) == [{"month": "2026-02", "people": 1, "queries": 2}]


def test_a_limited_run_says_what_is_left_and_the_next_one_finishes(engine: Engine) -> None:
    write(engine, [turn(START + timedelta(days=at)) for at in range(4)])
    assert roll_up(engine, PHNOM_PENH, 30, most=3) == Rolled(3, 1)
    assert roll_up(engine, PHNOM_PENH, 30, most=3) == Rolled(1, 0)
    agree(engine, Cut(MARCH))
