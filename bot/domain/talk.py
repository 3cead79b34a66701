"""What passes between a citizen and the bot: plain values, no behaviour beyond copying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.campaign import Note, Standing

Language = Literal["km", "en"]


class Kind(StrEnum):
    """What the citizen did."""

    TEXT = "text"
    TAP = "tap"  # a button, a quick reply or a menu item
    START = "start"  # Get Started, or a link into the talk
    STICKER = "sticker"
    VOICE = "voice"
    IMAGE = "image"
    FILE = "file"
    LOCATION = "location"


class Outcome(StrEnum):
    """How a turn ended; the names are those of the reach reports and add up to all queries."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    OFFERED = "offered"
    NO_DATA = "no_data"
    NOT_UNDERSTOOD = "not_understood"
    FAILED = "failed"
    TO_A_PERSON = "to_a_person"


@dataclass(frozen=True)
class Incoming:
    """One thing a citizen did, free of any platform's words."""

    citizen: str  # pseudonym: a keyed hash, never the platform's id
    kind: Kind
    at: datetime  # when the citizen did it, UTC
    text: str = ""
    tap: str = ""  # the payload of what was tapped
    ref: str = ""  # campaign reference of the link that was followed
    spot: tuple[float, float] | None = None  # latitude and longitude that were shared, in degrees
    held: bool = False  # a person of the staff has the talk: what is typed is for them, only taps are for the bot


@dataclass(frozen=True)
class Button:
    """Something to tap: a payload that comes back to the bot, or a web address to open."""

    title: str
    payload: str = ""
    url: str = ""


@dataclass(frozen=True)
class Card:
    """One card of a row of cards."""

    title: str
    subtitle: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Reply:
    """One thing the bot says.

    ``buttons`` stay under the message (at most three), ``choices`` are quick replies that vanish
    after a tap (at most thirteen), ``cards`` stand in place of the text's buttons.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    choices: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Memory:
    """What the talk was about, so that short follow-up questions make sense."""

    language: Language | None = None  # what the citizen chose, if anything
    last_language: Language | None = None  # what was spoken last
    intent: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # kind of name -> id
    asked_for: str = ""  # the kind of name the bot waits for
    options: tuple[str, ...] = ()  # ids among which the bot asked to choose
    offered: tuple[str, ...] = ()  # payloads of the numbered choices last shown
    greeted: bool = False
    at: datetime | None = None  # of the last turn
    campaign: Standing = field(default_factory=Standing)


@dataclass(frozen=True)
class Turn:
    """One thing a citizen did and all that came of it."""

    replies: tuple[Reply, ...]
    memory: Memory
    language: Language
    outcome: Outcome
    intent: str = ""
    topic: str = ""
    score: float = 0.0
    names: Mapping[str, str] = field(default_factory=dict)
    demonstration: bool = False  # the answer rests on made-up rows
    forget: bool = False  # the citizen asked that their data be deleted
    wants_person: bool = False
    profile: bool = False  # a tap about oneself, a quiz or an answer's use: no query (the reach definitions)
    notes: tuple[Note, ...] = ()
    wants_bot: bool = False  # after a person of the staff was called: the bot shall answer again
    asks_known: bool = False  # the citizen asked what is kept of them: the store's own count is to follow
    own_data: bool = False  # the citizen asked for their data or its deletion: answered whoever has the talk
