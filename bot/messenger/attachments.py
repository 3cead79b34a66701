"""What hangs on a message: pictures, voices, stickers, places, shared links."""

from __future__ import annotations

from typing import Any

from bot.messenger.kinds import EventKind
from bot.messenger.wire import as_dict, as_id, as_list, as_number, as_text

# Meta: messages webhook reference. "location" is in every library's tests but not in the current list (unconfirmed).
_KINDS = {
    "image": EventKind.IMAGE,
    "audio": EventKind.VOICE,
    "video": EventKind.VIDEO,
    "file": EventKind.FILE,
    "sticker": EventKind.STICKER,
    "location": EventKind.LOCATION,
    **dict.fromkeys(
        ("fallback", "share", "post", "ig_post", "reel", "ig_reel", "template", "appointment_booking"), EventKind.SHARE
    ),
}


def read_attachment(message: dict[str, Any]) -> tuple[EventKind, dict[str, object]] | None:
    """The kind and the plain values of the attachment that tells most, or None when there is none."""
    found = [_read(as_dict(one)) for one in as_list(message.get("attachments"))]
    if sticker := as_id(message.get("sticker_id")):  # the form used until August 2026
        found.append((EventKind.STICKER, {"type": "sticker", "sticker_id": sticker}))
    # For a while one sticker came both as a sticker and as an image.
    return min(found, key=_rank, default=None)


def _rank(found: tuple[EventKind, dict[str, object]]) -> int:
    order = {EventKind.STICKER: 0, EventKind.LOCATION: 1, EventKind.UNSUPPORTED: 3}
    return order.get(found[0], 2)


def _read(attachment: dict[str, Any]) -> tuple[EventKind, dict[str, object]]:
    payload = as_dict(attachment.get("payload"))
    name = as_text(attachment.get("type"))
    kind = _KINDS.get(name, EventKind.UNSUPPORTED)
    if kind is EventKind.IMAGE and as_id(payload.get("sticker_id")):
        kind = EventKind.STICKER
    if kind is EventKind.LOCATION and not _place(payload):
        kind = EventKind.UNSUPPORTED
    title = as_text(payload.get("title")) or as_text(attachment.get("title"))
    values = {
        "type": name,
        "url": _address(payload.get("url")) or _address(attachment.get("url")),
        "title": title,
        "sticker_id": as_id(payload.get("sticker_id")),
        **_place(payload),
    }
    return kind, {key: value for key, value in values.items() if value != ""}


def _place(payload: dict[str, Any]) -> dict[str, object]:
    coordinates = as_dict(payload.get("coordinates"))
    lat, long = as_number(coordinates.get("lat")), as_number(coordinates.get("long"))
    return {} if lat is None or long is None else {"lat": lat, "long": long}


def _address(value: object) -> str:
    """A web address; reels carry a bare path and some files a name, which are none."""
    text = as_text(value)
    return text if text.startswith(("https://", "http://")) else ""
