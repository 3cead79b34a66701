"""What turns leave for the counts: touches, answers about oneself, quizzes, judgements; each on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, Table, func, select

from bot.domain.campaign import AboutSelf, Judged, Note, QuizStep, Touched
from bot.domain.talk import Incoming, Kind, Memory, Outcome, Turn
from bot.store.campaign_tables import attribution, feedback, profile, profile_answer, quiz_answer, quiz_attempt
from bot.store.forgetting import forget
from bot.store.notes import keep_notes
from bot.store.querylog import Entry, record
from bot.store.talk_tables import DONE, inbox, outbox

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # already the 24th in Cambodia
ITEMS = ("one", "two", "three")
keep = keep_notes(ZoneInfo("Asia/Phnom_Penh"))


def note(connection: Connection, *notes: Note, who: str = "a", minutes: int = 0) -> None:
    turn = Turn((), Memory(), "km", Outcome.ANSWERED, notes=notes)
    keep(connection, Incoming(who, Kind.TAP, NOW + timedelta(minutes=minutes)), turn)


def rows(connection: Connection, table: Table) -> list[Any]:
    return list(connection.execute(select(table).order_by(next(iter(table.primary_key.columns)))))


def test_every_touch_is_a_row_and_one_of_them_the_first(engine: Engine) -> None:
    with engine.begin() as connection:
        note(connection, Touched("EV1", "link"))
        note(connection, Touched("EV1", "link"), minutes=1)
        note(connection, Touched("EV2", "code"), minutes=2)
        note(connection, Touched("EV2", "link"), who="b")
        told = [(row.citizen, row.event, row.how, row.first, row.day) for row in rows(connection, attribution)]
    assert told == [
        ("a", "EV1", "link", True, "2026-11-24"),
        ("a", "EV1", "link", False, "2026-11-24"),
        ("a", "EV2", "code", False, "2026-11-24"),
        ("b", "EV2", "link", True, "2026-11-24"),
    ]


def test_a_touch_heard_of_late_is_still_the_first(engine: Engine) -> None:
    with engine.begin() as connection:
        note(connection, Touched("EV2", "link"), minutes=10)
        note(connection, Touched("EV1", "link"), minutes=3)
        assert [(row.event, row.first) for row in rows(connection, attribution)] == [("EV2", False), ("EV1", True)]


def test_a_later_answer_corrects_an_earlier_one_and_both_stay_in_the_history(engine: Engine) -> None:
    with engine.begin() as connection:
        note(connection, AboutSelf("sex", "asked"))
        note(connection, AboutSelf("sex", "answered", "male"), AboutSelf("age_band", "asked"), minutes=1)
        note(connection, AboutSelf("sex", "answered", "female"), minutes=2)
        note(connection, AboutSelf("age_band", "declined"), minutes=3)
        (row,) = rows(connection, profile)
        history = [(r.question, r.state, r.value) for r in rows(connection, profile_answer)]
    assert (row.sex, row.sex_state, row.age_band, row.age_band_state) == ("female", "answered", "", "declined")
    assert (row.commune_state, row.disability_state) == ("not_asked", "not_asked")
    assert [entry for entry in history if entry[0] == "sex"] == [
        ("sex", "asked", ""), ("sex", "answered", "male"), ("sex", "answered", "female"),
    ]  # fmt: skip


def test_asking_again_takes_no_answer_away(engine: Engine) -> None:
    with engine.begin() as connection:
        note(connection, AboutSelf("sex", "answered", "female"))
        note(connection, AboutSelf("sex", "asked"))
        (row,) = rows(connection, profile)
    assert (row.sex, row.sex_state) == ("female", "answered")


def test_declining_takes_an_answer_back(engine: Engine) -> None:
    with engine.begin() as connection:
        note(connection, AboutSelf("sex", "answered", "female"))
        note(connection, AboutSelf("sex", "declined"))
        (row,) = rows(connection, profile)
    assert (row.sex, row.sex_state) == ("", "declined")


def take_quiz(connection: Connection, moment: Any, right: int, who: str = "a", minutes: int = 0) -> None:
    note(connection, QuizStep("EV1", moment, ITEMS), who=who, minutes=minutes)
    for number, item in enumerate(ITEMS):
        step = QuizStep("EV1", moment, ITEMS, item, "budget", 1 if number < right else 2, number < right, number == 2)
        note(connection, step, who=who, minutes=minutes + number)


def test_a_finished_pair_holds_both_scores(engine: Engine) -> None:
    with engine.begin() as connection:
        take_quiz(connection, "pre", 1)
        take_quiz(connection, "post", 3, minutes=90)
        found = [(row.moment, row.score, row.asked, row.items) for row in rows(connection, quiz_attempt)]
        finished = [row.finished_at for row in rows(connection, quiz_attempt)]
    assert found == [("pre", 1, 3, list(ITEMS)), ("post", 3, 3, list(ITEMS))]
    assert finished == [NOW + timedelta(minutes=2), NOW + timedelta(minutes=92)]


def test_an_item_answered_twice_counts_as_first_answered(engine: Engine) -> None:
    with engine.begin() as connection:
        for right in (False, True):
            note(connection, QuizStep("EV1", "pre", ITEMS, "one", "budget", 1 if right else 2, right))
        (answer,) = rows(connection, quiz_answer)
        (attempt,) = rows(connection, quiz_attempt)
    assert (answer.correct, attempt.score, attempt.finished_at) == (False, 0, None)


def test_what_is_finished_stays_as_it_is(engine: Engine) -> None:
    with engine.begin() as connection:
        take_quiz(connection, "pre", 2)
        note(connection, QuizStep("EV1", "pre", refused=True), minutes=5)
        note(connection, QuizStep("EV1", "pre", ("other",)), minutes=6)
        (attempt,) = rows(connection, quiz_attempt)
    assert (attempt.score, attempt.refused_at, attempt.items) == (2, None, list(ITEMS))


def test_a_refused_quiz_may_still_be_taken(engine: Engine) -> None:
    with engine.begin() as connection:
        note(connection, QuizStep("EV1", "pre", refused=True))
        (refused,) = rows(connection, quiz_attempt)
        take_quiz(connection, "pre", 3, minutes=1)
        (taken,) = rows(connection, quiz_attempt)
    assert (refused.refused_at, refused.asked) == (NOW, 0)
    assert (taken.refused_at, taken.score, taken.asked) == (None, 3, 3) and taken.finished_at


ENTRY = Entry(1, NOW, "2026-11-24", "a", "messenger", Kind.TEXT, "km", Outcome.ANSWERED, "state-total", "budget", "", {}, 1.0,
              False, 1, None)  # fmt: skip


def answered(connection: Connection, number: int, who: str = "a", text: str = "ថវិការដ្ឋប៉ុន្មាន? 012 345 678") -> None:
    times = dict.fromkeys(("occurred_at", "received_at", "ready_at", "lease_until"), NOW)
    heard = {
        "channel": "messenger",
        "kind": "text",
        "body": {"text": text},
        "status": DONE,
        "page_id": "1",
        "address": "x",
    }
    connection.execute(inbox.insert().values(id=number, event_key=f"k{number}", citizen=who, **times, **heard))
    record(connection, [replace(ENTRY, inbox_id=number, citizen=who)])
    button = {"attachment": {"type": "template", "payload": {"text": "above buttons"}}}
    for part, message in enumerate(({"text": "37,950 billion"}, button)):
        times = dict.fromkeys(("window_until", "ready_at", "lease_until"), NOW)
        said = {"message": message, "mark": f"m{number}-{part}", "status": DONE, "page_id": "1", "address": "x"}
        connection.execute(outbox.insert().values(inbox_id=number, citizen=who, **times, **said))


def test_an_answer_of_no_use_keeps_question_and_answer(engine: Engine) -> None:
    with engine.begin() as connection:
        answered(connection, 1)
        answered(connection, 2)
        note(connection, Judged("state-total", False, "ថវិការដ្ឋប៉ុន្មាន? …"))
        (row,) = rows(connection, feedback)
    assert (row.useful, row.intent, row.topic, row.language, row.query) == (False, "state-total", "budget", "km", 2)
    assert row.question == "ថវិការដ្ឋប៉ុន្មាន? …"
    assert row.answer == "37,950 billion\n\nabove buttons"


def test_a_useful_answer_keeps_no_words_and_a_second_tap_corrects(engine: Engine) -> None:
    with engine.begin() as connection:
        answered(connection, 1)
        note(connection, Judged("state-total", False))
        note(connection, Judged("state-total", True))
        (row,) = rows(connection, feedback)
    assert (row.useful, row.question, row.answer) == (True, None, None)


def test_nobody_judges_an_answer_that_is_not_theirs(engine: Engine) -> None:
    with engine.begin() as connection:
        answered(connection, 1, who="b")
        note(connection, Judged("state-total", False))
        note(connection, Judged("service-fee", False), who="b")
        assert rows(connection, feedback) == []


@pytest.fixture
def full(engine: Engine) -> Engine:
    """Two citizens who did everything."""
    with engine.begin() as connection:
        for number, who in ((1, "a"), (2, "b")):
            answered(connection, number, who)
            note(connection, Touched("EV1", "link"), Touched("EV2", "code"), who=who)
            about = (("sex", "female"), ("age_band", "18-30"), ("commune", "010804"), ("disability", "some"))
            note(connection, *(AboutSelf(question, "answered", value) for question, value in about), who=who)
            take_quiz(connection, "pre", 1, who)
            take_quiz(connection, "post", 3, who, minutes=90)
            note(connection, Judged("state-total", False), who=who)
    return engine


ALL = (attribution, profile, profile_answer, quiz_attempt, quiz_answer, feedback)


def counted(connection: Connection) -> list[Any]:
    """What reports count: nothing in it names a person."""
    people = func.count(attribution.c.citizen.distinct())
    touches = select(attribution.c.event, people, func.count().filter(attribution.c.first))
    women = select(profile.c.sex, profile.c.age_band, func.count()).group_by(profile.c.sex, profile.c.age_band)
    scores = select(quiz_attempt.c.moment, func.count(), func.sum(quiz_attempt.c.score)).group_by(quiz_attempt.c.moment)
    useful = select(feedback.c.useful, func.count()).group_by(feedback.c.useful)
    asked = (touches.group_by(attribution.c.event), women, scores, useful)
    return [sorted(map(tuple, connection.execute(one))) for one in asked]


def test_forgetting_leaves_nothing_personal_and_every_count_as_it_was(full: Engine) -> None:
    with full.begin() as connection:
        before = counted(connection)
        forget(connection, "a")
        assert counted(connection) == before
        for table in ALL:
            names = {row.citizen for row in rows(connection, table)}
            assert "a" not in names and "b" in names
        (stranger,) = [row for row in rows(connection, profile) if row.citizen != "b"]
        assert (stranger.sex, stranger.age_band, stranger.commune) == ("female", "18-30", "01")
        assert (stranger.disability, stranger.disability_state) == ("", "not_asked")
        assert [row.question for row in rows(connection, profile_answer) if row.citizen != "b"] == []
        (judged,) = [row for row in rows(connection, feedback) if row.citizen != "b"]
        assert (judged.question, judged.answer, judged.useful) == (None, None, False)


def test_pairs_of_a_forgotten_citizen_stay_pairs(full: Engine) -> None:
    with full.begin() as connection:
        forget(connection, "a")
        pairs = {(row.citizen, row.event) for row in rows(connection, quiz_attempt)}
        assert len(pairs) == 2 and len(rows(connection, quiz_attempt)) == 4


def test_nobody_else_is_touched_by_forgetting(full: Engine) -> None:
    with full.begin() as connection:
        before = [[tuple(row) for row in rows(connection, table) if row.citizen == "b"] for table in ALL]
        forget(connection, "a")
        after = [[tuple(row) for row in rows(connection, table) if row.citizen == "b"] for table in ALL]
    assert before == after and all(before)
