"""The middle of each class of texts: how near a text is to a class as a whole.

Unlike a line between classes a middle knows where its class ends: what lies beyond is near to none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.understanding.traits import Floats, Numbers, Vector, matrix

_SLIGHT = 0.003  # a smaller part of a middle changes nothing


@dataclass(frozen=True)
class Middles:
    """For each class the traits of its middle, in ascending order, and their weights; each middle has length one."""

    starts: Numbers  # of each class's stretch in ``columns`` and ``weights``; one more than there are classes
    columns: Numbers
    weights: Floats

    @classmethod
    def of(cls, vectors: Sequence[Vector], width: int, labels: Numbers, count: int) -> Middles:
        """The middles of ``count`` classes. ``vectors``: of texts with ``width`` traits; ``labels``: the class of each."""
        if not vectors:
            return cls(np.zeros(count + 1, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))
        # Loaded only where something is learnt: a process that answers needs it not.
        from scipy.sparse import csr_matrix

        members = csr_matrix((np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))), (count, len(labels)))
        sums = (members @ matrix(vectors, width)).tocsr()
        sums.sort_indices()
        lengths = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
        sums.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(sums.indptr))
        sums.data[sums.data < _SLIGHT] = 0
        sums.eliminate_zeros()
        return cls(sums.indptr.astype(np.int64), sums.indices.astype(np.int64), sums.data.astype(np.float32))

    def nearness(self, vector: Vector, classes: Iterable[int]) -> Floats:
        """How near a text is to the middles of some classes, 0 to 1 each; classes that were never met are not near."""
        length = max(float(np.linalg.norm(vector.weights)), 1e-9)
        return np.array([self._shared(vector, number) / length for number in classes], dtype=np.float32)

    def _shared(self, vector: Vector, number: int) -> float:
        if number + 1 >= len(self.starts):
            return 0.0
        columns = self.columns[self.starts[number] : self.starts[number + 1]]
        if not len(columns):
            return 0.0
        at = np.searchsorted(columns, vector.columns)
        at[at == len(columns)] = 0
        weights = self.weights[self.starts[number] : self.starts[number + 1]][at]
        return float(weights @ np.where(columns[at] == vector.columns, vector.weights, 0))
