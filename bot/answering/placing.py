"""How a place is said with the places it lies in."""

from __future__ import annotations

from bot.answering.ports import FactStore
from bot.answering.speech import Speech
from bot.domain.facts import Place


def said_place(place: Place, facts: FactStore, speech: Speech) -> str:
    """A place with the district and province it lies in."""
    parents, places = [], facts.places()
    parent = places.get(place.parent)
    while parent is not None and parent.level != "country":
        parents.append(parent)
        parent = places.get(parent.parent)
    return speech.place(place, parents)
