"""People who wait for a person, and letters that could not be handled or delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.store.talk_tables import CANCELLED, DEAD, OPEN, citizen, inbox, outbox

SHOWN = 100


@dataclass(frozen=True)
class Waiting:
    """A citizen who asked for a person. ``words`` are the last ones, as they came in."""

    citizen: str
    since: datetime
    last_at: datetime
    language: str
    words: str


@dataclass(frozen=True)
class Letter:
    """A message that was given up, and why. ``until``: a reply can be sent no later; None for a message to the bot."""

    id: int
    at: datetime
    reason: str
    cause: str  # the same for programs; empty where it is not known
    text: str
    until: datetime | None


def waiting(connection: Connection) -> list[Waiting]:
    """Who waits for a person, longest first."""
    rows = select(citizen).where(citizen.c.waits_since.is_not(None)).order_by(citizen.c.waits_since).limit(SHOWN)
    people = list(connection.execute(rows))
    words = _last_words(connection, [row.citizen for row in people])
    return [
        Waiting(row.citizen, row.waits_since, row.last_at, row.memory.get("last_language") or "km", words[row.citizen])
        for row in people
    ]


def helped(connection: Connection, who: str) -> None:
    """Somebody of the staff has answered a citizen."""
    connection.execute(update(citizen).where(citizen.c.citizen == who).values(waits_since=None))


def undelivered(connection: Connection, words_of: Callable[[Mapping[str, Any]], str]) -> list[Letter]:
    """Replies that the platform did not take, newest first; ``words_of`` reads the words out of a stored message."""
    rows = select(outbox).where(outbox.c.status == DEAD).order_by(outbox.c.id.desc()).limit(SHOWN)
    return [
        Letter(row.id, row.ready_at, row.reason, row.cause, words_of(row.message), row.window_until)
        for row in connection.execute(rows)
    ]


def unhandled(connection: Connection) -> list[Letter]:
    """Messages of citizens that could not be answered, newest first."""
    rows = select(inbox).where(inbox.c.status == DEAD).order_by(inbox.c.id.desc()).limit(SHOWN)
    return [
        Letter(row.id, row.received_at, row.error, row.cause, _words(row.body), None)
        for row in connection.execute(rows)
    ]


def send_again(connection: Connection, id: int, now: datetime) -> bool:
    """Put a reply back, with the later parts of the same answer; False when it is too late or was taken up already."""
    dead = (outbox.c.id == id, outbox.c.status == DEAD, outbox.c.window_until > now)
    again = {"status": OPEN, "attempts": 0, "ready_at": now, "lease_until": now, "owner": "", "reason": "", "cause": ""}
    found = connection.execute(update(outbox).where(*dead).values(again).returning(outbox.c.inbox_id)).scalar()
    if found is None:
        return False
    rest = (outbox.c.inbox_id == found, outbox.c.id > id, outbox.c.status == CANCELLED, outbox.c.address != "")
    connection.execute(update(outbox).where(*rest).values(again))
    return True


def answer_again(connection: Connection, id: int, now: datetime) -> bool:
    """Let the bot try once more to answer a message; False when it was taken up already."""
    dead = (inbox.c.id == id, inbox.c.status == DEAD)
    again = {"status": OPEN, "attempts": 0, "ready_at": now, "lease_until": now, "owner": "", "error": "", "cause": ""}
    return connection.execute(update(inbox).where(*dead).values(again)).rowcount == 1


def _last_words(connection: Connection, people: Sequence[str]) -> dict[str, str]:
    last = select(func.max(inbox.c.id)).where(inbox.c.citizen.in_(people), inbox.c.kind == "text")
    rows = connection.execute(
        select(inbox.c.citizen, inbox.c.body).where(inbox.c.id.in_(last.group_by(inbox.c.citizen)))
    )
    return dict.fromkeys(people, "") | {row.citizen: _words(row.body) for row in rows}


def _words(body: Mapping[str, Any]) -> str:
    return str(body.get("text") or body.get("tap") or "")
