"""The demonstration campaign, and the donor's sentence counted by SQL written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select, text

from bot.reach.campaign import clear_campaign, make_campaign
from bot.reach.daybook import daybook
from bot.reach.figures import Cut, Figures
from bot.reach.learning import funnel, gains, learned
from bot.reach.period import Period
from bot.settings import ROOT
from bot.store.campaign_tables import event, quiz_attempt
from bot.store.engine import open_engine
from bot.store.talk_tables import query
from tests.reach.turns import PHNOM_PENH, turn

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31), PHNOM_PENH)

INCREASED = """
    SELECT COUNT(*) AS people,
           SUM(CASE WHEN profile.sex_state = 'answered' AND profile.sex = 'female' THEN 1 ELSE 0 END) AS women
    FROM (
        SELECT DISTINCT after.citizen
        FROM quiz_attempt AS after
        JOIN quiz_attempt AS before
          ON before.citizen = after.citizen AND before.event = after.event AND before.moment = 'pre'
        WHERE after.moment = 'post' AND after.score > before.score
          AND before.finished_at IS NOT NULL
          AND after.finished_at >= 1704042000000  -- 2024-01-01 00:00 in Phnom Penh
          AND after.finished_at <  1735664400000  -- 2025-01-01 00:00 in Phnom Penh
    ) AS learned
    LEFT JOIN profile ON profile.citizen = learned.citizen
"""
REACHED = """
    SELECT COUNT(DISTINCT citizen) FROM query
    WHERE channel IN ('messenger', 'emulator') AND at >= 1704042000000 AND at < 1735664400000
"""


@pytest.fixture
def campaign(campaign_url: str) -> Iterator[Engine]:
    opened = open_engine(campaign_url)
    yield opened
    opened.dispose()


def test_the_sentence_of_the_donor_agrees_with_sql_written_by_hand(campaign: Engine) -> None:
    with campaign.connect() as connection:
        found = learned(connection, YEAR)
        people, women = connection.execute(text(INCREASED)).one()
        reached = connection.execute(text(REACHED)).scalar()
        held = connection.execute(text("SELECT COUNT(*) FROM event WHERE date LIKE '2024-%'")).scalar()
        figures = Figures(daybook(connection), Cut(YEAR))
        assert (found.increased, found.increased_by_sex["female"], found.events) == (people, women, held)
        assert figures.people().reached == reached
    assert found.events == 51 and 400 < found.increased_by_sex["female"] < found.increased < found.pairs < 2100
    assert sum(found.increased_by_sex.values()) == found.increased
    assert sum(found.pairs_by_sex.values()) == found.pairs


def test_the_same_seed_makes_the_same_campaign_and_another_does_not(campaign: Engine) -> None:
    def scores() -> list[tuple[str, int]]:
        with campaign.connect() as connection:
            wanted = select(quiz_attempt.c.citizen, quiz_attempt.c.score).where(quiz_attempt.c.moment == "post")
            return [(row[0], row[1]) for row in connection.execute(wanted.order_by(quiz_attempt.c.citizen))]

    first = scores()
    for seed, same in ((1, True), (2, False)):
        with campaign.begin() as connection:
            make_campaign(connection, seed, PHNOM_PENH, 2024)
        assert (scores() == first) is same


def test_the_demonstration_goes_without_touching_what_is_real(campaign: Engine) -> None:
    with campaign.begin() as connection:
        connection.execute(query.insert().values(turn(datetime(2024, 5, 1, tzinfo=UTC), "a-citizen")))
        clear_campaign(connection)
        assert connection.execute(select(query.c.citizen)).scalars().all() == ["a-citizen"]
        assert connection.execute(select(event)).all() == []


def test_every_step_of_the_funnel_is_counted_of_those_who_came(campaign: Engine) -> None:
    with campaign.connect() as connection:
        steps = funnel(connection, "DEMO-01")
        came = connection.execute(text("SELECT COUNT(*) FROM attribution WHERE event = 'DEMO-01'")).scalar()
        pre = "SELECT COUNT(*) FROM quiz_attempt WHERE event = 'DEMO-01' AND moment = 'pre'"
        assert (steps.came, steps.before) == (came, connection.execute(text(pre)).scalar())
        assert steps.came >= steps.asked >= steps.answered > 0
        assert steps.before >= steps.pairs >= steps.increased > 0
        assert learned(connection, YEAR, "DEMO-01").pairs == steps.pairs


def test_the_made_up_people_ask_what_the_bot_can_be_asked(campaign: Engine) -> None:
    known = {path.stem for path in (ROOT / "intents").rglob("*.yaml")}
    with campaign.connect() as connection:
        asked = set(connection.execute(select(query.c.intent).distinct()).scalars())
    assert asked - {""} <= known and len(asked) > 10


def test_the_gains_of_all_events_are_those_of_each(campaign: Engine) -> None:
    with campaign.begin() as connection:
        connection.execute(text("DELETE FROM attribution WHERE id % 3 = 0"))  # some took the quizzes without coming
        by_hand = """SELECT post.event, COUNT(*), SUM(CASE WHEN post.score > pre.score THEN 1 ELSE 0 END)
            FROM quiz_attempt post JOIN quiz_attempt pre ON pre.citizen = post.citizen AND pre.event = post.event
            WHERE pre.moment = 'pre' AND post.moment = 'post' AND pre.finished_at > 0 AND post.finished_at > 0 AND EXISTS
            (SELECT 1 FROM attribution a WHERE a.citizen = post.citizen AND a.event = post.event) GROUP BY post.event"""
        counted = {row[0]: (row[1], row[2]) for row in connection.execute(text(by_hand))}
        found = gains(connection)
        assert found == counted and len(found) > 40
        for code in ("DEMO-01", "DEMO-17", "DEMO-51"):
            steps = funnel(connection, code)
            assert gains(connection, code) == {code: (steps.pairs, steps.increased)} == {code: found[code]}


def test_no_figure_counts_an_event_that_was_never_held(engine: Engine) -> None:
    with engine.connect() as connection:
        found = learned(connection, YEAR)
        assert (found.events, found.pairs, found.increased) == (0, 0, 0)
        assert funnel(connection, "E9").came == 0
