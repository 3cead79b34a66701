"""What people learned, counted a second time by plain loops over random quizzes, and measures split as the whole is measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from bot.errors import IntentFileError
from bot.reach.crowd import groups, only
from bot.reach.daybook import daybook
from bot.reach.figures import Cut, Figures
from bot.reach.indicator_file import read_indicators
from bot.reach.learning import gains, gains_by, held_by, learned
from bot.reach.period import Period
from bot.reach.splitting import OF_LOG, OF_PAIRS, breakdowns, of_figures, split
from bot.reach.taking_part import Pairs, pairs_behind
from bot.reach.told import SEXES
from bot.settings import ROOT
from bot.store.campaign_tables import attribution, event, profile, quiz_attempt
from bot.store.engine import open_engine
from tests.reach.slow import said
from tests.reach.turns import PHNOM_PENH

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), PHNOM_PENH)
START = datetime(2026, 3, 1, 3, tzinfo=UTC)
EVENTS = {"E1": ("budget", "010203"), "E2": ("all", "0102"), "E3": ("budget", "12")}
TRIES = st.lists(
    st.tuples(
        st.sampled_from("abcdef"),
        st.sampled_from([*EVENTS, "GONE"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from([None, 0, 5, 40]),  # days after the first of March; None: never finished
    ),
    max_size=20,
    unique_by=lambda one: one[:2],
)


@pytest.fixture
def held(engine: Engine) -> Iterator[Engine]:
    with engine.begin() as connection:
        for number, (code, (topic, place)) in enumerate(EVENTS.items()):
            row = {"code": code, "folded": code, "date": f"2026-03-{number + 1:02}", "place": place, "type": "forum"}
            names = {"topic": topic, "organiser": "", "name_km": code, "name_en": code}
            connection.execute(event.insert().values(**row, **names, created_at=START, changed_at=START))
    yield engine


def write(engine: Engine, tries: list[Any], sexes: dict[str, str]) -> None:
    with engine.begin() as connection:
        for table in (quiz_attempt, profile, attribution):
            connection.execute(delete(table))
        for citizen, sex in sexes.items():
            state = {"declined": "declined", "unknown": "asked", "not_asked": "not_asked"}.get(sex, "answered")
            row = {"citizen": citizen, "sex": sex if state == "answered" else "", "sex_state": state}
            connection.execute(profile.insert().values(**row, changed_at=START))
        for citizen, code, before, after, days in tries:
            usual = {
                "citizen": citizen,
                "event": code,
                "day": "2026-03-01",
                "items": [],
                "asked": 3,
                "started_at": START,
            }
            for moment, score, done in (
                ("pre", before, START),
                ("post", after, None if days is None else START + timedelta(days)),
            ):
                connection.execute(quiz_attempt.insert().values(**usual, moment=moment, score=score, finished_at=done))
        for code in EVENTS:
            came = {
                "citizen": "a",
                "event": code,
                "at": START,
                "day": "2026-03-01",
                "how": "code",
                "first": code == "E1",
            }
            connection.execute(attribution.insert().values(**came))


def value_of(by: str, citizen: str, code: str, sexes: dict[str, str]) -> str:
    topic, place = EVENTS.get(code, ("", ""))
    told = {"sex": sexes.get(citizen, "not_asked"), "event": code, "topic": topic, "province": place[:2]}
    return told[by]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=TRIES, sexes=st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(SEXES)))
def test_who_learned_agrees_with_a_patient_person(held: Engine, tries: list[Any], sexes: dict[str, str]) -> None:
    write(held, tries, sexes)
    done = [one for one in tries if one[4] is not None and one[4] < 31]
    risen = {one[0] for one in done if one[3] > one[2]}
    with held.connect() as connection:
        whole = learned(connection, MARCH)
        assert (whole.pairs, whole.increased) == (len({one[0] for one in done}), len(risen))
        assert (
            sum(whole.pairs_by_sex.values()) == whole.pairs and sum(whole.increased_by_sex.values()) == whole.increased
        )
        for by in OF_PAIRS:
            parts: dict[str, list[Any]] = defaultdict(list)
            for one in done:
                parts[value_of(by, one[0], one[1], sexes)].append(one)
            found = {one.value: one for one in gains_by(connection, MARCH, by) if one.pairs}
            assert found.keys() == parts.keys(), by
            for value, some in parts.items():
                assert found[value].pairs == len({one[0] for one in some}), (by, value)
                assert found[value].increased == len({one[0] for one in some if one[3] > one[2]}), (by, value)
                assert found[value].points == pytest.approx(sum((one[3] - one[2]) / 3 for one in some) / len(some))
                if value:
                    wanted = Pairs(MARCH, **{by: value}, rose=True)
                    assert pairs_behind(connection, wanted)[1] == found[value].increased, (by, value)
        ever = [one for one in tries if one[4] is not None and one[0] == "a" and one[1] in EVENTS]
        assert gains(connection) == {one[1]: (1, int(one[3] > one[2])) for one in ever}


def test_events_are_counted_by_topic_and_province(held: Engine) -> None:
    with held.connect() as connection:
        assert held_by(connection, MARCH, "topic") == {"budget": 2, "all": 1}
        assert held_by(connection, MARCH, "province") == {"01": 2, "12": 1}
        assert held_by(connection, Period(date(2026, 4, 1), date(2026, 4, 2), PHNOM_PENH), "topic") == {}


MEASURES = ("people", "people female", "new", "returning", "sessions", "queries", "queries answered")


@pytest.mark.parametrize("by", OF_LOG)
def test_each_part_of_a_measure_is_measured_as_the_whole_is(campaign_url: str, by: str) -> None:
    engine = open_engine(campaign_url)
    period = Period(date(2024, 3, 1), date(2024, 6, 30), PHNOM_PENH)
    names = {"province": "place", "age_band": "age"}
    with engine.connect() as connection:
        book = daybook(connection)
        for measure in MEASURES:
            found = split(connection, measure, by, period)
            assert sum(found.values()) > 0 or measure == "returning"
            for value, count in found.items():
                cut = Cut(period, **({names.get(by, by): value} if value else {"none": by}))
                figures = Figures(book, cut, only(connection, book, cut))
                if measure == "people female":
                    marks = figures.reached() & _women(connection, book)
                    assert count == int(marks.sum()), (measure, value)
                else:
                    assert count == of_figures(measure, figures), (measure, value)
    engine.dispose()


def _women(connection: Any, book: Any) -> Any:
    told = {row.citizen: said(row.sex, row.sex_state) for row in connection.execute(select(profile))}
    marks = groups(connection, book)["sex"]["female"]
    assert int(marks.sum()) == sum(sex == "female" for sex in told.values())
    return marks


def test_a_breakdown_that_a_measure_does_not_have_is_refused(tmp_path: Any) -> None:
    text = (ROOT / "indicators.yml").read_text(encoding="utf-8")
    wrong = tmp_path / "indicators.yml"
    for measure, by in (("increased", "language"), ("events", "sex"), ("fact procurement-disclosure", "topic")):
        assert by not in breakdowns(measure)
        begin = text.index(f"  numerator: {measure}\n")
        at = text.find("  by: ", begin)
        wrong.write_text(text[:begin] + f"  numerator: {measure}\n  by: {by}\n" + text[text.index("  period:", begin) :]
                         if at else text, encoding="utf-8")  # fmt: skip
        with pytest.raises(IntentFileError) as caught:
            read_indicators(wrong)
        assert by in caught.value.told("en") and breakdowns(measure)[0] in caught.value.told("en")
