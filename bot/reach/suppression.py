"""Hides small numbers of published tables, and as many others as keep anyone from computing them.

A cell of 1 to 4 is small (primary suppression); others are hidden with it (secondary suppression). Zeros are told.
A reader may know these rules. Still what the totals tell of a small cell leaves a range at least ``SPREAD`` wide:
``tests/reach/test_suppression.py`` tries to prove the contrary by linear programming.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

SMALLEST = 5
"""Cells under this are suppressed."""

SPREAD = 4
"""What a small cell could be more than it is, at least."""

Mask = list[bool]


def protect_line(values: Sequence[int], small: Sequence[bool]) -> Mask | None:
    """Which cells of a row to hide whose total is published; ``small`` ones are hidden in any case.

    None: no choice of cells would protect them; the row must not be published.
    """
    hidden = [tiny and value > 0 for value, tiny in zip(values, small, strict=True)]
    primary = [at for at, hide in enumerate(hidden) if hide]
    spare = sorted((at for at, value in enumerate(values) if value and not hidden[at]), key=lambda at: values[at])
    while any(_slack(values, hidden, at) < SPREAD for at in primary):
        if not spare:
            return None
        hidden[spare.pop(0)] = True
    return hidden


def protect_table(values: Sequence[Sequence[int]], small: Sequence[Sequence[bool]]) -> list[Mask] | None:
    """Which cells of a table to hide whose totals of rows and columns are published. None: it must not be published.

    For each small cell three others are hidden at the corners of a rectangle. One can then add up to ``SPREAD`` to it
    and to the corner opposite, and take as much from the two beside it, and every total stays what it is.
    """
    hidden = [[tiny and value > 0 for value, tiny in zip(*row, strict=True)] for row in zip(values, small, strict=True)]
    primary = [(row, column) for row, cells in enumerate(hidden) for column, hide in enumerate(cells) if hide]
    for row, column in primary:
        corners = _rectangle(values, hidden, row, column)
        if corners is None:
            return None
        for there, across in corners:
            hidden[there][across] = True
    return hidden


def _slack(values: Sequence[int], hidden: Sequence[bool], at: int) -> int:
    """How much a hidden cell could be more: what the other hidden ones, each at least 1, could be less."""
    return sum(value - 1 for other, value in enumerate(values) if hidden[other] and other != at)


def _rectangle(
    values: Sequence[Sequence[int]], hidden: Sequence[Mask], row: int, column: int
) -> list[tuple[int, int]] | None:
    """The three corners whose hiding tells the least less; those beside the cell can spare ``SPREAD``."""
    best: tuple[int, list[tuple[int, int]]] | None = None
    for there, across in product(range(len(values)), range(len(values[row]))):
        if there == row or across == column:
            continue
        corners = [(row, across), (there, column), (there, across)]
        if min(values[row][across], values[there][column]) <= SPREAD or not values[there][across]:
            continue
        cost = sum(values[r][c] for r, c in corners if not hidden[r][c])
        if best is None or cost < best[0]:
            best = (cost, corners)
    return best[1] if best else None
