"""Who holds the talk: echoes of staff, standby, hand-over and calls for a person; and the Page's own troubles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.talk import Incoming, Memory, Outcome, Reply, Turn
from bot.messenger.events import parse_events
from bot.store.alarms import standing_alarms
from bot.store.holding import waiting_for_a_person
from bot.store.pseudonym import pseudonym
from bot.store.talk_tables import citizen, inbox, outbox
from tests.delivery.stage import APP, PAGE, Stage, body, echo_item, item

WHO = pseudonym("key", PAGE, "1")


def told(stage: Stage, what: dict[str, Any], array: str = "messaging") -> None:
    """The webhook stored one item of another shape than a message."""
    now = datetime.now(UTC)
    sent = body({"sender": {"id": "1"}, "recipient": {"id": PAGE}, "timestamp": round(now.timestamp() * 1000), **what})
    for entry in sent["entry"]:
        entry[array] = entry.pop("messaging")
    stage.inbox.store(parse_events(sent, now), now)


def quiet_minutes(stage: Stage) -> int | None:
    (row,) = stage.rows(citizen)
    return None if row.quiet_until is None else round((row.quiet_until - datetime.now(UTC)) / timedelta(minutes=1))


def calls(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
    """Says what it hears; "person" calls for a person, "bot" for the bot."""
    wants = {"wants_person": incoming.text == "person", "wants_bot": incoming.tap == "bot"}
    return Turn((Reply(incoming.text or incoming.tap),), memory, "en", Outcome.ANSWERED, **wants)


def test_staff_may_write_first_to_somebody_the_bot_never_met(stage: Stage) -> None:
    stage.hear(echo_item("1", text="hello, here is Sokha", app_id=26390203743090))
    assert quiet_minutes(stage) == 60
    stage.hear(item("1", "thank you Sokha"))
    stage.work_until(lambda: not [row for row in stage.rows(inbox) if row.status == 0])
    assert stage.platform.taken == []


def test_the_time_of_quiet_is_a_setting(store_url: str, tmp_path: Any) -> None:
    from tests.delivery.stage import make_settings

    assert make_settings(tmp_path, store_url, QUIET_MINUTES="15").quiet_minutes == 15


@pytest.mark.parametrize("name", ["pass_thread_control", "take_thread_control"])
def test_when_another_app_takes_the_talk_the_bot_keeps_quiet_until_it_comes_back(stage: Stage, name: str) -> None:
    told(stage, {name: {"previous_owner_app_id": APP, "new_owner_app_id": 263902037430900, "metadata": ""}})
    assert quiet_minutes(stage) == 60
    told(stage, {"pass_thread_control": {"previous_owner_app_id": None, "new_owner_app_id": APP}})
    assert quiet_minutes(stage) is None


def test_a_request_for_control_changes_nothing(stage: Stage) -> None:
    told(stage, {"request_thread_control": {"requested_owner_app_id": 263902037430900}})
    assert stage.rows(citizen) == []


def test_what_is_said_on_standby_makes_the_bot_quiet_and_is_not_answered(stage: Stage) -> None:
    told(stage, {"message": {"mid": "m_s", "text": "to the other app"}}, "standby")
    assert quiet_minutes(stage) == 60 and stage.rows(inbox) == []


def test_an_echo_of_the_bots_own_on_standby_does_not_make_it_quiet(stage: Stage) -> None:
    told(stage, {"message": {"mid": "m_o", "is_echo": True, "app_id": int(APP), "text": "hello"}}, "standby")
    assert stage.rows(citizen) == []


def test_an_older_form_of_taking_the_talk_names_nobody_and_makes_the_bot_quiet(stage: Stage) -> None:
    told(stage, {"take_thread_control": {"previous_owner_app_id": APP, "metadata": "x"}})
    assert quiet_minutes(stage) == 60


@pytest.mark.parametrize("what", [{"read": {"watermark": 1}}, {"delivery": {"watermark": 1}}])
def test_receipts_on_standby_mean_nothing(stage: Stage, what: dict[str, Any]) -> None:
    told(stage, what, "standby")
    assert stage.rows(citizen) == []


def test_who_calls_a_person_waits_in_quiet_and_may_call_the_bot_back(stage: Stage) -> None:
    stage.hear(item("1", "person"))
    stage.work_until(lambda: len(stage.platform.taken) == 1, respond=calls)
    with stage.engine.begin() as connection:
        (waits,) = waiting_for_a_person(connection)
    assert waits.citizen == WHO and quiet_minutes(stage) == 60
    stage.hear(item("1", "my question to staff"))
    stage.hear(item("1", "Ask the bot again", quick_reply={"payload": "bot"}))
    stage.hear(item("1", "hello bot"))
    stage.work_until(lambda: len(stage.platform.taken) == 3, respond=calls)
    assert stage.platform.texts == ["person", "Ask the bot again", "hello bot"]
    with stage.engine.begin() as connection:  # the answer of a person was promised
        assert [one.citizen for one in waiting_for_a_person(connection)] == [WHO]


def test_what_a_citizen_types_when_the_bot_asked_after_a_tap_is_for_the_bot(stage: Stage) -> None:
    def asks(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        outcome = Outcome.ASKED_BACK if incoming.tap == "which" else Outcome.ANSWERED
        return replace(calls(incoming, memory, now), outcome=outcome)

    stage.hear(item("1", "person"))
    stage.hear(item("1", "Fees", quick_reply={"payload": "fees"}))
    stage.hear(item("1", "not for the bot"))
    stage.hear(item("1", "Which one?", quick_reply={"payload": "which"}))
    stage.hear(item("1", "this one"))
    stage.work_until(lambda: len(stage.platform.taken) == 4, respond=asks)
    assert stage.platform.texts == ["person", "Fees", "Which one?", "this one"]
    with stage.engine.begin() as connection:
        assert [one.citizen for one in waiting_for_a_person(connection)] == [WHO]


def test_who_asks_for_their_data_is_answered_also_while_a_person_has_the_talk(stage: Stage) -> None:
    def on_data(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        return replace(calls(incoming, memory, now), own_data=incoming.text == "delete my data")

    stage.hear(item("1", "person"))
    stage.hear(item("1", "how are you"), item("1", "delete my data"), item("1", "for staff"))
    stage.work_until(lambda: all(row.status == 1 for row in stage.rows(inbox)), respond=on_data)
    assert [row.message["text"] for row in stage.rows(outbox)] == ["person", "delete my data"]
    assert quiet_minutes(stage) == 60


def test_the_conversation_knows_that_a_person_has_the_talk(stage: Stage) -> None:
    heard: list[bool] = []

    def listens(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        heard.append(incoming.held)
        return calls(incoming, memory, now)

    stage.hear(item("1", "Menu", quick_reply={"payload": "menu"}), item("1", "person"))
    stage.hear(item("1", "Menu", quick_reply={"payload": "menu"}))
    stage.work_until(lambda: len(stage.platform.taken) == 3, respond=listens)
    assert heard == [False, False, True]


def test_a_judgement_on_the_page_is_an_alarm_until_it_is_lifted(stage: Stage) -> None:
    told(stage, {"policy_enforcement": {"action": "block", "reason": "too many"}, "sender": {}})
    with stage.engine.begin() as connection:
        (alarm,) = standing_alarms(connection)
    assert (alarm.name, alarm.detail) == ("policy", "block")
    told(stage, {"policy_enforcement": {"action": "unblock"}, "sender": {}})
    with stage.engine.begin() as connection:
        assert standing_alarms(connection) == []
