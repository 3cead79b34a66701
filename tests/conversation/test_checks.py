"""What goes wrong in intent files is found, each with its whole message: file, line, cause and remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.checks import check
from bot.conversation.spine import Conversation
from bot.domain.facts import Both
from bot.settings import ROOT
from bot.store.facts import SqlFacts
from bot.understanding.catalogue import Example, Intent, SelfTest
from bot.understanding.reader import Reader

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KHMER = ["តើឃុំធ្វើអ្វីខ្លះ", "ឃុំមានតួនាទីអ្វី", "ការងាររបស់ឃុំ", "ឃុំជួយអ្វីបាន", "ភារកិច្ចឃុំ", "ឃុំគឺជាអ្វី", "អ្វីទៅជាឃុំ", "ឃុំធ្វើការអ្វី"]
ENGLISH = [
    "what does a commune do",
    "duties of a commune",
    "what is a commune",
    "commune work",
    "role of the commune",
    "what can the commune do",
    "tell me about communes",
    "why are there communes",
]
SOUND = Intent(
    name="commune",
    kind="answer",
    topic="rights",
    title=Both("ឃុំ", "Commune"),
    examples=(
        *(Example(text, "km", 10 + n) for n, text in enumerate(KHMER)),
        *(Example(text, "en", 20 + n) for n, text in enumerate(ENGLISH)),
    ),
    answer=Both("ឃុំបម្រើប្រជាពលរដ្ឋ", "A commune serves its people."),
    reviewed="2026-11-23",
    path="intents/commune.yaml",
)


@pytest.fixture(scope="module")
def source(fact_engine: Engine) -> str:
    return next(iter(SqlFacts(fact_engine, False)._sources))


def faults(engine: Engine, *intents: Intent) -> list[str]:
    """All faults but warnings, and that the menu lacks its intents."""
    catalogue = {intent.name: intent for intent in intents}
    answerer = Answerer(catalogue, SqlFacts(engine, demonstration=False), read_phrases(ROOT / "locales"))
    found = check(Conversation(Reader(catalogue, [], {}), answerer), NOW)
    return [str(fault) for fault in found if fault.file != "intents" and not fault.is_warning]


def test_a_sound_intent_has_no_faults(fact_engine: Engine, source: str) -> None:
    passing = SelfTest("and what does the commune do", "commune", ("A commune serves",), {}, 30)
    assert faults(fact_engine, replace(SOUND, sources=(source,), tests=(passing,))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, ": this answer names no source. Add `source:` with a key of source.csv."),
        ({"sources": ("nobody",)}, ': there is no source "nobody" in source.csv. Add the source, or correct its key.'),
        ({"title": Both("ឃុំ", "x" * 21)}, ': the "en" title has 21 signs; a button shows 20. Shorten it.'),
        ({"title": Both("ក" * 22, "x")}, ': the "km" title has 22 signs; a button shows 20. Shorten it.'),
        ({"examples": SOUND.examples[1:]}, ': there are 7 questions in "km"; 8 are needed. Add some.'),
        ({"examples": SOUND.examples[:-2]}, ': there are 6 questions in "en"; 8 are needed. Add some.'),
        ({"buttons": ("comune",)}, ': there is no file for the button "comune". Did you mean "commune"?'),
        ({"buttons": ("zzz",)}, ': there is no file for the button "zzz".'),
        ({"facts": "service-fees"}, ': there is no shelf "service-fees". Did you mean "service-fee"?'),
        (
            {"answer": Both("((a-1)) ((owso-count))", "((owso-count))")},
            ': the hole ((a-1)) is missing in "en". Use the same holes in both languages.',
        ),
        (
            {"answer": Both("((owso-counts))", "((owso-counts))")},
            ": no figure in the facts fills ((owso-counts)). Correct the name or add the figure.",
        ),
        (
            {"facts": "service-fee", "answer": Both("((service)) ((feees))", "((service)) ((feees))")},
            ': the shelf "service-fee" cannot fill ((feees)). Did you mean "fees"?',
        ),
        (
            {"facts": "service-fee", "answer": Both("((zzz))", "((zzz))")},
            ': the shelf "service-fee" cannot fill ((zzz)). It has: fees, note, service.',
        ),
        (
            {"facts": "service-fee", "answer": Both("((note))", "((note))")},
            ": ((note)) is not always known. Begin its line with `? `.",
        ),
    ],
)
def test_a_fault_of_one_file_is_told_whole(fact_engine: Engine, change: dict[str, object], fault: str) -> None:
    assert f"intents/commune.yaml{fault}" in faults(fact_engine, replace(SOUND, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("test", "fault"),
    [
        (
            SelfTest("What is a commune?", "commune", (), {}, 30),
            'intents/commune.yaml, line 30: this test repeats a question of "ask", so it proves nothing. Word it otherwise.',
        ),
        (
            SelfTest("👍👍", "commune", (), {}, 31),
            'intents/commune.yaml, line 31: "👍👍" goes to "not_understood", not to "commune". Add a question like it to "ask".',
        ),
        (
            SelfTest("and what does the commune do", "comune", (), {}, 32),
            'intents/commune.yaml, line 32: there is no file "comune" for `goes-to`. Did you mean "commune"?',
        ),
        (
            SelfTest("and what does the commune do", "commune", ("5 riel",), {}, 33),
            'intents/commune.yaml, line 33: the answer to "and what does the commune do" does not hold "5 riel". '
            "Correct the test, the answer or the facts, whichever is wrong.",
        ),
        (
            SelfTest("and what does the commune do", "commune", (), {"place": "0102"}, 34),
            'intents/commune.yaml, line 34: in "and what does the commune do" the place is not found, not 0102.',
        ),
    ],
)
def test_a_test_that_fails_is_told_whole(fact_engine: Engine, source: str, test: SelfTest, fault: str) -> None:
    assert faults(fact_engine, replace(SOUND, sources=(source,), tests=(test,))) == [fault]


def test_one_question_in_two_files_is_found(fact_engine: Engine, source: str) -> None:
    other = replace(SOUND, name="other", path="intents/other.yaml", sources=(source,))
    found = faults(fact_engine, replace(SOUND, sources=(source,)), other)
    assert len(found) == 16
    assert (
        found[0] == f'intents/other.yaml, line 10: "{KHMER[0]}" also stands in intents/commune.yaml, line 10. Keep one.'
    )


def test_the_menu_names_what_it_lacks(fact_engine: Engine) -> None:
    answerer = Answerer({}, SqlFacts(fact_engine, demonstration=False), read_phrases(ROOT / "locales"))
    found = [str(fault) for fault in check(Conversation(Reader({}, [], {}), answerer), NOW)]
    assert 'intents: the menu names "budget-total", but there is no such file.' in found
    assert len(found) == len(set(found)) > 8
