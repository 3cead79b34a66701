"""What the events of one webhook body mean for the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.corrections import Edit, Unsend
from bot.delivery.outbox import Echo, is_mark
from bot.messenger.events import Event, to_incoming
from bot.messenger.keys import message_key
from bot.messenger.kinds import EventKind
from bot.messenger.purposes import PURPOSES, Purpose
from bot.settings import Settings
from bot.store.holding import Hold
from bot.store.pseudonym import pseudonym

BELIEVABLE = timedelta(days=7)  # a timestamp older than that is taken for a mistake of the sender's clock
SPEAKING = ("message", "postback")  # what a citizen says while another app holds the talk


@dataclass
class Body:
    """What one webhook body adds to the store."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    echoes: list[Echo] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    unsent: list[Unsend] = field(default_factory=list)
    policies: list[tuple[str, datetime]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @property
    def wakes(self) -> bool:
        """Whether there is work for a worker in it."""
        return bool(self.rows or self.echoes or self.edits)


class Sorter:
    """Sorts events by their purpose; those of other Pages and those that nobody said are left out."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._quiet = timedelta(minutes=settings.quiet_minutes)

    def sort(self, events: Sequence[Event], received: datetime) -> Body:
        """What ``events`` add to the store."""
        body = Body()
        for event in events:
            if event.page_id == self._settings.page_id:
                self._add(event, received, body)
        return body

    def _add(self, event: Event, received: datetime, body: Body) -> None:
        purpose = PURPOSES[event.kind]
        if purpose is Purpose.ALARM:
            body.policies.append((event.action, received))
        elif not event.address:
            return
        elif purpose is Purpose.ANSWER:
            body.rows += self._row(event, received)
        elif purpose is Purpose.ANEW:
            body.edits += self._edit(event, received)
        elif purpose is Purpose.ERASE and event.message_id:
            body.unsent.append(Unsend(message_key(event.message_id), event.message_id, self._stub(event, received)))
        elif is_mark(event.mark):  # also an echo on standby: what the bot sent has arrived, whoever holds the talk now
            body.echoes.append(Echo(event.mark, event.message_id, received))
        else:
            body.holds += self._holds(event, purpose)

    def _row(self, event: Event, received: datetime) -> list[dict[str, Any]]:
        incoming = to_incoming(event, "")
        if incoming is None:
            return []
        said: dict[str, Any] = {"text": incoming.text, "tap": incoming.tap, "ref": incoming.ref}
        if incoming.spot:
            said["spot"] = list(incoming.spot)
        return [{**self._stub(event, received), "kind": incoming.kind.value, "body": said}]

    def _edit(self, event: Event, received: datetime) -> list[Edit]:
        if not event.message_id or not event.text.strip():
            return []
        row = {**self._stub(event, received), "body": {"text": event.text, "tap": "", "ref": ""}}
        return [Edit(message_key(event.message_id), row)]

    def _stub(self, event: Event, received: datetime) -> dict[str, Any]:
        """A row of the inbox with nothing in it."""
        return {
            "event_key": event.key,
            "page_id": event.page_id,
            "address": event.address,
            "citizen": self._citizen(event),
            "channel": self._settings.channel,
            "kind": "text",
            "body": {},
            "occurred_at": event.at if received - event.at < BELIEVABLE else received,
            "received_at": received,
            "ready_at": received,
            "lease_until": received,
        }

    def _holds(self, event: Event, purpose: Purpose) -> list[Hold]:
        who, quiet = self._citizen(event), event.at + self._quiet
        ours = event.app_id == self._settings.app_id
        if purpose is Purpose.SETTLE and not ours:
            # The bot's own messages carry its mark; whoever else speaks for the Page is a person or their other tool.
            return [Hold(who, event.at, quiet, answered=True)]
        if purpose is Purpose.QUIET and event.action in SPEAKING and not ours:
            return [Hold(who, event.at, quiet)]
        if purpose is Purpose.HAND_OVER and _changes_hands(event):
            return [Hold(who, event.at, None if ours else quiet)]
        return []

    def _citizen(self, event: Event) -> str:
        return pseudonym(self._settings.pseudonym_key, event.page_id, event.address)


def _changes_hands(event: Event) -> bool:
    """Whether somebody gets the talk. An older form of taking it tells only who lost it; the bot never takes it."""
    return event.action == "take_thread_control" or (event.action == "pass_thread_control" and bool(event.app_id))


def result_of(event: Event, page_id: str) -> str:
    """What became of an event, for the metrics."""
    if event.page_id != page_id:
        return "other_page"
    if PURPOSES[event.kind] is Purpose.ANSWER:
        return "stored" if to_incoming(event, "") else "nobody"
    return "left_alone" if event.kind is EventKind.UNKNOWN else "counted"
