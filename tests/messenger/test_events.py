"""Every webhook body becomes the events it tells, and none ever raises."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.talk import Incoming, Kind
from bot.messenger.events import Event, parse_events, to_incoming
from bot.messenger.keys import LONGEST_KEY
from bot.messenger.kinds import EventKind

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # test machines are busy

BODIES = {path.stem: path for path in sorted((Path(__file__).parent / "bodies").glob("*.json"))}
PAGE, PERSON = "310000000000031", "8800000000000088"
HAPPENED = datetime.fromtimestamp(1790000000, UTC)
RECEIVED = HAPPENED + timedelta(seconds=2)
REF = "ow-battambang-01"

KINDS = {
    "account_linking": ["account_linking"],
    "app_roles": ["app_roles"],
    "appointment_booking": ["share"],
    "coupon": ["template"],
    "dashboard_test": ["unknown"],
    "delivery": ["delivery"],
    "delivery_without_mids": ["delivery"],
    "echo": ["echo"],
    "echo_of_staff": ["echo"],
    "echo_of_template": ["echo"],
    "echo_sides_not_swapped": ["echo"],
    "edit": ["edit"],
    "empty_item": ["unknown"],
    "entry_without_events": [],
    "feedback_survey": ["feedback"],
    "feedback_thumb": ["feedback"],
    "field_and_value_form": [],
    "file": ["file"],
    "game": ["game"],
    "image": ["image"],
    "image_with_words": ["image"],
    "location": ["location"],
    "message_request": ["message_request"],
    "message_with_nothing": ["unsupported"],
    "not_a_page": [],
    "null_message": ["unknown"],
    "optin": ["optin"],
    "optin_marketing": ["optin"],
    "order": ["order"],
    "page_without_echo_mark": ["echo"],
    "pass_thread_control": ["handover"],
    "policy_block": ["policy"],
    "policy_unblock_hyphen": ["policy"],
    "postback": ["postback"],
    "postback_ice_breaker_with_ref": ["postback"],
    "postback_user_ref": ["postback"],
    "postback_with_mid": ["postback"],
    "quick_reply": ["quick_reply"],
    "react": ["reaction"],
    "read": ["read"],
    "referral": ["start"],
    "referral_without_ref": ["start"],
    "request_thread_control": ["handover"],
    "several_attachments": ["share"],
    "share_link": ["share"],
    "share_link_old": ["share"],
    "share_post": ["share"],
    "share_reel": ["share"],
    "standby_echo": ["standby"],
    "standby_postback_without_payload": ["standby"],
    "standby_text": ["standby"],
    "start": ["start"],
    "start_by_link": ["start"],
    "sticker": ["sticker"],
    "sticker_both_forms": ["sticker"],
    "sticker_thumbs_up_old": ["sticker"],
    "take_thread_control": ["handover"],
    "text_after_advertisement": ["text"],
    "text_english": ["text"],
    "text_khmer": ["text"],
    "text_nlp_and_commands": ["text"],
    "text_prior_message": ["text"],
    "text_product_referral": ["text"],
    "text_reply_to": ["text"],
    "text_seconds": ["text"],
    "text_timestamp_in_words": ["text"],
    "text_whole_number_ids": ["text"],
    "two_entries_two_pages": ["text", "text", "read"],
    "unknown_attachment": ["unsupported"],
    "unknown_event": ["unknown"],
    "unreact": ["reaction"],
    "unsend": ["unsend"],
    "unsupported": ["unsupported"],
    "video": ["video"],
    "voice": ["voice"],
}

# What the bot takes as said to it; nothing else is answered.
SPOTS = {"location": (13.362, 103.86)}  # to about a hundred metres
INCOMING = {
    "text_khmer": (Kind.TEXT, "តើធ្វើសំបុត្រកំណើតអស់ប៉ុន្មាន?", "", ""),
    "text_english": (Kind.TEXT, "How much is a birth certificate?", "", ""),
    "text_whole_number_ids": (Kind.TEXT, "ជំរាបសួរ", "", ""),
    "text_seconds": (Kind.TEXT, "what is the budget of Siem Reap", "", ""),
    "text_timestamp_in_words": (Kind.TEXT, "ថវិកាឃុំ ឆ្នាំ២០២៦", "", ""),
    "text_reply_to": (Kind.TEXT, "and for adults?", "", ""),
    "text_nlp_and_commands": (Kind.TEXT, "budget please", "", ""),
    "text_after_advertisement": (Kind.TEXT, "ខ្ញុំចង់សួរ", "", "ad-march"),
    "text_product_referral": (Kind.TEXT, "is this free?", "", ""),
    "text_prior_message": (Kind.TEXT, "hello", "", ""),
    "two_entries_two_pages": (Kind.TEXT, "first", "", ""),
    "image_with_words": (Kind.TEXT, "តើបង្កាន់ដៃនេះត្រឹមត្រូវទេ?", "", ""),
    "share_link": (Kind.TEXT, "Is this true? https://news.example.com/fees", "", ""),
    "quick_reply": (Kind.TAP, "ភាសាខ្មែរ", "language:km", ""),
    "postback": (Kind.TAP, "", "ask:birth-certificate:documents", ""),
    "postback_with_mid": (Kind.TAP, "", "ask:fees", ""),
    "postback_ice_breaker_with_ref": (Kind.TAP, "", "ask:about", REF),
    "start": (Kind.START, "", "", ""),
    "start_by_link": (Kind.START, "", "", REF),
    "referral": (Kind.START, "", "", REF),
    "referral_without_ref": (Kind.START, "", "", ""),
    "sticker": (Kind.STICKER, "", "", ""),
    "sticker_both_forms": (Kind.STICKER, "", "", ""),
    "sticker_thumbs_up_old": (Kind.STICKER, "", "", ""),
    "image": (Kind.IMAGE, "", "", ""),
    "voice": (Kind.VOICE, "", "", ""),
    "location": (Kind.LOCATION, "", "", ""),
    **dict.fromkeys(
        [
            "video",
            "file",
            "several_attachments",
            "share_link_old",
            "share_reel",
            "share_post",
            "appointment_booking",
            "unknown_attachment",
            "unsupported",
            "message_with_nothing",
        ],
        (Kind.FILE, "", "", ""),
    ),
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = [
    "message",
    "postback",
    "referral",
    "message_edit",
    "reaction",
    "read",
    "delivery",
    "pass_thread_control",
    "app_roles",
    "policy_enforcement",
    "optin",
    "response_feedback",
    "message_request",
    "sender",
    "recipient",
    "timestamp",
    "mid",
    "text",
    "is_echo",
    "is_deleted",
    "attachments",
    "payload",
    "type",
    "coordinates",
    "lat",
    "long",
    "sticker_id",
    "quick_reply",
    "num_edit",
    "action",
    "ref",
    "id",
    "title",
    "url",
    "app_id",
    "metadata",
]
WORDS = st.sampled_from([*NAMES, "image", "location", "GET_STARTED", PAGE, PERSON, "1790000000", "\x00\ud800"])
LIKELY = st.recursive(
    JSON | WORDS | st.just(True) | st.integers(0, 10**14),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=30,
)
ITEMS = st.lists(LIKELY, max_size=3) | LIKELY
ENTRIES = st.fixed_dictionaries(
    {}, optional={"id": LIKELY, "time": LIKELY, "messaging": ITEMS, "standby": ITEMS, "changes": ITEMS}
)
ALMOST_BODIES = st.fixed_dictionaries(
    {"object": st.just("page"), "entry": st.lists(ENTRIES | LIKELY, max_size=3) | JSON}
)


def body(name: str) -> Any:
    return json.loads(BODIES[name].read_text(encoding="utf-8"))


def events(name: str) -> list[Event]:
    return parse_events(body(name), RECEIVED)


def only(name: str) -> Event:
    (event,) = events(name)
    return event


def wrapped(item: Any, array: str = "messaging") -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": PAGE, "time": 1790000000700, array: [item]}]}


def said(message: Any, **more: Any) -> Event:
    item = {"sender": {"id": PERSON}, "recipient": {"id": PAGE}, "timestamp": 1790000000000, "message": message, **more}
    (event,) = parse_events(wrapped(item), RECEIVED)
    return event


def test_every_body_of_the_folder_is_expected() -> None:
    assert set(BODIES) == set(KINDS)


def test_every_kind_has_a_body() -> None:
    assert {kind for kinds in KINDS.values() for kind in kinds} == set(EventKind)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_tells_its_kinds(name: str) -> None:
    assert [event.kind for event in events(name)] == KINDS[name]


@pytest.mark.parametrize("name", BODIES)
def test_only_what_is_said_to_the_bot_is_answered(name: str) -> None:
    expected = INCOMING.get(name)
    incoming = to_incoming(events(name)[0], "citizen-1") if events(name) else None
    if expected is None:
        assert incoming is None
    else:
        kind, text, tap, ref = expected
        at = min(events(name)[0].at, RECEIVED)
        assert incoming == Incoming(
            citizen="citizen-1", kind=kind, at=at, text=text, tap=tap, ref=ref, spot=SPOTS.get(name)
        )


@pytest.mark.parametrize("name", sorted(set(BODIES) - {"dashboard_test", "feedback_survey", "two_entries_two_pages"}))
def test_page_person_and_time_are_found(name: str) -> None:
    nobody = {"app_roles", "policy_block", "policy_unblock_hyphen", "postback_user_ref", "empty_item"}
    for event in events(name):
        assert event.page_id == PAGE
        assert event.address == ("" if name in nobody else PERSON)
        assert event.at in (HAPPENED, HAPPENED + timedelta(milliseconds=700))


def test_two_entries_for_two_pages_keep_their_pages_and_order() -> None:
    first, second, third = events("two_entries_two_pages")
    assert (first.page_id, first.text) == (PAGE, "first")
    assert (second.page_id, second.text, third.page_id) == ("310000000000032", "ទីពីរ", "310000000000032")


def test_without_a_recipient_the_page_is_that_of_the_entry() -> None:
    (event,) = parse_events(wrapped({"sender": {"id": PERSON}, "message": {"mid": "m", "text": "hi"}}), RECEIVED)
    assert (event.page_id, event.address) == (PAGE, PERSON)


@pytest.mark.parametrize(
    ("name", "app_id", "mark"),
    [
        ("echo", "420000000000042", "mark-901"),
        ("echo_of_staff", "26390203743090", ""),
        ("echo_of_template", "420000000000042", "mark-903"),
        ("echo_sides_not_swapped", "420000000000042", "mark-904"),
        ("page_without_echo_mark", "", ""),
        ("standby_echo", "430000000000043", "theirs"),
    ],
)
def test_an_echo_tells_who_sent_and_with_which_mark_but_not_the_words(name: str, app_id: str, mark: str) -> None:
    event = only(name)
    assert event.own
    assert (event.app_id, event.mark, event.text, event.attachment) == (app_id, mark, "", None)
    assert event.message_id.startswith("m_chbas-09")


def test_nothing_that_a_citizen_does_is_the_pages_own() -> None:
    assert not any(event.own for name in INCOMING for event in events(name))


def test_an_echo_of_an_entry_without_id_is_the_senders() -> None:
    payload = body("echo")
    del payload["entry"][0]["id"]
    (event,) = parse_events(payload, RECEIVED)
    assert (event.page_id, event.address, event.own) == (PAGE, PERSON, True)


def test_what_the_page_itself_does_is_not_answered() -> None:
    item = {"sender": {"id": PAGE}, "recipient": {"id": PERSON}, "postback": {"payload": "ask:fees"}}
    (event,) = parse_events(wrapped(item), RECEIVED)
    assert event.own and to_incoming(event, "c") is None


def test_what_is_said_on_standby_is_not_kept() -> None:
    event = only("standby_text")
    assert (event.text, event.tap, event.own, event.action) == ("", "", False, "message")


def test_a_postbacks_title_is_words_only_when_there_is_no_payload() -> None:
    assert only("postback").text == ""
    item = {"sender": {"id": PERSON}, "recipient": {"id": PAGE}, "postback": {"title": "Fees"}}
    (event,) = parse_events(wrapped(item), RECEIVED)
    incoming = to_incoming(event, "c")
    assert incoming and (incoming.kind, incoming.text, incoming.tap) == (Kind.TEXT, "Fees", "")


def test_a_postback_that_tells_nothing_is_not_answered() -> None:
    (event,) = parse_events(wrapped({"sender": {"id": PERSON}, "postback": {}}), RECEIVED)
    assert event.kind is EventKind.POSTBACK and to_incoming(event, "c") is None


def test_the_place_of_a_location_is_kept() -> None:
    assert only("location").attachment == {
        "type": "location",
        "title": "Pinned place",
        "lat": 13.3622,
        "long": 103.8597,
    }


@pytest.mark.parametrize(
    "coordinates", [None, {}, {"lat": 1}, {"lat": "1", "long": "2"}, {"lat": float("nan"), "long": 1}]
)
def test_a_location_without_a_place_is_an_unsupported_message(coordinates: Any) -> None:
    event = said({"mid": "m", "attachments": [{"type": "location", "payload": {"coordinates": coordinates}}]})
    assert event.kind is EventKind.UNSUPPORTED
    json.dumps(event.attachment, allow_nan=False)


def test_a_sticker_is_known_by_its_number_in_both_forms() -> None:
    numbers = [(only(name).attachment or {})["sticker_id"] for name in BODIES if name.startswith("sticker")]
    assert numbers == ["7100000000000071", "7200000000000072", "369239263222822"]


def test_only_web_addresses_of_attachments_are_kept() -> None:
    assert only("image").attachment == {"type": "image", "url": "https://cdn.example.com/i/form.jpg"}
    assert only("share_reel").attachment == {"type": "reel", "title": "A reel"}
    assert only("file").attachment == {"type": "file"}


def test_the_app_that_now_holds_the_talk_is_told() -> None:
    told = {
        name: (only(f"{name}_thread_control").action, only(f"{name}_thread_control").app_id)
        for name in ("pass", "take")
    }
    assert told == {
        "pass": ("pass_thread_control", "420000000000042"),
        "take": ("take_thread_control", "430000000000043"),
    }


def test_actions_are_told() -> None:
    names = ("react", "unreact", "policy_block", "policy_unblock_hyphen", "feedback_thumb")
    assert [only(name).action for name in names] == ["react", "unreact", "block", "unblock", "Good response"]


def test_an_unknown_event_tells_the_names_of_its_keys_and_no_values() -> None:
    assert only("unknown_event").action == "hologram_call,recipient,sender,timestamp"


def test_an_edit_carries_the_new_words() -> None:
    assert (only("edit").text, only("edit").message_id) == ("How much is a death certificate?", "m_chbas-0002")


@pytest.mark.parametrize(
    "stamp",
    [None, "", "soon", -5, 0, True, float("nan"), float("inf"), 10**30, 10**400, [], {}, "9" * 30],
)
def test_a_time_that_makes_no_sense_is_the_time_of_delivery(stamp: Any) -> None:
    assert said({"mid": "m", "text": "hi"}, timestamp=stamp).at == HAPPENED + timedelta(milliseconds=700)


def test_nothing_happens_after_it_was_received() -> None:
    later = int((RECEIVED + timedelta(days=400)).timestamp() * 1000)
    assert said({"mid": "m", "text": "hi"}, timestamp=later).at == RECEIVED


def test_text_that_no_database_takes_is_mended() -> None:
    event = said({"mid": "m", "text": "a\x00b\ud83d c \U0001f44d"})
    assert event.text == "ab\ufffd c \U0001f44d"


def test_an_id_that_is_too_long_is_none() -> None:
    assert said({"mid": "m", "text": "hi"}, sender={"id": "9" * 65}).address == ""


# --- keys


@pytest.mark.parametrize("name", BODIES)
def test_a_second_delivery_has_the_same_keys_whatever_its_time_and_order(name: str) -> None:
    again = copy.deepcopy(body(name))
    for entry in again.get("entry", []):
        entry["time"] = 1790000999999
    again = json.loads(json.dumps(shuffled(again)))
    assert [event.key for event in parse_events(again, RECEIVED + timedelta(hours=1))] == [e.key for e in events(name)]


def shuffled(value: Any) -> Any:
    if isinstance(value, list):
        return [shuffled(one) for one in value]
    if not isinstance(value, dict):
        return value
    pairs = list(value.items())
    random.Random(7).shuffle(pairs)
    return {key: shuffled(one) for key, one in pairs}


def test_different_events_have_different_keys() -> None:
    keys = [event.key for name in BODIES for event in events(name)]
    assert len(keys) == len(set(keys))


def test_the_same_message_said_and_unsaid_are_two_events() -> None:
    assert only("text_khmer").message_id == only("unsend").message_id
    assert only("text_khmer").key != only("unsend").key


def test_each_edit_and_each_reaction_is_an_event_of_its_own() -> None:
    edit, react = body("edit"), body("react")
    edit["entry"][0]["messaging"][0]["message_edit"]["num_edit"] = 2
    react["entry"][0]["messaging"][0]["timestamp"] += 1
    for name, changed in (("edit", edit), ("react", react)):
        assert parse_events(changed, RECEIVED)[0].key != only(name).key


def test_two_taps_of_one_button_are_two_events() -> None:
    again = body("postback_with_mid")
    again["entry"][0]["messaging"][0]["timestamp"] += 1500
    assert parse_events(again, RECEIVED)[0].key != only("postback_with_mid").key


def test_a_message_heard_on_standby_and_then_for_the_bot_is_two_events() -> None:
    item = body("standby_text")["entry"][0]["standby"][0]
    assert parse_events(wrapped(item), RECEIVED)[0].key != only("standby_text").key


@pytest.mark.parametrize("length", [60, 128, 200, 256, 300])
def test_a_key_is_never_too_long(length: int) -> None:
    keys = {said({"mid": "m" * length + end, "text": "hi"}).key for end in "ab"}
    assert len(keys) == 2 or length >= 256  # an id longer than 256 is none: then the words tell events apart
    assert all(len(key) <= LONGEST_KEY for key in keys)


# --- never raises


@calm
@given(JSON | ALMOST_BODIES)
def test_no_json_value_raises_and_keys_are_stable(payload: Any) -> None:
    before = copy.deepcopy(payload)
    found = parse_events(payload, RECEIVED)
    assert [event.key for event in parse_events(before, RECEIVED + timedelta(days=1))] == [event.key for event in found]
    for event in found:
        to_incoming(event, "c")
        assert 0 < len(event.key) <= LONGEST_KEY and len(event.page_id) <= 64 and len(event.address) <= 64
        assert event.at <= RECEIVED and event.kind in EventKind


@calm
@given(ALMOST_BODIES)
def test_an_event_is_plain_values_that_any_database_takes(payload: Any) -> None:
    for event in parse_events(payload, RECEIVED):
        text = json.dumps({**asdict(event), "at": event.at.isoformat()}, ensure_ascii=False, allow_nan=False)
        assert "\\u0000" not in text
        text.encode("utf-8")


@calm
@given(st.sampled_from(sorted(BODIES)), st.data())
def test_a_body_with_any_one_value_replaced_does_not_raise(name: str, data: st.DataObject) -> None:
    payload = body(name)
    spot, steps = payload, data.draw(st.integers(1, 9))
    for _ in range(steps):
        key = data.draw(st.sampled_from(sorted(spot))) if isinstance(spot, dict) else 0
        if steps == 1 or not isinstance(spot[key], dict | list) or not spot[key]:
            break
        spot = spot[key]
    spot[key if isinstance(spot, dict) else 0] = data.draw(LIKELY)
    for event in parse_events(payload, RECEIVED):
        to_incoming(event, "c")


def test_a_value_nested_beyond_all_reason_does_not_raise() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for item in ({"hologram": deep}, {"message": {"mid": "m", "text": deep, "attachments": deep}}, deep):
        parse_events(wrapped(item), RECEIVED)
    parse_events(deep, RECEIVED)
