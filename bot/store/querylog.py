"""The log of what was asked: one row a turn, from which reach is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain.talk import Kind, Language, Outcome
from bot.store.talk_tables import query

REMOVED = "…"
KEEPS_TEXT = {Outcome.NOT_UNDERSTOOD, Outcome.OFFERED}  # staff learn from these; of all others no text is kept

_LINK_OR_MAIL = re.compile(r"(?:https?://|www\.)\S+|\S*@\S+", re.IGNORECASE)
# Six digits or more, Khmer ones too, with the marks people put between groups of them (and zero-width spaces).
_NUMBER = re.compile(r"\+?\d(?:[\s.,\-–/()​‌⁠]*\d){5,}")
_YEARS = re.compile(r"\D*(?:(?:19|20|25)\d\d\D+)*(?:19|20|25)\d\d\D*")
_KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


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
    text: str | None
    profile: bool = False  # not a query, but a sign that the person was here


def record(connection: Connection, entries: Sequence[Entry]) -> None:
    """Log turns. Raises IntegrityError when a message is logged a second time."""
    # Plain texts: one driver would write an enumeration's value, the other its name.
    plain = [{"kind": entry.kind.value, "outcome": entry.outcome.value} for entry in entries]
    connection.execute(query.insert(), [vars(entry) | these for entry, these in zip(entries, plain, strict=True)])


def kept_text(outcome: Outcome, text: str) -> str | None:
    """What the log keeps of a citizen's words: nothing, or the words without personal data."""
    return without_personal_data(text) if text and outcome in KEEPS_TEXT else None


def without_personal_data(text: str) -> str:
    """``text`` with mail addresses, links, telephone and identity numbers replaced by an ellipsis."""
    return _NUMBER.sub(_unless_years, _LINK_OR_MAIL.sub(REMOVED, text))


def province_of(names: Mapping[str, str]) -> str:
    """The NCDD code of the province asked about, the first two digits of any place; empty when no place was named."""
    code = names.get("place", "")[:2]
    return code if len(code) == 2 and code.isascii() and code.isdigit() else ""


def _unless_years(found: re.Match[str]) -> str:
    """“2024-2025” is not a telephone number."""
    number = found.group().translate(_KHMER_DIGITS)
    return found.group() if _YEARS.fullmatch(number) else REMOVED
