"""What else arrives at a webhook: oddities of real bodies, for one event at a time (Meta: webhook events)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.emulator import events

Body = dict[str, Any]
OTHER_PAGE = "900000000000009"


class Quirk(StrEnum):
    """One oddity of the delivery of an event."""

    TWICE = "twice"  # delivered again although the bot said 200
    AT_ONCE = "at once"  # two copies at the same moment
    LATE = "late"  # after the person's next event
    TWO_ENTRIES = "two entries"  # in one body with another event of the same Page
    TWO_PAGES = "two pages"  # in one body with an event of another Page
    SECONDS = "seconds"  # timestamps in seconds
    WHOLE_NUMBERS = "whole numbers"  # ids as JSON numbers
    # What comes in a body of its own, just before the event:
    UNKNOWN = "unknown"  # an event key that nobody knows
    EMPTY = "empty"  # an item with nothing in it
    CHANGES = "changes"  # a change of a field, as from the dashboard's Test button
    NO_TEXT = "no text"  # a message with neither text nor attachment
    NULL_PAYLOAD = "null payload"  # an attachment and a postback without their payload
    ON_STANDBY = "on standby"  # something said to another app
    NOT_SIGNED = "not signed"  # a forged message without a signature
    WRONGLY_SIGNED = "wrongly signed"  # a forged message with a wrong signature


@dataclass(frozen=True)
class Extra:
    """A body of its own. ``secret`` None: it is not signed at all; "": with the real one."""

    body: Body
    secret: str | None = ""


def bent(body: Body, quirks: Collection[Quirk]) -> Body:
    """The body as it is really posted."""
    body = json.loads(json.dumps(body))
    if Quirk.SECONDS in quirks:
        for entry in body["entry"]:
            entry["time"] //= 1000
            for item in entry["messaging"]:
                item["timestamp"] //= 1000
    if Quirk.WHOLE_NUMBERS in quirks:
        for item in body["entry"][0]["messaging"]:
            item["sender"]["id"], item["recipient"]["id"] = int(item["sender"]["id"]), int(item["recipient"]["id"])
    if Quirk.TWO_ENTRIES in quirks:
        body["entry"].insert(0, _entry(body, {"read": {"watermark": 1}}))
    if Quirk.TWO_PAGES in quirks:
        foreign = _entry(body, {"message": {"mid": events.new_mid(), "text": "to another Page"}})
        foreign["id"] = foreign["messaging"][0]["recipient"]["id"] = OTHER_PAGE
        body["entry"].insert(0, foreign)
    return body


def before(body: Body, quirks: Collection[Quirk]) -> Iterator[Extra]:
    """The bodies that arrive before it."""
    for quirk, content in _ITEMS.items():
        if quirk in quirks:
            yield Extra({**body, "entry": [_entry(body, content)]})
    for quirk, entries in _ENTRIES.items():
        if quirk in quirks:
            yield Extra({**body, "entry": entries})
    if Quirk.ON_STANDBY in quirks:
        heard = _entry(body, {"read": {"watermark": 1}})
        yield Extra({**body, "entry": [{"id": heard["id"], "time": heard["time"], "standby": heard["messaging"]}]})
    for quirk, secret in ((Quirk.NOT_SIGNED, None), (Quirk.WRONGLY_SIGNED, secrets.token_hex(8))):
        if quirk in quirks:
            forged = {"message": {"mid": events.new_mid(), "text": "forged"}}
            yield Extra({**body, "entry": [_entry(body, forged)]}, secret)


_ITEMS: dict[Quirk, dict[str, Any]] = {
    Quirk.UNKNOWN: {"something_new": {"a": 1}},
    Quirk.NO_TEXT: {"message": None},
    Quirk.NULL_PAYLOAD: {"postback": {"payload": None}},
}
_ENTRIES: dict[Quirk, list[dict[str, Any]]] = {
    Quirk.CHANGES: [{"id": "0", "time": 1, "changes": [{"field": "messages", "value": {}}]}],
    Quirk.EMPTY: [{"id": "1", "time": 1, "messaging": [{}]}, {}],
}


def _entry(body: Body, content: dict[str, Any]) -> dict[str, Any]:
    """Another entry of the same person at the same moment."""
    entry = body["entry"][0]
    item = entry["messaging"][0]
    sides = {key: dict(item[key]) for key in ("sender", "recipient")}
    return {**entry, "messaging": [{**sides, "timestamp": item["timestamp"], **content}]}
