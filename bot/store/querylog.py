"""The log of what was asked: one row a turn, from which reach is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.domain.talk import Kind, Language, Outcome
from bot.store.desk_tables import unanswered
from bot.store.talk_tables import query
from bot.text.personal import without_personal_data

KEEPS_TEXT = {Outcome.NOT_UNDERSTOOD, Outcome.OFFERED}  # staff learn from these; of all others no text is kept


@dataclass(frozen=True)
class Entry:
    """One row of the log."""

    inbox_id: int
    at: datetime
    day: str  # YYYY-MM-DD in BOT_TIMEZONE
    citizen: str
    channel: str
    kind: Kind
    language: Language
    outcome: Outcome
    intent: str
    topic: str
    province: str
    names: Mapping[str, str]
    score: float
    demonstration: bool
    latency_ms: int
    text: str | None  # kept apart from the log, see `kept_text`
    profile: bool = False  # not a query, but a sign that the person was here


def record(connection: Connection, entries: Sequence[Entry]) -> None:
    """Log turns. Raises IntegrityError when a message is logged a second time."""
    connection.execute(query.insert(), [_row(entry) for entry in entries])
    if asked := [_question(entry) for entry in entries if entry.text]:
        connection.execute(unanswered.insert(), asked)
    if tapped := {entry.citizen for entry in entries if entry.kind is Kind.TAP}:
        _choice_made(connection, tapped)


def kept_text(outcome: Outcome, text: str) -> str | None:
    """What the log keeps of a citizen's words: nothing, or the words without personal data."""
    return without_personal_data(text) if text and outcome in KEEPS_TEXT else None


def province_of(names: Mapping[str, str]) -> str:
    """The NCDD code of the province asked about, the first two digits of any place; empty when no place was named."""
    code = names.get("place", "")[:2]
    return code if len(code) == 2 and code.isascii() and code.isdigit() else ""


def _row(entry: Entry) -> dict[str, Any]:
    # Plain texts: one driver would write an enumeration's value, the other its name.
    plain = {"kind": entry.kind.value, "outcome": entry.outcome.value}
    return {name: value for name, value in vars(entry).items() if name != "text"} | plain


def _question(entry: Entry) -> dict[str, Any]:
    kept = {name: getattr(entry, name) for name in ("inbox_id", "at", "citizen", "language", "text")}
    return kept | {"outcome": entry.outcome.value, "state": "open"}


def _choice_made(connection: Connection, citizens: Collection[str]) -> None:
    """Who taps has found a way on: what was offered to them last was no dead end."""
    offered = (unanswered.c.state == "open", unanswered.c.outcome == Outcome.OFFERED.value)
    last = select(func.max(unanswered.c.id)).where(unanswered.c.citizen.in_(citizens), *offered)
    theirs = last.group_by(unanswered.c.citizen)
    connection.execute(update(unanswered).where(unanswered.c.id.in_(theirs)).values(state="tapped"))
