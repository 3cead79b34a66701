"""A turn is stored whole or not at all, once, and never with more of the citizen than is needed."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from bot.delivery import inbox as messages
from bot.delivery import turns
from bot.delivery.turns import Answering, Told
from bot.domain.talk import Button, Incoming, Memory, Outcome, Reply, Turn
from bot.store.citizens import Known, recall
from bot.store.desk_tables import unanswered
from bot.store.talk_tables import CANCELLED, DEAD, DONE, OPEN, citizen, inbox, outbox, query
from tests.delivery.stage import QUICK, Stage, apologises, item, repeats


def take(stage: Stage) -> list[tuple[messages.Claimed, Known]]:
    with stage.engine.begin() as connection:
        claimed = messages.claim(connection, "me", datetime.now(UTC), 10, QUICK)
        known = recall(connection, [one.incoming.citizen for one in claimed])
    return [(one, known.get(one.incoming.citizen, Known())) for one in claimed]


def tell(stage: Stage, respond: Any = repeats) -> Told:
    """Take up the one waiting message and think out its turn."""
    ((claimed, known),) = take(stage)
    return Answering(stage.settings, respond, apologises).answer(claimed, known, "me", "me", 10)


def turn(stage: Stage, respond: Any = repeats) -> None:
    """Take up the one waiting message and store its turn."""
    told = tell(stage, respond)
    with stage.engine.begin() as connection:
        turns.store(connection, [told])


def answers(outcome: Outcome = Outcome.ANSWERED, **more: Any) -> Any:
    """A conversation that always comes to this."""
    return lambda incoming, memory, now: Turn((Reply("well"),), memory, "en", outcome, **more)


def test_a_turn_leaves_log_memory_replies_and_a_finished_message(stage: Stage) -> None:
    stage.hear(item("1", "hello"))
    turn(stage, answers(intent="greeting", topic="talk", names={"place": "010203"}, score=0.9))
    assert stage.row(inbox).status == DONE
    logged = stage.row(query)
    assert (logged.intent, logged.topic, logged.province, logged.outcome) == ("greeting", "talk", "01", "answered")
    assert (logged.citizen, logged.channel, logged.inbox_id) == (
        stage.row(citizen).citizen,
        "messenger",
        stage.row(inbox).id,
    )
    sent = stage.row(outbox)
    assert (sent.message["text"], sent.address, sent.status) == ("well", "1", OPEN)
    assert sent.window_until == stage.row(inbox).occurred_at + timedelta(hours=24)


def test_a_reply_of_several_messages_is_stored_in_order(stage: Stage) -> None:
    stage.hear(item("1", "hello"))
    long = "word. " * 700
    turn(stage, lambda i, m, n: Turn((Reply(long), Reply("end", (Button("More", "more"),))), m, "en", Outcome.ANSWERED))
    said = [row.message for row in stage.rows(outbox)]
    assert len(said) > 3 and said[0]["text"].startswith("word.") and "attachment" in said[-1]


def test_a_message_that_another_worker_took_is_not_stored_a_second_time(stage: Stage) -> None:
    stage.hear(item("1", "hello"))
    told = tell(stage)
    with stage.engine.begin() as connection:
        assert turns.store(connection, [told]) == [told.parcels]
        assert turns.store(connection, [told]) == [None]
    assert len(stage.rows(query)) == len(stage.rows(outbox)) == 1


def test_of_a_turn_that_cannot_be_stored_nothing_stays(stage: Stage) -> None:
    stage.hear(item("1", "hello"))

    def refuses(connection: Connection, incoming: Incoming, turn: Turn) -> None:
        raise ValueError("no")

    told = tell(stage)
    with pytest.raises(ValueError), stage.engine.begin() as connection:
        turns.store(connection, [told], [refuses])
    assert stage.rows(query) == stage.rows(outbox) == stage.rows(citizen) == []
    assert stage.row(inbox).status == OPEN


def test_what_belongs_beside_a_turn_is_stored_with_it(stage: Stage) -> None:
    stage.hear(item("1", "hello", referral={"ref": "poster-1"}))
    seen: list[tuple[str, Outcome]] = []
    told = tell(stage)
    with stage.engine.begin() as connection:
        turns.store(connection, [told], [lambda c, incoming, turn: seen.append((incoming.ref, turn.outcome))])
    assert seen == [("poster-1", Outcome.ANSWERED)]


def test_the_memory_of_a_turn_is_there_in_the_next(stage: Stage) -> None:
    seen: list[Memory] = []

    def respond(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        seen.append(memory)
        return Turn((), replace(memory, language="km", intent=incoming.text, greeted=True), "km", Outcome.ANSWERED)

    for words in ("first", "second"):
        stage.hear(item("1", words))
        turn(stage, respond)
    assert (seen[0], seen[1].intent) == (Memory(), "first")


def test_after_a_long_silence_only_the_language_and_the_greeting_are_remembered(stage: Stage) -> None:
    stage.hear(item("1", "first"))
    turn(stage, lambda i, m, n: Turn((), Memory(language="km", intent="x", greeted=True), "km", Outcome.ANSWERED))
    stage.hear(item("1", "second"))
    ((claimed, known),) = take(stage)
    old = Known(replace(known.memory, at=datetime.now(UTC) - timedelta(minutes=31)))
    told = Answering(stage.settings, repeats, apologises).answer(claimed, old, "me", "", 10)
    assert told.turn.memory == Memory(language="km", greeted=True)


def test_a_failure_is_answered_kindly_logged_as_failed_and_says_nothing_of_the_words(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        raise ValueError(f"cannot understand {incoming.text}")

    stage.hear(item("777888999", "my secret words"))
    with caplog.at_level(logging.DEBUG):
        turn(stage, fails)
    assert stage.row(outbox).message["text"] == "សូមទោស"
    assert stage.row(query).outcome == "failed"
    everything = " ".join(str(vars(record)) for record in caplog.records)
    assert "ValueError" in everything
    assert "secret" not in everything and "777888999" not in everything


def test_the_day_is_that_of_the_place(stage: Stage) -> None:
    evening = datetime(2026, 11, 23, 18, tzinfo=UTC)  # past midnight in Phnom Penh
    stage.hear(item("1", "hello"))
    with stage.engine.begin() as connection:
        connection.execute(update(inbox).values(occurred_at=evening))
    turn(stage)
    assert (stage.row(query).day, stage.row(query).at) == ("2026-11-24", evening)


@pytest.mark.parametrize(
    "outcome, kept", [(Outcome.ANSWERED, None), (Outcome.NOT_UNDERSTOOD, "ring …"), (Outcome.OFFERED, "ring …")]
)
def test_words_are_kept_only_to_learn_from_and_without_numbers(
    stage: Stage, outcome: Outcome, kept: str | None
) -> None:
    stage.hear(item("1", "ring 012 345 678"))
    turn(stage, answers(outcome))
    assert [row.text for row in stage.rows(unanswered)] == ([kept] if kept else [])


def test_who_asks_for_a_person_waits_for_one(stage: Stage) -> None:
    stage.hear(item("1", "a person please"))
    turn(stage, answers(Outcome.TO_A_PERSON, wants_person=True))
    assert stage.row(citizen).waits_since is not None


def test_while_a_person_of_the_staff_talks_the_bot_listens_but_answers_taps(stage: Stage) -> None:
    stage.hear(item("1", "hello"))
    turn(stage)
    with stage.engine.begin() as connection:
        connection.execute(update(citizen).values(quiet_until=datetime.now(UTC) + timedelta(minutes=5)))
    stage.hear(item("1", "thank you, Sokha"))
    turn(stage)
    assert [row.outcome for row in stage.rows(query)] == ["answered", "to_a_person"]
    assert len(stage.rows(outbox)) == 1
    stage.hear(item("1", "Menu", quick_reply={"payload": "menu"}))
    turn(stage)
    assert [row.message["text"] for row in stage.rows(outbox)] == ["hello", "Menu"]


def test_an_answer_waits_behind_an_earlier_one_that_is_still_unsent(stage: Stage) -> None:
    stage.hear(item("1", "a"))
    turn(stage)
    stage.hear(item("1", "b"))
    told = tell(stage)
    with stage.engine.begin() as connection:
        assert turns.store(connection, [told]) == [()]
    assert [row.owner for row in stage.rows(outbox)] == ["me", ""]


def test_a_citizen_who_asks_to_be_forgotten_is_forgotten_after_the_goodbye(stage: Stage) -> None:
    stage.hear(item("555666777", "what is the budget"))
    stage.work_until(lambda: len(stage.platform.taken) == 1, answers(Outcome.NOT_UNDERSTOOD))
    known = stage.row(citizen).citizen
    stage.hear(item("555666777", "delete my data"))
    forgets = answers(Outcome.ANSWERED, forget=True)
    stage.work_until(
        lambda: all(row.status == DONE for row in stage.rows(outbox)) and len(stage.platform.taken) == 2, forgets
    )
    assert stage.rows(citizen) == []
    everything = repr([stage.rows(table) for table in (inbox, outbox, query)])
    assert "555666777" not in everything and known not in everything and "budget" not in everything
    assert len({row.citizen for row in stage.rows(query)}) == 1 and len(stage.rows(query)) == 2


def test_a_goodbye_that_cannot_be_sent_is_blanked_too(stage: Stage) -> None:
    stage.hear(item("555666777", "delete my data"))
    turn(stage, answers(Outcome.ANSWERED, forget=True))
    with stage.engine.begin() as connection:
        connection.execute(
            update(outbox).values(window_until=datetime.now(UTC), owner="", lease_until=datetime.now(UTC))
        )
    stage.work_until(lambda: stage.row(outbox).status == DEAD)
    assert (stage.row(outbox).address, stage.row(outbox).message, stage.row(outbox).citizen) == ("", {}, "")


def test_unsent_answers_from_before_are_not_sent_to_who_was_forgotten(stage: Stage) -> None:
    for words in ("a", "b"):
        stage.hear(item("1", words))
        turn(stage, answers(Outcome.ANSWERED, forget=words == "b"))
    assert [row.status for row in stage.rows(outbox)] == [CANCELLED, OPEN]


def test_a_reply_that_cannot_be_written_down_is_a_failure_too(stage: Stage) -> None:
    stage.hear(item("1", "hello"))
    turn(stage, lambda i, m, n: Turn((None,), m, "en", Outcome.ANSWERED))  # type: ignore[arg-type]
    assert (stage.row(query).outcome, len(stage.rows(outbox))) == ("failed", 1)
