"""Deletes what has been kept long enough, once an hour."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from sqlalchemy import Engine

from bot.settings import Settings
from bot.store.unanswered import drop_old

log = logging.getLogger(__name__)
EVERY = 3600.0  # seconds


class Retention:
    """A thread that keeps the promise of BOT_UNANSWERED_DAYS."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Delete now and then every hour."""
        self._thread.start()

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def delete(self) -> int:
        """Delete what is too old; returns how many questions went."""
        with self._engine.begin() as connection:
            return drop_old(connection, datetime.now(UTC), self._settings.unanswered_days)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.delete()
            except Exception as error:  # the store may be away: an hour later it is tried again
                log.warning("old questions could not be deleted", extra={"error": type(error).__name__})
            self._stopping.wait(EVERY)
