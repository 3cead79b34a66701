"""What staff wrote: intents and their examples, as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.facts import Both
from bot.domain.talk import Language

KINDS = ("aspect", "answer", "talk")
"""aspect: asks one thing about a name; answer: fixed knowledge with its source; talk: the talk itself."""

NAMES = ("place", "service", "sector", "project", "supplier", "ministry", "category", "indicator", "office", "year")
"""Kinds of names that are lifted out of a question. In examples they stand as ((place)), ((service)) …"""

LIFTED = (*NAMES, "country")
"""What is lifted out of questions. Other countries are no names for staff to use: what is asked about them nobody answers."""

THINGS = tuple(kind for kind in NAMES if kind not in ("place", "year"))
"""What questions are about; a place and a year only say for where and when."""

PLACEHOLDER = {kind: chr(0xE000 + number) for number, kind in enumerate(LIFTED)}
"""The private-use character that stands for a lifted name of each kind."""

HOLE = re.compile(r"\(\(([a-z]+)\)\)")
"""Where a name stands in an example; its kind is the group."""

TOPICS = ("services", "budget", "procurement", "rights", "talk")


@dataclass(frozen=True)
class Example:
    """One question as a citizen would type it."""

    text: str
    language: Language
    line: int = 0


@dataclass(frozen=True)
class SelfTest:
    """A question that must reach this intent (or ``goes_to``), and what its answer must hold."""

    says: str
    goes_to: str
    has: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Intent:
    """One question the bot can answer, as one file tells it."""

    name: str
    kind: str
    topic: str
    title: Both
    examples: tuple[Example, ...]
    answer: Both
    needs: tuple[str, ...] = ()  # names without which there is no answer: the bot asks for them
    uses: tuple[str, ...] = ()  # names that sharpen the answer
    alone: str = ""  # this intent answers a bare name of that kind
    facts: str = ""  # the shelf of facts that fills the answer's holes
    does: str = ""  # what a talk intent does besides speaking
    sources: tuple[str, ...] = ()  # keys in source.csv, for answers that rest on no fact row
    buttons: tuple[str, ...] = ()  # names of other intents
    reviewed: str = ""
    tests: tuple[SelfTest, ...] = ()
    path: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)  # where each key stands in the file

    @property
    def kind_word(self) -> bool:
        """Whether it is only said, like thanks: nobody is asked whether they meant that."""
        return self.kind == "talk" and not self.does

    @property
    def knows(self) -> frozenset[str]:
        """All kinds of names this intent can make use of."""
        return frozenset(self.needs) | frozenset(self.uses)


Catalogue = Mapping[str, Intent]
"""Intents by name."""
