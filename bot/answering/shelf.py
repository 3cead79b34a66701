"""What a shelf of facts hands to an answer: texts for the holes, sources, and what to tap next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answering.ports import FactStore
from bot.answering.speech import Speech
from bot.deciding.decision import Request
from bot.domain.facts import Both, Source
from bot.domain.talk import Button, Card

FROM = "from"
"""In a payload: the number from which a long list goes on."""


@dataclass(frozen=True)
class Found:
    """Facts for an answer."""

    holes: Mapping[str, str]
    sources: tuple[Source, ...]
    demonstration: bool = False
    choices: tuple[Button, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # what the talk is now about, beyond the request
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Nothing:
    """The store has no such fact; ``text`` says so in the citizen's language.

    ``instead``: the intent to go on with where nothing else is known of the thing either.
    """

    text: str
    choices: tuple[Button, ...] = ()
    instead: str = ""


def name_only(name: Both, instead: str, speech: Speech) -> Nothing:
    """That nothing is known of a thing but its name, and what there is to ask about ``instead``."""
    return Nothing(speech.phrase("missing.named", name=speech.both(name)), instead=instead)


def other_years(request: Request, name: str, years: Sequence[int | str], speech: Speech) -> Nothing:
    """That there is no such figure for the year asked for, and the years to tap for which there is."""
    names = {kind: id for kind, id in request.names.items() if kind != "year"}
    choices = tuple(Button(speech.year(y), payload(request.intent, {**names, "year": str(y)})) for y in years)
    asked, said = speech.year(request.year or ""), ", ".join(map(speech.year, years))
    return Nothing(speech.phrase("missing.place.year", name=name, year=asked, years=said), choices)


Shelf = Callable[[Request, FactStore, Speech], Found | Nothing]
"""Looks facts up for a request and words them."""


@dataclass(frozen=True)
class ShelfCard:
    """A shelf with the holes it can fill; ``sure`` ones are filled whenever it finds anything."""

    look: Shelf
    sure: frozenset[str]
    maybe: frozenset[str] = frozenset()


def card(look: Shelf, sure: str, maybe: str = "") -> ShelfCard:
    """A shelf card with holes named in words."""
    return ShelfCard(look, frozenset(sure.split()), frozenset(maybe.split()))


def payload(intent: str, names: Mapping[str, str]) -> str:
    """What a tap sends back: an intent and the names it is about."""
    pairs = "&".join(f"{kind}={value}" for kind, value in names.items() if value)
    return f"{intent}?{pairs}" if pairs else intent


def parse_payload(text: str) -> tuple[str, dict[str, str]]:
    """The reverse of ``payload``; whatever does not fit is left out."""
    intent, _, rest = text.partition("?")
    pairs = (part.split("=", 1) for part in rest.split("&") if "=" in part)
    return intent, dict(pairs)
