"""Keeps the roll-up level with the log while the bot runs, and the public tables with it.

The newest rows are looked at often, every day once a night.
"""

from __future__ import annotations

import logging
import threading
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.reach.daybook import daybook
from bot.reach.published import publish
from bot.reach.rollup import roll_up

log = logging.getLogger(__name__)

EVERY = 300.0  # seconds between two looks at the newest rows
_FIRST = 5.0  # seconds after the start: what citizens wait for comes first
NIGHT = 2  # o'clock in the zone of the reports: the thorough look comes after it, when few people write
_DAYS_AT_ONCE = 31  # of one look, so that the store is never held for long


class Keeper:
    """A thread of its own. A look that fails is tried again at the next one; the reports roll up by themselves too."""

    def __init__(self, engine: Engine, zone: ZoneInfo, gap_minutes: int, every: float = EVERY) -> None:
        self._engine, self._zone, self._gap, self._every = engine, zone, gap_minutes, every
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._thorough_on: date | None = None

    def start(self) -> None:
        """Begin in the background."""
        self._thread = threading.Thread(target=self._run, name="reach-roll-up", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the day that is being counted and end."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def look(self, now: datetime) -> bool:
        """Roll up what changed; whether it was the thorough look of the night."""
        local = now.astimezone(self._zone)
        thorough = local.hour >= NIGHT and self._thorough_on != local.date()
        while not self._stop.is_set() and roll_up(self._engine, self._zone, self._gap, thorough, _DAYS_AT_ONCE).left:
            pass
        if not self._stop.is_set():
            publish(self._engine, self._zone, local.date())
            with self._engine.execution_options(reading=True).connect() as connection:
                daybook(connection)  # read now, so that nobody waits for it in front of a page
        if thorough:
            self._thorough_on = local.date()
        return thorough

    def _run(self) -> None:
        wait = min(self._every, _FIRST)
        while not self._stop.wait(wait):
            wait = self._every
            try:
                self.look(datetime.now(self._zone))
            except SQLAlchemyError as error:
                log.warning(
                    "the roll-up of reach could not be brought up to date", extra={"error": type(error).__name__}
                )
