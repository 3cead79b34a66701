"""Matching: the right intent first, the example that speaks for it, and a shortcut that equals the long way."""

from __future__ import annotations

import numpy as np
import pytest

from bot.understanding import matcher as matching
from bot.understanding.grams import GramIndex
from bot.understanding.matcher import Candidate, Matcher, best_of

ASKED = {
    "fee": ["how much is <s>", "price of <s>", "what does <s> cost", "<s> fee", "cost of a <s>"],
    "documents": ["documents for <s>", "which papers for <s>", "what do i bring for <s>", "<s> papers needed"],
    "where": ["where do i get <s>", "which office gives <s>", "where is <s> made", "<s> place"],
    "days": ["how long does <s> take", "how many days for <s>", "when is <s> ready", "<s> duration"],
}
ROWS = [(intent, text.replace("<s>", "\ue001"), text) for intent, texts in ASKED.items() for text in texts]
MATCHER = Matcher(ROWS)


@pytest.mark.parametrize(
    ("key", "intent"),
    [
        ("how much \ue001", "fee"),
        ("prise of \ue001", "fee"),
        ("papers for \ue001", "documents"),
        ("where can i get \ue001", "where"),
        ("how long \ue001 takes", "days"),
    ],
)
def test_the_likeliest_intent_comes_first_with_its_example(key: str, intent: str) -> None:
    found = MATCHER.match(key)
    assert found[0].intent == intent and found[0].example in ASKED[intent]
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert all(0 <= c.score <= 1 for c in found)


def test_an_equal_question_is_found_as_such_also_where_two_files_have_it() -> None:
    twice = Matcher([("one", "same", "Same"), ("two", "same", "same?"), ("two", "other", "other")])
    assert twice.exact("same") == ["one", "two"]
    assert twice.exact("other") == ["two"] and twice.exact("none") == []


def test_a_strange_question_is_less_sure_than_a_known_one() -> None:
    assert MATCHER.match("how much is \ue001")[0].score > 0.6
    strange = MATCHER.match("qqq zzz vvv")
    assert not strange or strange[0].score < 0.4


@pytest.mark.parametrize("rows", [[], ROWS[:1], ROWS[:3]])
def test_few_examples_or_none_do_no_harm(rows: list[tuple[str, str, str]]) -> None:
    matcher = Matcher(rows)
    assert len(matcher) == len(rows)
    assert matcher.match("") == [] and len(matcher.match("how much is \ue001")) == (1 if rows else 0)


def test_leaving_each_example_out_in_closed_form_equals_training_without_it() -> None:
    kernel = GramIndex([key for _, key, _ in ROWS]).kernel().astype(np.float64)
    targets = np.array([[intent == name for name in sorted(ASKED)] for intent, _, _ in ROWS], dtype=np.float64)
    inverse = np.linalg.inv(kernel + matching._RIDGE * np.eye(len(ROWS)))
    closed = targets - (inverse @ targets) / np.diag(inverse)[:, None]
    for left in range(len(ROWS)):
        rest = [row for row in range(len(ROWS)) if row != left]
        weights = np.linalg.solve(kernel[np.ix_(rest, rest)] + matching._RIDGE * np.eye(len(rest)), targets[rest])
        assert np.allclose(kernel[left, rest] @ weights, closed[left], atol=1e-6)


def test_lists_are_joined_with_the_best_score_of_each_intent() -> None:
    first = [Candidate("fee", 0.4, "a"), Candidate("days", 0.3, "b")]
    second = [Candidate("days", 0.9, "c")]
    assert best_of([first, second]) == [Candidate("days", 0.9, "c"), Candidate("fee", 0.4, "a")]
    assert best_of([]) == []
