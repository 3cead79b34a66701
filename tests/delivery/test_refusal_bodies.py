"""What the platform refuses a message with, as others have seen it: what becomes of the message and of the queue.

A real client and worker, and a server that answers as the file says; on both databases.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.messenger.client import Client
from bot.store.alarms import standing_alarms
from bot.store.talk_tables import DEAD, DONE, OPEN, alarm, citizen, inbox, outbox
from tests.delivery.stage import PAGE, Stage, item, wait_until
from tests.messenger.test_client import Platform, serving

FOLDER = Path(__file__).parent.parent / "messenger" / "refusals"
GIVEN_UP, UNREACHABLE = ["given up"], ["given up", "unreachable"]
WAITS = ["waits"]  # for a pause of minutes
SENT_LATER = ["alarm sending", "sent later", "no alarm"]  # the queue stops, and flows again when a message is taken
BECOMES = {
    "100_2018001_no_user": UNREACHABLE,
    "100_2018047_upload": GIVEN_UP,
    "100_2534001_thread_gone": UNREACHABLE,
    "100_appsecret_proof_required": SENT_LATER,
    "100_bad_attachment_type": GIVEN_UP,
    "100_bad_recipient": GIVEN_UP,
    "100_bad_url": GIVEN_UP,
    "100_empty_message": GIVEN_UP,
    "100_me_wrong_token_kind": SENT_LATER,
    "100_text_too_long": GIVEN_UP,
    "10_1893063_page_restricted": SENT_LATER,
    "10_2018278_window": GIVEN_UP,
    "190_458_not_authorized": SENT_LATER,
    "190_460_password_changed": SENT_LATER,
    "190_460_with_words_for_people": SENT_LATER,
    "190_463_expired": SENT_LATER,
    "200_1545041_unavailable_localised": UNREACHABLE,
    "32_page_limit": WAITS,
    "36000_with_status_200": GIVEN_UP,
    "4_app_limit": WAITS,
    "551_1545041_unavailable": UNREACHABLE,
    "613_rate": WAITS,
}


def test_every_body_has_its_line() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(BECOMES)


def test_each_refusal_does_what_its_name_says(stage: Stage) -> None:
    """One after the other; each finds an empty store and a worker of its own."""
    with serving() as server:
        sender: Any = Client(server.url, PAGE, "token", "secret", timeout=(2, 2))
        found = {name: becomes(replace(stage, platform=sender), server, name) for name in BECOMES}
    assert found == BECOMES


def becomes(stage: Stage, server: Platform, name: str) -> list[str]:
    """What a message comes to that is refused with the body ``name``, and is taken if it is tried again."""
    refusal = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    server.answers(200 if name.endswith("status_200") else 400, refusal)
    stage.hear(item("1", name))
    with stage.working():
        wait_until(lambda: any(row.status != OPEN or row.reason for row in stage.rows(outbox)))
        seen = [f"alarm {one}" for one in alarms(stage)]
        server.answers(200, {"recipient_id": "1", "message_id": "m_sent"})
        if seen:
            wait_until(lambda: stage.row(outbox).status == DONE and not alarms(stage))
    row, who = stage.row(outbox), stage.row(citizen)
    assert refusal["error"]["message"] not in row.reason  # it may be in any language
    seen += {OPEN: WAITS, DEAD: GIVEN_UP, DONE: ["sent later", "no alarm"]}[row.status]
    assert row.status == DONE or row.reason
    seen += ["unreachable"] if who.unreachable_since else []
    seen += ["quiet"] if who.quiet_until and who.quiet_until > datetime.now(UTC) else []
    with stage.engine.begin() as connection:
        for table in (inbox, outbox, citizen, alarm):
            connection.execute(table.delete())
    return seen


def alarms(stage: Stage) -> list[str]:
    with stage.engine.connect() as connection:
        return [one.name for one in standing_alarms(connection)]
