"""Every sample body through the real webhook, worker and store: it behaves as its name says, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.messenger.signature import sign
from bot.store.alarms import standing_alarms
from bot.store.talk_tables import citizen, inbox, outbox
from bot.web.app import create_app
from tests.delivery.stage import Stage, open_stage
from tests.messenger.test_events import BODIES, INCOMING, PAGE

FOLDER = Path(__file__).parent.parent / "messenger" / "bodies"
QUIET = {"echo_of_staff", "standby_text", "take_thread_control", "pass_thread_control"}


@pytest.fixture
def stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    """A bot for the Page of the bodies."""
    with open_stage(store_url, tmp_path, PAGE_ID=PAGE) as opened:
        yield opened


@pytest.fixture
def client(stage: Stage) -> FlaskClient:
    return create_app(stage.settings, stage.engine, stage.inbox, list).test_client()


def test_each_body_is_taken_and_only_what_is_said_to_the_bot_is_answered(stage: Stage, client: FlaskClient) -> None:
    """One after the other; each finds an empty store."""
    answered = set()
    for name in BODIES:
        raw = (FOLDER / f"{name}.json").read_bytes()
        before = {row.id for row in stage.rows(inbox)}
        headers = {"X-Hub-Signature-256": sign(raw, "secret"), "Content-Type": "application/json"}
        assert client.post("/webhook", data=raw, headers=headers).status_code == 200, name
        if [row for row in stage.rows(inbox) if row.id not in before and row.status == 0]:
            answered.add(name)
        with stage.engine.begin() as connection:  # the next body begins with a clean sheet
            for table in (inbox, outbox, citizen):
                connection.execute(table.delete())
    assert answered == set(INCOMING)


@pytest.mark.parametrize("name", sorted(QUIET & set(BODIES)))
def test_bodies_that_hand_the_talk_over_make_the_bot_quiet(stage: Stage, client: FlaskClient, name: str) -> None:
    body = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    post(client, body)
    quiet = [row.quiet_until for row in stage.rows(citizen)]
    assert len(quiet) == 1 and quiet[0] is not None


def test_a_policy_body_is_an_alarm_and_its_end_ends_it(stage: Stage, client: FlaskClient) -> None:
    for name, expected in (("policy_block", ["policy"]), ("policy_unblock_hyphen", [])):
        post(client, json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
        with stage.engine.connect() as connection:
            assert [alarm.name for alarm in standing_alarms(connection)] == expected


def test_three_wrong_signatures_in_a_row_are_an_alarm_until_a_right_one_comes(
    stage: Stage, client: FlaskClient
) -> None:
    raw = (FOLDER / "text_khmer.json").read_bytes()

    def alarms() -> list[str]:
        with stage.engine.connect() as connection:
            return [alarm.name for alarm in standing_alarms(connection)]

    post(client, {"object": "page", "entry": []})
    for number in range(3):
        assert alarms() == []
        headers = {"X-Hub-Signature-256": sign(raw, "another secret")}
        assert client.post("/webhook", data=raw, headers=headers).status_code == 403, number
    assert alarms() == ["webhook"]
    post(client, {"object": "page", "entry": []})
    assert alarms() == []


def post(client: FlaskClient, body: object) -> None:
    raw = json.dumps(body).encode()
    headers = {"X-Hub-Signature-256": sign(raw, "secret"), "Content-Type": "application/json"}
    assert client.post("/webhook", data=raw, headers=headers).status_code == 200
