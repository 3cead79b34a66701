"""What each kind of event says, as values for an Event. Meta: Webhooks for Messenger Platform, webhook events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.messenger import limits
from bot.messenger.attachments import read_attachment
from bot.messenger.kinds import EventKind
from bot.messenger.wire import as_dict, as_id, as_text

GET_STARTED = "GET_STARTED"
"""Payload that the Page's Get Started button is set up with."""

LONGEST_MESSAGE_ID = 256

Content = dict[str, Any]


def name_of(item: dict[str, Any]) -> str:
    """The key under which the item tells what happened, or "" when it is none that we know."""
    for name in _READERS:
        if isinstance(item.get(name), dict) or (name == "message_request" and item.get(name)):
            return name
    return ""


def read_content(name: str, item: dict[str, Any]) -> Content:
    """The values of Event that the item's ``name`` part tells; ``kind`` is always among them."""
    if not name:
        return {"kind": EventKind.UNKNOWN, "action": ",".join(sorted(map(as_text, item)))[:200]}
    return _READERS[name](as_dict(item[name]))


def _message(body: dict[str, Any]) -> Content:
    content: Content = {"message_id": _message_id(body)}
    if body.get("is_echo"):
        return content | _echo(body)
    # Not on the current page, but other libraries meet them (unconfirmed).
    if body.get("is_deleted"):
        return content | {"kind": EventKind.UNSEND}
    content |= {"text": _words(body.get("text")), "ref": _ref(body)}
    if tap := _payload(as_dict(body.get("quick_reply"))):
        return content | {"kind": EventKind.QUICK_REPLY, "tap": tap}
    if found := read_attachment(body):
        return content | {"kind": found[0], "attachment": found[1]}
    return content | {"kind": _kind_of_bare(body, content["text"])}


def _kind_of_bare(body: dict[str, Any], text: str) -> EventKind:
    if text:
        return EventKind.TEXT
    return EventKind.START if as_dict(body.get("referral")) else EventKind.UNSUPPORTED


def _echo(body: dict[str, Any]) -> Content:
    """What was said stays out: the outbox knows it, and what staff say is not ours to keep."""
    return {"kind": EventKind.ECHO, "app_id": as_id(body.get("app_id")), "mark": as_text(body.get("metadata"))}


def _postback(body: dict[str, Any]) -> Content:
    tap = _payload(body)
    start = tap == GET_STARTED or (not tap and "referral" in body)
    return {
        "kind": EventKind.START if start else EventKind.POSTBACK,
        "message_id": _message_id(body),
        "tap": tap,
        "text": "" if tap else _words(body.get("title")),  # the label matters only when nothing else came
        "ref": _ref(body),
    }


def _referral(body: dict[str, Any]) -> Content:
    return {
        "kind": EventKind.START,
        "ref": as_text(body.get("ref"))[: limits.REF],
        "action": as_text(body.get("source")),
    }


def _edit(body: dict[str, Any]) -> Content:
    return {"kind": EventKind.EDIT, "message_id": _message_id(body), "text": _words(body.get("text"))}


def _reaction(body: dict[str, Any]) -> Content:
    return {"kind": EventKind.REACTION, "message_id": _message_id(body), "action": as_text(body.get("action"))}


def _handover(name: str) -> Callable[[dict[str, Any]], Content]:
    """Reads the hand-over events, which differ in their name and in what they call the app that gets the talk."""

    def read(body: dict[str, Any]) -> Content:
        app = as_id(body.get("new_owner_app_id")) or as_id(body.get("requested_owner_app_id"))
        return {"kind": EventKind.HANDOVER, "action": name, "app_id": app}

    return read


def _policy(body: dict[str, Any]) -> Content:
    return {"kind": EventKind.POLICY, "action": as_text(body.get("action"))}


def _optin(body: dict[str, Any]) -> Content:
    return {"kind": EventKind.OPTIN, "ref": as_text(body.get("ref")), "action": as_text(body.get("type"))}


def _feedback(body: dict[str, Any]) -> Content:
    return {"kind": EventKind.FEEDBACK, "message_id": _message_id(body), "action": as_text(body.get("feedback"))}


def _only(kind: EventKind) -> Callable[[dict[str, Any]], Content]:
    return lambda body: {"kind": kind}


def _message_id(body: dict[str, Any]) -> str:
    return as_id(body.get("mid"), LONGEST_MESSAGE_ID)


def _ref(body: dict[str, Any]) -> str:
    return as_text(as_dict(body.get("referral")).get("ref"))[: limits.REF]


def _payload(body: dict[str, Any]) -> str:
    return as_text(body.get("payload"))[: limits.PAYLOAD]


def _words(value: object) -> str:
    """What a person wrote; of a very long text its beginning."""
    return as_text(value)[: limits.WORDS]


# In the order in which an item is searched: an item that holds two keeps the first.
_READERS: dict[str, Callable[[dict[str, Any]], Content]] = {
    "message": _message,
    "postback": _postback,
    "referral": _referral,
    "message_edit": _edit,
    "reaction": _reaction,
    "read": _only(EventKind.READ),
    "delivery": _only(EventKind.DELIVERY),
    **{name: _handover(name) for name in ("pass_thread_control", "take_thread_control", "request_thread_control")},
    "app_roles": _only(EventKind.APP_ROLES),
    "policy_enforcement": _policy,
    "policy-enforcement": _policy,  # seen in public tests
    "optin": _optin,
    "messaging_feedback": _feedback,
    "response_feedback": _feedback,
    "account_linking": _only(EventKind.ACCOUNT_LINKING),
    "order": _only(EventKind.ORDER),
    "game_play": _only(EventKind.GAME),
    "template": _only(EventKind.TEMPLATE),
    "message_request": _only(EventKind.MESSAGE_REQUEST),
}
