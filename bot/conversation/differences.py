"""Says in words what differs between two versions of the intents, and which questions now get another answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.saying import words
from bot.conversation.spine import Conversation
from bot.domain.talk import Incoming, Kind, Memory
from bot.faults.fault import sentence
from bot.text.clusters import shorten
from bot.understanding.catalogue import Catalogue, Intent
from bot.understanding.form import LANGUAGES

_LINE = 100  # code points of a line of an answer that are shown
_PLAIN = ("kind", "topic", "needs", "uses", "alone", "facts", "does", "sources", "reviewed")
_WRITTEN = {"sources": "source"}  # keys that are called otherwise in a file


@dataclass(frozen=True)
class OtherAnswer:
    """A question that gets another answer than before; the intents are equal where only the words differ."""

    question: str
    before: str  # the intent that answered, or how the turn ended
    after: str


def intent_differences(before: Catalogue, after: Catalogue, language: str) -> Iterator[str]:
    """One sentence for each thing that differs, file by file."""
    for name in sorted({*before, *after}):
        if name not in before:
            count = len(after[name].examples)
            yield sentence("intent_new", language, name=called(after[name], language), count=count)
        elif name not in after:
            yield sentence("intent_gone", language, name=called(before[name], language))
        else:
            yield from _differences(before[name], after[name], language)


def other_answers(
    before: Conversation, after: Conversation, questions: Iterable[str], now: datetime
) -> Iterator[OtherAnswer]:
    """Of these questions, those that another intent answers now, or the same one in other words."""
    for question in dict.fromkeys(questions):
        old, new = _answered(before, question, now), _answered(after, question, now)
        if old != new:
            yield OtherAnswer(question, old[0], new[0])


def called(intent: Intent, language: str) -> str:
    """The title of an intent with the name of its file."""
    return f"«{intent.title.get('en' if language == 'en' else 'km')}» ({intent.name})"


def _differences(before: Intent, after: Intent, language: str) -> Iterator[str]:
    name = called(after, language)
    for code in LANGUAGES:
        if before.title.get(code) != after.title.get(code):
            details = {"old": before.title.get(code), "new": after.title.get(code)}
            yield sentence("title_differs", language, name=name, language=code, **details)
        if before.answer.get(code) != after.answer.get(code):
            words = _other_lines(before.answer.get(code), after.answer.get(code))
            yield sentence("answer_differs", language, name=name, language=code, words=words)
    yield from _lists(before, after, language)
    for key in _PLAIN:
        if getattr(before, key) != getattr(after, key):
            details = {"old": _word(getattr(before, key)), "new": _word(getattr(after, key))}
            yield sentence("key_differs", language, name=name, key=_WRITTEN.get(key, key), **details)


def _lists(before: Intent, after: Intent, language: str) -> Iterator[str]:
    """What was added to, and taken out of, the lists of a file."""
    for added, gone, old, new in (
        ("questions_added", "questions_gone", {e.text for e in before.examples}, {e.text for e in after.examples}),
        ("tests_added", "tests_gone", {t.says for t in before.tests}, {t.says for t in after.tests}),
        ("buttons_added", "buttons_gone", set(before.buttons), set(after.buttons)),
    ):
        for kind, which in ((added, new - old), (gone, old - new)):
            if which:
                yield sentence(kind, language, name=called(after, language), count=len(which), which=_list(which))


def _other_lines(old: str, new: str) -> str:
    """The lines that differ, as they were and as they are."""
    was, is_ = old.splitlines(), new.splitlines()
    sides = [line for line in was if line not in is_], [line for line in is_ if line not in was]
    return " → ".join(" / ".join(f"«{shorten(line.strip(), _LINE)}»" for line in side) or "-" for side in sides)


def _answered(conversation: Conversation, question: str, now: datetime) -> tuple[str, str]:
    turn = conversation.respond(Incoming("diff", Kind.TEXT, now, question), Memory(greeted=True), now)
    return turn.intent or str(turn.outcome), words(turn.replies)


def _list(texts: Iterable[str], most: int = 5) -> str:
    shown = sorted(texts)
    return " · ".join(shown[:most]) + (" …" if len(shown) > most else "")


def _word(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value) or "-"
