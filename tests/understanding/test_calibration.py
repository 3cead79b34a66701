"""Sureness: more evidence never makes a candidate less sure, and learning finds what tells right from wrong."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding.calibration import FEATURES, Calibration, fit


def learnt() -> Calibration:
    random = np.random.default_rng(1)
    rows = random.random((400, FEATURES))
    rows[:, 4] = 1.0
    right = rows[:, 0] + rows[:, 2] + 0.2 * random.random(400) > 1.1
    return fit(rows, right)


@pytest.mark.parametrize("calibration", [Calibration.untrained(), learnt()])
def test_more_of_each_telling_feature_is_more_probable(calibration: Calibration) -> None:
    for column in (0, 2, 4):
        rows = np.full((5, FEATURES), 0.5, dtype=np.float32)
        rows[:, column] = np.linspace(0, 1, 5)
        chances = calibration.probability(rows)
        assert np.all(np.diff(chances) >= 0), column
        assert chances.min() > 0 and chances.max() < 1


def test_learning_tells_right_from_wrong() -> None:
    good, bad = learnt().probability(np.array([[1, 1, 1, 1, 1], [0, 0, 0, 0, 1]], dtype=np.float32))
    assert good > 0.9 and bad < 0.1


@pytest.mark.parametrize("right", [True, False])
def test_only_one_kind_of_outcome_can_be_learnt_too(right: bool) -> None:
    calibration = fit(np.ones((6, FEATURES)), np.full(6, right))
    assert np.isfinite(calibration.weights).all() and np.isfinite(calibration.constant)


def test_extreme_evidence_stays_a_probability() -> None:
    rows = np.array([[1e6] * FEATURES, [-1e6] * FEATURES], dtype=np.float32)
    assert [round(float(p), 6) for p in Calibration.untrained().probability(rows)] == [1.0, 0.0]
