"""Letter groups: equal texts are nearest, the square of all texts agrees with one at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.grams import GramIndex

KEYS = ["តម្លៃសំបុត្រកំណើត", "តម្លៃប៉ាស្ព័រ", "how much is a passport", "where is the office", "how much is it", "abc"]
calm = settings(deadline=None, max_examples=30)


def test_a_text_is_nearest_to_itself() -> None:
    index = GramIndex(KEYS)
    for number, key in enumerate(KEYS):
        near, known = index.near(key)
        assert int(np.argmax(near)) == number
        assert near[number] == pytest.approx(1.0, abs=1e-5) and known == pytest.approx(1.0)


@pytest.mark.parametrize("copies", [1, 60])  # rare groups and groups common enough for the dense matrix
def test_the_square_of_all_texts_agrees_with_each_text_by_itself(copies: int) -> None:
    keys = [f"{key} {number}" for number in range(copies) for key in KEYS]
    index = GramIndex(keys)
    one_by_one = np.array([index.near(key)[0] for key in keys])
    assert np.allclose(index.kernel(), one_by_one, atol=1e-4)


def test_letters_never_seen_make_a_text_less_known() -> None:
    index = GramIndex(KEYS)
    shares = [index.near(key)[1] for key in ("passport", "passport xyz", "qqqq")]
    assert pytest.approx(1.0) == shares[0] and shares[0] > shares[1] > shares[2] >= 0


@calm
@given(st.text(max_size=30))
def test_any_text_is_between_strange_and_equal(text: str) -> None:
    near, known = GramIndex(KEYS).near(text)
    assert near.shape == (len(KEYS),) and 0 <= known <= 1 + 1e-6
    assert float(near.min()) >= 0 and float(near.max()) <= 1 + 1e-5


def test_no_texts_at_all_do_no_harm() -> None:
    near, known = GramIndex([]).near("abc")
    assert near.shape == (0,) and known == 0
