"""The conversation over the newest intents, phrases and facts: new content takes over, broken content changes nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.answering.ports import FactStore
from bot.conversation.asking import Asker
from bot.conversation.asking_who import BASIC, DISABILITY
from bot.conversation.campaign import Talk
from bot.conversation.known import known_text
from bot.conversation.person import Staff
from bot.conversation.spine import Conversation
from bot.conversation.trials import one_test_faults, self_test_faults
from bot.delivery.last_good import keep_good, last_good, written_files
from bot.delivery.trained import Learning, kept_reader, trained_reader
from bot.domain.facts import Name, Place
from bot.domain.talk import Incoming, Language, Memory, Reply, Turn
from bot.errors import ContentError
from bot.faults.fault import Fault, say_all
from bot.quiz.loader import load_items
from bot.settings import Settings
from bot.store.events import SqlEvents
from bot.store.facts import SqlFacts, facts_version
from bot.store.keeping import kept_of
from bot.understanding.catalogue import Catalogue
from bot.understanding.loader import load_folder
from bot.understanding.reader import Reader

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds between looks at the files and the store; what is saved is to be live within five
Stamp = tuple[int, tuple[tuple[str, int], ...]]
Understand = Callable[[Path, Catalogue, list[Name], dict[str, Place]], Reader]


class Content:
    """What the bot says and knows, read again when it changes.

    New examples and names are in use within seconds, told apart by what was learnt before; what is learnt from them
    takes over when the tests inside the intent files pass with it.
    """

    def __init__(self, settings: Settings, engine: Engine) -> None:
        """Reads everything once; where that is broken, the last good version that was kept.

        Raises IntentFileError when the content is broken and none was kept.
        """
        self._settings, self.engine = settings, engine
        self._stamp = self._look()
        self._faults: tuple[Fault, ...] = ()
        self._talk = self._learnt = self._begun()
        self._learning: tuple[Learning, Talk] | None = None
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="content", daemon=True)

    @property
    def conversation(self) -> Conversation:
        """The last good version."""
        return self._talk.conversation

    def respond(self, incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        """Answer with the last good version."""
        return self._talk.respond(incoming, memory, now)

    def failed_reply(self, language: Language) -> Reply:
        """What a citizen reads when answering failed."""
        answerer = self.conversation.answerer
        asker = Asker(answerer.facts, answerer.catalogue, answerer.speech(language))
        return asker.menu(text=asker.speech.phrase("failed"))

    def known_text(self, citizen: str, language: Language) -> str:
        """What is kept of a citizen now, in words. Raises SQLAlchemyError when the store cannot be read."""
        with self.engine.execution_options(reading=True).connect() as connection:
            keeping = kept_of(connection, citizen)
        return known_text(keeping, self.conversation.answerer.speech(language), self._settings.timezone)

    def problems(self, language: str = "en") -> list[str]:
        """Why the newest content is not in use, each with file and line; empty when it is."""
        return say_all(self._faults, language)

    def faults(self) -> tuple[Fault, ...]:
        """What stands behind `problems`, for pages that show them file by file."""
        return self._faults

    def start(self) -> None:
        """Watch files and store for changes, in a thread."""
        self._watcher.start()

    def stop(self) -> None:
        """Watch no longer, once what is being read has been read."""
        self._stopping.set()
        if self._watcher.is_alive():
            self._watcher.join()
        self._learn_no_more()

    def refresh(self) -> bool:
        """Take over changed content; returns whether something new is in use.

        Changed files are taken over only when they can be read and break no test inside the intent files that passed
        before. Changed facts are always taken over: they are checked when they are imported.
        """
        stamp = self._look()
        if stamp == self._stamp:
            return self._take_over_what_was_learnt()
        only_facts, only_files = stamp[1] == self._stamp[1], stamp[0] == self._stamp[0]
        try:
            facts = self.conversation.answerer.facts if only_files else None
            newest = build_conversation(self._settings, self.engine, facts=facts, understand=self._at_once)
            talk = build_talk(self._settings, self.engine, newest)
            broken = () if only_facts else self._broken(talk)
        except ContentError as error:
            broken = error.found
        self._stamp = stamp  # not earlier: where the store could not be asked, it is tried again
        if broken:
            self._keep(broken)
            return False
        self._learn_no_more()
        self._talk, self._faults = talk, ()
        if not only_facts:
            self._keep_good()
        if newest.reader.learnt:
            self._learnt = talk
        else:
            self._learning = Learning(self._settings.instance_dir, *_learnt_from(newest)), talk
        log.info("new content is in use")
        return True

    def _begun(self) -> Talk:
        try:
            talk = build_talk(self._settings, self.engine, build_conversation(self._settings, self.engine))
        except ContentError as error:
            with last_good(self._settings) as kept:
                if kept is None:
                    raise
                talk = build_talk(kept, self.engine, build_conversation(kept, self.engine))
            self._keep(error.found)
            return talk
        self._keep_good()
        return talk

    def _keep_good(self) -> None:
        """What is in use now is what a later start falls back on, unless somebody is writing again already."""
        if self._look()[1] == self._stamp[1]:
            keep_good(self._settings)

    def _at_once(self, folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader:
        kept = kept_reader(folder, catalogue, names, places)
        return kept or self.conversation.reader.adopting(catalogue, names, places)

    def _broken(self, talk: Talk) -> tuple[Fault, ...]:
        """The tests that a new version breaks. Before it has learnt, a new question may still go elsewhere."""
        found = newly_broken(self._learnt.conversation, talk.conversation, datetime.now(UTC))
        if talk.conversation.reader.learnt:
            return found
        before = self._learnt.conversation.reader.catalogue
        there = {(intent.path, test.says) for intent in before.values() for test in intent.tests}
        return tuple(fault for fault in found if fault.kind != "test_goes" or _test(fault)[::2] in there)

    def _take_over_what_was_learnt(self) -> bool:
        """Once learning is over: its result if it passes the tests, else the version before."""
        if self._learning is None or not self._learning[0].over:
            return False
        waiting, self._learning = self._learning[1].conversation, None
        reader = kept_reader(self._settings.instance_dir, *_learnt_from(waiting))
        if reader is None:
            log.error("the new content could not be learnt; its new questions are found as they stand")
            return False
        talk = build_talk(self._settings, self.engine, Conversation(reader, waiting.answerer, waiting.staff))
        if broken := self._broken(talk):
            self._talk = self._learnt
            self._keep(broken)
            return False
        self._talk = self._learnt = talk
        log.info("the new content is learnt")
        return True

    def _learn_no_more(self) -> None:
        if self._learning:
            self._learning[0].stop()
            self._learning = None

    def _keep(self, broken: tuple[Fault, ...]) -> None:
        """Go on with the last good version, and say why."""
        self._faults = broken
        for fault in broken:
            log.error("the new content is broken; the last good version goes on", extra={"problem": str(fault)})

    def _watch(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            try:
                self.refresh()
            except Exception as error:  # whatever it is, the watch goes on
                log.warning("the content could not be looked at", extra={"error": type(error).__name__})

    def _look(self) -> Stamp:
        files = tuple((str(path), path.stat().st_mtime_ns) for path in written_files(self._settings))
        return facts_version(self.engine), files


def build_talk(settings: Settings, engine: Engine, conversation: Conversation) -> Talk:
    """A conversation with the campaign around it. Raises IntentFileError for a broken quiz file."""
    questions = (*BASIC, DISABILITY) if settings.ask_disability else BASIC
    return Talk(conversation, SqlEvents(engine), load_items(settings.quiz_dir), questions)


def build_conversation(
    settings: Settings,
    engine: Engine,
    catalogue: Catalogue | None = None,
    facts: FactStore | None = None,
    understand: Understand = trained_reader,
) -> Conversation:
    """A conversation over intents, phrases and facts as they are now; made-up rows only in emulator mode.

    ``catalogue``: these intents, not those of the folder; ``facts``: these, not those of the store; ``understand``:
    makes the reader. Raises IntentFileError.
    """
    catalogue = load_folder(settings.intents_dir) if catalogue is None else catalogue
    facts = SqlFacts(engine, demonstration=settings.emulator) if facts is None else facts
    reader = understand(settings.instance_dir, catalogue, list(facts.names()), dict(facts.places()))
    answerer = Answerer(catalogue, facts, read_phrases(settings.locales_dir))
    return Conversation(reader, answerer, Staff(settings.staff_hours, settings.timezone))


def newly_broken(before: Conversation, after: Conversation, now: datetime) -> tuple[Fault, ...]:
    """Tests inside the intent files that fail with the new content and did not fail, or were not there, before.

    A test that fails already, for example because a fee has changed, holds nothing up.
    """
    failing = [fault for fault in self_test_faults(after, now) if not fault.is_warning]
    if not failing:
        return ()
    files = {fault.file for fault in failing}
    asked = [
        (intent, test) for intent in before.reader.catalogue.values() if intent.path in files for test in intent.tests
    ]
    known = {_test(fault) for intent, test in asked for fault in one_test_faults(intent, test, before, now)}
    return tuple(fault for fault in failing if _test(fault) not in known)


def _learnt_from(conversation: Conversation) -> tuple[Catalogue, list[Name], dict[str, Place]]:
    """What understanding is learnt from."""
    facts = conversation.answerer.facts
    return conversation.reader.catalogue, list(facts.names()), dict(facts.places())


def _test(fault: Fault) -> tuple[str, str, object]:
    return fault.file, fault.kind, fault.details.get("question")
