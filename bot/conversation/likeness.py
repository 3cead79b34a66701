"""Finds questions that stand in two files, and those that nearly do."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.conversation.spine import Conversation
from bot.faults.fault import Fault
from bot.understanding.catalogue import Example, Intent

NEARLY = 95.0  # RapidFuzz's ratio from which two questions are nearly the same; below, their difference has a meaning
_SHORT = 12  # letters; in shorter questions one letter is another word
_WIDTH = 256  # numbers that stand for the letter pairs of a question
_BLOCK = 1000  # questions compared with all others at once
_ALIKE = 0.8  # cosine under which two questions cannot be nearly the same
_Row = tuple[Intent, Example, str]
_NAME = re.compile("[\ue000-\uf8ff]")  # what stands for a name in a key
Floats = NDArray[np.float32]


def likeness_faults(conversation: Conversation) -> Iterator[Fault]:
    """Questions that two files claim: the very same (an error), and nearly the same (a warning)."""
    seen: dict[str, _Row] = {}
    rows: dict[str, list[_Row]] = {"km": [], "en": []}
    for intent in conversation.reader.catalogue.values():
        for example in intent.examples:
            row = (intent, example, conversation.reader.key_of(example))
            if row[2] not in seen:
                seen[row[2]] = row
                rows[example.language].append(row)
            elif seen[row[2]][0] is not intent:
                yield _fault("same_question", row, seen[row[2]])
    for questions in rows.values():
        yield from _near(questions)


def _near(rows: list[_Row]) -> Iterator[Fault]:
    vectors = _vectors([key for _, _, key in rows])
    owners = np.unique([intent.name for intent, _, _ in rows], return_inverse=True)[1] if rows else np.array([])
    for start in range(0, len(rows), _BLOCK):
        end = min(start + _BLOCK, len(rows))
        likeness = vectors[start:end] @ vectors[:end].T  # told once, at the later of the two files
        likeness[owners[start:end, None] == owners[None, :end]] = 0
        best = likeness.argmax(axis=1)
        for number in np.flatnonzero(likeness.max(axis=1) >= _ALIKE):
            row, other = rows[start + int(number)], rows[int(best[number])]
            if other[0].path < row[0].path and _nearly(row[2], other[2]):
                yield _fault("near_question", row, other)


def _nearly(key: str, other: str) -> bool:
    """Questions about other kinds of names are other questions, however alike their words."""
    if _NAME.findall(key) != _NAME.findall(other):
        return False
    return min(len(key), len(other)) >= _SHORT and fuzz.ratio(key, other, processor=None) >= NEARLY


def _vectors(keys: list[str]) -> Floats:
    """Letter pairs of each key, counted into a few places by a checksum; of length one."""
    vectors = np.zeros((len(keys), _WIDTH), dtype=np.float32)
    places: dict[tuple[str, str], int] = {}
    for row, key in enumerate(keys):
        for pair in pairwise(key):
            if pair not in places:
                places[pair] = zlib.crc32("".join(pair).encode()) % _WIDTH
        np.add.at(vectors[row], [places[pair] for pair in pairwise(key)], 1)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors


def _fault(kind: str, row: _Row, other: _Row) -> Fault:
    details = {
        "question": row[1].text, "other_question": other[1].text, "other": other[0].path, "other_line": other[1].line,
    }  # fmt: skip
    return Fault(kind, row[0].path, line=row[1].line, details=details)
