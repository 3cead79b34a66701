"""One person on the emulated platform and what stands in their talk with the Page."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.emulator.refusals import Refusal


class Who(StrEnum):
    """Whose line it is."""

    PERSON = "person"
    PAGE = "page"
    NOTE = "note"  # the platform's own, such as "opened from a link"


@dataclass(frozen=True)
class Line:
    """One line of a talk; ``message`` is in the form of the Send API."""

    number: int  # 1, 2, 3 … within one talk
    who: Who
    at: int  # milliseconds
    mid: str
    message: Mapping[str, Any]


@dataclass
class Person:
    """Somebody who may write to the Page. All moments are in milliseconds; 0 means never."""

    psid: str
    lines: list[Line] = field(default_factory=list)
    opened_at: int = 0  # the last event that opened the 24-hour window
    typing_until: int = 0  # the Page shows that it types
    seen_at: int = 0  # the Page marked everything up to here as seen
    pending_ref: str = ""  # of the m.me link that brought a new person, until Get Started
    refusal: Refusal | None = None  # of every message to this person, as when they blocked the Page
    last_at: int = 0
    rewritten: int = 0  # how often lines were edited or taken back
    edits: dict[str, int] = field(default_factory=dict)  # how often each message was edited
    owner: str = ""  # the app that holds the talk; "": nobody, every app may answer
    phone_account: bool = False  # has no profile that could be read

    def add(self, who: Who, at: int, mid: str, message: Mapping[str, Any]) -> Line:
        """Write one more line."""
        line = Line(len(self.lines) + 1, who, at, mid, message)
        self.lines.append(line)
        return line

    def last_words(self) -> Line | None:
        """The last text that the person typed and did not take back."""
        texts = (line for line in reversed(self.lines) if line.who == Who.PERSON and line.message.get("text"))
        return next(texts, None)

    def rewrite(self, mid: str, message: Mapping[str, Any]) -> None:
        """Put other content into a line that stands already."""
        self.lines = [replace(line, message=message) if line.mid == mid else line for line in self.lines]
        self.rewritten += 1

    def moment(self, now: int) -> int:
        """A time for a new event: now, but later than the person's last one, so that order is never in doubt."""
        self.last_at = max(now, self.last_at + 1)
        return self.last_at

    def said_by_page(self) -> list[Mapping[str, Any]]:
        """The messages the Page sent, oldest first."""
        return [line.message for line in self.lines if line.who == Who.PAGE]


def new_psid() -> str:
    """A Page-scoped id: 17 digits that do not begin with 0."""
    return f"{secrets.randbelow(8) + 2}{secrets.randbelow(10**16):016d}"
