"""Webhook bodies into events: plain values in the bot's own order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.talk import Incoming, Kind
from bot.messenger.contents import name_of, read_content
from bot.messenger.keys import content_key, item_key
from bot.messenger.kinds import EventKind
from bot.messenger.wire import as_dict, as_id, as_list, as_number, as_text, as_time

_ANSWERED = {
    EventKind.TEXT: Kind.TEXT,
    EventKind.QUICK_REPLY: Kind.TAP,
    EventKind.POSTBACK: Kind.TAP,
    EventKind.START: Kind.START,
    EventKind.STICKER: Kind.STICKER,
    EventKind.IMAGE: Kind.IMAGE,
    EventKind.VOICE: Kind.VOICE,
    EventKind.LOCATION: Kind.LOCATION,
    EventKind.VIDEO: Kind.FILE,
    EventKind.FILE: Kind.FILE,
    EventKind.SHARE: Kind.FILE,
    EventKind.UNSUPPORTED: Kind.FILE,
}


@dataclass(frozen=True)
class Event:
    """One event of a webhook body; what it does not tell is empty."""

    key: str  # the same for every delivery of this event; at most 128 characters
    page_id: str
    address: str  # the person's id at this Page: the other side, whoever spoke; "" when nobody can be answered
    kind: EventKind
    at: datetime  # when it happened, UTC, never later than it was received
    text: str = ""
    tap: str = ""  # payload of what was tapped
    ref: str = ""  # reference of the link or advertisement that was followed
    attachment: Mapping[str, object] | None = None  # type, url, title, sticker_id, lat, long: those there are
    message_id: str = ""
    app_id: str = ""  # echo: the app that sent; handover: the app that now holds the talk
    mark: str = ""  # echo: the metadata with which the message was sent
    own: bool = False  # the Page itself spoke: this bot, another app or a person of the staff
    action: str = ""  # react, unreact, block, pass_thread_control, ...; names of the keys of an unknown event


def parse_events(payload: object, received: datetime) -> list[Event]:
    """All events of a webhook body, in its order; ``received`` is aware, in UTC. Never raises, whatever the JSON value.

    A body that is not a Page's holds none. Meta: Webhooks for Messenger Platform, webhook events.
    """
    body = as_dict(payload)
    if body.get("object") != "page":
        return []
    entries = [as_dict(entry) for entry in as_list(body.get("entry"))]
    return [event for entry in entries for event in _events_of(entry, received)]


def to_incoming(event: Event, citizen: str) -> Incoming | None:
    """What the citizen did, or None when the bot has nothing to answer. ``citizen`` is the pseudonym."""
    kind = _ANSWERED.get(event.kind)
    if kind is None or event.own or not event.address:
        return None
    if event.text and not event.tap:
        kind = Kind.TEXT  # words beside a picture or a link are the question
    elif kind is Kind.TAP and not event.tap:
        return None
    tap = event.tap if kind is Kind.TAP else ""
    spot = _spot(event) if kind is Kind.LOCATION else None
    return Incoming(citizen=citizen, kind=kind, at=event.at, text=event.text, tap=tap, ref=event.ref, spot=spot)


def _spot(event: Event) -> tuple[float, float] | None:
    """The shared place to about a hundred metres: enough for the nearest commune, too little to find a house."""
    lat, long = (as_number((event.attachment or {}).get(name)) for name in ("lat", "long"))
    if lat is None or long is None or abs(lat) > 90 or abs(long) > 180:
        return None
    return round(lat, 3), round(long, 3)


def _events_of(entry: dict[str, Any], received: datetime) -> Iterator[Event]:
    for array in ("messaging", "standby"):
        for item in as_list(entry.get(array)):
            if isinstance(item, dict):
                yield _event(item, entry, received, array)
    for change in as_list(entry.get("changes")):
        yield _change(change, entry, received)


def _event(item: dict[str, Any], entry: dict[str, Any], received: datetime, array: str) -> Event:
    name = name_of(item)
    content = read_content(name, item)
    page_id, address, own = _sides(item, as_id(entry.get("id")), content["kind"] is EventKind.ECHO)
    key = item_key(name, item, content, (page_id, address), array)
    if array == "standby":
        content = _overheard(EventKind.STANDBY, content) | {"action": name}
    elif own and name == "message":
        content = _overheard(EventKind.ECHO, content)
    at = _moment(item.get("timestamp"), entry, received)
    return Event(key=key, page_id=page_id, address=address, at=at, own=own, **content)


def _overheard(kind: EventKind, content: dict[str, Any]) -> dict[str, Any]:
    """What remains of an event that is not said to the bot: no words."""
    return {"kind": kind} | {key: content[key] for key in ("message_id", "app_id", "mark") if key in content}


def _moment(stamp: object, entry: dict[str, Any], received: datetime) -> datetime:
    return min(as_time(stamp) or as_time(entry.get("time")) or received, received)


def _change(change: object, entry: dict[str, Any], received: datetime) -> Event:
    """A change of a Page's field: also what the dashboard's "Test" button sends, with nobody to answer."""
    field, page_id = as_text(as_dict(change).get("field")), as_id(entry.get("id"))
    at = _moment(None, entry, received)
    key = content_key(page_id, "changes", change)
    return Event(key=key, page_id=page_id, address="", kind=EventKind.UNKNOWN, at=at, action=f"changes.{field}")


def _sides(item: dict[str, Any], entry_id: str, echo: bool) -> tuple[str, str, bool]:
    """The Page, the person, and whether the Page spoke."""
    sender = as_id(as_dict(item.get("sender")).get("id"))
    recipient = as_id(as_dict(item.get("recipient")).get("id"))
    spoken_by_page = bool(sender) and sender == entry_id
    # Old echoes name the person as the sender all the same.
    if spoken_by_page or (echo and (not recipient or recipient != entry_id)):
        return sender or entry_id, recipient, True
    return recipient or entry_id, sender, echo
