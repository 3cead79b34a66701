"""The inbox stores every event once and hands it out to one worker at a time, in order."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update

from bot.delivery import inbox as messages
from bot.delivery import metrics
from bot.delivery.inbox import Inbox, PutOff, UnstorableBody
from bot.delivery.pace import Pace
from bot.domain.talk import Memory
from bot.errors import StoreError
from bot.messenger.events import parse_events
from bot.store.citizens import Kept, recall, remember
from bot.store.pseudonym import pseudonym
from bot.store.talk_tables import DEAD, DONE, OPEN, citizen, inbox
from tests.delivery.stage import APP, PAGE, Stage, body, echo_item, item

PACE = Pace()


def take(stage: Stage, owner: str = "one", limit: int = 10, later: float = 0) -> list[messages.Claimed]:
    now = datetime.now(UTC) + timedelta(seconds=later)
    return stage.inbox.writer.call(lambda connection: messages.claim(connection, owner, now, limit, PACE))


def finish(stage: Stage, number: int) -> None:
    with stage.engine.begin() as connection:
        connection.execute(update(inbox).where(inbox.c.id == number).values(status=DONE))


def test_an_event_posted_three_times_at_once_is_stored_once(stage: Stage) -> None:
    same = item("1", "hello")
    together = threading.Barrier(3)

    def post() -> None:
        together.wait()
        stage.hear(same)

    threads = [threading.Thread(target=post) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.hear(same, same)
    assert stage.row(inbox).body["text"] == "hello"


def test_the_citizen_is_stored_under_a_pseudonym(stage: Stage) -> None:
    stage.hear(item("1", "hello"))
    row = stage.row(inbox)
    assert row.citizen == pseudonym("key", PAGE, "1")
    assert (row.address, row.channel, row.kind, row.status) == ("1", "messenger", "text", OPEN)


@pytest.mark.parametrize(
    "quiet",
    [
        {"read": {"watermark": 1}},
        {"delivery": {"watermark": 1, "mids": ["m_1"]}},
        {"reaction": {"mid": "m_1", "action": "react", "reaction": "love"}},
        {"something_new": {"a": 1}},
    ],
)
def test_what_needs_no_answer_is_only_counted(stage: Stage, quiet: dict[str, object]) -> None:
    before = sum(sample.value for sample in metrics.EVENTS.collect()[0].samples if sample.name.endswith("_total"))
    stage.hear({"sender": {"id": "1"}, "recipient": {"id": PAGE}, "timestamp": 1, **quiet})
    after = sum(sample.value for sample in metrics.EVENTS.collect()[0].samples if sample.name.endswith("_total"))
    assert stage.rows(inbox) == []
    assert after == before + 1


def test_messages_to_another_page_are_left_alone(stage: Stage) -> None:
    theirs = {**item("1", "hello"), "recipient": {"id": "999"}}
    now = datetime.now(UTC)
    stage.inbox.store(parse_events(body(theirs, page="999"), now), now)
    assert stage.rows(inbox) == []


def test_a_mad_timestamp_is_replaced_by_the_time_of_arrival(stage: Stage) -> None:
    stage.hear({**item("1", "old"), "timestamp": 1000}, {**item("2", "late"), "timestamp": _ago(hours=30)})
    old, late = stage.rows(inbox)
    assert old.occurred_at == old.received_at
    assert late.received_at - late.occurred_at > timedelta(hours=29)


def _ago(**span: float) -> int:
    return round((datetime.now(UTC) - timedelta(**span)).timestamp() * 1000)


def test_each_citizen_has_one_message_in_work_and_the_earliest_first(stage: Stage) -> None:
    stage.hear(item("1", "a"), item("1", "b"), item("2", "c"))
    first = take(stage)
    assert [claimed.incoming.text for claimed in first] == ["a", "c"]
    assert take(stage) == []
    finish(stage, first[0].id)
    assert [claimed.incoming.text for claimed in take(stage)] == ["b"]


def test_two_workers_never_hold_the_same_message(stage: Stage) -> None:
    stage.hear(*(item(str(number), "x") for number in range(10)))
    one, two = take(stage, "one", 6), take(stage, "two", 6)
    assert len(one) == 6 and len(two) == 4
    assert not {claimed.id for claimed in one} & {claimed.id for claimed in two}


def test_a_dead_workers_message_is_taken_over_when_its_lease_has_run_out(stage: Stage) -> None:
    stage.hear(item("1", "a"))
    take(stage, "dead")
    assert take(stage, "living", later=PACE.lease - 1) == []
    (taken,) = take(stage, "living", later=PACE.lease + 1)
    assert taken.attempts == 2


def test_an_extended_lease_is_kept(stage: Stage) -> None:
    stage.hear(item("1", "a"))
    (held,) = take(stage, "one")
    until = datetime.now(UTC) + timedelta(seconds=60)
    with stage.engine.begin() as connection:
        messages.INBOX.extend(connection, inbox.c.id, [held.id], "one", until)
        messages.INBOX.extend(connection, inbox.c.id, [held.id], "other", until + timedelta(hours=1))
    assert take(stage, "two", later=50) == []
    assert len(take(stage, "two", later=61)) == 1


def test_a_failing_message_waits_longer_each_time_and_is_given_up_after_eight_tries(stage: Stage) -> None:
    stage.hear(item("1", "a"))
    waits = []
    for _ in range(PACE.turn_tries):
        (held,) = take(stage, "one", later=3600)
        now = datetime.now(UTC)
        off = PutOff(held.id, "one", held.attempts, "ValueError", now)
        stage.inbox.writer.call(lambda connection, off=off: messages.put_off(connection, off, PACE))
        waits.append((stage.row(inbox).ready_at - now).total_seconds())
    row = stage.row(inbox)
    assert (row.status, row.error, row.attempts) == (DEAD, "ValueError", 8)
    assert waits[0] < 1.3 and waits[2] > 2.9 and waits[5] > 23


def test_a_message_that_kills_the_program_each_time_is_given_up(stage: Stage) -> None:
    stage.hear(item("1", "a"), item("1", "b"))
    for number in range(PACE.turn_tries):
        assert [held.incoming.text for held in take(stage, later=number * 100)] == ["a"]
    assert take(stage, later=10_000) == []
    assert stage.rows(inbox)[0].status == DEAD
    assert [held.incoming.text for held in take(stage, later=10_000)] == ["b"]


def test_a_kind_of_another_version_does_not_hold_up_the_queue(stage: Stage) -> None:
    stage.hear(item("1", "a"), item("2", "b"))
    with stage.engine.begin() as connection:
        connection.execute(update(inbox).where(inbox.c.id == 1).values(kind="dance"))
    assert [held.incoming.kind for held in take(stage)] == ["file", "text"]


def test_what_was_never_begun_goes_back_at_once(stage: Stage) -> None:
    stage.hear(item("1", "a"))
    (held,) = take(stage, "one")
    with stage.engine.begin() as connection:
        messages.give_back(connection, "one", [held.id], datetime.now(UTC))
    (again,) = take(stage, "two")
    assert again.attempts == 1


def test_a_store_without_tables_raises_instead_of_losing_the_message(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        connection.execute(text("DROP TABLE inbox"))
    with pytest.raises(StoreError):
        stage.hear(item("1", "a"))


def test_a_store_that_is_locked_raises_in_time(stage: Stage) -> None:
    impatient = Inbox(stage.engine, stage.settings, patience=0.1)
    now = datetime.now(UTC)
    with stage.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE inbox"))
        with pytest.raises(StoreError):
            impatient.store(parse_events(body(item("1", "a")), now), now)
    impatient.writer.close()


def test_what_the_database_refuses_is_told_apart_from_a_store_that_is_away(stage: Stage) -> None:
    now = datetime.now(UTC)
    (event,) = parse_events(body(item("1", "a")), now)
    bad = replace(event, key="\ud800")  # half a character
    with pytest.raises(UnstorableBody):
        stage.inbox.store([event, bad], now)


def test_a_person_of_the_staff_makes_the_bot_keep_quiet_for_a_while(stage: Stage) -> None:
    name, now = pseudonym("key", PAGE, "1"), datetime.now(UTC)
    with stage.engine.begin() as connection:
        remember(connection, [Kept(name, now, Memory(), waits_since=now)])
    stage.hear(echo_item("1", text="Hello, this is Sokha.", app_id=26390203743090))
    with stage.engine.begin() as connection:
        until = recall(connection, [name])[name].quiet_until
    assert until and timedelta(minutes=59) < until - now < timedelta(minutes=61)
    assert stage.row(citizen).waits_since is None


def test_the_bots_own_echo_does_not_make_it_quiet(stage: Stage) -> None:
    name, now = pseudonym("key", PAGE, "1"), datetime.now(UTC)
    with stage.engine.begin() as connection:
        remember(connection, [Kept(name, now, Memory())])
    own = (echo_item("1", text="hello", app_id=int(APP)), echo_item("1", text="hello", metadata="ab" * 16, app_id=7))
    stage.hear(*own)
    with stage.engine.begin() as connection:
        assert recall(connection, [name])[name].quiet_until is None


def test_another_tool_at_the_page_makes_the_bot_keep_quiet_also_when_it_marks_its_messages(stage: Stage) -> None:
    stage.hear(echo_item("1", text="hello", metadata="another tool's own words", app_id=7))
    assert stage.row(citizen).quiet_until is not None
