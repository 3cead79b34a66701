"""Tries a draft before it is in use: what the checks find, and which questions would get another answer."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot.conversation.checks import check
from bot.conversation.spine import Conversation
from bot.conversation.trials import one_test_faults, questions, stray_faults
from bot.deciding.decide import decide
from bot.deciding.decision import Answer, AskFor, Offer
from bot.delivery.asked import kept_strays
from bot.delivery.content import Content, build_conversation
from bot.domain.talk import Memory
from bot.errors import ContentError, IntentFileError
from bot.faults.fault import Fault, say
from bot.settings import ROOT, Settings
from bot.store import drafts
from bot.store.drafts import Draft
from bot.store.unanswered import open_questions
from bot.understanding.catalogue import Catalogue
from bot.understanding.loader import load_text, read_folder

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
        self._last: tuple[Conversation | None, list[Fault]] = (None, [])

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
        """``faults``: new ones, in both languages. ``changed``: questions that would get another answer."""
        now, current = datetime.now(UTC), self._content.conversation
        try:
            changed = self._with(draft)
        except ContentError as error:
            return {"faults": [_said(fault) for fault in error.found], "changed": []}
        # What is learnt here is kept, so that the draft is in use at once when it is saved.
        new = build_conversation(self._settings, self._engine, changed)
        # Lines have moved: a fault is the same one when it says the same of the same file.
        known = {(fault.file, fault.kind, str(fault.details)) for fault in self._known(current, draft, now)}
        looked_at = [*self._check(new, now), *_own_tests(new, draft, now)]
        found = [f for f in _once(looked_at) if (f.file, f.kind, str(f.details)) not in known]
        return {"faults": [_said(fault) for fault in found], "changed": list(self._differences(current, new, now.year))}

    def _known(self, current: Conversation, draft: Draft, now: datetime) -> list[Fault]:
        """The faults of the content in use, looked for once for each version of it."""
        if self._last[0] is not current:
            self._last = (current, self._check(current, now))
        return [*self._last[1], *_own_tests(current, draft, now)]

    def _check(self, conversation: Conversation, now: datetime) -> list[Fault]:
        """All checks; questions that were asked before, here or by `bot check`, are not asked again."""
        kept = self._settings.instance_dir
        return check(
            conversation,
            now,
            asked=lambda: stray_faults(questions(conversation), kept_strays(kept, conversation, now)),
        )

    def _with(self, draft: Draft) -> Catalogue:
        """The intents on the disk, the draft's in place of its file; a draft without a text removes it.

        Of other files that are broken the last good version counts: a draft may mend one of several.
        """
        folder, name = self._settings.intents_dir, Path(draft.path).stem
        read, in_use = read_folder(folder), self._content.conversation.reader.catalogue
        there = {**read.catalogue, **{other: in_use[other] for other in read.broken - {name} if other in in_use}}
        if not draft.text:
            return {other: intent for other, intent in there.items() if other != name}
        shown = str((folder / draft.path).relative_to(folder.parent))
        if name in there and there[name].path != shown:
            raise IntentFileError(
                [Fault("name_taken", shown, line=1, details={"name": name, "other": there[name].path})]
            )
        return {**there, name: load_text(draft.text.removeprefix("\ufeff"), name, shown)}

    def _differences(self, old: Conversation, new: Conversation, year: int) -> Iterator[Mapping[str, str]]:
        if old.reader.kept_as and old.reader.kept_as == new.reader.kept_as:
            return  # all that understanding depends on is the same: only titles, answers, buttons or tests differ
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


def _own_tests(conversation: Conversation, draft: Draft, now: datetime) -> Iterator[Fault]:
    """What the tests of the draft's file find, also where other faults keep the checks from asking them."""
    if intent := conversation.reader.catalogue.get(Path(draft.path).stem):
        for test in intent.tests:
            yield from one_test_faults(intent, test, conversation, now)


def _once(faults: Iterable[Fault]) -> Iterable[Fault]:
    return {(fault.file, fault.line, fault.kind, str(fault.details)): fault for fault in faults}.values()


def _said(fault: Fault) -> dict[str, Any]:
    return {"km": say(fault, "km"), "en": say(fault, "en"), "warning": fault.is_warning}
