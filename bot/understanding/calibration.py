"""Turns what speaks for a candidate into the probability that it is meant (logistic regression)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEATURES = 5  # linear score, its lead, likeness of the nearest example, its lead, share of known letter groups
_STEPS = 30
_SMOOTHING = 1e-2
_KNOWN = 4  # column that is always 1 while learning; its weight is set, see below
_KNOWN_WEIGHT = 2.0  # a question full of letter groups never seen is doubted; examples cannot teach this


@dataclass(frozen=True)
class Calibration:
    """Weights of the features and a constant."""

    weights: NDArray[np.float64]
    constant: float

    @classmethod
    def untrained(cls) -> Calibration:
        """For too few examples: trust likeness, roughly."""
        return cls(np.array([2.0, 1.0, 5.0, 2.0, 0.0]), -4.0)

    def probability(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """For each row of features the probability, 0 to 1."""
        return _sigmoid(rows @ self.weights + self.constant)


def fit(rows: NDArray[np.float64], right: NDArray[np.bool_]) -> Calibration:
    """Learn from rows of features and whether each candidate was the right one (Newton's method)."""
    columns = np.hstack([np.delete(rows, _KNOWN, axis=1), np.ones((len(rows), 1))])
    weights = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        predicted = _sigmoid(columns @ weights)
        slope = columns.T @ (predicted - right) + _SMOOTHING * weights
        bend = (columns * (predicted * (1 - predicted))[:, None]).T @ columns + _SMOOTHING * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return Calibration(np.append(weights[:-1], _KNOWN_WEIGHT), float(weights[-1]) - _KNOWN_WEIGHT)


def _sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))
