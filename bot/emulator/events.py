"""Webhook items and bodies as Meta writes them (Meta: webhook events)."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

Item = dict[str, Any]

FIELDS = {
    "messages",
    "messaging_postbacks",
    "messaging_referrals",
    "messaging_optins",
    "messaging_handovers",
    "messaging_policy_enforcement",
    "messaging_account_linking",
    "messaging_feedback",
    "message_echoes",
    "message_deliveries",
    "message_reads",
    "message_reactions",
    "message_edits",
    "response_feedback",
    "standby",
}
_FIELD_OF_KEY = {
    "message": "messages",
    "postback": "messaging_postbacks",
    "referral": "messaging_referrals",
    "reaction": "message_reactions",
    "delivery": "message_deliveries",
    "read": "message_reads",
    "message_edit": "message_edits",
    "take_thread_control": "messaging_handovers",
    "pass_thread_control": "messaging_handovers",
    "policy_enforcement": "messaging_policy_enforcement",
}


class Encoding(StrEnum):
    """How a body's characters are written."""

    ESCAPED = "escaped"  # as Meta does: \\uXXXX beyond ASCII, and \\/
    FULL = "full"  # as an older page of Meta's says: also <, % and @
    PLAIN = "plain"  # UTF-8 as it is


def new_mid() -> str:
    """A message id that looks like Meta's."""
    return f"m_{secrets.token_hex(11)}-{secrets.token_hex(11)}"


def item(sender: str, recipient: str, at: int, what: Mapping[str, Any]) -> Item:
    """One messaging item; ``at`` in milliseconds, ``what`` holds the event key and its content."""
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at, **what}


def referral(ref: str) -> dict[str, str]:
    """What an m.me link carries (Meta: m.me links)."""
    return {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}


def field_of(messaging: Item) -> str:
    """The webhook field under which an item is delivered."""
    if messaging.get("message", {}).get("is_echo"):
        return "message_echoes"
    return next(field for key, field in _FIELD_OF_KEY.items() if key in messaging)


def envelope(page_id: str, messaging: Item, at: int, array: str = "messaging") -> Item:
    """The body for one item. ``at``: when it is sent, which differs between two deliveries of one event."""
    return {"object": "page", "entry": [{"id": page_id, "time": at, array: [messaging]}]}


def written(content: Item, encoding: Encoding) -> bytes:
    """The bytes of a body."""
    if encoding == Encoding.PLAIN:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    text = json.dumps(content, separators=(",", ":")).replace("/", "\\/")
    if encoding == Encoding.FULL:
        text = re.sub("[<%@]", lambda found: f"\\u{ord(found[0]):04X}", text)
    return text.encode()
