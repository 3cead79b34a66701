"""Questions that were asked before are not asked again; a change of what was learnt asks all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.spine import Conversation
from bot.conversation.trials import question_faults, questions, stray_faults
from bot.delivery.asked import kept_strays
from bot.domain.facts import Name
from bot.settings import ROOT
from bot.store.facts import SqlFacts
from bot.understanding.entities import Question
from bot.understanding.loader import load_text
from bot.understanding.reader import Reader
from bot.understanding.reading import Reading

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TEXT = """intent: water
kind: answer
topic: services
title:
  km: ទឹក
  en: Water
ask:
  km: |
    ទឹកស្អាតមកពីណា
  en: |
    where does clean water come from
    is Kampot Service water good
answer:
  km: |
    មកពីអណ្តូង
  en: |
    From a well
reviewed: 2026-11-01
"""
ASKED = "is Kampot Service water good"


def talk(engine: Engine, text: str = TEXT) -> Conversation:
    catalogue = {"water": load_text(text, "water", "intents/water.yaml")}
    reader = Reader(catalogue, [Name("service", "x", "Kampot Service", "en")], {})
    reader.kept_as = "understanding-one"
    return Conversation(
        reader, Answerer(catalogue, SqlFacts(engine, demonstration=False), read_phrases(ROOT / "locales"))
    )


def test_what_was_found_is_found_again_without_asking_at_the_line_where_it_stands_now(
    fact_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = talk(fact_engine)
    monkeypatch.setattr(first.reader, "_equal", lambda *_: None)  # so that words taken for a name lead astray
    monkeypatch.setattr(first.reader._matcher, "match", lambda *_: [])
    found = kept_strays(tmp_path, first, NOW)
    assert ("water", ASKED, "") in found
    assert list(stray_faults(questions(first), found)) == list(question_faults(first, questions(first), NOW))

    moved = talk(fact_engine, "# a note\n" + TEXT)
    monkeypatch.setattr(moved.reader, "read", lambda *_: pytest.fail("asked again"))
    again = kept_strays(tmp_path, moved, NOW)
    assert again == found
    line = next(fault.line for fault in stray_faults(questions(moved), again) if fault.details["question"] == ASKED)
    assert TEXT.splitlines()[line - 2].strip() == ASKED


def test_another_year_or_another_understanding_asks_anew(
    fact_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = talk(fact_engine)
    kept_strays(tmp_path, one, NOW)
    asked: list[str] = []
    read = one.reader.read
    monkeypatch.setattr(one.reader, "read", lambda text, year: asked.append(text) or read(text, year))  # type: ignore[func-returns-value]
    kept_strays(tmp_path, one, NOW)
    assert not asked
    kept_strays(tmp_path, one, NOW.replace(year=2027))
    assert len(asked) == 3
    one.reader.kept_as = "understanding-two"
    kept_strays(tmp_path, one, NOW)
    assert len(asked) == 6
    one.reader.kept_as = ""  # not learnt from these very questions
    kept_strays(tmp_path, one, NOW)
    kept_strays(tmp_path, one, NOW)
    assert len(asked) == 12
    assert len(list(tmp_path.glob("asked-*"))) == 2


def test_before_it_has_learnt_only_changed_questions_are_asked(
    fact_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = talk(fact_engine)
    monkeypatch.setattr(before.reader, "read", lambda text, _: read_as_nothing(text))
    assert len(kept_strays(tmp_path, before, NOW)) == 3
    changed = load_text(
        TEXT.replace("    where does clean water come from\n", "    who brings water\n"), "water", "intents/water.yaml"
    )
    names = [Name("service", "x", "Kampot Service", "en"), Name("service", "x", "ទឹកស្អាត", "km")]
    after = Conversation(before.reader.adopting({"water": changed}, names, {}), before.answerer)
    asked: list[str] = []
    monkeypatch.setattr(after.reader, "read", lambda text, _: asked.append(text) or read_as_nothing(text))  # type: ignore[func-returns-value]
    found = kept_strays(tmp_path, after, NOW)
    assert sorted(asked) == ["who brings water", "ទឹកស្អាតមកពីណា"]  # the new one, and the one with a new name in it
    where = [fault.details["question"] for fault in stray_faults(questions(after), found)]
    assert sorted(map(str, where)) == sorted([ASKED, *asked])


def read_as_nothing(text: str) -> Reading:
    return Reading("en", Question(text, text), ())
