"""What changes a message after it was sent: an edit is answered anew, what is taken back is erased."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from bot.store.desk_tables import unanswered
from bot.store.talk_tables import CANCELLED, OPEN, inbox
from bot.store.upsert import insert

ANEW_WITHIN = timedelta(minutes=1)  # later the talk has moved on


@dataclass(frozen=True)
class Edit:
    """New words for a message. ``of``: its key in the inbox; ``row``: the new words as a message of their own."""

    of: str
    row: dict[str, Any]


@dataclass(frozen=True)
class Unsend:
    """A message was taken back. ``stub``: an empty row in its place, should the message itself arrive later."""

    of: str
    message_id: str
    stub: dict[str, Any]


def take_edits(connection: Connection, edits: Sequence[Edit]) -> None:
    """Let each edited question be answered anew, if it was asked within the last minute.

    A question that nobody has begun to answer is answered in its new words only.
    """
    for edit in edits:
        row = edit.row
        found = select(inbox).where(inbox.c.event_key == edit.of, inbox.c.citizen == row["citizen"])
        original = connection.execute(found).first()
        if original is None or original.status == CANCELLED or row["occurred_at"] - original.occurred_at > ANEW_WITHIN:
            continue
        if connection.execute(_new(connection.dialect.name), row).rowcount:
            unbegun = (inbox.c.status == OPEN, inbox.c.lease_until <= row["received_at"])
            gone = update(inbox).where(inbox.c.id == original.id, *unbegun)
            connection.execute(gone.values(status=CANCELLED, body={}, done_at=row["received_at"]))


def erase(connection: Connection, unsent: Sequence[Unsend]) -> None:
    """Erase the words of messages that were taken back, and of their edits; what is unanswered stays so."""
    for one in unsent:
        stub = {**one.stub, "event_key": one.of, "status": CANCELLED, "done_at": one.stub["received_at"]}
        connection.execute(_new(connection.dialect.name), stub)
        edits = inbox.c.event_key.startswith(f"messaging:message_edit:{one.message_id}:", autoescape=True)
        theirs = (inbox.c.citizen == one.stub["citizen"], or_(inbox.c.event_key == one.of, edits))
        unbegun = (inbox.c.status == OPEN, inbox.c.lease_until <= one.stub["received_at"])
        cancelled = {"status": CANCELLED, "done_at": one.stub["received_at"]}
        connection.execute(update(inbox).where(*theirs, *unbegun).values(cancelled))
        connection.execute(update(inbox).where(*theirs).values(body={}))
        kept = unanswered.c.inbox_id.in_(select(inbox.c.id).where(*theirs))
        connection.execute(unanswered.delete().where(kept))


@functools.cache
def _new(database: str) -> Any:
    return insert(database, inbox).on_conflict_do_nothing(index_elements=[inbox.c.event_key])
