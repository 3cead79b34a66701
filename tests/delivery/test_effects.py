"""What a send shows beyond its own message: alarms, people who cannot be reached, talks that others hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.messenger.errors import Policy, SendError
from bot.store.alarms import standing_alarms
from bot.store.talk_tables import DEAD, citizen, outbox
from tests.delivery.stage import Stage, item, wait_until


def alarms(stage: Stage) -> list[str]:
    with stage.engine.begin() as connection:
        return [alarm.name for alarm in standing_alarms(connection)]


def test_a_refused_token_is_an_alarm_until_a_message_is_taken_again(stage: Stage) -> None:
    stage.platform.faults = [SendError(Policy.STOP, "token", code=190, subcode=460)] * 3
    stage.hear(item("1", "a"), item("2", "b"))
    with stage.working():
        wait_until(lambda: alarms(stage) == ["sending"])
        wait_until(lambda: len(stage.platform.taken) == 2)
        wait_until(lambda: alarms(stage) == [])


def test_an_alarm_of_the_process_before_ends_with_the_first_message_taken(stage: Stage) -> None:
    stage.platform.faults = [SendError(Policy.STOP, "token", code=190)]
    stage.hear(item("1", "a"))
    stage.work_until(lambda: alarms(stage) == ["sending"])
    stage.platform.faults = []
    stage.work_until(lambda: bool(stage.platform.taken) and alarms(stage) == [])


def test_who_cannot_be_reached_is_noted_until_they_write_again(stage: Stage) -> None:
    stage.platform.faults = [SendError(Policy.UNREACHABLE, "cannot_receive", code=551)]
    stage.hear(item("1", "a"))
    stage.work_until(lambda: [row.status for row in stage.rows(outbox)] == [DEAD])
    assert stage.row(citizen).unreachable_since is not None
    stage.hear(item("1", "b"))
    stage.work_until(lambda: stage.platform.texts == ["b"])
    assert stage.row(citizen).unreachable_since is None


def test_where_another_one_holds_the_talk_the_bot_becomes_quiet(stage: Stage) -> None:
    stage.platform.faults = [SendError(Policy.HELD, "held", code=2018300)]
    stage.hear(item("1", "a"))
    stage.work_until(lambda: [row.status for row in stage.rows(outbox)] == [DEAD])
    until = stage.row(citizen).quiet_until
    assert until and until > datetime.now(UTC) + timedelta(minutes=50)
    stage.hear(item("1", "for staff"))
    stage.work_until(lambda: len(stage.rows(outbox)) == 1)
    assert stage.platform.taken == []
