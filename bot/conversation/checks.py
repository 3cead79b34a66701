"""What a good set of intents needs: finds what goes wrong in practice, each with file, line, cause and remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from bot.answering.answerer import SHELVES
from bot.answering.figures import unknown_figures
from bot.answering.template import holes, required
from bot.conversation.asking import ABOUT_PLACE, ABOUT_TOPIC
from bot.conversation.likeness import likeness_faults
from bot.conversation.spelling import spelling_faults
from bot.conversation.spine import Conversation
from bot.conversation.trials import question_faults, questions, self_test_faults
from bot.faults.fault import Fault
from bot.faults.likely import guess, others
from bot.text.addresses import addresses, is_safe, is_well_formed
from bot.understanding.catalogue import NAMES, Intent
from bot.understanding.form import BUTTONS, LANGUAGES, QUESTIONS, TITLE

STALE = timedelta(days=365)  # fees and laws are looked at at least once a budget year
Step = Callable[[str], None]


def check(
    conversation: Conversation,
    now: datetime,
    broken: frozenset[str] = frozenset(),
    asked: Callable[[], Iterable[Fault]] | None = None,
) -> list[Fault]:
    """All faults of the content in use, in the order of the files.

    ``broken`` names files that could not be read, so that nothing is said of what leads to them; ``asked`` gives the
    faults of all questions where they are asked elsewhere.
    """
    catalogue = conversation.reader.catalogue
    faults = [
        fault for intent in catalogue.values() for fault in intent_faults(intent, conversation, now.date(), broken)
    ]
    faults += likeness_faults(conversation)
    faults += _menu_faults(conversation, broken)
    # The tests of a file with faults would only tell of them once more.
    faulty = {fault.file for fault in faults if not fault.is_warning}
    wrong = {intent.name for intent in catalogue.values() if intent.path in faulty}
    faults += self_test_faults(conversation, now, broken | wrong)
    faults += asked() if asked else question_faults(conversation, questions(conversation), now)
    return sorted(faults, key=lambda fault: (fault.file, fault.line))


def intent_faults(
    intent: Intent, conversation: Conversation, today: date, broken: frozenset[str] = frozenset()
) -> Iterator[Fault]:
    """What is wrong with one file by itself, before anything is asked."""
    for look in (_title_faults, _question_faults, _date_faults):
        yield from look(intent, today)
    yield from _button_faults(intent, {*conversation.reader.catalogue, *broken})
    yield from _answer_faults(intent, conversation)
    yield from _source_faults(intent, conversation)
    yield from _address_faults(intent)
    yield from spelling_faults(intent)


def _at(intent: Intent, kind: str, key: str, near: str = "", **details: object) -> Fault:
    return Fault(kind, intent.path, line=intent.lines.get(key, 0), details=details, near=near)


def _title_faults(intent: Intent, today: date) -> Iterator[Fault]:
    for language in LANGUAGES:
        length = len(intent.title.get(language))
        if length > TITLE:
            yield _at(intent, "title_long", f"title.{language}", language=language, length=length, longest=TITLE)


def _question_faults(intent: Intent, today: date) -> Iterator[Fault]:
    for language in LANGUAGES:
        count = sum(example.language == language for example in intent.examples)
        if count < QUESTIONS:
            yield _at(intent, "few_questions", f"ask.{language}", count=count, language=language, least=QUESTIONS)
    for example in intent.examples:
        for hole in holes(example.text):
            if hole not in NAMES:
                near, rest = others(hole, NAMES, "known")
                details = {"hole": hole, "others": rest}
                yield Fault("unknown_hole", intent.path, line=example.line, details=details, near=near)


def _date_faults(intent: Intent, today: date) -> Iterator[Fault]:
    try:
        reviewed = date.fromisoformat(intent.reviewed)
    except ValueError:
        yield _at(intent, "not_a_date", "reviewed", value=intent.reviewed)
        return
    if reviewed > today + timedelta(days=1):  # it may be tomorrow already where it was read
        yield _at(intent, "future", "reviewed", value=intent.reviewed)
    elif reviewed < today - STALE:
        yield _at(intent, "stale", "reviewed", value=intent.reviewed)


def _button_faults(intent: Intent, names: set[str]) -> Iterator[Fault]:
    for place, button in enumerate(intent.buttons):
        if button not in names:
            yield _at(intent, "no_button", "buttons", guess(button, sorted(names)), button=button)
        elif button == intent.name:
            yield _at(intent, "button_self", "buttons", button=button)
        elif button in intent.buttons[:place]:
            yield _at(intent, "button_twice", "buttons", button=button)
    if len(intent.buttons) > BUTTONS:
        yield _at(intent, "many_buttons", "buttons", count=len(intent.buttons), most=BUTTONS)


def _source_faults(intent: Intent, conversation: Conversation) -> Iterator[Fault]:
    for source in intent.sources:
        if conversation.answerer.facts.source(source) is None:
            yield _at(intent, "no_source", "source", source=source)
    if intent.kind == "answer" and not intent.sources and not intent.facts and not holes(intent.answer.km):
        yield _at(intent, "names_no_source", "answer")


def _answer_faults(intent: Intent, conversation: Conversation) -> Iterator[Fault]:
    km, en = set(holes(intent.answer.km)), set(holes(intent.answer.en))
    for hole in sorted(km ^ en):
        lacks = "en" if hole in km else "km"
        yield _at(intent, "hole_one_language", f"answer.{lacks}", hole=hole, language=lacks)
    if intent.facts and intent.facts not in SHELVES:
        yield _at(intent, "no_shelf", "facts", guess(intent.facts, SHELVES), shelf=intent.facts)
    elif intent.facts:
        yield from _hole_faults(intent, km | en)
    else:
        for hole in dict.fromkeys(
            unknown_figures(f"{intent.answer.km}\n{intent.answer.en}", conversation.answerer.facts)
        ):
            yield Fault("no_figure", intent.path, line=_line_of(intent, hole), details={"hole": hole})


def _address_faults(intent: Intent) -> Iterator[Fault]:
    for language in LANGUAGES:
        first = intent.lines.get(f"answer.{language}", 0)
        for offset, line in enumerate(getattr(intent.answer, language).split("\n"), start=1):
            for address in addresses(line):
                kind = "" if is_safe(address) else "address_unsafe"
                if kind := kind if is_well_formed(address) else "address_form":
                    yield Fault(kind, intent.path, line=first + offset, details={"value": address})


def _hole_faults(intent: Intent, used: set[str]) -> Iterator[Fault]:
    shelf = SHELVES[intent.facts]
    known = sorted(shelf.sure | shelf.maybe)
    for hole in sorted(used - set(known)):
        near, rest = others(hole, known, "it_has")
        details = {"shelf": intent.facts, "hole": hole, "others": rest}
        yield Fault("hole_not_on_shelf", intent.path, line=_line_of(intent, hole), details=details, near=near)
    needed = required(intent.answer.km) | required(intent.answer.en)
    for hole in sorted(needed & shelf.maybe):
        yield Fault("hole_not_sure", intent.path, line=_line_of(intent, hole), details={"hole": hole})


def _line_of(intent: Intent, hole: str) -> int:
    """The line in which a hole of the answer stands first."""
    for language in LANGUAGES:
        first = intent.lines.get(f"answer.{language}", 0)
        for offset, line in enumerate(getattr(intent.answer, language).split("\n"), start=1):
            if first and hole in holes(line):
                return first + offset
    return intent.lines.get("answer", 0)


def _menu_faults(conversation: Conversation, broken: frozenset[str]) -> Iterator[Fault]:
    named = [name for intents in ABOUT_TOPIC.values() for name in intents]
    for name in dict.fromkeys((*named, *ABOUT_PLACE)):
        if name not in conversation.reader.catalogue and name not in broken:
            yield Fault("menu_lacks", "intents", details={"name": name})
