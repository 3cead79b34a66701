"""Values of the campaign: events, where a citizen stands in it, and what a turn leaves for the counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from bot.domain.facts import Both

Moment = Literal["pre", "post"]  # of a quiz: before the event, after it
How = Literal["link", "code"]  # how a citizen came through an event: its link or QR code, or its code typed
State = Literal["asked", "declined", "answered"]


@dataclass(frozen=True)
class Event:
    """One event of the campaign."""

    code: str  # as printed: capitals, digits, hyphens; also the reference of its m.me link
    date: date
    place: str  # NCDD code
    type: str
    topic: str  # budget | services | procurement | all
    name: Both
    organiser: str = ""
    women: int | None = None  # on the signed list; None: not counted
    men: int | None = None
    unknown: int | None = None


@dataclass(frozen=True)
class Standing:
    """Where a citizen stands in the campaign; all but ``asking``, ``useful`` and ``judging`` outlives a talk."""

    who: Mapping[str, str] = field(default_factory=dict)  # question about oneself -> asked | declined | the answer
    asking: str = ""  # the question about oneself that waits for typed words
    event: str = ""  # code of the event last come through
    quiz: Mapping[str, str] = field(default_factory=dict)  # the quiz under way: event, moment, items, done, score
    taken: Mapping[str, str] = field(default_factory=dict)  # "EVENT moment" -> refused, offered, or "epoch item item …"
    useful: bool = False  # in this talk the citizen was asked whether an answer was useful
    judging: str = ""  # the question that answer was given to, without personal data, until it is judged

    def lasting(self) -> Standing:
        """What is still known when the talk itself is forgotten."""
        return replace(self, asking="", useful=False, judging="")


@dataclass(frozen=True)
class Touched:
    """The citizen came through an event."""

    event: str
    how: How


@dataclass(frozen=True)
class AboutSelf:
    """A question about oneself was put, answered or declined."""

    question: str  # sex | age_band | commune | disability
    state: State
    value: str = ""


@dataclass(frozen=True)
class QuizStep:
    """A quiz began, went on, ended or was refused. ``item`` is empty unless one was answered."""

    event: str
    moment: Moment
    items: tuple[str, ...] = ()  # in the order asked
    item: str = ""
    topic: str = ""
    choice: int = 0  # in the file's order from 1; 0: "I do not know"
    correct: bool = False
    finished: bool = False
    refused: bool = False


@dataclass(frozen=True)
class Judged:
    """The citizen said whether the last answer of an intent was useful."""

    intent: str
    useful: bool
    question: str = ""  # without personal data; staff learn from it where the answer was not useful


Note = Touched | AboutSelf | QuizStep | Judged
"""Something a turn leaves for the counts, stored in the turn's own transaction."""
