"""Who changed what of an event, and when: kept beside the history of the desk's content, told column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.store import drafts

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Edit:
    """One change. ``parts``: what each column held before and after; empty for the edit that added the event."""

    at: datetime
    author: str  # name of the login; empty where nobody was named
    parts: Mapping[str, tuple[str, str]]


def record_edit(connection: Connection, now: datetime, author: str, code: str, before: Cells, after: Cells) -> None:
    """Write down that an event was added (``before`` is empty) or changed; what changes nothing is no edit."""
    if before != after:
        drafts.record_change(connection, now, author, _path(code), _lines(before), _lines(after))


def edits_of(connection: Connection, code: str, limit: int = 100) -> Sequence[Edit]:
    """The newest edits of an event, the last one first."""
    return [_edit(one) for one in drafts.history(connection, _path(code), limit)]


def _edit(kept: drafts.Change) -> Edit:
    before, after = _cells(kept.before), _cells(kept.after)
    pairs = {name: (before.get(name, ""), value) for name, value in after.items()} if before else {}
    return Edit(kept.at, kept.author, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]})


def _path(code: str) -> str:
    return f"{drafts.EVENTS}{code}"


def _lines(cells: Cells) -> str:
    """One column a line; a name has no line breaks (events/register.py)."""
    return "\n".join(f"{name}\t{value}" for name, value in cells.items())


def _cells(lines: str) -> dict[str, str]:
    return {name: value for name, _, value in (line.partition("\t") for line in lines.splitlines())}
