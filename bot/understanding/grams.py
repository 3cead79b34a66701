"""Letter groups of texts, weighted by rarity, and which texts share them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

_SIZES = (1, 2, 3, 4, 5)
_WORD = re.compile("[a-z0-9]+|[\ue000-\ue0ff]")  # Khmer is written without spaces: its words are letter groups
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
        # One long array with the place of each letter group: small to keep, quick to read back.
        ends = np.cumsum([len(numbers) for numbers in rows.values()], dtype=np.int64).tolist() if rows else []
        self._places = dict(zip(rows, zip([0, *ends], ends, strict=False), strict=True))
        self._rows = np.array([n for numbers in rows.values() for n in numbers], dtype=np.int32)
        self._weights = np.array([w for values in weights.values() for w in values], dtype=np.float32)

    def near(self, key: str) -> tuple[NDArray[np.float32], float]:
        """Cosine with every text, and which part of the key's weight is known from any text (0 to 1)."""
        weighted, known = self._weighted(_grams(key))
        if not weighted:
            return np.zeros(self._count, dtype=np.float32), known
        # A few large operations, not many small ones: threads that answer at once would hinder each other.
        slices = [self._places[gram] for gram in weighted]
        rows = np.concatenate([self._rows[start:end] for start, end in slices])
        shares = np.concatenate([self._weights[start:end] for start, end in slices])
        shares *= np.repeat(np.array(list(weighted.values()), dtype=np.float32), [end - start for start, end in slices])
        return np.bincount(rows, shares, self._count).astype(np.float32), known

    def kernel(self) -> NDArray[np.float32]:
        """Cosine of every text with every other, as a square matrix."""
        common = [place for place in self._places.values() if place[1] - place[0] > _COMMON]
        dense = np.zeros((self._count, len(common)), dtype=np.float32)
        for column, (start, end) in enumerate(common):
            dense[self._rows[start:end], column] = self._weights[start:end]
        kernel = dense @ dense.T
        for start, end in self._places.values():
            if end - start <= _COMMON:
                rows, weights = self._rows[start:end], self._weights[start:end]
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
    counts = Counter(padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1))
    words = _WORD.findall(key)
    counts.update(f"{word}_" for word in words)
    counts.update(f"{first}_{second}_" for first, second in pairwise(words))
    return counts
