"""Drafts of content and the history of what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text, update

from bot.store.desk_tables import content_change, content_draft

EVENTS = "events/"
"""Where the paths of changes to events begin: they belong to M&E, not to those who edit content."""
_OPEN = ("checking", "checked")


@dataclass(frozen=True)
class Draft:
    """A new text of an intent file that is not in use yet.

    ``additions`` holds what was added to the text it began from (empty: the text was edited freely), so that it can be
    added to a newer text as well. ``findings`` is what the checks found.
    """

    id: int
    at: datetime
    author: str
    path: str
    base: str
    text: str
    additions: Mapping[str, Any]
    state: str  # checking | checked | saved | dropped
    findings: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """Something that was saved: who, when, which file, before and after."""

    id: int
    at: datetime
    author: str
    path: str
    before: str
    after: str
    undoes: int | None


def new_draft(
    connection: Connection, now: datetime, author: str, path: str, base: str, text: str, additions: Mapping[str, Any]
) -> int:
    """Keep a draft, to be checked; returns its number."""
    row = {"at": now, "author": author, "path": path, "base": base, "text": text, "additions": dict(additions)}
    added = content_draft.insert().values(**row, state="checking", findings={}).returning(content_draft.c.id)
    return int(connection.execute(added).scalar_one())


def draft(connection: Connection, id: int) -> Draft | None:
    """The draft of that number."""
    row = connection.execute(select(content_draft).where(content_draft.c.id == id)).first()
    return Draft(**row._mapping) if row else None


def open_drafts(connection: Connection, limit: int = 100) -> Sequence[Draft]:
    """Drafts that are neither saved nor given up, the newest first."""
    newest = select(content_draft).where(content_draft.c.state.in_(_OPEN)).order_by(content_draft.c.id.desc())
    return [Draft(**row._mapping) for row in connection.execute(newest.limit(limit))]


def count_open_drafts(connection: Connection) -> int:
    """How many there are."""
    wanted = select(func.count()).select_from(content_draft).where(content_draft.c.state.in_(_OPEN))
    return int(connection.execute(wanted).scalar_one())


def give_way(connection: Connection, id: int) -> None:
    """A draft was edited further: the newer one stands for it. One that was saved meanwhile stays saved."""
    open_one = (content_draft.c.id == id, content_draft.c.state.in_(_OPEN))
    connection.execute(update(content_draft).where(*open_one).values(state="dropped"))


def settle_draft(connection: Connection, id: int, state: str, findings: Mapping[str, Any] | None = None) -> None:
    """A draft was checked (with ``findings``), saved or dropped."""
    found = {} if findings is None else {"findings": dict(findings)}
    connection.execute(update(content_draft).where(content_draft.c.id == id).values(state=state, **found))


def one_at_a_time(connection: Connection) -> None:
    """Whoever saves content waits here until the others have saved: SQLite's transactions already do."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE content_change IN EXCLUSIVE MODE"))


def record_change(
    connection: Connection, now: datetime, author: str, path: str, before: str, after: str, undoes: int | None = None
) -> int:
    """Write down what was saved; returns its number."""
    row = {"at": now, "author": author, "path": path, "before": before, "after": after, "undoes": undoes}
    return int(connection.execute(content_change.insert().values(**row).returning(content_change.c.id)).scalar_one())


def change(connection: Connection, id: int) -> Change | None:
    """The change of content of that number; changes to events are told on their own page."""
    of_content = ~content_change.c.path.startswith(EVENTS)
    row = connection.execute(select(content_change).where(content_change.c.id == id, of_content)).first()
    return Change(**row._mapping) if row else None


def history(connection: Connection, path: str = "", limit: int = 100) -> Sequence[Change]:
    """The newest changes, of one path or of all content."""
    newest = select(content_change).order_by(content_change.c.id.desc()).limit(limit)
    newest = newest.where(content_change.c.path == path if path else ~content_change.c.path.startswith(EVENTS))
    return [Change(**row._mapping) for row in connection.execute(newest)]
