"""What the chat page asks for and sends."""

from __future__ import annotations

from typing import Any

import pytest
import requests

PERSON = "4242424242424242"


def post(meta: Any, what: str, content: Any = None, person: str = PERSON) -> requests.Response:
    return requests.post(f"{meta.url}/chat/api/{person}/{what}", json=content or {}, timeout=10)


def log(meta: Any, after: int = 0) -> Any:
    return requests.get(f"{meta.url}/chat/api/{PERSON}/log", params={"after": after}, timeout=10).json()


def test_a_newcomer_finds_the_profile_and_an_empty_talk(meta: Any) -> None:
    found = log(meta)
    assert found["lines"] == [] and found["started"] is False and found["typing"] is False
    assert found["profile"]["get_started"] == {"payload": "start"}


def test_what_was_said_and_answered_stands_in_the_log_once(meta: Any) -> None:
    assert post(meta, "say", {"text": "សួស្តី"}).status_code == 204
    assert meta.settled()
    lines = log(meta)["lines"]
    assert [(line["who"], line["message"]["text"]) for line in lines] == [("person", "សួស្តី"), ("page", "ឮហើយ៖ សួស្តី")]
    assert "metadata" not in lines[1]["message"] and lines[1]["message"]["quick_replies"]
    later = log(meta, after=2)
    assert later["lines"] == [] and later["profile"] is None and later["started"] is True


def test_every_act_reaches_the_bot_in_metas_form(meta: Any) -> None:
    meta.bot.quiet = True
    acts = {
        "start": {"ref": "EV-1"},
        "tap": {"kind": "quick_reply", "title": "a", "payload": "b"},
        "sticker": {},
        "location": {},
        "voice": {},
        "open": {"ref": "EV-2"},
    }
    for what, content in acts.items():
        assert post(meta, what, content).status_code == 204
    assert post(meta, "tap", {"kind": "postback", "title": "c", "payload": "d"}).status_code == 204
    assert meta.settled()
    told = meta.bot.told()
    assert told[0]["postback"]["referral"]["ref"] == "EV-1"
    assert told[1]["message"]["quick_reply"] == {"payload": "b"}
    kinds = [each["message"]["attachments"][0]["type"] for each in told[2:5]]
    assert kinds == ["sticker", "location", "audio"]
    assert told[5]["referral"]["ref"] == "EV-2"
    assert (told[6]["postback"]["title"], told[6]["postback"]["payload"]) == ("c", "d")


def test_typing_dots_show_until_the_message_comes(meta: Any) -> None:
    meta.bot.quiet = True
    post(meta, "say", {"text": "hello"})
    meta.bot.send(PERSON, sender_action="mark_seen")
    meta.bot.send(PERSON, sender_action="typing_on")
    shown = log(meta)
    assert shown["typing"] is True and shown["seen"] >= shown["lines"][0]["at"]
    meta.bot.send(PERSON, {"text": "answer"})
    assert log(meta)["typing"] is False


def test_typing_dots_end_by_themselves(meta: Any) -> None:
    meta.bot.quiet = True
    post(meta, "say", {"text": "hello"})
    meta.bot.send(PERSON, sender_action="typing_on")
    meta.platform.clock.forward(hours=0.01)
    assert log(meta)["typing"] is False


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("say", {}),
        ("say", {"text": " "}),
        ("say", {"text": 7}),
        ("say", {"text": "x" * 20_001}),
        ("say", ["x"]),
        ("tap", {"title": "x"}),
        ("open", {"ref": "a b"}),
        ("start", {"ref": "<script>"}),
    ],
)
def test_nonsense_is_turned_away(meta: Any, what: str, content: Any) -> None:
    assert post(meta, what, content).status_code == 400
    assert not meta.bot.bodies


def test_start_without_get_started_is_turned_away(meta: Any) -> None:
    meta.platform.profile.delete(["get_started", "persistent_menu"])
    assert post(meta, "start").status_code == 409


@pytest.mark.parametrize("person", ["0123456789", "abc", "1" * 21, "1" * 9])
def test_a_person_is_a_number(meta: Any, person: str) -> None:
    assert post(meta, "say", {"text": "x"}, person).status_code == 404


@pytest.mark.parametrize("what", ["say", "tap", "start", "open", "sticker", "location", "voice"])
def test_another_sites_form_cannot_speak_for_a_person(meta: Any, what: str) -> None:
    answer = requests.post(f"{meta.url}/chat/api/{PERSON}/{what}", data={"text": "x"}, timeout=10)
    assert answer.status_code == 415
    assert not meta.bot.bodies


def test_the_page_loads_nothing_from_elsewhere(meta: Any) -> None:
    answer = requests.get(f"{meta.url}/chat?ref=EV-1", timeout=10)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "http://" not in answer.text and "https://" not in answer.text
    assert "<style" not in answer.text and " style=" not in answer.text and "onclick" not in answer.text
