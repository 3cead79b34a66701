"""Matching: the right intent first, the example that speaks for it, and names that rule intents out."""

from __future__ import annotations

import pytest

from bot.understanding.evidence import Rule
from bot.understanding.matcher import Candidate, Matcher, Sample, best_of

ASKED = {
    "fee": ["how much is <s>", "price of <s>", "what does <s> cost", "<s> fee", "cost of a <s>"],
    "documents": ["documents for <s>", "which papers for <s>", "what do i bring for <s>", "<s> papers needed"],
    "where": ["where do i get <s>", "which office gives <s>", "where is <s> made", "<s> place"],
    "days": ["how long does <s> take", "how many days for <s>", "when is <s> ready", "<s> duration"],
}
SERVICE, PROJECT = "\ue001", "\ue003"
ROWS = [Sample(intent, text.replace("<s>", SERVICE), text, "en") for intent, texts in ASKED.items() for text in texts]
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
    twice = Matcher([Sample("one", "same", way="km"), Sample("two", "same", way="en"), Sample("two", "other")])
    assert twice.exact("same") == {"one": "km", "two": "en"}
    assert list(twice.exact("other")) == ["two"] and twice.exact("none") == {}


def test_a_strange_question_is_less_sure_than_a_known_one() -> None:
    assert MATCHER.match("how much is \ue001")[0].score > 0.6
    strange = MATCHER.match("qqq zzz vvv")
    assert not strange or strange[0].score < 0.4


@pytest.mark.parametrize("rows", [[], ROWS[:1], ROWS[:3]])
def test_few_examples_or_none_do_no_harm(rows: list[Sample]) -> None:
    matcher = Matcher(rows)
    assert matcher.match("") == [] and len(matcher.match("how much is \ue001")) == (1 if rows else 0)


def test_an_intent_that_can_make_nothing_of_the_thing_named_is_ruled_out() -> None:
    rules = {name: Rule(frozenset(SERVICE), frozenset(SERVICE), open=False) for name in ASKED}
    matcher = Matcher(ROWS, rules, frozenset(SERVICE + PROJECT))
    assert matcher.match(f"how much is {SERVICE}")[0].intent == "fee"
    assert matcher.match(f"how much is {PROJECT}") == []


def test_learning_twice_gives_the_same() -> None:
    again = Matcher(ROWS)
    for key in ("how much \ue001", "papers", "when can i have it"):
        assert again.match(key) == MATCHER.match(key)


def test_lists_are_joined_with_the_best_score_of_each_intent() -> None:
    first = [Candidate("fee", 0.4, "a"), Candidate("days", 0.3, "b")]
    second = [Candidate("days", 0.9, "c")]
    assert best_of([first, second]) == [Candidate("days", 0.9, "c"), Candidate("fee", 0.4, "a")]
    assert best_of([]) == []
