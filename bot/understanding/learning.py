"""Learns from examples: a linear model over their traits, and how sure its candidates are.

How sure is learnt from examples that were held back from the model, each once as itself and once as if its intent did
not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.understanding.calibration import Calibration, Rows, fit
from bot.understanding.evidence import RULED_OUT, Evidence, Rule, Rules, Said
from bot.understanding.linear import NEVER_MET, Linear, fitted
from bot.understanding.traits import Floats, Numbers, Vector, Vocabulary, sound, traits

Row = tuple[str, str]
"""An example: its intent and its comparison form."""

COMPARED = 8  # best intents whose examples are compared letter by letter
HEARD = 0.95  # what equal sound is worth beside equal letters
_HELD_BACK = 4  # one in so many examples is held back to learn sureness from
_SAMPLE = 4000  # at most so many: comparing each with all others takes its time
_FEW = 60  # fewer examples than this teach nothing about sureness
_STRANGE = 0.25  # how much an example counts as if its intent did not exist: so rare are questions nobody foresaw


@dataclass(frozen=True)
class Learnt:
    """All that was learnt; ``intents`` in the order of the model's columns."""

    intents: tuple[str, ...]
    vocabulary: Vocabulary
    linear: Linear
    calibration: Calibration

    def widened(self, intents: Iterable[str]) -> Learnt:
        """With columns for intents that were not there to learn from: nothing but likeness speaks for them."""
        new = tuple(sorted(set(intents) - set(self.intents)))
        constants = np.concatenate([self.linear.constants, np.full(len(new), NEVER_MET, dtype=np.float32)])
        return replace(self, intents=(*self.intents, *new), linear=replace(self.linear, constants=constants))


@dataclass(frozen=True)
class _Lesson:
    """Examples ready to learn from, ordered by intent."""

    labels: Numbers
    keys: list[str]
    counted: list[Any]
    intents: tuple[str, ...]

    def part(self, chosen: NDArray[np.bool_]) -> _Lesson:
        at = np.nonzero(chosen)[0]
        return _Lesson(self.labels[at], [self.keys[n] for n in at], [self.counted[n] for n in at], self.intents)


def learn(rows: Sequence[Row], rules: Rules, strong: frozenset[str] = frozenset()) -> Learnt:
    """Learn to tell the intents of ``rows`` apart.

    ``strong``: placeholders of names that leave room only for intents about them.
    """
    rows = sorted(dict.fromkeys(rows))
    intents = tuple(sorted({intent for intent, _ in rows}))
    number = {intent: column for column, intent in enumerate(intents)}
    labels = np.array([number[intent] for intent, _ in rows], dtype=np.int64)
    keys = [key for _, key in rows]
    lesson = _Lesson(labels, keys, [traits(key) for key in keys], intents)
    vocabulary, linear = _model(lesson)
    if len(rows) < _FEW or len(intents) < 2:
        return Learnt(intents, vocabulary, linear, Calibration.untrained())
    every = tuple(rules.get(intent, Rule()) for intent in intents)
    return Learnt(intents, vocabulary, linear, _sureness(lesson, every, strong))


def _model(lesson: _Lesson) -> tuple[Vocabulary, Linear]:
    vocabulary = Vocabulary.of(lesson.counted)
    vectors = [vocabulary.vector(counted) for counted in lesson.counted]
    return vocabulary, fitted(vectors, len(vocabulary), lesson.labels, len(lesson.intents))


def _sureness(lesson: _Lesson, rules: tuple[Rule, ...], strong: frozenset[str]) -> Calibration:
    """Learn sureness from examples that the model did not see."""
    shuffled = np.random.default_rng(1).permutation(len(lesson.keys))
    held = np.sort(shuffled[: min(len(shuffled) // _HELD_BACK, _SAMPLE)])
    seen = np.ones(len(shuffled), dtype=bool)
    seen[held] = False
    rows: list[Rows] = []
    right: list[bool] = []
    counts: list[float] = []
    for own, evidence, columns in _held_back(lesson, seen, held, rules, strong):
        for column, signs in zip(columns, evidence.signs(columns), strict=True):
            rows.append(signs)
            right.append(int(column) == own)
            counts.append(1.0)
        without = _without(evidence, own)
        rows.append(without.signs(np.array([int(np.argmax(without.scores + without.alike))]))[0])
        right.append(False)
        counts.append(_STRANGE)
    return fit(np.array(rows), np.array(right), np.array(counts))


def _held_back(
    lesson: _Lesson, seen: NDArray[np.bool_], held: Numbers, rules: tuple[Rule, ...], strong: frozenset[str]
) -> Iterator[tuple[int, Evidence, Numbers]]:
    """For each example held back its intent, what speaks for whom, and the three best."""
    part = lesson.part(seen)
    if not len(held) or not part.keys:
        return
    vocabulary, linear = _model(part)
    for number, alike in zip(held, _likeness([lesson.keys[n] for n in held], part), strict=True):
        vector = vocabulary.vector(lesson.counted[number])
        evidence = weigh(linear, vector, Said.of(lesson.keys[number], strong), rules)
        best = np.argsort(-evidence.scores)[:COMPARED]
        evidence.alike[best] = alike[best]
        yield int(lesson.labels[number]), evidence, best[:3]


def weigh(
    linear: Linear, vector: Vector, said: Said, rules: tuple[Rule, ...], remembered: frozenset[str] = frozenset()
) -> Evidence:
    """The linear model's evidence for a question, what is ruled out by the names said left far behind."""
    scores = linear.scores(vector)
    if said.strong:
        scores[[not said.leaves_room_for(rule) for rule in rules]] = RULED_OUT
    return Evidence(scores, np.zeros(len(scores), np.float32), vector.known, said, rules, remembered)


def _likeness(keys: list[str], part: _Lesson) -> Floats:
    """For each key and each intent the likeness of its nearest example, 0 to 1."""
    compare: dict[str, Any] = {"scorer": fuzz.ratio, "processor": None, "dtype": np.uint8, "workers": 1}
    near = process.cdist(keys, part.keys, **compare)
    heard = process.cdist([sound(key) for key in keys], [sound(key) for key in part.keys], **compare)
    both = np.maximum(near, (heard * np.float32(HEARD)).astype(np.uint8))
    present, starts = np.unique(part.labels, return_index=True)
    found = np.zeros((len(keys), len(part.intents)), dtype=np.float32)
    found[:, present] = np.maximum.reduceat(both, starts, axis=1) / np.float32(100)
    return found


def _without(evidence: Evidence, own: int) -> Evidence:
    scores, alike = evidence.scores.copy(), evidence.alike.copy()
    scores[own], alike[own] = RULED_OUT, 0
    return Evidence(scores, alike, evidence.known, evidence.said, evidence.rules)
