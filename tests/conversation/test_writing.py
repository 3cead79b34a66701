"""A new file is laid out as the others are, and says what was typed and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.editing import EditError
from bot.conversation.writing import NewIntent, is_name, new_text, suggested_name
from bot.domain.facts import Both
from bot.settings import ROOT
from bot.understanding.form import KEYS
from bot.understanding.loader import load_file, load_text

NEW = NewIntent(
    name="hall-hours",
    kind="answer",
    topic="rights",
    reviewed="2026-11-23",
    title=Both("ម៉ោងសាលាឃុំ", "Hours: the hall"),
    ask={"km": ["សាលាឃុំបើកម៉ោងប៉ុន្មាន", "សាលាឃុំ((place))បើកពេលណា"], "en": ["when does the hall open"]},
    answer=Both("បើកពេលព្រឹក។\n\n? ម៉ោង ((x))", "# Open in the morning.\n? At ((x))"),
    source="CTX-COUNCIL",
    buttons=["thanks", "help"],
    tests=[{"says": "សាលាឃុំបើកឬនៅ", "has": "ព្រឹក"}, {"says": "is the hall: open?", "has": ""}],
)
TEXT = """intent: hall-hours
kind: answer
topic: rights
reviewed: 2026-11-23

title:
  km: ម៉ោងសាលាឃុំ
  en: "Hours: the hall"

ask:
  km: |
    សាលាឃុំបើកម៉ោងប៉ុន្មាន
    សាលាឃុំ((place))បើកពេលណា
  en: |
    when does the hall open

uses: place
source: CTX-COUNCIL
answer:
  km: |
    បើកពេលព្រឹក។

    ? ម៉ោង ((x))
  en: |
    # Open in the morning.
    ? At ((x))

buttons: thanks, help
tests:
  - says: សាលាឃុំបើកឬនៅ
    has: ព្រឹក
  - says: "is the hall: open?"
"""


def test_a_new_file_is_laid_out_as_the_others() -> None:
    assert new_text(NEW) == TEXT


def test_what_is_not_there_is_left_out() -> None:
    text = new_text(replace(NEW, source="", buttons=(), tests=(), ask={"km": ["ក"], "en": []}))
    assert text == TEXT.split("ask:")[0] + (
        "ask:\n  km: |\n    ក\n  en: |\n\nanswer:\n  km: |\n    បើកពេលព្រឹក។\n\n    ? ម៉ោង ((x))\n"
        "  en: |\n    # Open in the morning.\n    ? At ((x))\n"
    )


@pytest.mark.parametrize("name", ["rights/commune-council", "talk/thanks", "rights/what-is-isaf"])
def test_a_file_of_the_house_is_written_as_it_stands(name: str) -> None:
    path = ROOT / "intents" / f"{name}.yaml"
    intent = load_file(path)
    values = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    asked = {of: [e.text for e in intent.examples if e.language == of] for of in ("km", "en")}
    new = NewIntent(
        intent.name, intent.kind, intent.topic, intent.reviewed, intent.title, asked, intent.answer, ", ".join(intent.sources),
        intent.buttons, values["tests"],
    )  # fmt: skip
    theirs = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("uses:")]
    assert [line for line in new_text(new).splitlines() if not line.startswith("uses:")] == theirs


@settings(deadline=None, max_examples=80)
@given(st.text(), st.text(), st.text(min_size=1), st.text())
def test_any_words_make_a_file_that_says_them_or_are_refused(title: str, answer: str, question: str, has: str) -> None:
    asked = {"km": [question], "en": [question]}
    tests = [{"says": question, "has": has}]
    try:
        text = new_text(replace(NEW, title=Both("ក", title), answer=Both(answer, "x"), ask=asked, tests=tests))
    except EditError:
        return
    found = yaml.load(text, Loader=yaml.BaseLoader)
    assert set(found) <= set(KEYS)
    assert (found["intent"], found["answer"]["en"], len(found["tests"])) == ("hall-hours", "x\n", 1)


def test_the_loader_reads_it() -> None:
    intent = load_text(TEXT, "hall-hours", "intents/rights/hall-hours.yaml")
    assert (intent.uses, intent.buttons, len(intent.examples)) == (("place",), ("thanks", "help"), 3)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Commune hall: when open?", "commune-hall-when-open"),
        ("The mayor's café", "the-mayors-cafe"),
        ("2026 budget", "budget"),
        ("ឃុំ", ""),
        ("a" * 80, "a" * 60),
    ],
)
def test_a_name_is_suggested_from_the_english_title(title: str, name: str) -> None:
    assert suggested_name(title) == name
    assert not name or is_name(name)


@pytest.mark.parametrize(
    "name", ["", "A", "a_b", "a--b", "-a", "a-", "1a", "a/b", "../a", "a.yaml", "a\n", "ក", "a" * 61]
)
def test_other_names_are_refused(name: str) -> None:
    assert not is_name(name)
