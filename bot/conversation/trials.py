"""Asks the bot what staff wrote: every question of every file, and the tests inside the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.conversation.saying import words
from bot.conversation.spine import Conversation
from bot.domain.talk import Incoming, Kind, Memory
from bot.faults.fault import Fault
from bot.faults.likely import guess
from bot.text.normalise import match_key
from bot.understanding.catalogue import Example, Intent, SelfTest
from bot.understanding.form import LANGUAGES
from bot.understanding.reader import Reader

_KHMER = re.compile("[\u1780-\u17ff]")
Trial = tuple[Intent, Example]
Stray = tuple[str, str, str]
"""A question that goes elsewhere: its intent, its text, and the intent that the bot would give it to (or nothing)."""


def questions(conversation: Conversation) -> list[Trial]:
    """All questions that can be asked as they stand; one with a hole is asked with a name in its place."""
    return [(i, e) for i in conversation.reader.catalogue.values() for e in i.examples if "((" not in e.text]


def question_faults(conversation: Conversation, trials: Sequence[Trial], now: datetime) -> Iterator[Fault]:
    """Questions that the bot would not give to the file in which they stand: a word in them is taken for a name."""
    yield from stray_faults(trials, strays(conversation, trials, now))


def strays(conversation: Conversation, trials: Iterable[Trial], now: datetime) -> Iterator[Stray]:
    """Asks every question; those that go elsewhere. It changes only with what was learnt, and with the year."""
    for intent, example in trials:
        reading = conversation.reader.read(example.text, now.year)
        first = reading.candidates[0] if reading.candidates else None
        found = {candidate.intent for candidate in reading.candidates if first and candidate.score == first.score}
        if intent.name not in found and not reading.question.bare:
            yield intent.name, example.text, first.intent if first else ""


def stray_faults(trials: Iterable[Trial], strayed: Iterable[Stray]) -> Iterator[Fault]:
    """The faults of questions that go elsewhere, at the lines where they stand now."""
    where = {(name, text): found for name, text, found in strayed}
    for intent, example in trials:
        if (found := where.get((intent.name, example.text))) is not None:
            details = {"question": example.text, "found": found or Fault("not_found", "")}
            yield Fault("goes_elsewhere", intent.path, line=example.line, details=details)


def self_test_faults(
    conversation: Conversation, now: datetime, broken: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """What the tests inside all files find. ``broken`` are files with faults: their tests and those that go to them wait."""
    for intent in conversation.reader.catalogue.values():
        for test in intent.tests:
            if not {intent.name, test.goes_to} & broken:
                yield from one_test_faults(intent, test, conversation, now)
        yield from _untested(intent)


def one_test_faults(intent: Intent, test: SelfTest, conversation: Conversation, now: datetime) -> Iterator[Fault]:
    """What one test of an intent file finds."""
    if _repeats(test, intent, conversation.reader):
        yield _fault("test_repeats", intent, test)
        return
    if test.goes_to not in conversation.reader.catalogue:
        yield _fault(
            "test_leads_nowhere", intent, test, guess(test.goes_to, conversation.reader.catalogue), name=test.goes_to
        )
        return
    turn = conversation.respond(Incoming("check", Kind.TEXT, now, test.says), Memory(greeted=True), now)
    if turn.intent != test.goes_to:
        yield _fault("test_goes", intent, test, found=turn.intent or str(turn.outcome), wanted=test.goes_to)
        return
    said = words(turn.replies)
    for part in test.has:
        if part not in said:
            yield _fault("test_lacks", intent, test, part=part)
    for kind, id in test.names.items():
        if turn.names.get(kind) != id:
            found = turn.names.get(kind) or Fault("not_found", "")
            yield _fault("test_name", intent, test, name=kind, found=found, wanted=id)


def _repeats(test: SelfTest, intent: Intent, reader: Reader) -> bool:
    """Whether a test asks what stands in its file. Equal texts have equal forms, and those of examples are known already."""
    lifted = reader.extractor.example(test.says)
    alike = (example for example in intent.examples if reader.key_of(example) == lifted)
    return any(match_key(example.text) == match_key(test.says) for example in alike)


def _untested(intent: Intent) -> Iterator[Fault]:
    if not intent.tests and intent.does not in ("repeat", "refuse"):
        yield Fault("no_tests", intent.path, line=intent.lines.get("intent", 0))
        return
    asked = {"km" if _KHMER.search(test.says) else "en" for test in intent.tests}
    for language in LANGUAGES:
        if intent.tests and language not in asked:
            details = {"language": language}
            yield Fault("not_asked_in", intent.path, line=intent.lines.get("tests", 0), details=details)


def _fault(kind: str, intent: Intent, test: SelfTest, near: str = "", **details: object) -> Fault:
    return Fault(kind, intent.path, line=test.line, details={"question": test.says, **details}, near=near)
