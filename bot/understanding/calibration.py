"""Turns what speaks for a candidate into the probability that it is meant (logistic regression)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

_STEPS = 40
_SMOOTHING = 1e-2


class Sign(IntEnum):
    """What speaks for or against a candidate; each is a column."""

    SCORE = 0  # of the linear model
    LEAD = 1  # of the linear score over the best rival
    ALIKE = 2  # letter by letter, with the nearest example, 0 to 1
    ALIKE_LEAD = 3  # over the best rival
    KNOWN = 4  # share of known letter groups, 0 to 1
    LACKS = 5  # a name it needs was not said
    FITS = 6  # a name it needs was said
    FOREIGN = 7  # names that were said and that it can make nothing of, how many
    SHORT = 8  # 1 / (1 + letters beside the names)
    MIDDLE = 9  # nearness to the middle of its examples, 0 to 1
    MIDDLE_LEAD = 10  # over the best rival


SIGNS = len(Sign)
Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """Weights of the signs and a constant."""

    weights: NDArray[np.float64]
    constant: float
    centre: NDArray[np.float64] = field(default_factory=lambda: np.zeros(SIGNS))

    @classmethod
    def untrained(cls) -> Calibration:
        """For too few examples: trust likeness, roughly."""
        weights = np.zeros(SIGNS)
        weights[[Sign.SCORE, Sign.LEAD, Sign.ALIKE, Sign.ALIKE_LEAD]] = (1.0, 0.5, 5.0, 2.0)
        return cls(weights, -2.5)

    def probability(self, rows: Rows) -> NDArray[np.float64]:
        """For each row of signs the probability, 0 to 1."""
        return _sigmoid((rows - self.centre) @ self.weights + self.constant)


def fit(rows: Rows, right: NDArray[np.bool_], counts: NDArray[np.floating]) -> Calibration:
    """Learn from rows of signs and whether each candidate was the right one (Newton's method).

    ``counts``: how much each row counts.
    """
    centre = rows.mean(axis=0)
    columns = np.hstack([rows - centre, np.ones((len(rows), 1))])
    weights = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        predicted = _sigmoid(columns @ weights)
        slope = columns.T @ (counts * (predicted - right)) + _SMOOTHING * weights
        bend = (columns * (counts * predicted * (1 - predicted))[:, None]).T @ columns
        step = np.linalg.solve(bend + _SMOOTHING * np.eye(len(weights)), slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return Calibration(weights[:-1], float(weights[-1]), centre)


def _sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))
