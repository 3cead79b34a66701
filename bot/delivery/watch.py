"""The watch over the Page's subscription: without it the bot hears nothing, and nobody would notice."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import metrics
from bot.delivery.writer import Writer
from bot.messenger.errors import Policy, SendError
from bot.messenger.setup import FIELDS, Graph, subscribe, subscribed_fields
from bot.store.alarms import Trouble, clear_alarm, raise_alarm

log = logging.getLogger(__name__)

EVERY = 600.0  # seconds between looks; Meta unsubscribes a Page after an hour of failures
AGAIN = 60.0  # when the platform could not be asked


class Stopper(Protocol):
    """Whatever ends the waiting between two looks."""

    def wait(self, timeout: float) -> bool: ...


class Watch:
    """Looks at start-up and every ten minutes, subscribes the Page again where it has to, and raises an alarm."""

    def __init__(self, writer: Writer, graph: Graph, app_id: str, every: float = EVERY, again: float = AGAIN) -> None:
        self._writer, self._graph, self._app_id = writer, graph, app_id
        self._every, self._again = every, again
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Watch in a thread of its own: start-up never waits for the platform."""
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def look(self) -> bool:
        """Look once and repair; returns whether the platform could be asked."""
        try:
            missing = set(FIELDS) - subscribed_fields(self._graph, self._app_id)
            if missing:
                self._repair(missing)
            else:
                self._note(None)
        except SendError as error:
            return self._refused(error)
        return True

    def _repair(self, missing: set[str]) -> None:
        """The alarm stands until the next look finds all in order: messages may have been lost meanwhile."""
        names = ", ".join(sorted(missing))
        log.critical("the Page does not tell the bot of all events; it is subscribed again", extra={"fields": names})
        metrics.UNSUBSCRIBED.inc()
        self._note(f"the Page was not subscribed to {names}")
        subscribe(self._graph)

    def _refused(self, error: SendError) -> bool:
        log.warning("the subscription could not be looked at", extra={"reason": str(error)})
        if error.policy is Policy.STOP:
            self._call(Trouble.SENDING, str(error))
        return False

    def _note(self, problem: str | None) -> None:
        metrics.SUBSCRIBED.set(problem is None)
        self._call(Trouble.SUBSCRIPTION, problem)

    def _call(self, trouble: Trouble, problem: str | None) -> None:
        now = datetime.now(UTC)
        try:
            if problem is None:
                self._writer.call(lambda connection: clear_alarm(connection, trouble))
            else:
                self._writer.call(lambda connection: raise_alarm(connection, trouble, problem, now))
        except (SQLAlchemyError, OSError) as error:
            log.warning("an alarm could not be stored", extra={"error": type(error).__name__})

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            try:
                wait = self._every if self.look() else self._again
            except Exception as error:  # whatever it is, the watch goes on
                log.error("the watch failed in an unforeseen way", extra={"error": type(error).__name__})
                wait = self._again
