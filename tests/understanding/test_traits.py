"""Traits: what a text is made of, weighted; the same text always has the same ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.traits import BLOCKS, Vocabulary, sound, traits

KEYS = ["how much is \ue001", "តម្លៃ\ue001ប៉ុន្មាន", "tlai ponman", "where is \ue000"]


def vocabulary() -> Vocabulary:
    return Vocabulary.of([traits(key) for key in KEYS])


@pytest.mark.parametrize("key", KEYS)
def test_a_known_text_is_wholly_known_and_each_block_has_its_length(key: str) -> None:
    vector = vocabulary().vector(traits(key))
    assert vector.known == pytest.approx(1.0)
    assert float(vector.weights @ vector.weights) == pytest.approx(
        sum(share**2 for share, block in zip(BLOCKS, traits(key), strict=True) if block)
    )


def test_a_strange_text_is_little_known() -> None:
    assert vocabulary().vector(traits("qqq zzz vvv")).known < 0.3


def test_a_text_without_any_known_trait_has_no_weights() -> None:
    vector = vocabulary().vector(traits("ѳѳѳ"))
    assert len(vector.columns) == len(vector.weights) and len(vector.columns) <= 1


def test_an_empty_vocabulary_knows_nothing() -> None:
    vector = Vocabulary.of([]).vector(traits("abc"))
    assert len(vector.columns) == 0 and vector.known == 0


def test_khmer_and_latin_letters_of_one_sound_share_traits() -> None:
    assert sound("តម្លៃ") == sound("tomlai") != ""
    shared = set(traits("តម្លៃប៉ុន្មាន")[2]) & set(traits("tomlai ponman")[2])
    assert shared


def test_placeholders_are_kept_in_the_sound() -> None:
    assert "\ue001" in sound("\ue001tlai")


@given(st.text(max_size=40))
def test_any_text_has_a_vector_of_finite_weights(text: str) -> None:
    vector = vocabulary().vector(traits(text))
    assert np.isfinite(vector.weights).all() and 0 <= vector.known <= 1
