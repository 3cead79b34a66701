"""Several bodies in a row with a wrong signature: most likely the app secret is wrong, and the bot is as good as off."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.writer import Writer
from bot.store.alarms import Trouble, clear_alarm, raise_alarm

log = logging.getLogger(__name__)

IN_A_ROW = 3  # a stranger may try once or twice; the platform tries again at once


class Distrust:
    """Counts wrongly signed bodies since the last good one. One write when it begins, one when it ends."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._lock = threading.Lock()
        self._wrong, self._standing = 0, True  # an alarm of the process before may still stand

    def wrong(self) -> None:
        """A body came with a signature that is not ours."""
        with self._lock:
            self._wrong += 1
            due = self._wrong == IN_A_ROW
            self._standing = self._standing or due
        if due:
            now = datetime.now(UTC)
            self._try(lambda c: raise_alarm(c, Trouble.WEBHOOK, "wrong signatures in a row: check BOT_APP_SECRET", now))

    def right(self) -> None:
        """A body came that was signed as it should be."""
        if not self._standing and not self._wrong:
            return
        with self._lock:
            ends, self._wrong, self._standing = self._standing, 0, False
        if ends:
            self._try(lambda connection: clear_alarm(connection, Trouble.WEBHOOK))

    def _try(self, job: object) -> None:
        try:
            self._writer.call(job, 1.0)  # type: ignore[arg-type]
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("an alarm could not be stored", extra={"error": type(error).__name__})
