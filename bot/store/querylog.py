"""The log of what was asked: one row a turn, from which reach is counted."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.domain.talk import Kind, Language, Outcome
from bot.store.desk_tables import unanswered
from bot.store.talk_tables import query

REMOVED = "…"
KEEPS_TEXT = {Outcome.NOT_UNDERSTOOD, Outcome.OFFERED}  # staff learn from these; of all others no text is kept

_LINK_OR_MAIL = re.compile(r"(?:https?://|www\.)\S+|\S*@\S+", re.IGNORECASE)
# Six digits or more, Khmer ones too, with the marks people put between groups of them (and zero-width spaces).
_NUMBER = re.compile(r"\+?\d(?:[\s.,\-–/()​‌⁠]*\d){5,}")
# Who says their name: up to three Latin words, or Khmer letters up to a word that goes on with the sentence. Rather
# too much is taken away than too little; but "my name is wrong on the card" is a question.
_GOES_ON = "ចង់|សូម|សុំ|តើ|នៅ|រស់|មក|អាយុ|ត្រូវ|បាន|ក្នុង|លើ|អត់|ហើយ|ខុស|ធ្វើ|និង|[,។.!?]|$"
_NO_NAME = "នៅ|ត្រូវ|បាន|ក្នុង|លើ|អត់|ខុស|អ្វី|អី|[,។.!?]|$"
_CHUNK = f"\\S(?:(?!(?<!\u17d2)(?:{_GOES_ON}))\\S)*"  # never cut between a letter and its subscript
_KHMER_NAME = re.compile(
    r"((?:ខ្ញុំ(?:បាទ|ព្រះករុណា)?\s*(?:មាន)?ឈ្មោះ|ឈ្មោះ\s*(?:របស់)?\s*(?:នាង)?ខ្ញុំ(?:\s*គឺ)?)\s*)"
    rf"(?!{_NO_NAME}){_CHUNK}(?:\s(?!{_GOES_ON}){_CHUNK}){{0,2}}\s*"
)
_LATIN_NAME = re.compile(
    r"\b((?:my name(?:'s| is|s)|i am called|i'm called|call me|(?:kh?nh?om|nhom) ch?h?m[ou]+[sh]+)\s+)"
    r"(?:(?!(?:and|from|i|in|on|want|wrong|not|missing|spel\w+|jong|chong|nov|how|what)\b)[\w'’-]+\s*){1,3}",
    re.IGNORECASE,
)
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


def without_personal_data(text: str) -> str:
    """``text`` with mail addresses, links, telephone and identity numbers, and names people give, as an ellipsis."""
    unnamed = _LATIN_NAME.sub(rf"\1{REMOVED} ", _KHMER_NAME.sub(rf"\1{REMOVED} ", _LINK_OR_MAIL.sub(REMOVED, text)))
    return _NUMBER.sub(_unless_years, unnamed).strip()


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


def _unless_years(found: re.Match[str]) -> str:
    """“2024-2025” is not a telephone number."""
    number = found.group().translate(_KHMER_DIGITS)
    return found.group() if _YEARS.fullmatch(number) else REMOVED
