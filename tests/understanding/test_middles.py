"""How near a text is to the middle of a class: nearest to its own, near to none beyond, whatever classes were met."""

from __future__ import annotations

import numpy as np

from bot.understanding.middles import Middles
from bot.understanding.traits import Vocabulary, traits

TEXTS = ("how much is the fee", "the fee how much", "which papers do i need", "papers needed which")
COUNTED = [traits(text) for text in TEXTS]
VOCABULARY = Vocabulary.of(COUNTED)
MIDDLES = Middles.of([VOCABULARY.vector(one) for one in COUNTED], len(VOCABULARY), np.array([0, 0, 1, 1]), 3)


def nearness(text: str, classes: tuple[int, ...] = (0, 1)) -> list[float]:
    return [float(value) for value in MIDDLES.nearness(VOCABULARY.vector(traits(text)), classes)]


def test_a_text_is_nearest_to_the_middle_of_its_own_class() -> None:
    fee, papers = nearness("how much is it")
    assert 1 >= fee > papers >= 0
    fee, papers = nearness("papers which")
    assert papers > fee


def test_what_has_next_to_nothing_in_common_is_near_to_none() -> None:
    assert max(nearness("xyzzy qqq")) < 0.2 < max(nearness("how much is it"))


def test_a_class_never_met_is_not_near() -> None:
    assert nearness("how much", (2, 3)) == [0.0, 0.0]


def test_nothing_to_learn_from_does_no_harm() -> None:
    nothing = Middles.of([], 0, np.empty(0, np.int64), 2)
    assert nothing.nearness(VOCABULARY.vector(COUNTED[0]), (0, 1)).tolist() == [0.0, 0.0]
