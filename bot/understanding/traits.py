"""What a question is made of: letter groups, words and sounds, weighted by how rarely they are met.

Each of the three blocks has length one, so that no block drowns another; sounds let a question in Latin letters meet
examples in Khmer letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.text.romanise import khmer_sound, latin_sound

BLOCKS = (1.0, 0.7, 0.7)  # weights of letters, words, sounds: a flat optimum, found by leaving examples out
LETTERS = (1, 2, 3, 4)
SOUNDS = (2, 3, 4)
_UNKNOWN = 0.35  # weight of a letter group no example has, against the rarest known one
_MANY = 4000  # examples from which on a trait of only one of them is left out
_WORD = re.compile("[a-z0-9]+|[\ue000-\ue0ff]")  # Khmer is written without spaces: its words are letter groups
_PIECE = re.compile("[\ue000-\ue0ff]|[\u1780-\u17dd]+|[a-z0-9 ]+")
Numbers = NDArray[np.int64]
Floats = NDArray[np.float32]
Counted = Sequence[Counter[int]]
"""How often a text has each trait, a count for each block (see ``traits``)."""


def traits(key: str, letters: Sequence[int] = LETTERS, sounds: Sequence[int] = SOUNDS) -> Counted:
    """Counts of letter groups, words and sounds of a comparison form, each as a 32-bit number.

    ``letters``, ``sounds``: sizes of the groups, in letters.
    """
    words = _WORD.findall(key)
    return (
        _counted("", letter_groups(key, letters)),
        _counted("w", [*words, *(f"{one} {two}" for one, two in pairwise(words))]),
        _counted("s", _groups(sound(key), sounds)),
    )


def letter_groups(key: str, sizes: Iterable[int]) -> list[str]:
    """The letter groups of a comparison form, those of each size from left to right; one space stands on each side."""
    return _groups(f" {key} ", sizes)


def letter_trait(group: str) -> int:
    """The number that stands for a letter group."""
    return crc32(group.encode(), crc32(b""))


def sound(key: str) -> str:
    """The sound of a comparison form, without spaces; placeholders of names are kept."""
    return "".join(_heard(piece) for piece in _PIECE.findall(key)).replace(" ", "")


@dataclass(frozen=True)
class Vector:
    """Columns of the vocabulary with their weights, and which part of the letters' weight is known (0 to 1)."""

    columns: Numbers
    weights: Floats
    known: float


class Vocabulary:
    """The traits that examples have, in ascending order, with their rarity."""

    def __init__(self, numbers: NDArray[np.uint32], rarity: Floats, rarest: float) -> None:
        self._numbers, self._rarity, self._rarest = numbers, rarity, rarest

    @classmethod
    def of(cls, counted: Iterable[Counted], least: int = 0) -> Vocabulary:
        """The vocabulary of examples whose traits were counted; ``least``: examples that must have a trait."""
        texts, met = 0, Counter[int]()
        for blocks in counted:
            texts += 1
            for block in blocks:
                met.update(block.keys())
        # What a single example has tells nothing of others; without it there is half as much to learn and to keep.
        least = least or (2 if texts >= _MANY else 1)
        numbers = np.array(sorted(number for number, count in met.items() if count >= least), dtype=np.uint32)
        counts = np.array([met[int(number)] for number in numbers], dtype=np.float64)
        rarity = (np.log((1 + texts) / (1 + counts)) + 1).astype(np.float32)
        return cls(numbers, rarity, float(rarity.max(initial=1.0)))

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, columns: Numbers) -> list[int]:
        """The numbers of the traits in some columns."""
        found: list[int] = self._numbers[columns].tolist()
        return found

    def vector(self, counted: Counted) -> Vector:
        """The weighted traits of one text."""
        columns, weights, known = [], [], 1.0
        for number, (block, share) in enumerate(zip(counted, BLOCKS, strict=True)):
            found, raw, strange = self._weighted(block)
            mass = float(raw @ raw)
            length = mass + strange * (_UNKNOWN * self._rarest) ** 2
            if number == 0:
                known = mass / length if length else 0.0
            if mass:
                columns.append(found)
                weights.append(raw * np.float32(share / length**0.5))
        if not columns:
            return Vector(np.empty(0, np.int64), np.empty(0, np.float32), known)
        return Vector(np.concatenate(columns), np.concatenate(weights), known)

    def _weighted(self, block: Counter[int]) -> tuple[Numbers, Floats, int]:
        numbers = np.fromiter(block.keys(), np.uint32, len(block))
        counts = np.fromiter(block.values(), np.float32, len(block))
        at = np.searchsorted(self._numbers, numbers)
        at[at == len(self._numbers)] = 0
        here = self._numbers[at] == numbers if len(self._numbers) else np.zeros(len(at), bool)
        found = at[here]
        return found, (1 + np.log(counts[here])) * self._rarity[found], int(len(block) - here.sum())


def matrix(vectors: Sequence[Vector], width: int) -> Any:
    """Vectors as the rows of a sparse matrix with ``width`` columns."""
    # Loaded only where many texts are worked on together: a process that answers needs it not.
    from scipy.sparse import csr_matrix

    starts = np.cumsum([0, *(len(vector.columns) for vector in vectors)])
    weights = np.concatenate([vector.weights for vector in vectors])
    columns = np.concatenate([vector.columns for vector in vectors])
    return csr_matrix((weights, columns, starts), shape=(len(vectors), width))


def cosines(keys: Sequence[str]) -> Floats:
    """How alike each comparison form is to each other, 0 to 1, as a square matrix."""
    counted = [traits(key) for key in keys]
    vocabulary = Vocabulary.of(counted)
    rows = matrix([_of_length_one(vocabulary.vector(blocks)) for blocks in counted], len(vocabulary))
    return np.asarray((rows @ rows.T).toarray(), dtype=np.float32)


def _of_length_one(vector: Vector) -> Vector:
    return Vector(vector.columns, vector.weights / max(float(np.linalg.norm(vector.weights)), 1e-9), vector.known)


def _groups(text: str, sizes: Iterable[int]) -> list[str]:
    return [text[at : at + size] for size in sizes for at in range(len(text) - size + 1)]


def _counted(block: str, groups: Iterable[str]) -> Counter[int]:
    salt = crc32(block.encode())
    return Counter(crc32(group.encode(), salt) for group in groups)


def _heard(piece: str) -> str:
    if "\ue000" <= piece[0] <= "\ue0ff":
        return piece
    return khmer_sound(piece) if piece[0] > "\u1000" else latin_sound(piece)
