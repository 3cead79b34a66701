"""Tries a draft before it is in use: what the checks find, and which questions would get another answer."""

from __future__ import annotations

import json
import logging
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot.answering.answerer import Answerer
from bot.conversation.checks import check
from bot.conversation.spine import Conversation
from bot.delivery.content import Content
from bot.delivery.trained import trained_reader
from bot.domain.talk import Memory
from bot.errors import BotError
from bot.settings import ROOT, Settings
from bot.store import drafts
from bot.store.drafts import Draft
from bot.store.unanswered import open_questions
from bot.understanding.catalogue import Catalogue
from bot.understanding.decide import Answer, AskFor, Offer, decide
from bot.understanding.loader import load_file, load_folder

log = logging.getLogger(__name__)

LABELLED = ROOT / "tests" / "questions"  # questions with the intent they mean; only where the tests are installed
OFFERED = "?"  # several intents would be offered
Asked = tuple[str, str, str]  # where a question is from, its number there or itself, its text


class Checker:
    """Checks drafts one after the other, in a thread: learning anew takes some seconds."""

    def __init__(self, settings: Settings, engine: Engine, content: Content) -> None:
        self._settings, self._engine, self._content = settings, engine, content
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._begun: set[int] = set()
        self._lock = threading.Lock()

    def begin(self, id: int) -> None:
        """Check a draft soon; one that is being checked already is left alone."""
        with self._lock:
            if id in self._begun:
                return
            self._begun.add(id)
        self._pool.submit(self._run, id)

    def stop(self) -> None:
        """Finish the draft in hand; the others are begun again when somebody looks at them."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(self, id: int) -> None:
        try:
            with self._engine.execution_options(reading=True).connect() as connection:
                draft = drafts.draft(connection, id)
            if draft and draft.state == "checking":
                found = self.findings(draft)
                with self._engine.begin() as connection:
                    drafts.settle_draft(connection, id, "checked", found)
        except Exception as error:  # the page goes on saying that it is being checked, and begins it again
            log.error("a draft could not be checked", extra={"draft": id, "error": type(error).__name__})
        finally:
            with self._lock:
                self._begun.discard(id)

    def findings(self, draft: Draft) -> dict[str, Any]:
        """``faults``: sentences, those that were there before left out. ``changed``: questions with another answer."""
        now, current = datetime.now(UTC), self._content.conversation
        try:
            changed = self._with(draft)
        except BotError as error:
            return {"faults": [str(error)], "changed": []}
        new = Conversation(self._reader(changed, current), Answerer(changed, *_rest(current)))
        known = {str(fault) for fault in check(current, now)}
        faults = [str(fault) for fault in check(new, now) if str(fault) not in known]
        return {"faults": faults, "changed": list(self._differences(current, new, now.year))}

    def _with(self, draft: Draft) -> Catalogue:
        """The intents on the disk, the draft's in place of its file."""
        folder = self._settings.intents_dir
        with tempfile.TemporaryDirectory() as elsewhere:
            file = Path(elsewhere) / Path(draft.path).name
            file.write_bytes(draft.text.encode("utf-8"))
            intent = load_file(file, str((folder / draft.path).relative_to(folder.parent)))
        return {**load_folder(folder), intent.name: intent}

    def _reader(self, catalogue: Catalogue, current: Conversation) -> Any:
        # What is learnt here is kept, so that the draft is in use at once when it is saved.
        facts = current.answerer.facts
        return trained_reader(self._settings.instance_dir, catalogue, list(facts.names()), dict(facts.places()))

    def _differences(self, old: Conversation, new: Conversation, year: int) -> Iterator[Mapping[str, str]]:
        for origin, key, text in self._questions(new):
            before, after = meant(old, text, year), meant(new, text, year)
            if before != after:
                yield {"from": origin, "key": key, "before": before, "after": after}

    def _questions(self, new: Conversation) -> Iterator[Asked]:
        """Citizens' own words are named by number only: they must not outlive their deletion."""
        with self._engine.execution_options(reading=True).connect() as connection:
            waiting = open_questions(connection)
        yield from (("waiting", str(one.id), one.text) for one in waiting)
        for intent in new.reader.catalogue.values():
            yield from (("test", test.says, test.says) for test in intent.tests)
        for path in sorted(LABELLED.glob("*.jsonl")):
            lines = path.read_text(encoding="utf-8").splitlines()
            yield from (("labelled", text, text) for text in (json.loads(line)["text"] for line in lines))


def meant(conversation: Conversation, text: str, year: int) -> str:
    """The intent a question goes to; ``?`` where several are offered, empty where it is not understood."""
    decision = decide(conversation.reader.read(text, year), Memory(), conversation.reader.catalogue)
    if isinstance(decision, Answer | AskFor):
        return decision.request.intent or OFFERED
    return OFFERED if isinstance(decision, Offer) else ""


def _rest(current: Conversation) -> tuple[Any, Any]:
    return current.answerer.facts, current.answerer.phrases
