"""Sureness: more evidence never makes a candidate less sure, and learning finds what tells right from wrong."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding.calibration import SIGNS, Calibration, Sign, fit


def learnt() -> Calibration:
    random = np.random.default_rng(1)
    rows = random.random((400, SIGNS))
    right = rows[:, Sign.SCORE] + rows[:, Sign.ALIKE] + 0.2 * random.random(400) > 1.1
    return fit(rows, right, np.ones(400))


@pytest.mark.parametrize("calibration", [Calibration.untrained(), learnt()])
def test_more_of_each_telling_sign_is_more_probable(calibration: Calibration) -> None:
    for column in (Sign.SCORE, Sign.ALIKE):
        rows = np.full((5, SIGNS), 0.5)
        rows[:, column] = np.linspace(0, 1, 5)
        chances = calibration.probability(rows)
        assert np.all(np.diff(chances) >= 0), column
        assert chances.min() > 0 and chances.max() < 1


def test_learning_tells_right_from_wrong() -> None:
    good, bad = learnt().probability(np.array([np.ones(SIGNS), np.zeros(SIGNS)]))
    assert good > 0.9 and bad < 0.1


def test_rows_count_as_much_as_they_are_said_to() -> None:
    rows, right = np.ones((2, SIGNS)), np.array([True, False])
    likely = fit(rows, right, np.array([9.0, 1.0])).probability(rows)[0]
    assert likely == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize("right", [True, False])
def test_only_one_kind_of_outcome_can_be_learnt_too(right: bool) -> None:
    calibration = fit(np.ones((6, SIGNS)), np.full(6, right), np.ones(6))
    assert np.isfinite(calibration.weights).all() and np.isfinite(calibration.constant)


def test_extreme_evidence_stays_a_probability() -> None:
    rows = np.array([[1e6] * SIGNS, [-1e6] * SIGNS])
    assert [round(float(p), 6) for p in Calibration.untrained().probability(rows)] == [1.0, 0.0]
