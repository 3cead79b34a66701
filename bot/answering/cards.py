"""Lists as rows of cards: ten at once, the others behind a tap."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.answering.shelf import FROM, payload
from bot.answering.speech import Speech
from bot.domain.facts import Office, Place
from bot.domain.talk import Button, Card

ROW = 10  # cards of one message (Meta: generic template)
SUBTITLE = 80  # code points under a card's title (Meta: generic template)
_NUMBER = re.compile(r"(?:\+855|0) ?[1-9][0-9 ]{6,12}")  # of Cambodia; a phone button takes no short numbers

T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """The cards shown of a list, and the choice that shows the next ones where there are more."""

    start: int
    more: tuple[Button, ...]

    def of(self, items: Sequence[T]) -> Sequence[T]:
        return items[self.start : self.start + ROW]


def page(count: int, intent: str, names: Mapping[str, str], speech: Speech) -> Page:
    """The part of a list of ``count`` that the names of a request ask for; whatever they say is survived."""
    said = names.get(FROM, "")
    start = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0
    start = start if start < count else 0
    rest = {**names, FROM: str(start + ROW)}
    more = Button(speech.phrase("button.more", count=speech.number(count - start - ROW)), payload(intent, rest))
    return Page(start, (more,) if count > start + ROW else ())


def office_card(office: Office, places: Mapping[str, Place], speech: Speech) -> Card:
    """An office: its address and hours, to call and its web site."""
    where = places.get(office.place)
    about = _under(office, speech) or (speech.place(where) if where else "")
    buttons = []
    if number := _to_call(office.phone):
        buttons.append(Button(speech.phrase("button.call"), url=f"tel:{number}"))
    if office.url:
        buttons.append(Button(speech.phrase("button.website"), url=office.url))
    return Card(speech.both(office.name), about, tuple(buttons))


def says_all(office: Office, speech: Speech) -> bool:
    """Whether a card can hold what is known of an office; where not, the text has to say it."""
    calls = not office.phone or (";" not in office.phone and bool(_to_call(office.phone)))
    return calls and len(_under(office, speech)) <= SUBTITLE


def _under(office: Office, speech: Speech) -> str:
    return " · ".join(filter(None, (speech.both(office.address), speech.both(office.hours))))


def _to_call(phone: str) -> str:
    """The first telephone number, as the platform wants it: with the country's code and nothing between."""
    first = next((part.strip() for part in phone.split(";") if _NUMBER.fullmatch(part.strip())), "")
    digits = first.replace(" ", "")
    return f"+855{digits[1:]}" if digits.startswith("0") else digits


def said_offices(offices: Sequence[Office], speech: Speech) -> str:
    """Offices with address, telephone, hours and site, one below the other."""

    lines = (["• " + speech.both(office.name), said_office(office, speech)] for office in offices)
    return "\n".join("\n".join(filter(None, line)) for line in lines)


def said_office(office: Office, speech: Speech) -> str:
    """How to reach an office, each way on a line of its own; empty where none is known."""
    ways = (speech.both(office.address), speech.digits(office.phone), office.email, speech.both(office.hours),
            office.url)  # fmt: skip
    return "\n".join(filter(None, ways))
