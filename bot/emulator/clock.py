"""The emulated platform's clock, which tests can move forward."""

from __future__ import annotations

import time


class Clock:
    """Milliseconds since 1970, the unit of Meta's timestamps."""

    def __init__(self) -> None:
        self._ahead = 0

    def now(self) -> int:
        """The present moment of the emulated platform, in milliseconds."""
        return time.time_ns() // 1_000_000 + self._ahead

    def forward(self, hours: float) -> None:
        """Let ``hours`` pass at once, for everybody."""
        self._ahead += int(hours * 3_600_000)
