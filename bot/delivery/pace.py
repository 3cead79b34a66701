"""Every waiting time of the delivery in one place."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Seconds, and how often something is tried."""

    lease: float = 10.0  # a dead process's work is taken over after this
    poll_sqlite: float = 0.1  # another process's rows are noticed after this at the latest
    poll_postgres: float = 1.0  # the same, should a notification be lost
    gather: float = 0.005  # between two looks at the queues while there is work: rows come in handfuls
    turn_tries: int = 8  # a message that failed this often becomes a dead letter
    turn_first: float = 1.0  # before the second try; doubles from try to try
    turn_longest: float = 300.0
    resend: tuple[float, ...] = (2.0, 8.0, 30.0)  # before each repetition of a refused send
    echo: float = 60.0  # a send without an answer waits so long for its echo
    pause: float = 60.0  # of all sends, when the platform does not say how long
    probe: float = 30.0  # between tries while the platform refuses the token
    sends_a_second: float = 200.0  # of one process; the platform takes 300 for a Page, all processes together
    longest_hold: float = 120.0  # a thread that is stuck loses its row after this

    def before_turn(self, attempts: int) -> float:
        """How long a message waits that failed ``attempts`` times."""
        return jittered(min(self.turn_longest, self.turn_first * 2 ** max(0, attempts - 1)))


def jittered(seconds: float) -> float:
    """``seconds``, a quarter more or less, so that what failed together is not tried again together."""
    return seconds * random.uniform(0.75, 1.25)
