"""Learns from examples: a linear model over their traits, and how sure its candidates are.

How sure is learnt from examples that were held back from the model, together with some intents as a whole: to them the
model is as strange as to a question nobody foresaw.
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
from bot.understanding.middles import Middles
from bot.understanding.traits import Counted, Floats, Numbers, Vocabulary, sound, traits

Row = tuple[str, str]
"""An example: its intent and its comparison form."""

_COMPARED = 8  # best intents whose examples are compared letter by letter
HEARD = 0.95  # what equal sound is worth beside equal letters
_HELD_BACK = 4  # one in so many examples, and one in so many intents, is held back to learn sureness from
_RIVALS = 3  # likeliest intents of each, from which sureness is learnt
_SAMPLE = 4000  # at most so many: comparing each with all others takes its time
_STRANGE = 0.1  # how much questions that nobody foresaw count, against all others: of citizens' questions so many
_FEW = 60  # fewer examples than this teach nothing about sureness


@dataclass(frozen=True)
class Model:
    """Tells intents apart by traits: lines between them, and the middle of each."""

    vocabulary: Vocabulary
    linear: Linear
    middles: Middles

    def weigh(
        self,
        counted: Counted,
        said: Said,
        rules: tuple[Rule, ...],
        remembered: frozenset[str] = frozenset(),
        out: Sequence[int] | Numbers = (),
    ) -> tuple[Evidence, Numbers]:
        """What speaks for each intent, from the traits of a question, and the columns of the likeliest, best first.

        What the names said rule out, and the columns ``out``, are left far behind.
        """
        vector = self.vocabulary.vector(counted)
        scores = self.linear.scores(vector)
        scores[np.asarray(out, dtype=np.int64)] = RULED_OUT
        if said.strong:
            scores[[not said.leaves_room_for(rule) for rule in rules]] = RULED_OUT
        evidence = Evidence(scores, np.zeros_like(scores), np.zeros_like(scores), vector.known, said, rules, remembered)
        best = np.argsort(-scores)[:_COMPARED]
        evidence.middle[best] = self.middles.nearness(vector, best)
        return evidence, best

    def widened(self, count: int) -> Model:
        """With so many further intents, none of whose examples were learnt from."""
        return replace(self, linear=self.linear.widened(count, NEVER_MET))


@dataclass(frozen=True)
class Learnt:
    """All that was learnt; ``intents`` in the order of the model's columns."""

    intents: tuple[str, ...]
    model: Model
    calibration: Calibration

    def widened(self, intents: Iterable[str]) -> Learnt:
        """With columns for intents that were not there to learn from: nothing but likeness speaks for them."""
        new = tuple(sorted(set(intents) - set(self.intents)))
        return replace(self, intents=(*self.intents, *new), model=self.model.widened(len(new)))


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
    model = _model(lesson)
    if len(rows) < _FEW or len(intents) < 2:
        return Learnt(intents, model, Calibration.untrained())
    every = tuple(rules.get(intent, Rule()) for intent in intents)
    return Learnt(intents, model, _sureness(lesson, every, strong))


def _model(lesson: _Lesson) -> Model:
    vocabulary = Vocabulary.of(lesson.counted)
    vectors = [vocabulary.vector(counted) for counted in lesson.counted]
    told = (vectors, len(vocabulary), lesson.labels, len(lesson.intents))
    return Model(vocabulary, fitted(*told), Middles.of(*told))


def _sureness(lesson: _Lesson, rules: tuple[Rule, ...], strong: frozenset[str]) -> Calibration:
    """Learn sureness from examples that the model did not see, some of them of intents that it never met."""
    rows: list[Rows] = []
    right: list[NDArray[np.bool_]] = []
    strange: list[bool] = []
    for own, met, evidence in _held_back(lesson, rules, strong):
        best = np.argsort(-evidence.scores)[: _RIVALS if met else 1]
        rows.append(evidence.signs(best))
        right.append((best == own) & met)
        strange.extend([not met] * len(best))
    return fit(np.concatenate(rows), np.concatenate(right), _weights(strange)) if rows else Calibration.untrained()


def _weights(strange: Sequence[bool]) -> Floats:
    """How much each row counts: the strange ones together always as much, however many examples their intents have."""
    odd = np.array(strange)
    share = _STRANGE * (~odd).sum() / max(odd.sum(), 1)
    return np.where(odd, share, 1).astype(np.float32)


def _held_back(
    lesson: _Lesson, rules: tuple[Rule, ...], strong: frozenset[str]
) -> Iterator[tuple[int, bool, Evidence]]:
    """For each example held back its intent, whether the model has met that intent, and what speaks for whom."""
    examples = np.random.default_rng(1).permutation(len(lesson.keys))
    intents = np.random.default_rng(1).permutation(len(lesson.intents))
    size = min(len(examples) // _HELD_BACK, _SAMPLE)
    # Few examples are all held back once, part by part: a single part of them would teach too little.
    for part in range(min(_HELD_BACK, max(_SAMPLE // size, 1))):
        held = np.sort(examples[part * size : (part + 1) * size])
        yield from _told_without(lesson, held, intents[part::_HELD_BACK], rules, strong)


def _told_without(
    lesson: _Lesson, held: Numbers, strange: Numbers, rules: tuple[Rule, ...], strong: frozenset[str]
) -> Iterator[tuple[int, bool, Evidence]]:
    """The same for some examples, told by a model that met neither them nor any example of the ``strange`` intents."""
    seen = ~np.isin(lesson.labels, strange)
    seen[held] = False
    part = lesson.part(seen)
    if not part.keys:
        return
    model = _model(part)
    for number, alike in zip(held, _likeness([lesson.keys[n] for n in held], part), strict=True):
        said = Said.of(lesson.keys[number], strong)
        evidence, best = model.weigh(lesson.counted[number], said, rules, out=strange)
        evidence.alike[best] = alike[best]
        own = int(lesson.labels[number])
        yield own, own not in strange, evidence


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
