"""The emulator takes what Meta takes and refuses what Meta refuses."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import requests

from bot.emulator import refusals
from bot.emulator.faults import Trouble
from bot.messenger.signature import app_secret_proof

TOKEN, SECRET = "emulator-page_token", "emulator-app_secret"
BUTTON = {"type": "postback", "title": "តម្លៃ", "payload": "fee"}
LINK = {"type": "web_url", "title": "Open", "url": "https://example.org/x"}
CARD = {"title": "ថវិកា", "subtitle": "2026", "buttons": [BUTTON, LINK]}


def quick(number: int = 1, **rest: Any) -> dict[str, Any]:
    reply = {"content_type": "text", "title": "x", "payload": "y", **rest}
    return {"text": "which?", "quick_replies": [reply] * number}


def with_buttons(*buttons: Any, text: str = "text") -> dict[str, Any]:
    return template({"template_type": "button", "text": text, "buttons": list(buttons)})


def with_cards(*cards: Any) -> dict[str, Any]:
    return template({"template_type": "generic", "elements": list(cards)})


def template(payload: Any) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": payload}}


GOOD = {
    "2000 letters": {"text": "ក" * 2000},
    "13 quick replies": quick(13),
    "a title of 20": quick(title="ក" * 20),
    "a payload of 1000": quick(payload="p" * 1000),
    "phone number choice": {"text": "?", "quick_replies": [{"content_type": "user_phone_number"}]},
    "640 letters and 3 buttons": with_buttons(BUTTON, LINK, BUTTON, text="ក" * 640),
    "10 cards": with_cards(*[CARD] * 10),
    "a card with 80 and 80": with_cards({"title": "ក" * 80, "subtitle": "ខ" * 80}),
    "metadata of 1000": {"text": "x", "metadata": "m" * 1000},
    "an image": {"attachment": {"type": "image", "payload": {"url": "https://example.org/x.png"}}},
}
BAD = {
    "2001 letters": {"text": "ក" * 2001},
    "text that is no text": {"text": 5},
    "text and attachment": {"text": "x", **with_buttons(BUTTON)},
    "14 quick replies": quick(14),
    "no quick replies in the list": quick(0),
    "quick replies that are no list": {"text": "x", "quick_replies": "y"},
    "a quick reply of 21 letters": quick(title="ក" * 21),
    "a quick reply without payload": quick(payload=""),
    "a quick reply with a payload of 1001": quick(payload="p" * 1001),
    "a quick reply of the retired kind": quick(content_type="location"),
    "641 letters over buttons": with_buttons(BUTTON, text="ក" * 641),
    "no text over buttons": with_buttons(BUTTON, text=""),
    "four buttons": with_buttons(*[BUTTON] * 4),
    "no buttons": with_buttons(),
    "a button of 21 letters": with_buttons({**BUTTON, "title": "ក" * 21}),
    "a button with a payload of 1001": with_buttons({**BUTTON, "payload": "p" * 1001}),
    "a button without payload": with_buttons({"type": "postback", "title": "x"}),
    "a button of unknown type": with_buttons({**BUTTON, "type": "dance"}),
    "a button that opens nothing": with_buttons({**LINK, "url": "example.org"}),
    "a button that runs a script": with_buttons({**LINK, "url": "javascript:alert(1)"}),
    "11 cards": with_cards(*[CARD] * 11),
    "no cards": with_cards(),
    "a card title of 81": with_cards({**CARD, "title": "ក" * 81}),
    "a card subtitle of 81": with_cards({**CARD, "subtitle": "ក" * 81}),
    "a card with a title only": with_cards({"title": "x"}),
    "a card with four buttons": with_cards({**CARD, "buttons": [BUTTON] * 4}),
    "metadata of 1001": {"text": "x", "metadata": "m" * 1001},
    "an unknown attachment": {"attachment": {"type": "hologram", "payload": {}}},
    "an unknown template": template({"template_type": "dance"}),
    "an attachment without payload": {"attachment": {"type": "template"}},
    "an image from nowhere": {"attachment": {"type": "image", "payload": {"url": "x.png"}}},
}


def error_of(answer: requests.Response) -> tuple[int, int, int | None, str]:
    error = answer.json()["error"]
    assert set(error) <= {"message", "type", "code", "error_subcode", "is_transient", "fbtrace_id"}
    assert error["fbtrace_id"].startswith("A") and answer.headers["Content-Type"] == "application/json"
    return answer.status_code, error["code"], error.get("error_subcode"), error["type"]


@pytest.mark.parametrize("message", GOOD.values(), ids=GOOD)
def test_a_message_within_the_limits_is_taken(meta: Any, message: dict[str, Any]) -> None:
    psid = meta.newcomer()
    answer = meta.bot.send(psid, message)
    assert answer.status_code == 200
    assert answer.json() == {"recipient_id": psid, "message_id": meta.platform.person(psid).lines[-1].mid}
    assert meta.platform.person(psid).said_by_page()[-1] == message


@pytest.mark.parametrize("message", BAD.values(), ids=BAD)
def test_a_message_beyond_the_limits_is_refused_and_not_shown(meta: Any, message: dict[str, Any]) -> None:
    psid = meta.newcomer()
    shown = len(meta.heard(psid))
    assert error_of(meta.bot.send(psid, message)) == (400, 100, None, "OAuthException")
    assert len(meta.heard(psid)) == shown


def test_the_words_for_a_long_text_are_the_captured_ones(meta: Any) -> None:
    answer = meta.bot.send(meta.newcomer(), {"text": "x" * 2001})
    words = "(#100) Length of param message[text] must be less than or equal to 2000"
    assert answer.json()["error"]["message"] == words


@pytest.mark.parametrize("message", [{}, {"text": ""}, {"text": " \n"}, "hello", None])
def test_an_empty_message_has_its_own_subcode(meta: Any, message: Any) -> None:
    call = {"recipient": {"id": meta.newcomer()}, "message": message}
    answer = meta.bot.call("POST", "me/messages", json=call)
    assert error_of(answer) == (400, 100, 2018034, "OAuthException")


@pytest.mark.parametrize(
    "recipient", [None, {}, "123", {"user_ref": "x"}, {"id": ""}, {"id": "0"}, {"id": "9" * 5000 + "x"}]
)
def test_a_recipient_must_be_an_id(meta: Any, recipient: Any) -> None:
    call = {"recipient": recipient, "message": {"text": "x"}}
    answer = meta.bot.call("POST", "me/messages", json=call)
    assert error_of(answer) == (400, 100, None, "OAuthException")


@pytest.mark.parametrize("psid", ["24680135790000001", "9" * 5000])
def test_somebody_unknown_is_no_matching_user(meta: Any, psid: str) -> None:
    assert error_of(meta.bot.send(psid, {"text": "x"})) == (400, 100, 2018001, "OAuthException")


def test_somebody_who_never_wrote_is_unknown(meta: Any) -> None:
    psid = meta.platform.person().psid
    meta.platform.follow_link(psid, "EV-1")
    assert error_of(meta.bot.send(psid, {"text": "x"})) == (400, 100, 2018001, "OAuthException")


@pytest.mark.parametrize(
    ("headers", "params", "expected"),
    [
        ({}, {}, (400, 104, None, "OAuthException")),
        ({}, {"access_token": "stolen"}, (400, 190, None, "OAuthException")),
        ({"Authorization": "Bearer stolen"}, {}, (400, 190, None, "OAuthException")),
        ({}, {"access_token": TOKEN}, (400, 100, None, "GraphMethodException")),
        ({}, {"access_token": TOKEN, "appsecret_proof": "0" * 64}, (400, 100, None, "GraphMethodException")),
        ({}, {"access_token": TOKEN, "appsecret_proof": "ច"}, (400, 100, None, "GraphMethodException")),
    ],
)
def test_token_and_proof_are_looked_at_before_anything_else(
    meta: Any, headers: dict[str, str], params: dict[str, str], expected: Any
) -> None:
    answer = requests.post(f"{meta.bot.graph}/me/messages", headers=headers, params=params, json={}, timeout=10)
    assert error_of(answer) == expected


def test_the_token_may_come_in_the_header_and_the_proof_may_be_waived(meta: Any) -> None:
    psid, headers = meta.newcomer(), {"Authorization": f"Bearer {TOKEN}"}
    call = {"recipient": {"id": psid}, "message": {"text": "x"}}
    meta.platform.require_proof = False
    answer = requests.post(f"{meta.bot.graph}/{meta.platform.page_id}/messages", headers=headers, json=call, timeout=10)
    assert answer.status_code == 200


def test_form_fields_may_hold_json(meta: Any) -> None:
    psid = meta.newcomer()
    form = {
        "recipient": json.dumps({"id": psid}),
        "message": json.dumps({"text": "ទម្រង់"}),
        "access_token": TOKEN,
        "appsecret_proof": app_secret_proof(TOKEN, SECRET),
    }
    assert requests.post(f"{meta.bot.graph}/me/messages", data=form, timeout=10).status_code == 200
    assert meta.heard(psid)[-1] == "ទម្រង់"


def test_another_pages_address_and_a_wrong_version_are_refused(meta: Any) -> None:
    call = {"recipient": {"id": "1"}, "message": {"text": "x"}}
    assert error_of(meta.bot.call("POST", "123/messages", json=call)) == (400, 100, 33, "GraphMethodException")
    meta.bot.graph = f"{meta.url}/graph/latest"
    assert error_of(meta.bot.call("GET", "me"))[:2] == (400, 2500)


@pytest.mark.parametrize(
    "rest", [{"messaging_type": "CHAT"}, {"messaging_type": "MESSAGE_TAG"}, {"sender_action": "typing_on"}]
)
def test_the_call_itself_must_make_sense(meta: Any, rest: dict[str, Any]) -> None:
    assert error_of(meta.bot.send(meta.newcomer(), {"text": "x"}, **rest)) == (400, 100, None, "OAuthException")


@pytest.mark.parametrize("tag", ["CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE", ""])
def test_retired_tags_are_refused(meta: Any, tag: str) -> None:
    answer = meta.bot.send(meta.newcomer(), {"text": "x"}, messaging_type="MESSAGE_TAG", tag=tag)
    assert error_of(answer) == (400, 100, None, "OAuthException")


def test_the_window_closes_after_24_hours_and_any_act_opens_it_again(meta: Any) -> None:
    meta.bot.quiet = True
    psid = meta.newcomer()
    meta.platform.clock.forward(hours=23.9)
    assert meta.bot.send(psid, {"text": "still open"}).status_code == 200
    meta.platform.clock.forward(hours=0.2)
    answer = meta.bot.send(psid, {"text": "too late"})
    assert error_of(answer) == (400, 10, 2018278, "OAuthException")
    assert "outside of allowed window" in answer.json()["error"]["message"]
    meta.platform.follow_link(psid, "EV-1")
    assert meta.bot.send(psid, {"text": "open again"}).status_code == 200
    assert meta.heard(psid) == ["still open", "open again"]


def test_a_human_agent_has_seven_days(meta: Any) -> None:
    psid = meta.newcomer()
    tagged = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    meta.platform.clock.forward(hours=6 * 24)
    assert meta.bot.send(psid, {"text": "x"}, **tagged).status_code == 200
    meta.platform.clock.forward(hours=25)
    assert error_of(meta.bot.send(psid, {"text": "x"}, **tagged))[1:3] == (10, 2018278)


def test_shape_is_looked_at_before_the_person_and_the_person_before_the_window(meta: Any) -> None:
    psid = meta.newcomer()
    meta.platform.clock.forward(hours=25)
    assert error_of(meta.bot.send(psid, {"text": "x" * 2001}))[1:3] == (100, None)
    meta.platform.block(psid)
    assert error_of(meta.bot.send(psid, {"text": "x"}))[1:3] == (551, 1545041)


@pytest.mark.parametrize(
    ("refusal", "code", "subcode"),
    [
        (refusals.UNAVAILABLE, 551, 1545041),
        (refusals.UNAVAILABLE_LOCALISED, 200, 1545041),
        (refusals.THREAD_GONE, 100, 2534001),
    ],
)
def test_a_person_can_become_unreachable_and_come_back(meta: Any, refusal: Any, code: int, subcode: int) -> None:
    psid = meta.newcomer()
    meta.platform.block(psid, refusal)
    assert error_of(meta.bot.send(psid, {"text": "x"}))[1:3] == (code, subcode)
    meta.platform.block(psid, None)
    assert meta.bot.send(psid, {"text": "x"}).status_code == 200


def test_sender_actions_answer_without_a_message_id(meta: Any) -> None:
    psid = meta.newcomer()
    for action in ("typing_on", "typing_off", "mark_seen"):
        answer = meta.bot.send(psid, sender_action=action)
        assert (answer.status_code, answer.json()) == (200, {"recipient_id": psid})
    assert error_of(meta.bot.send(psid, sender_action="sing"))[:2] == (400, 100)


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (refusals.PASSWORD_CHANGED, (400, 190, 460, "OAuthException")),
        (refusals.RATE_LIMIT, (400, 613, None, "OAuthException")),
        (refusals.APP_LIMIT, (400, 4, None, "OAuthException")),
        (refusals.TEMPORARY, (500, 2, None, "OAuthException")),
        (refusals.PAGE_RESTRICTED, (400, 10, 1893063, "OAuthException")),
    ],
)
def test_a_refusal_can_be_ordered_and_strikes_messages_only(meta: Any, refusal: Any, expected: Any) -> None:
    psid = meta.newcomer()
    meta.platform.faults.add(Trouble.REFUSE, refusal=refusal, times=2)
    assert meta.bot.send(psid, sender_action="typing_on").status_code == 200
    assert error_of(meta.bot.send(psid, {"text": "x"})) == expected
    answer = meta.bot.send(psid, {"text": "x"})
    assert answer.json()["error"].get("is_transient", False) is refusal.transient
    assert meta.bot.send(psid, {"text": "x"}).status_code == 200


def test_an_error_page_of_html_can_be_ordered(meta: Any) -> None:
    psid = meta.newcomer()
    meta.platform.faults.add(Trouble.HTML)
    answer = meta.bot.send(psid, {"text": "lost"})
    assert answer.status_code == 500 and answer.headers["Content-Type"].startswith("text/html")
    assert "lost" not in meta.heard(psid)


def test_a_message_can_be_delivered_although_its_answer_is_lost(meta: Any) -> None:
    psid = meta.newcomer()
    meta.platform.faults.add(Trouble.LOST_ANSWER, seconds=0.4)
    call = {"recipient": {"id": psid}, "message": {"text": "there", "metadata": "outbox 7"}}
    params = {"access_token": TOKEN, "appsecret_proof": app_secret_proof(TOKEN, SECRET)}
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{meta.bot.graph}/me/messages", params=params, json=call, timeout=0.15)
    assert meta.settled()
    assert meta.heard(psid)[-1] == "there"
    assert meta.bot.items("message")[-1]["message"]["metadata"] == "outbox 7"


def test_a_slow_answer_can_be_ordered(meta: Any) -> None:
    psid = meta.newcomer()
    meta.platform.faults.add(Trouble.SLOW, seconds=0.2)
    began = time.monotonic()
    assert meta.bot.send(psid, {"text": "slow"}).status_code == 200
    assert time.monotonic() - began >= 0.2
