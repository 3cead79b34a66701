"""Questions the bot could not answer, kept for the staff to learn from, without what is personal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.store.desk_tables import unanswered

LOOKED_AT = 1000  # the newest so many are grouped; older ones wait until these are dealt with


@dataclass(frozen=True)
class Unanswered:
    """One question that was not understood, or for which choices were offered and none was tapped."""

    id: int
    at: datetime
    language: str
    outcome: str
    text: str


def open_questions(connection: Connection) -> list[Unanswered]:
    """The newest questions that nobody has dealt with."""
    columns = [unanswered.c[name] for name in ("id", "at", "language", "outcome", "text")]
    newest = select(*columns).where(unanswered.c.state == "open").order_by(unanswered.c.id.desc()).limit(LOOKED_AT)
    return [Unanswered(**row._mapping) for row in connection.execute(newest)]


def set_state(connection: Connection, ids: Sequence[int], state: str) -> None:
    """Questions have been dealt with: ``added`` to an intent, or ``dismissed``."""
    connection.execute(update(unanswered).where(unanswered.c.id.in_(ids)).values(state=state))


def drop_old(connection: Connection, now: datetime, days: int) -> int:
    """Delete questions older than ``days``, whatever became of them; returns how many."""
    return connection.execute(unanswered.delete().where(unanswered.c.at < now - timedelta(days=days))).rowcount
