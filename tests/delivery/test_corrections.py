"""Edits are answered anew while the talk has not moved on; what is taken back is erased."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from bot.delivery.inbox import give_back
from bot.domain.talk import Incoming, Memory, Outcome, Reply, Turn
from bot.store.desk_tables import unanswered
from bot.store.talk_tables import CANCELLED, DONE, inbox
from tests.delivery.stage import PAGE, Stage, item
from tests.delivery.test_inbox import take


def edit(address: str, mid: str, text: str, later: float = 5.0, number: int = 1) -> dict[str, Any]:
    at = round((time.time() + later) * 1000)
    said = {"mid": mid, "text": text, "num_edit": number}
    return {"sender": {"id": address}, "recipient": {"id": PAGE}, "timestamp": at, "message_edit": said}


def unsend(address: str, mid: str) -> dict[str, Any]:
    return item(address, "", mid=mid, is_deleted=True)


def at(one: dict[str, Any], seconds: float) -> dict[str, Any]:
    """The same, having happened so many seconds ago."""
    return {**one, "timestamp": round((time.time() - seconds) * 1000)}


def puzzled(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
    return Turn((Reply(f"what is {incoming.text}?"),), memory, "en", Outcome.NOT_UNDERSTOOD)


def test_an_answered_question_is_answered_anew_when_it_is_edited_soon(stage: Stage) -> None:
    stage.hear(item("1", "fee of a birth sertificate", mid="m_a"))
    stage.work_until(lambda: len(stage.platform.taken) == 1)
    stage.hear(edit("1", "m_a", "fee of a birth certificate"))
    stage.work_until(lambda: len(stage.platform.taken) == 2)
    assert stage.platform.texts == ["fee of a birth sertificate", "fee of a birth certificate"]


def test_a_question_nobody_has_begun_is_answered_in_its_new_words_only(stage: Stage) -> None:
    stage.hear(item("1", "old", mid="m_a"), edit("1", "m_a", "new"))
    stage.hear(edit("1", "m_a", "new"))  # delivered twice
    stage.work_until(lambda: bool(stage.platform.taken))
    assert stage.platform.texts == ["new"]
    assert [(row.status, row.body) for row in stage.rows(inbox)] == [(CANCELLED, {}), (DONE, {})]


def test_an_edit_delivered_again_after_its_answer_is_not_answered_again(stage: Stage) -> None:
    stage.hear(item("1", "old", mid="m_a"))
    stage.hear(again := edit("1", "m_a", "new"))
    stage.work_until(lambda: len(stage.platform.taken) == 1)
    stage.hear(again)
    assert take(stage) == []


def test_a_later_edit_and_an_edit_of_nothing_known_are_left_alone(stage: Stage) -> None:
    stage.hear(at(item("1", "old", mid="m_a"), 90))
    stage.hear(edit("1", "m_a", "new", later=-1), edit("1", "m_unknown", "new"), edit("2", "m_a", "not mine"))
    assert [row.body["text"] for row in stage.rows(inbox)] == ["old"]


def test_a_message_that_is_taken_back_before_its_answer_is_never_answered(stage: Stage) -> None:
    stage.hear(item("1", "secret", mid="m_a"), item("1", "next", mid="m_b"))
    stage.hear(unsend("1", "m_a"))
    assert [(row.status, "secret" in str(row.body)) for row in stage.rows(inbox)][0] == (CANCELLED, False)
    assert [held.incoming.text for held in take(stage)] == ["next"]


def test_taking_back_erases_the_words_of_the_message_of_its_edits_and_of_the_log(stage: Stage) -> None:
    stage.hear(item("1", "blue secret", mid="m_a"), item("1", "green", mid="m_b"))
    stage.work_until(lambda: len(stage.platform.taken) == 2, respond=puzzled)
    stage.hear(edit("1", "m_a", "red secret"))
    (held,) = take(stage)
    with stage.engine.begin() as connection:
        give_back(connection, "worker", [held.id], datetime.now(UTC))
    stage.hear(unsend("1", "m_a"))
    assert "secret" not in str(stage.rows(inbox))
    assert [row.text for row in stage.rows(unanswered)] == ["green"]


def test_what_is_taken_back_before_it_arrives_stays_away(stage: Stage) -> None:
    stage.hear(unsend("1", "m_a"))
    stage.hear(item("1", "secret", mid="m_a"))
    assert take(stage) == [] and stage.row(inbox).body == {}


def test_nobody_can_take_back_what_another_one_wrote(stage: Stage) -> None:
    stage.hear(item("1", "mine", mid="m_a"))
    stage.hear(unsend("2", "m_a"))
    assert [held.incoming.text for held in take(stage)] == ["mine"]


def test_words_leave_the_inbox_with_their_answer(stage: Stage) -> None:
    stage.hear(item("1", "hello"))
    stage.work_until(lambda: bool(stage.platform.taken) and stage.row(inbox).status == DONE)
    assert stage.row(inbox).body == {}
