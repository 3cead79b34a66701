"""Counts distinct people. Marking or sorting numbers: NumPy's own ``unique`` takes ten times as long for these."""

from __future__ import annotations

import numpy as np

from bot.reach.block import Column

_MARKS = 40_000_000  # bytes for a table of marks; beyond it one sorts
_AT_ONCE = 100_000


def marked(person: Column, size: int) -> Column:
    """Marks by number who occurs, of ``size`` people."""
    marks = np.zeros(size, bool)
    marks[person] = True
    return marks


def distinct(numbers: Column) -> int:
    """How many different numbers there are."""
    if not len(numbers):
        return 0
    ordered = np.sort(numbers)
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def people_among(person: Column, size: int) -> int:
    """How many different people there are, of ``size``: marked where there are many, put in order where there are few."""
    return distinct(person) if len(person) * 16 < size else int(np.count_nonzero(marked(person, size)))


def people_per_code(codes: Column, person: Column, size: int) -> Column:
    """How many distinct people each code has, by code; ``size``: one more than the highest number of a person."""
    if not len(codes):
        return np.zeros(0, np.int64)
    present = np.flatnonzero(np.bincount(codes))
    result = np.zeros(int(present[-1]) + 1, np.int64)
    place = np.zeros(len(result), np.int64)
    place[present] = np.arange(len(present))
    if len(present) * size <= _MARKS:
        marks = np.zeros(len(present) * size, bool)
        for start in range(0, len(codes), _AT_ONCE):  # pieces that stay in the processor's cache
            some = slice(start, start + _AT_ONCE)
            marks[place[codes[some]] * size + person[some]] = True
        result[present] = np.count_nonzero(marks.reshape(len(present), size), axis=1)
        return result
    pairs = np.sort(place[codes].astype(np.uint64) << np.uint64(32) | person.astype(np.uint64))
    first = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
    result[present] = np.bincount((pairs[first] >> np.uint64(32)).astype(np.int64), minlength=len(present))
    return result
