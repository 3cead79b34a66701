"""The conversation over the newest intents, phrases and facts: new content takes over, broken content changes nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.asking import Asker
from bot.conversation.known import known_text
from bot.conversation.person import Staff
from bot.conversation.spine import Conversation
from bot.delivery.trained import trained_reader
from bot.domain.talk import Incoming, Language, Memory, Reply, Turn
from bot.errors import BotError
from bot.settings import Settings
from bot.store.facts import SqlFacts, facts_version
from bot.store.keeping import kept_of
from bot.understanding.loader import load_folder

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds between looks at the files and the store
Stamp = tuple[int, tuple[tuple[str, int], ...]]


class Content:
    """What the bot says and knows, read again when it changes."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        """Reads everything once. Raises IntentFileError when the content is broken from the start."""
        self._settings, self.engine = settings, engine
        self._stamp = self._look()
        self._conversation = build_conversation(settings, engine)
        self._problem = ""
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

    def known_text(self, citizen: str, language: Language) -> str:
        """What is kept of a citizen now, in words. Raises SQLAlchemyError when the store cannot be read."""
        with self.engine.execution_options(reading=True).connect() as connection:
            keeping = kept_of(connection, citizen)
        return known_text(keeping, self._conversation.answerer.speech(language), self._settings.timezone)

    def problems(self) -> list[str]:
        """Why the newest content is not in use; empty when it is."""
        return [self._problem] if self._problem else []

    def start(self) -> None:
        """Watch files and store for changes, in a thread."""
        self._watcher.start()

    def stop(self) -> None:
        self._stopping.set()

    def refresh(self) -> bool:
        """Take over changed content; returns whether something new is in use."""
        stamp = self._look()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self._conversation = build_conversation(self._settings, self.engine)
        except BotError as error:
            self._problem = str(error)
            log.error("the new content is broken; the last good version goes on", extra={"problem": self._problem})
            return False
        self._problem = ""
        log.info("new content is in use")
        return True

    def _watch(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            try:
                self.refresh()
            except Exception as error:  # whatever it is, the watch goes on
                log.warning("the content could not be looked at", extra={"error": type(error).__name__})

    def _look(self) -> Stamp:
        folders = (self._settings.intents_dir, self._settings.locales_dir)
        return facts_version(self.engine), tuple(_changed(folders))


def build_conversation(settings: Settings, engine: Engine) -> Conversation:
    """A conversation over intents, phrases and facts as they are now; made-up rows only in emulator mode.

    Raises IntentFileError.
    """
    catalogue = load_folder(settings.intents_dir)
    facts = SqlFacts(engine, demonstration=settings.emulator)
    reader = trained_reader(settings.instance_dir, catalogue, list(facts.names()), dict(facts.places()))
    answerer = Answerer(catalogue, facts, read_phrases(settings.locales_dir))
    return Conversation(reader, answerer, Staff(settings.staff_hours, settings.timezone))


def _changed(folders: Iterable[Path]) -> list[tuple[str, int]]:
    paths = (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".yaml", ".po"))
    return [(str(path), path.stat().st_mtime_ns) for path in paths]
