"""The conversation over the newest intents, phrases and facts: new content takes over, broken content changes nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.answering.ports import FactStore
from bot.conversation.asking import Asker
from bot.conversation.spine import Conversation
from bot.conversation.trials import self_test_faults
from bot.delivery.trained import trained_reader
from bot.domain.talk import Incoming, Language, Memory, Reply, Turn
from bot.errors import ContentError
from bot.faults.fault import Fault, say_all
from bot.settings import Settings
from bot.store.facts import SqlFacts, facts_version
from bot.understanding.catalogue import Catalogue
from bot.understanding.loader import load_folder

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds between looks at the files and the store; what is saved is to be live within five
Stamp = tuple[int, tuple[tuple[str, int], ...]]


class Content:
    """What the bot says and knows, read again when it changes."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        """Reads everything once. Raises IntentFileError when the content is broken from the start."""
        self._settings, self.engine = settings, engine
        self._stamp = self._look()
        self._conversation = build_conversation(settings, engine)
        self._faults: tuple[Fault, ...] = ()
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="content", daemon=True)

    @property
    def conversation(self) -> Conversation:
        """The last good version."""
        return self._conversation

    def respond(self, incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        """Answer with the last good version."""
        return self._conversation.respond(incoming, memory, now)

    def failed_reply(self, language: Language) -> Reply:
        """What a citizen reads when answering failed."""
        answerer = self._conversation.answerer
        asker = Asker(answerer.facts, answerer.catalogue, answerer.speech(language))
        return asker.menu(text=asker.speech.phrase("failed"))

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
        self._stopping.set()

    def refresh(self) -> bool:
        """Take over changed content; returns whether something new is in use.

        Changed files are taken over only when they can be read and break no test inside the intent files that passed
        before. Changed facts are always taken over: they are checked when they are imported.
        """
        stamp = self._look()
        if stamp == self._stamp:
            return False
        only_facts, only_files = stamp[1] == self._stamp[1], stamp[0] == self._stamp[0]
        try:
            facts = self._conversation.answerer.facts if only_files else None
            newest = build_conversation(self._settings, self.engine, facts=facts)
            broken = () if only_facts else newly_broken(self._conversation, newest, datetime.now(UTC))
        except ContentError as error:
            broken = error.found
        self._stamp = stamp  # not earlier: where the store could not be asked, it is tried again
        if broken:
            self._keep(broken)
            return False
        self._conversation, self._faults = newest, ()
        log.info("new content is in use")
        return True

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
        folders = (self._settings.intents_dir, self._settings.locales_dir)
        return facts_version(self.engine), tuple(_changed(folders))


def build_conversation(
    settings: Settings, engine: Engine, catalogue: Catalogue | None = None, facts: FactStore | None = None
) -> Conversation:
    """A conversation over intents, phrases and facts as they are now; made-up rows only in emulator mode.

    ``catalogue``: these intents, not those of the folder; ``facts``: these, not those of the store. Raises
    IntentFileError.
    """
    catalogue = load_folder(settings.intents_dir) if catalogue is None else catalogue
    facts = SqlFacts(engine, demonstration=settings.emulator) if facts is None else facts
    reader = trained_reader(settings.instance_dir, catalogue, list(facts.names()), dict(facts.places()))
    return Conversation(reader, Answerer(catalogue, facts, read_phrases(settings.locales_dir)))


def newly_broken(before: Conversation, after: Conversation, now: datetime) -> tuple[Fault, ...]:
    """Tests inside the intent files that fail with the new content and did not fail, or were not there, before.

    A test that fails already, for example because a fee has changed, holds nothing up.
    """
    failing = [fault for fault in self_test_faults(after, now) if not fault.is_warning]
    if not failing:
        return ()
    known = {_test(fault) for fault in self_test_faults(before, now)}
    return tuple(fault for fault in failing if _test(fault) not in known)


def _test(fault: Fault) -> tuple[str, str, object]:
    return fault.file, fault.kind, fault.details.get("question")


def _changed(folders: Iterable[Path]) -> list[tuple[str, int]]:
    paths = (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".yaml", ".po"))
    return [(str(path), path.stat().st_mtime_ns) for path in paths]
