"""The gate before the platform: closed for a while when it asks for a pause, or when it refuses the token."""

from __future__ import annotations

import threading
import time

ONE, UNLIMITED = 1, 1 << 30


class Gate:
    """Shared by all senders of a process. Nothing is lost while it is closed: the outbox keeps everything."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self._one_only = False

    @property
    def is_open(self) -> bool:
        """Whether senders may send freely."""
        return not self._one_only and time.monotonic() >= self._closed_until

    def allowance(self) -> int:
        """How many sends may begin now: all, none, or one that tries whether the platform takes messages again."""
        if time.monotonic() < self._closed_until:
            return 0
        return ONE if self._one_only else UNLIMITED

    def pause(self, seconds: float) -> None:
        """Close for ``seconds``; a longer pause that was asked for before stays."""
        with self._lock:
            self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    def stop(self, seconds: float) -> None:
        """Close until a single send, tried every ``seconds``, is taken."""
        with self._lock:
            self._one_only = True
            self._closed_until = time.monotonic() + seconds

    def trying(self, seconds: float) -> None:
        """A single send was begun; the next one waits ``seconds`` unless it succeeds."""
        with self._lock:
            if self._one_only:
                self._closed_until = time.monotonic() + seconds

    def open(self) -> bool:
        """The platform took a message; returns whether it had refused all of them before."""
        if not self._one_only:
            return False
        with self._lock:
            self._one_only, self._closed_until = False, 0.0
        return True
