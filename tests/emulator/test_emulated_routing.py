"""Who holds a talk, who may be messaged, attachments and profiles: the rest of the Graph API a bot meets."""

from __future__ import annotations

from typing import Any

import pytest

from bot.emulator.backstage import INBOX_APP, delete_talk, hand_over, judge, staff_writes
from bot.emulator.quirks import Quirk

HELLO = {"text": "hello"}


def error(answer: Any) -> tuple[int, int]:
    return answer.json()["error"]["code"], answer.json()["error"].get("error_subcode", 0)


def test_while_staff_hold_the_talk_the_bot_hears_it_on_standby_and_may_not_answer(meta: Any) -> None:
    meta.platform.routing = True
    psid = meta.newcomer()
    staff_writes(meta.platform, psid, "សួស្តី")
    meta.platform.say(psid, "for staff")
    assert meta.settled()
    entry = meta.bot.bodies[-1]["entry"][0]
    assert entry["standby"][0]["message"]["text"] == "for staff" and "messaging" not in entry
    assert error(meta.bot.send(psid, HELLO)) == (2018300, 0)
    hand_over(meta.platform, psid, meta.platform.app_id)
    assert meta.bot.send(psid, HELLO).ok


@pytest.mark.parametrize("verb", ["take", "release", "request", "pass"])
def test_the_calls_of_thread_control(meta: Any, verb: str) -> None:
    meta.platform.routing = True
    psid = meta.newcomer()
    call = {"recipient": {"id": psid}, **({"target_app_id": INBOX_APP} if verb == "pass" else {})}
    assert meta.bot.call("POST", f"me/{verb}_thread_control", json=call).json() == {"success": True}
    assert meta.settled()
    owner = {"take": meta.platform.app_id, "pass": INBOX_APP}.get(verb, "")
    assert meta.platform.person(psid).owner == owner


def test_control_cannot_be_taken_without_a_default_app_nor_passed_to_nobody(meta: Any) -> None:
    psid = meta.newcomer()
    take = meta.bot.call("POST", "me/take_thread_control", json={"recipient": {"id": psid}})
    passed = meta.bot.call("POST", "me/pass_thread_control", json={"recipient": {"id": psid}})
    nobody = meta.bot.call("POST", "me/release_thread_control", json={})
    assert [error(answer)[0] for answer in (take, passed, nobody)] == [10, 100, 100]


def test_a_restricted_page_may_send_nothing_until_it_is_let_go(meta: Any) -> None:
    psid = meta.newcomer()
    judge(meta.platform, "block", "spam")
    assert error(meta.bot.send(psid, HELLO)) == (10, 1893063)
    judge(meta.platform, "unblock")
    assert meta.bot.send(psid, HELLO).ok and meta.settled()
    assert [item["policy_enforcement"] for item in meta.bot.items("policy_enforcement")] == [
        {"action": "block", "reason": "spam"},
        {"action": "unblock"},
    ]


def test_without_review_only_people_with_a_role_are_reached(meta: Any) -> None:
    psid = meta.newcomer()
    meta.platform.only_roles = set()
    assert error(meta.bot.send(psid, HELLO)) == (10, 2018028)
    meta.platform.only_roles = {psid}
    assert meta.bot.send(psid, HELLO).ok


def test_a_deleted_talk_comes_back_when_the_person_writes(meta: Any) -> None:
    psid = meta.newcomer()
    delete_talk(meta.platform, psid)
    assert error(meta.bot.send(psid, HELLO)) == (100, 2534001)
    meta.platform.say(psid, "again")
    assert meta.settled() and meta.bot.send(psid, HELLO).ok


def test_a_profile_is_shown_with_access_only_and_never_of_a_phone_account(meta: Any) -> None:
    psid = meta.newcomer()
    assert meta.bot.call("GET", psid).json() == {}
    meta.platform.profile_access = True
    assert meta.bot.call("GET", psid).json()["first_name"]
    meta.platform.person(psid).phone_account = True
    assert error(meta.bot.call("GET", psid)) == (100, 2018218)


def test_an_attachment_is_uploaded_and_a_wrong_one_refused(meta: Any) -> None:
    good = {"message": {"attachment": {"type": "image", "payload": {"url": "https://example.org/a.png"}}}}
    assert meta.bot.call("POST", "me/message_attachments", json=good).json()["attachment_id"].isdigit()
    assert error(meta.bot.call("POST", "me/message_attachments", json={"message": {}}))[0] == 100


def test_usage_is_told_in_the_headers(meta: Any) -> None:
    meta.platform.usage = 85
    assert '"call_count": 85' in meta.bot.call("GET", "me").headers["X-App-Usage"]


def test_a_person_edits_at_most_five_times_and_reacts_to_something_only(meta: Any) -> None:
    psid = meta.newcomer()
    meta.platform.say(psid, "one")
    for number in range(5):
        meta.platform.edit(psid, f"edit {number}")
    with pytest.raises(LookupError):
        meta.platform.edit(psid, "too many")
    meta.platform.react(psid)
    assert meta.settled()
    assert [item["message_edit"]["num_edit"] for item in meta.bot.items("message_edit")] == [1, 2, 3, 4, 5]
    assert meta.bot.items("reaction")[0]["reaction"]["reaction"] == "love"
    with pytest.raises(LookupError):
        meta.platform.react(meta.platform.person().psid)


def test_every_quirk_leaves_the_event_itself_whole(meta: Any) -> None:
    psid = meta.newcomer()
    meta.bot.quiet = True
    meta.platform.faults.bend(*Quirk)
    meta.platform.say(psid, "whole")
    meta.platform.say(psid, "next")
    assert meta.platform.postman.settled(10)
    texts = [item["message"]["text"] for item in meta.bot.told() if item.get("message")]
    assert texts.count("next") == 1 and texts.count("whole") == 3, "at once and twice: three copies"
    assert texts.index("next") < texts.index("whole"), "late: after the next event"
    assert meta.platform.postman.answers[403] == 2 and "forged" not in texts
    whole = [body for body in meta.bot.bodies if "whole" in str(body)][0]
    assert [entry["id"] for entry in whole["entry"]][0] == "900000000000009" and len(whole["entry"]) == 3
    item = whole["entry"][-1]["messaging"][0]
    assert item["timestamp"] < 10**11 and item["sender"]["id"] == int(psid)
