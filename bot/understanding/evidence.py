"""What speaks for each intent a question may mean: the linear model's scores, the nearest examples, the names said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bot.understanding.calibration import SIGNS, Rows, Sign
from bot.understanding.catalogue import PLACEHOLDER
from bot.understanding.traits import Floats, Numbers

_NAME = re.compile("[\ue000-\ue0ff]")
_LIGHT = frozenset(PLACEHOLDER[kind] for kind in ("year", "country"))
RULED_OUT = np.float32(-9)


@dataclass(frozen=True)
class Rule:
    """Which names an intent needs, and which it can make use of; both as the placeholders that stand for them."""

    needs: frozenset[str] = frozenset()
    knows: frozenset[str] = frozenset()
    open: bool = True  # it may be meant whatever was named: it is not about a name at all


Rules = Mapping[str, Rule]
"""The rule of each intent by its name; an intent without one may always be meant."""


@dataclass(frozen=True)
class Said:
    """The names said in a key, those that leave room only for what is about them, and how many other letters."""

    names: frozenset[str]
    strong: frozenset[str]
    letters: int

    @property
    def weighty(self) -> frozenset[str]:
        """The names that ask for an intent which can use them; a year or a country may stand in any."""
        return self.names - _LIGHT

    @classmethod
    def of(cls, key: str, strong: frozenset[str]) -> Said:
        names = frozenset(_NAME.findall(key))
        return cls(names, names & strong, len(_NAME.sub("", key).replace(" ", "")))

    def leaves_room_for(self, rule: Rule) -> bool:
        """A service has no winner, a project no fee."""
        return rule.open or not self.strong or bool(self.strong & rule.knows)


@dataclass(frozen=True)
class Evidence:
    """Scores and likenesses of all intents for one question; intents that are ruled out stand far below."""

    scores: Floats
    alike: Floats  # likeness of an intent's nearest example, 0 to 1; 0 where they were not compared
    middle: Floats  # nearness to the middle of an intent's examples, 0 to 1; 0 where it was not looked at
    known: float
    said: Said
    rules: tuple[Rule, ...]
    remembered: frozenset[str] = field(default_factory=frozenset)  # names the talk is about: they need not be said

    def signs(self, columns: Numbers) -> Rows:
        """A row of signs for each of the intents named by their columns."""
        rows = np.zeros((len(columns), SIGNS))
        scores, alike, middle = (_leads(values, columns) for values in (self.scores, self.alike, self.middle))
        rows[:, Sign.SCORE], rows[:, Sign.LEAD] = scores
        rows[:, Sign.ALIKE], rows[:, Sign.ALIKE_LEAD] = alike
        rows[:, Sign.MIDDLE], rows[:, Sign.MIDDLE_LEAD] = middle
        rows[:, Sign.KNOWN] = self.known
        rows[:, Sign.SHORT] = 1 / (1 + self.said.letters)
        for place, column in enumerate(columns):
            rule = self.rules[column]
            rows[place, Sign.LACKS] = bool(rule.needs - self.said.names - self.remembered)
            rows[place, Sign.FITS] = bool(rule.needs and rule.needs <= self.said.names)
            rows[place, Sign.FOREIGN] = 0 if rule.open else len(self.said.weighty - rule.knows)
        return rows


def _leads(values: Floats, columns: Numbers) -> tuple[Floats, Floats]:
    """The values in some columns, and by how much each is above its best rival."""
    best = int(np.argmax(values))
    second = float(np.max(np.delete(values, best), initial=float(RULED_OUT)))
    rival = np.where(columns == best, second, values[best])
    return values[columns], values[columns] - rival
