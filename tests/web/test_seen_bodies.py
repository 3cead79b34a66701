"""Webhook bodies as others have seen them: what each leaves in the store is what its name says, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.messenger.signature import sign
from bot.store.alarms import standing_alarms
from bot.store.talk_tables import CANCELLED, alarm, citizen, inbox
from bot.web.app import create_app
from tests.delivery.stage import Stage, open_stage

SEEN = Path(__file__).parent.parent / "messenger" / "seen"
NOTHING: list[str] = []  # counted only, or not for this bot
LEFT = {
    "botkit_standby_text": ["quiet"],
    "bottender_batch_two_entries": ["text", "text"],  # both name this Page as the recipient
    "docs_app_roles": NOTHING,
    "docs_appointment_booking": ["file"],
    "docs_echo_template_standby": ["quiet"],  # another app has the talk
    "docs_message_ads_referral": ["text"],
    "docs_message_commands": ["text"],
    "docs_messaging_feedback": NOTHING,
    "docs_post_share": ["file"],
    "docs_postback_with_mid_value_form": NOTHING,
    "docs_send_cart": NOTHING,
    "messenger4j_attachment_message_event": ["location"],
    "messenger4j_discover_tab_referral_event": ["start"],
    "messenger4j_event_type_that_is_unsupported": NOTHING,
    "messenger4j_instant_game_event": NOTHING,
    "messenger4j_template_echo_message_event": ["quiet"],  # another app of the Page has spoken
    "restfb_accountlinking_linked": NOTHING,
    "restfb_approles": NOTHING,
    "restfb_delivery_basic": NOTHING,
    "restfb_message_basic_echo": ["quiet"],
    "restfb_message_edits": NOTHING,  # of a message that never came
    "restfb_message_fallback_attachment": ["file"],
    "restfb_message_isdeleted": ["erased"],
    "restfb_message_isunsupported": ["file"],
    "restfb_message_media_attachment": ["image"],
    "restfb_message_nlp_1": ["text"],
    "restfb_message_prior": ["text"],
    "restfb_message_quickreply": ["tap"],
    "restfb_message_reply_1": ["text"],
    "restfb_message_reply_2": ["text"],
    "restfb_message_sticker": ["sticker"],
    "restfb_message_sticker_thumbup": ["sticker"],
    "restfb_optin_basic": NOTHING,
    "restfb_pass_thread_control": ["quiet"],
    "restfb_policy_callback_block": ["alarm policy"],
    "restfb_policy_callback_unblock": NOTHING,
    "restfb_postback_chat": NOTHING,  # the person has no id to answer to
    "restfb_postback_referral": ["tap"],
    "restfb_read_basic": NOTHING,
    "restfb_referral_basic": ["start"],
    "restfb_standby_message_basic_echo": ["quiet"],
    "restfb_take_thread_control": ["quiet"],
}
PAGE = "104857600000001"


def test_every_body_has_its_line() -> None:
    assert {path.stem for path in SEEN.glob("*.json")} == set(LEFT)


@pytest.fixture
def stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    with open_stage(store_url, tmp_path, PAGE_ID=PAGE) as opened:
        yield opened


def test_each_body_leaves_what_its_name_says(stage: Stage) -> None:
    """One after the other; each finds an empty store."""
    client = create_app(stage.settings, stage.engine, stage.inbox, list).test_client()
    found = {}
    for name in LEFT:
        body = json.loads((SEEN / f"{name}.json").read_text(encoding="utf-8"))
        assert [post(client, body), post(client, body)] == [200, 200]  # it comes twice and counts once
        found[name] = left(stage)
    assert found == LEFT


def post(client: FlaskClient, body: Any) -> int:
    raw = json.dumps(body).encode()
    return client.post("/webhook", data=raw, headers={"X-Hub-Signature-256": sign(raw, "secret")}).status_code


def left(stage: Stage) -> list[str]:
    """What stands in the store, which is empty afterwards."""
    with stage.engine.begin() as connection:
        rows = ["erased" if row.status == CANCELLED and not row.body else row.kind for row in stage.rows(inbox)]
        quiet = ["quiet" for row in stage.rows(citizen) if row.quiet_until]
        alarms = [f"alarm {one.name}" for one in standing_alarms(connection)]
        for table in (inbox, citizen, alarm):
            connection.execute(table.delete())
    return rows + quiet + alarms
