"""Letter groups of texts, weighted by rarity, and which texts share them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

_SIZES = (1, 2, 3, 4)
_COMMON = 48  # letter groups in more texts than this are cheaper as a dense matrix
_UNKNOWN = 0.35  # weight of a letter group no text has, against the rarest known one


class GramIndex:
    """Texts in comparison form, searchable by shared letter groups (TF-IDF, cosine)."""

    def __init__(self, keys: Sequence[str]) -> None:
        counted = [_grams(key) for key in keys]
        self._count = len(counted)
        documents: Counter[str] = Counter(gram for grams in counted for gram in grams)
        self._rarity = {gram: log((1 + self._count) / (1 + n)) + 1 for gram, n in documents.items()}
        self._rarest = max(self._rarity.values(), default=1.0)
        rows: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, list[float]] = defaultdict(list)
        for number, grams in enumerate(counted):
            for gram, weight in self._weighted(grams)[0].items():
                rows[gram].append(number)
                weights[gram].append(weight)
        self._rows = {gram: np.array(numbers, dtype=np.int32) for gram, numbers in rows.items()}
        self._weights = {gram: np.array(values, dtype=np.float32) for gram, values in weights.items()}

    def near(self, key: str) -> tuple[NDArray[np.float32], float]:
        """Cosine with every text, and which part of the key's weight is known from any text (0 to 1)."""
        weighted, known = self._weighted(_grams(key))
        near = np.zeros(self._count, dtype=np.float32)
        for gram, weight in weighted.items():
            near[self._rows[gram]] += weight * self._weights[gram]
        return near, known

    def kernel(self) -> NDArray[np.float32]:
        """Cosine of every text with every other, as a square matrix."""
        common = [gram for gram, rows in self._rows.items() if len(rows) > _COMMON]
        dense = np.zeros((self._count, len(common)), dtype=np.float32)
        for column, gram in enumerate(common):
            dense[self._rows[gram], column] = self._weights[gram]
        kernel = dense @ dense.T
        for gram, rows in self._rows.items():
            if len(rows) <= _COMMON:
                weights = self._weights[gram]
                kernel[rows[:, None], rows] += weights[:, None] * weights
        return kernel

    def _weighted(self, counts: Counter[str]) -> tuple[dict[str, float], float]:
        raw = {gram: (1 + log(n)) * self._rarity[gram] for gram, n in counts.items() if gram in self._rarity}
        strange = len(counts) - len(raw)
        known = sum(weight * weight for weight in raw.values())
        length = sqrt(known + strange * (_UNKNOWN * self._rarest) ** 2)
        return {
            gram: weight / length for gram, weight in raw.items()
        } if length else {}, known / length**2 if length else 0.0


def _grams(key: str) -> Counter[str]:
    padded = f" {key} "
    return Counter(padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1))
