"""The worker answers and sends in order, whatever the platform says, and comes back by itself."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from bot.delivery import metrics
from bot.delivery.worker import Worker
from bot.domain.talk import Incoming, Memory, Outcome, Reply, Turn
from bot.messenger.errors import Policy, SendError
from bot.messenger.events import parse_events
from bot.store.talk_tables import AWAITING_ECHO, CANCELLED, DEAD, DONE, OPEN, inbox, outbox, query
from tests.delivery.stage import QUICK, Stage, apologises, body, echo_item, item, repeats, wait_until


def refused(policy: Policy, retry_after: float = 0.0) -> SendError:
    return SendError(policy, "momentary", retry_after=retry_after)


def in_two_parts(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
    return Turn((Reply(incoming.text + " 1"), Reply(incoming.text + " 2")), memory, "en", Outcome.ANSWERED)


def settled(stage: Stage, *states: int) -> Any:
    """Whether the rows of the outbox have come to these states."""
    return lambda: tuple(row.status for row in stage.rows(outbox)) == states


def test_a_message_is_answered_within_a_moment(stage: Stage) -> None:
    with stage.working():
        stage.hear(item("1", "warm up"))
        wait_until(lambda: len(stage.platform.taken) == 1)
        begun = time.monotonic()
        stage.hear(item("1", "hello"))
        wait_until(lambda: stage.platform.texts == ["warm up", "hello"])
        assert time.monotonic() - begun < 2
        wait_until(settled(stage, DONE, DONE))
    assert stage.rows(outbox)[1].message_id == "sent_2"


def test_the_same_message_three_times_at_once_is_answered_once(stage: Stage) -> None:
    same = item("1", "hello")
    with stage.working():
        threads = [threading.Thread(target=stage.hear, args=(same,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stage.hear(same)
        stage.hear(item("1", "end"))
        wait_until(lambda: stage.platform.texts[-1:] == ["end"])
    assert stage.platform.texts == ["hello", "end"]


def test_every_citizen_is_answered_in_the_order_of_their_messages(stage: Stage) -> None:
    with stage.working(threads=8):
        for number in range(0, 500, 10):
            stage.hear(*(item(str(one % 50), str(one)) for one in range(number, number + 10)))
        wait_until(lambda: len(stage.platform.taken) >= 500, 60)
        wait_until(lambda: {row.status for row in stage.rows(outbox)} == {DONE}, 30)
    said = defaultdict(list)
    for address, words in stage.platform.taken:
        said[address].append(int(words))
    assert said == {str(citizen): list(range(citizen, 500, 50)) for citizen in range(50)}
    assert len(stage.rows(query)) == 500


def test_the_parts_of_an_answer_arrive_in_order_and_before_the_next_answer(stage: Stage) -> None:
    stage.platform.slow = 0.01
    stage.hear(*(item("1", str(number)) for number in range(5)))
    stage.work_until(lambda: len(stage.platform.taken) == 10, in_two_parts)
    assert stage.platform.texts == [f"{number} {part}" for number in range(5) for part in (1, 2)]


def test_a_passing_fault_is_tried_again_in_order(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.RETRY), refused(Policy.RETRY)]
    stage.hear(item("1", "a"), item("1", "b"))
    stage.work_until(settled(stage, DONE, DONE))
    assert stage.platform.texts == ["a", "b"]
    assert stage.rows(outbox)[0].attempts == 3


def test_a_fault_that_stays_ends_as_a_dead_letter_and_the_rest_of_the_answer_is_not_sent(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.RETRY)] * 4
    stage.hear(item("1", "a"), item("1", "b"))
    stage.work_until(settled(stage, DEAD, CANCELLED, DONE, DONE), in_two_parts)
    assert stage.platform.texts == ["b 1", "b 2"]
    lost = stage.rows(outbox)[0]
    assert lost.reason == "tried 4 times: The platform could not send for the moment."
    assert lost.cause == "tried 4 momentary"


@pytest.mark.parametrize("policy", [Policy.DROP, Policy.UNREACHABLE, Policy.WINDOW_CLOSED])
def test_a_final_refusal_is_kept_for_staff_with_its_reason(stage: Stage, policy: Policy) -> None:
    stage.platform.faults = [refused(policy)]
    stage.hear(item("1", "a"))
    stage.work_until(settled(stage, DEAD, CANCELLED), in_two_parts)
    lost = stage.rows(outbox)[0]
    assert (stage.platform.tries, lost.reason) == (1, "The platform could not send for the moment.")
    assert lost.cause == "momentary"


def test_a_refusal_in_the_middle_cancels_only_what_follows(stage: Stage) -> None:
    stage.platform.faults = [None, refused(Policy.DROP)]
    stage.hear(item("1", "a"))
    stage.work_until(
        settled(stage, DONE, DEAD, CANCELLED),
        lambda i, m, n: Turn(tuple(Reply(word) for word in "abc"), m, "en", Outcome.ANSWERED),
    )


def test_a_limit_lets_everybody_wait_and_nothing_is_lost(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.PAUSE_ALL, 0.5)]
    stage.hear(item("1", "a"))
    with stage.working() as worker:
        wait_until(lambda: not worker.gate.is_open)
        stage.hear(item("2", "b"))
        wait_until(settled(stage, DONE, DONE))
    first, *others = stage.platform.moments
    assert len(others) == 2 and min(others) - first >= 0.5
    assert sorted(stage.platform.texts) == ["a", "b"]
    assert stage.rows(outbox)[0].attempts == 1


def test_a_refused_token_stops_all_sends_until_one_that_is_tried_now_and_then_succeeds(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.platform.faults = [refused(Policy.STOP)] * 10_000
    stage.hear(item("1", "a"))
    with stage.working() as worker:
        wait_until(lambda: not worker.gate.is_open)
        stage.hear(*(item(str(number), "b") for number in range(2, 8)))
        wait_until(lambda: len(stage.rows(query)) == 7 and stage.platform.tries > 3)
        assert stage.platform.taken == []
        stage.platform.faults.clear()
        wait_until(lambda: {row.status for row in stage.rows(outbox)} == {DONE} and worker.gate.is_open)
    waits = [
        later - earlier for earlier, later in zip(stage.platform.moments, stage.platform.moments[1:-7], strict=False)
    ]
    assert min(waits) >= QUICK.probe * 0.9
    assert len(stage.platform.taken) == 7
    assert any(record.levelno == logging.CRITICAL for record in caplog.records)


def test_a_fault_after_delivery_counts_as_delivered(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.DELIVERED)]
    stage.hear(item("1", "a"))
    stage.work_until(settled(stage, DONE))
    assert stage.platform.tries == 1


def test_a_send_whose_answer_was_lost_is_settled_by_its_echo(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.AMBIGUOUS)]
    stage.hear(item("1", "a"), item("1", "b"))
    with stage.working(pace=replace(QUICK, echo=60)):
        wait_until(lambda: [row.status for row in stage.rows(outbox)] == [AWAITING_ECHO, OPEN])
        assert stage.platform.tries == 1
        stage.hear(echo_item("1", mid="m_echo", text="a", metadata=stage.rows(outbox)[0].mark))
        wait_until(settled(stage, DONE, DONE))
    assert (stage.platform.texts, stage.rows(outbox)[0].message_id) == (["b"], "m_echo")


def test_its_echo_on_standby_settles_it_too(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.AMBIGUOUS)]
    stage.hear(item("1", "a"))
    with stage.working(pace=replace(QUICK, echo=60)):
        wait_until(settled(stage, AWAITING_ECHO))
        sent = body(echo_item("1", mid="m_echo", text="a", metadata=stage.row(outbox).mark))
        sent["entry"][0]["standby"] = sent["entry"][0].pop("messaging")
        now = datetime.now(UTC)
        stage.inbox.store(parse_events(sent, now), now)
        wait_until(settled(stage, DONE))
    assert stage.platform.tries == 1


def test_without_an_echo_it_is_sent_once_more(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.AMBIGUOUS)]
    stage.hear(item("1", "a"))
    stage.work_until(settled(stage, DONE))
    assert stage.platform.tries == 2


def test_after_a_second_silence_it_is_given_up_and_a_late_echo_still_counts(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.AMBIGUOUS)] * 2
    stage.hear(item("1", "a"))
    stage.work_until(settled(stage, DEAD))
    assert stage.platform.tries == 2 and stage.row(outbox).cause == "twice momentary"
    stage.hear(echo_item("1", text="a", metadata=stage.row(outbox).mark))
    sent = stage.row(outbox)
    assert (sent.status, sent.reason, sent.cause) == (DONE, "", "")


def test_nothing_is_sent_after_the_window_has_closed(stage: Stage) -> None:
    late = {**item("1", "a"), "timestamp": round((time.time() - 25 * 3600) * 1000)}
    stage.hear(late)
    stage.work_until(settled(stage, DEAD, CANCELLED), in_two_parts)
    lost = stage.rows(outbox)[0]
    assert stage.platform.tries == 0 and lost.cause == "too_late"
    assert lost.reason == "the time in which the platform takes answers was over"


def test_a_fault_of_the_senders_own_is_tried_again(stage: Stage) -> None:
    stage.platform.faults = [ValueError("words")]  # type: ignore[list-item]
    stage.hear(item("1", "a"))
    stage.work_until(settled(stage, DONE))
    assert stage.platform.tries == 2


def test_a_turn_that_cannot_be_stored_is_tried_again_and_at_last_given_up(stage: Stage) -> None:
    def refuses(connection: Any, incoming: Incoming, turn: Turn) -> None:
        if incoming.text == "bad":
            raise ValueError("no")

    stage.hear(item("1", "bad"), item("2", "good"), item("1", "after"))
    with stage.working(beside=[refuses], pace=replace(QUICK, turn_longest=0.05)):
        wait_until(lambda: len(stage.platform.taken) == 2, 30)
    assert sorted(stage.platform.texts) == ["after", "good"]
    assert (stage.rows(inbox)[0].status, stage.rows(inbox)[0].error) == (DEAD, "ValueError")


def test_the_work_goes_on_after_the_store_was_away(stage: Stage) -> None:
    with stage.working():
        with stage.engine.begin() as connection:
            connection.execute(text("ALTER TABLE query RENAME TO gone"))
        stage.hear(item("1", "a"))
        time.sleep(0.1)
        assert stage.platform.tries == 0
        with stage.engine.begin() as connection:
            connection.execute(text("ALTER TABLE gone RENAME TO query"))
        wait_until(lambda: stage.platform.texts == ["a"])


def test_a_lease_lasts_as_long_as_the_work(stage: Stage) -> None:
    def thinks(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        time.sleep(3.0)
        return repeats(incoming, memory, now)

    stage.platform.slow = 3.0  # half as long again as a lease that a busy machine still renews in time
    pace = replace(QUICK, lease=2.0)
    stage.hear(item("1", "a"))
    with stage.working(thinks, pace), stage.working(thinks, pace):
        wait_until(settled(stage, DONE))
    assert stage.platform.tries == 1
    assert stage.row(inbox).attempts == 1


def test_stopping_finishes_what_was_begun_and_gives_the_rest_back(stage: Stage) -> None:
    stage.platform.slow = 0.05
    stage.hear(*(item(str(number), "x") for number in range(60)))
    with stage.working(threads=1):
        wait_until(lambda: len(stage.platform.taken) >= 1)
    assert {row.owner for table in (inbox, outbox) for row in stage.rows(table)} == {""}
    assert len(stage.platform.taken) == sum(row.status == DONE for row in stage.rows(outbox))
    stage.work_until(lambda: len(stage.platform.taken) == 60)
    assert {row.attempts for row in stage.rows(inbox)} == {1}


def test_another_process_is_woken_without_sharing_anything(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    alone = Worker(
        stage.engine, stage.settings, repeats, apologises, stage.platform, 1, pace=replace(QUICK, poll_postgres=60)
    )
    alone.start()
    for number in range(5):
        stage.hear(item("1", str(number)))
        wait_until(lambda number=number: len(stage.platform.texts) == number + 1)
    alone.stop()
    assert not [record for record in caplog.records if record.name == "bot.delivery.listening"]


def test_run_forever_ends_when_stopped(stage: Stage) -> None:
    worker = Worker(stage.engine, stage.settings, repeats, apologises, stage.platform, 1, pace=QUICK)
    thread = threading.Thread(target=worker.run_forever)
    thread.start()
    stage.hear(item("1", "a"))
    wait_until(lambda: stage.platform.texts == ["a"])
    worker.stop()
    thread.join(5)
    assert not thread.is_alive()


def test_nothing_of_a_citizen_reaches_the_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.platform.faults = [refused(policy) for policy in Policy if policy is not Policy.AMBIGUOUS]
    stage.hear(*(item(f"98765432{number}", "my private words") for number in range(9)))
    with caplog.at_level(logging.DEBUG):
        stage.work_until(
            lambda: {row.status for row in stage.rows(outbox)} <= {DONE, DEAD} and len(stage.rows(outbox)) == 9
        )
    everything = " ".join(str(vars(record)) for record in caplog.records)
    assert "a message was refused for good" in everything
    assert "98765432" not in everything and "private" not in everything


def test_no_group_had_to_be_taken_apart(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.hear(*(item(str(number), "x") for number in range(40)))
    stage.work_until(lambda: len(stage.platform.taken) == 40, threads=4)
    assert [record.msg for record in caplog.records if record.name == "bot.delivery.writer"] == []


def test_turns_and_sends_are_counted(stage: Stage) -> None:
    def count(counter: Any, label: str) -> float:
        return float(counter.labels(label)._value.get())

    before = count(metrics.QUERIES, "answered"), count(metrics.SENDS, "sent"), count(metrics.SENDS, "drop")
    stage.platform.faults = [refused(Policy.DROP)]
    stage.hear(item("1", "a"), item("1", "b"))
    stage.work_until(settled(stage, DEAD, DONE))
    after = count(metrics.QUERIES, "answered"), count(metrics.SENDS, "sent"), count(metrics.SENDS, "drop")
    assert after == (before[0] + 2, before[1] + 1, before[2] + 1)


def test_staff_can_send_a_dead_letter_again(stage: Stage) -> None:
    stage.platform.faults = [refused(Policy.DROP)]
    stage.hear(item("1", "a"))
    stage.work_until(settled(stage, DEAD))
    with stage.engine.begin() as connection:
        connection.execute(update(outbox).values(status=OPEN, ready_at=datetime.now(UTC) - timedelta(seconds=1)))
    stage.work_until(settled(stage, DONE))
    assert stage.platform.texts == ["a"]
