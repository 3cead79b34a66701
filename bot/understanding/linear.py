"""Linear models over traits: how they are fitted, and how little of them is kept to answer with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.understanding.traits import Floats, Numbers, Vector, matrix

NEVER_MET = -1.0  # score of a class of which a model has seen no example


@dataclass(frozen=True)
class Linear:
    """A sparse linear model: for each trait the intents it speaks for or against."""

    starts: Numbers  # of each trait's stretch in ``intents`` and ``weights``; one more than there are traits
    intents: NDArray[np.int32]
    weights: Floats
    constants: Floats

    @classmethod
    def of(cls, dense: Floats, constants: Floats, smallest: float = 0.01) -> Linear:
        """From a matrix of intents × traits; weights below ``smallest`` change nothing and are dropped."""
        turned = dense.T
        kept = np.abs(turned) >= smallest
        starts = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int64)
        return cls(starts, np.nonzero(kept)[1].astype(np.int32), turned[kept].astype(np.float32), constants)

    def widened(self, count: int, constant: float) -> Linear:
        """With so many further classes, for which nothing speaks but a constant."""
        constants = np.concatenate([self.constants, np.full(count, constant, dtype=np.float32)])
        return replace(self, constants=constants)

    def scores(self, vector: Vector) -> Floats:
        """The score of every intent; above 0 speaks for it."""
        begin, end = self.starts[vector.columns], self.starts[vector.columns + 1]
        lengths = end - begin
        total = int(lengths.sum())
        if not total:
            return self.constants.copy()
        # All stretches at once: indexes that count up inside each stretch.
        at = np.repeat(begin - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(total)
        shares = self.weights[at] * np.repeat(vector.weights, lengths)
        return np.bincount(self.intents[at], shares, len(self.constants)).astype(np.float32) + self.constants

    def weights_of(self, number: int, columns: Numbers) -> Floats:
        """The weight of each of some traits for one class."""
        stretches = [slice(self.starts[column], self.starts[column + 1]) for column in columns]
        return np.array([self.weights[s][self.intents[s] == number].sum() for s in stretches], dtype=np.float32)


def fitted(vectors: Sequence[Vector], width: int, labels: Numbers, count: int) -> Linear:
    """A support vector machine that tells ``count`` classes apart, one against all others.

    ``vectors``: of texts with ``width`` traits; ``labels``: the class of each, 0 to ``count`` - 1.
    """
    weights = np.zeros((count, width), dtype=np.float32)
    constants = np.full(count, NEVER_MET, dtype=np.float32)
    if len(set(labels.tolist())) < 2:
        return Linear.of(weights, np.zeros(count, np.float32))
    # Loaded only where something is learnt: a process that answers needs it not.
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=1.0, tol=0.1, random_state=1).fit(matrix(vectors, width), labels)
    learnt, constant = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # told as one line between two
        learnt, constant = np.vstack([-learnt, learnt]), np.array([-constant[0], constant[0]])
    weights[machine.classes_], constants[machine.classes_] = learnt, constant
    return Linear.of(weights, constants)
