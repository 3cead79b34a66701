"""A quiz item as one file tells it: a question, one right answer, some wrong ones, why, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.facts import Both

TOPICS = ("budget", "services", "procurement")
FEWEST_WRONG, MOST_WRONG = 2, 4


@dataclass(frozen=True)
class Item:
    """One question of the quiz. The choices are numbered from 1: the right one first, as in the file."""

    name: str
    topic: str
    ask: Both
    right: Both
    wrong: tuple[Both, ...]
    because: Both  # said with the source once the quiz after the event is done
    source: str  # key in source.csv
    proof: str  # what in the facts or the intents makes the right answer true, see truth.py
    reviewed: str = ""
    path: str = ""

    @property
    def choices(self) -> tuple[Both, ...]:
        return (self.right, *self.wrong)


Items = Mapping[str, Item]
"""Quiz items by name."""
