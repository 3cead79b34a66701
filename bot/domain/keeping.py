"""What the store holds of one citizen, in numbers and moments; never in their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Keeping:
    """What is kept of a citizen now."""

    first_at: datetime | None  # None: nothing is kept
    last_at: datetime | None
    questions: int  # rows of the log of what was asked
    sentences: int  # questions whose words are kept, without personal data, because the bot did not understand them
    unanswered: int  # messages that wait for their answer
    waits_for_person: bool
