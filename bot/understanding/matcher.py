"""Which intent a question is nearest to, and how surely.

Letter groups weighted by rarity feed a ridge regression (one-against-all, in its dual form, so that training is one
matrix inversion); RapidFuzz's ratio compares letter by letter with the nearest examples. How surely a candidate is
meant is learnt from the examples themselves, each one left out in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.understanding.calibration import FEATURES, Calibration, fit
from bot.understanding.grams import GramIndex

_RIDGE = 0.6  # how strongly single examples are smoothed; flat optimum between 0.3 and 1, measured by leaving out
_RIDGE_UP_TO = 4000  # examples; beyond, the inversion takes minutes and each intent's mean likeness must do
_SAMPLE = 2000  # examples from which sureness is learnt when there are more than that
_COMPARED = 40  # nearest examples that are compared letter by letter
_RANKED = 10
_FEW = 12  # fewer examples than this teach nothing about sureness
Floats = NDArray[np.float32]
Fits = Callable[[str, str], bool]
"""Whether an intent can be meant by a key, given the names lifted from it."""


@dataclass(frozen=True)
class Candidate:
    """An intent that may be meant, with the example that speaks for it."""

    intent: str
    score: float  # probability that it is meant, 0 to 1
    example: str


class Matcher:
    """Examples of one way of writing, ready to be matched."""

    def __init__(self, examples: Sequence[tuple[str, str, str]], fits: Fits | None = None) -> None:
        """``examples``: rows of intent, comparison form, shown text. ``fits``: may this intent be asked with this key?"""
        self._fits = fits
        self._keys = [key for _, key, _ in examples]
        self._shown = [shown for _, _, shown in examples]
        self._intents = sorted({intent for intent, _, _ in examples})
        number = {intent: column for column, intent in enumerate(self._intents)}
        self._labels = np.array([number[intent] for intent, _, _ in examples], dtype=np.int32)
        self._exact: dict[str, dict[str, None]] = {}
        for intent, key, _ in examples:
            self._exact.setdefault(key, {})[intent] = None
        self._index = GramIndex(self._keys)
        self._calibration = self._train()

    def __len__(self) -> int:
        return len(self._keys)

    def exact(self, key: str) -> list[str]:
        """Intents that have this very question."""
        return list(self._exact.get(key, ()))

    def match(self, key: str) -> list[Candidate]:
        """The likeliest intents, best first."""
        if not self._keys or not key:
            return []
        near, known = self._index.near(key)
        linear = self._linear(near)
        alike, speakers = self._alike(key, near)
        self._rule_out(key, linear, alike)
        best = np.argsort(-(linear + alike))[:_RANKED]
        scores = self._calibration.probability(_features(linear, alike, known, best))
        found = [
            Candidate(self._intents[column], round(float(score), 4), self._shown[speakers[column]])
            for column, score in zip(best, scores, strict=True)
            if speakers[column] >= 0
        ]
        return sorted(found, key=lambda candidate: -candidate.score)

    def _alike(self, key: str, near: Floats, leave_out: int = -1) -> tuple[Floats, NDArray[np.int32]]:
        """For each intent the likeness of its nearest example, and which example that is (-1: none)."""
        alike = np.zeros(len(self._intents), dtype=np.float32)
        speakers = np.full(len(self._intents), -1, dtype=np.int32)
        count = min(_COMPARED, len(near))
        for row in np.argpartition(near, -count)[-count:]:
            if near[row] <= 0 or row == leave_out:
                continue
            likeness = 0.5 * near[row] + fuzz.ratio(key, self._keys[row], processor=None) / 200
            column = self._labels[row]
            if likeness > alike[column]:
                alike[column], speakers[column] = likeness, row
        return alike, speakers

    def _rule_out(self, key: str, linear: Floats, alike: Floats) -> None:
        """Intents that the names in the key leave no room for cannot be meant, nor rival the others."""
        if self._fits is None:
            return
        for column, intent in enumerate(self._intents):
            if not self._fits(intent, key):
                linear[column] = alike[column] = -1

    def _linear(self, near: Floats) -> Floats:
        if self._weights is not None:
            return near @ self._weights
        return (np.bincount(self._labels, near, len(self._intents)) / self._counts).astype(np.float32)

    def _train(self) -> Calibration:
        count = len(self._keys)
        self._weights: Floats | None = None
        self._counts = np.bincount(self._labels, minlength=len(self._intents))
        if not count:
            return Calibration.untrained()
        kernel = self._index.kernel() if count <= _RIDGE_UP_TO else None
        left_out = self._ridge(kernel) if kernel is not None else None
        if count < _FEW or len(self._intents) < 2:
            return Calibration.untrained()
        numbers = np.arange(count) if kernel is not None else np.linspace(0, count - 1, _SAMPLE).astype(int)
        return self._calibrate(numbers, kernel, left_out)

    def _ridge(self, kernel: Floats) -> Floats:
        """Train, and return what each example would have been given had it been left out (closed form)."""
        count = len(self._keys)
        targets = np.zeros((count, len(self._intents)), dtype=np.float32)
        targets[np.arange(count), self._labels] = 1
        inverse = np.linalg.inv(kernel + _RIDGE * np.eye(count, dtype=np.float32))
        self._weights = (inverse @ targets).astype(np.float32)
        return (targets - self._weights / np.diag(inverse)[:, None]).astype(np.float32)

    def _calibrate(self, numbers: NDArray[np.int64], kernel: Floats | None, left_out: Floats | None) -> Calibration:
        """Learn sureness from examples as if each were new, and as if its intent did not exist."""
        rows: list[Floats] = []
        right: list[bool] = []
        for number in numbers:
            key, own = self._keys[number], int(self._labels[number])
            near = self._index.near(key)[0] if kernel is None else kernel[number].copy()
            near[number] = 0
            alike, _ = self._alike(key, near, leave_out=int(number))
            linear = self._linear(near) if left_out is None else left_out[number].copy()
            self._rule_out(key, linear, alike)
            for exists in (True, False):
                if not exists:
                    linear[own] = alike[own] = -1
                first = int(np.argmax(linear + alike))
                rows.append(_features(linear, alike, 1.0, np.array([first]))[0])
                right.append(exists and first == own)
        return fit(np.array(rows, dtype=np.float64), np.array(right))


def _features(linear: Floats, alike: Floats, known: float, columns: NDArray[np.int64]) -> Floats:
    """What speaks for each of the named intents: its own scores and its lead over all others."""
    rows = np.empty((len(columns), FEATURES), dtype=np.float32)
    for place, column in enumerate(columns):
        rival_linear = np.max(np.delete(linear, column), initial=0.0)
        rival_alike = np.max(np.delete(alike, column), initial=0.0)
        rows[place] = (linear[column], linear[column] - rival_linear, alike[column], alike[column] - rival_alike, known)
    return rows


def best_of(lists: Iterable[list[Candidate]]) -> list[Candidate]:
    """Several candidate lists as one, each intent with its best score."""
    best: dict[str, Candidate] = {}
    for candidates in lists:
        for candidate in candidates:
            if candidate.intent not in best or candidate.score > best[candidate.intent].score:
                best[candidate.intent] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate.score)
