"""PostgreSQL tells at once when another process stored something."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from bot.delivery.inbox import CHANNEL

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds until a lost connection is tried again; polling goes on meanwhile


class Listener:
    """A thread that calls ``wake`` for every notification. On SQLite it does nothing."""

    def __init__(self, engine: Engine, wake: Callable[[], None]) -> None:
        self.engine, self.wake = engine, wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        if self.engine.dialect.name == "postgresql":
            self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except Exception as error:  # the store may be away for a while
                log.warning("listening for messages was interrupted", extra={"error": type(error).__name__})
                self._stopping.wait(PAUSE)

    def _listen(self) -> None:
        pooled = self.engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()  # never back into the pool: it would go on listening
        try:
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")
            self.wake()  # for what was stored before
            while not self._stopping.is_set():
                for _ in driver.notifies(timeout=0.5, stop_after=1):
                    self.wake()
        finally:
            driver.close()
