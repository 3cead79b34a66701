"""What a good set of intents needs: finds what goes wrong in practice, each with file, line, cause and remedy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.answering.answerer import SHELVES
from bot.answering.figures import unknown_figures
from bot.answering.template import holes, required
from bot.conversation.asking import ABOUT_PLACE, ABOUT_TOPIC
from bot.conversation.spine import Conversation
from bot.domain.talk import Incoming, Kind, Memory
from bot.text.normalise import match_key
from bot.understanding.catalogue import Example, Intent, SelfTest
from bot.understanding.loader import LANGUAGES, guess

TITLE = 20  # code points of a button (Meta: Send API, buttons and quick replies)
QUESTIONS = 8  # in each language; fewer are too few to be found by


@dataclass(frozen=True)
class Fault:
    """Something to mend."""

    path: str
    line: int
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f"{self.path}, line {self.line}" if self.line else self.path
        return f"{where}: {self.problem}" + (f" {self.remedy}" if self.remedy else "")


def check(conversation: Conversation, now: datetime) -> list[Fault]:
    """All faults of the content in use, in the order of the files."""
    catalogue = conversation.reader.catalogue
    faults = [fault for intent in catalogue.values() for fault in _intent_faults(intent, conversation)]
    faults += _same_questions(conversation)
    faults += _menu_faults(conversation)
    faults += [fault for intent in catalogue.values() for test in intent.tests
               for fault in test_faults(intent, test, conversation, now)]  # fmt: skip
    return sorted(faults, key=lambda fault: (fault.path, fault.line))


def test_faults(intent: Intent, test: SelfTest, conversation: Conversation, now: datetime) -> Iterator[Fault]:
    """What one test of an intent file finds."""
    key = match_key(test.says)
    if any(match_key(example.text) == key for example in intent.examples):
        yield Fault(
            intent.path, test.line, "this test repeats a question of 'ask', so it proves nothing.", "Word it otherwise."
        )
        return
    turn = conversation.respond(Incoming("check", Kind.TEXT, now, test.says), Memory(greeted=True), now)
    if turn.intent != test.goes_to:
        got = turn.intent or str(turn.outcome)
        yield Fault(
            intent.path,
            test.line,
            f"'{test.says}' goes to '{got}', not to '{test.goes_to}'.",
            "Add a question like it to 'ask'.",
        )
        return
    said = "\n".join(reply.text for reply in turn.replies)
    for part in test.has:
        if part not in said:
            yield Fault(intent.path, test.line, f"the answer to '{test.says}' does not hold '{part}'.")
    for kind, id in test.names.items():
        if turn.names.get(kind) != id:
            yield Fault(
                intent.path,
                test.line,
                f"in '{test.says}' the {kind} is {turn.names.get(kind) or 'not found'}, not {id}.",
            )


def _intent_faults(intent: Intent, conversation: Conversation) -> Iterator[Fault]:
    yield from _title_faults(intent)
    yield from _question_faults(intent)
    yield from _button_faults(intent, conversation)
    yield from _answer_faults(intent, conversation)
    if intent.source and conversation.answerer.facts.source(intent.source) is None:
        yield Fault(
            intent.path,
            0,
            f"there is no source '{intent.source}' in source.csv.",
            "Add the source, or correct its key.",
        )
    if intent.kind == "answer" and not intent.source and not holes(intent.answer.km):
        yield Fault(intent.path, 0, "this answer names no source.", "Add `source:` with a key of source.csv.")


def _title_faults(intent: Intent) -> Iterator[Fault]:
    for language in LANGUAGES:
        title = intent.title.get(language)
        if len(title) > TITLE:
            yield Fault(
                intent.path, 0, f"the {language} title has {len(title)} signs; a button shows {TITLE}.", "Shorten it."
            )


def _question_faults(intent: Intent) -> Iterator[Fault]:
    for language in LANGUAGES:
        count = sum(example.language == language for example in intent.examples)
        if count < QUESTIONS:
            yield Fault(
                intent.path, 0, f"there are {count} questions in '{language}'; {QUESTIONS} are needed.", "Add some."
            )


def _button_faults(intent: Intent, conversation: Conversation) -> Iterator[Fault]:
    names = list(conversation.reader.catalogue)
    for button in intent.buttons:
        if button not in conversation.reader.catalogue:
            yield Fault(intent.path, 0, f"there is no button '{button}'.", guess(button, names))


def _answer_faults(intent: Intent, conversation: Conversation) -> Iterator[Fault]:
    km, en = set(holes(intent.answer.km)), set(holes(intent.answer.en))
    for hole in sorted(km ^ en):
        lacks = "en" if hole in km else "km"
        yield Fault(
            intent.path, 0, f"the hole (({hole})) is missing in '{lacks}'.", "Use the same holes in both languages."
        )
    if intent.facts and intent.facts not in SHELVES:
        yield Fault(intent.path, 0, f"there is no shelf '{intent.facts}'.", guess(intent.facts, list(SHELVES)))
    elif intent.facts:
        yield from _hole_faults(intent, km | en)
    else:
        for hole in unknown_figures(intent.answer.km + "\n" + intent.answer.en, conversation.answerer.facts):
            yield Fault(
                intent.path, 0, f"no figure in the facts fills (({hole})).", "Correct the name or add the figure."
            )


def _hole_faults(intent: Intent, used: set[str]) -> Iterator[Fault]:
    shelf = SHELVES[intent.facts]
    known = shelf.sure | shelf.maybe
    for hole in sorted(used - known):
        remedy = guess(hole, sorted(known)) or f"It has: {', '.join(sorted(known))}."
        yield Fault(intent.path, 0, f"the shelf '{intent.facts}' cannot fill (({hole})).", remedy)
    needed = required(intent.answer.km) | required(intent.answer.en)
    for hole in sorted(needed & shelf.maybe):
        yield Fault(intent.path, 0, f"(({hole})) is not always known.", "Begin its line with `? `.")


def _same_questions(conversation: Conversation) -> Iterator[Fault]:
    seen: dict[str, tuple[Intent, Example]] = {}
    for intent in conversation.reader.catalogue.values():
        for example in intent.examples:
            key = conversation.reader.extractor.example(example.text)
            if key in seen and seen[key][0] is not intent:
                other, first = seen[key]
                yield Fault(
                    intent.path,
                    example.line,
                    f"'{example.text}' also stands in {other.path}, line {first.line}.",
                    "Keep one.",
                )
            seen.setdefault(key, (intent, example))


def _menu_faults(conversation: Conversation) -> Iterator[Fault]:
    named: dict[str, str] = defaultdict(str)
    for topic, intents in ABOUT_TOPIC.items():
        named.update(dict.fromkeys(intents, topic))
    for name in dict.fromkeys((*named, *ABOUT_PLACE)):
        if name not in conversation.reader.catalogue:
            yield Fault("intents", 0, f"the menu names '{name}', but there is no such file.")
