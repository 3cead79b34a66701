"""Through which event a citizen came: the reference of a followed link, or the event's short code typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from bot.domain.campaign import Event, How, Moment
from bot.domain.talk import Incoming, Kind
from bot.text.codes import fold_code

AFTER = "after"
"""Behind the code in the reference of the link that opens the quiz after the event: ``CODE=after``."""

_WORD = re.compile(r"^\s*(?:code|event|លេខកូដ|កូដ|កម្មវិធី)\s*[:៖]?\s*", re.IGNORECASE)


class Events(Protocol):
    """What the talk needs to be told about events; the store fits this by its shape."""

    def find(self, folded: str) -> Event | None:
        """The event of a code in its folded form (text/codes.py)."""


@dataclass(frozen=True)
class Arrival:
    """A citizen came through an event."""

    event: Event
    how: How
    moment: Moment | None = None  # the quiz the link asks for, if it says so


def arrival(incoming: Incoming, events: Events) -> Arrival | None:
    """How the citizen came, if through an event that exists; a reference that is not ours is left alone."""
    if incoming.ref:
        code, _, part = incoming.ref.partition("=")
        found = _found(code, events)
        return Arrival(found, "link", "post" if part == AFTER else None) if found else None
    if incoming.kind is Kind.TEXT:
        found = _found(_WORD.sub("", incoming.text), events)
        return Arrival(found, "code") if found else None
    return None


def _found(code: str, events: Events) -> Event | None:
    folded = fold_code(code)
    return events.find(folded) if folded else None
