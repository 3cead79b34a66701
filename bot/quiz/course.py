"""Which items a citizen is asked, and in which order: varied from citizen to citizen, always the same for one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.domain.campaign import Moment
from bot.quiz.items import Item, Items

ASKED = 3  # items of a quiz: few enough to be finished on a phone during an event
EVERYTHING = "all"  # the topic of an event that is about everything


def pick(items: Items, topic: str, citizen: str, event: str) -> list[str]:
    """The items for one citizen at one event, the same before and after it, so that a pair can be compared.

    An event about one topic asks of that topic; one about everything asks of each topic in turn.
    """
    of_topic = [item for item in items.values() if topic in (EVERYTHING, "", item.topic)] or list(items.values())
    shuffled = sorted(of_topic, key=lambda item: _seeded(citizen, event, item.name))
    seen: dict[str, int] = {}
    turns: list[tuple[int, int]] = []
    for place, item in enumerate(shuffled):
        seen[item.topic] = seen.get(item.topic, 0) + 1
        turns.append((seen[item.topic], place))
    return [shuffled[place].name for _, place in sorted(turns)[:ASKED]]


def order(names: Sequence[str], citizen: str, event: str, moment: Moment) -> tuple[str, ...]:
    """The same items in an order of their own before and after."""
    return tuple(sorted(names, key=lambda name: _seeded(citizen, event, moment, name)))


def shown(item: Item, citizen: str) -> list[int]:
    """The numbers of an item's choices in the order in which a citizen sees them."""
    return sorted(range(1, len(item.choices) + 1), key=lambda number: _seeded(citizen, item.name, str(number)))


def _seeded(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()
