"""One key for one event, however often and in whatever company it is delivered."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.messenger.kinds import EventKind
from bot.messenger.wire import as_dict, as_id

LONGEST_KEY = 128


def item_key(name: str, item: dict[str, Any], content: dict[str, Any], sides: tuple[str, str], array: str) -> str:
    """The key of an item: its message id where it has one of its own, else a hash of all that it says.

    A postback's message id is not trusted to tell two taps apart: Meta does not say that it does (unconfirmed).
    """
    body, message_id, stamp = as_dict(item.get(name)), content.get("message_id", ""), as_id(item.get("timestamp"))
    told_apart_by = {
        "message": (content["kind"] if content["kind"] in (EventKind.ECHO, EventKind.UNSEND) else "",),
        "message_edit": (as_id(body.get("num_edit")) or stamp,),
        "reaction": (as_id(body.get("action")), as_id(body.get("reaction")), stamp),
    }
    if message_id and name in told_apart_by:
        return _at_most(":".join((array, name, message_id, *told_apart_by[name])))
    return content_key(*sides, item.get("timestamp"), array, name, item[name] if name else item)


def message_key(message_id: str) -> str:
    """The key under which a person's message with this id is stored, for what later changes it."""
    return _at_most(f"messaging:message:{message_id}:")


def content_key(*parts: object) -> str:
    """The key of an event without a message id of its own.

    The time of delivery must not be among the parts: it differs between two deliveries of one event.
    """
    return _hashed("\n".join(_canonical(part) for part in parts))


def _at_most(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else _hashed(key)


def _hashed(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _canonical(part: object) -> str:
    """One text for one value. A value nested too deep for JSON leaves it to the other parts to tell events apart."""
    try:
        return json.dumps(part, sort_keys=True, separators=(",", ":"))
    except (RecursionError, TypeError, ValueError):
        return "?"
