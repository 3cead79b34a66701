"""How fast the platform is called: under its limits, and slower when it says that they are nearly used up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from bot.messenger.limits import SLOW_DOWN_AT

FULL = 100  # per cent of the tightest limit
SLOWEST = 1.0  # calls a second that remain when a limit is used up


class Rate:
    """Lets calls through one after the other, evenly. ``usage``: per cent of the platform's limits used up.

    Meta: Messenger Platform rate limits (300 messages a second for one Page).
    """

    def __init__(self, a_second: float, usage: Callable[[], int] = lambda: 0) -> None:
        self._a_second, self._usage = a_second, usage
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> float:
        """Wait for one's turn; returns the seconds waited."""
        with self._lock:
            now = time.monotonic()
            mine = max(now, self._next)
            self._next = mine + 1 / self.a_second()
        time.sleep(mine - now)
        return mine - now

    def spare(self) -> bool:
        """Take a turn for something that need not be, if there is one free and no limit near; never waits."""
        with self._lock:
            now = time.monotonic()
            if self._next > now or self._usage() >= SLOW_DOWN_AT:
                return False
            self._next = now + 1 / self._a_second
            return True

    def a_second(self) -> float:
        """Calls a second now: fewer and fewer from ``SLOW_DOWN_AT`` on."""
        used = min(FULL, self._usage())
        if used < SLOW_DOWN_AT:
            return self._a_second
        return max(SLOWEST, self._a_second * (FULL - used) / (2 * (FULL - SLOW_DOWN_AT)))
