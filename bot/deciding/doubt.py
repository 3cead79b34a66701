"""Whether what would be told is what was asked: a second look, by the words that describe things.

A question may name one thing and describe another, or be about nothing known and sound like something. What tells things
by their description (``bot/understanding/described.py``) then speaks for another thing, or little for the one named.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

ENOUGH = 0.88  # so surely the thing told is the one asked about, it is told without a remark
# Fitted on tests/questions/tune.jsonl, see bench/doubt.py: what each number of a row weighs.
NAMES = ("constant", "odds", "described", "thing", "worth", "behind", "nothing", "near")
_WEIGHTS = (0.87, 0.29, -0.59, -0.31, 2.70, -0.08, 0.88, -0.77)
_MOST = 1.0  # more than this speaks for nothing further
LEAST = -1.5
_CERTAIN = 0.999


@dataclass(frozen=True)
class Signs:
    """What speaks for and against the thing that would be told."""

    score: float  # probability of the intent, 0 to 1
    described: bool  # the thing was described, not named
    worth: float | None = None  # how much the words speak for the thing; None where the answer is about none
    behind: float = 0.0  # by how much less than for the best of its kind
    near: float = LEAST  # how much they speak for the likeliest of all things, where the answer is about none


def row(signs: Signs) -> tuple[float, ...]:
    """The signs as numbers, one for each of ``NAMES``: of a thing its worth, of an answer about none what is near."""
    score = min(max(signs.score, 1 - _CERTAIN), _CERTAIN)
    first = (1.0, log(score / (1 - score)), float(signs.described))
    if signs.worth is None:
        return (*first, 0.0, 0.0, 0.0, 1.0, max(signs.near, LEAST))
    return (*first, 1.0, min(signs.worth, _MOST), min(signs.behind, _MOST), 0.0, 0.0)


def surely(signs: Signs) -> float:
    """The probability that what would be told was asked, 0 to 1 (logistic regression)."""
    odds = sum(weight * number for weight, number in zip(_WEIGHTS, row(signs), strict=True))
    return 1 / (1 + exp(-odds))
