"""Troubles that tests order in advance: each strikes once."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from bot.emulator.refusals import Refusal


class Trouble(StrEnum):
    """What goes wrong."""

    DUPLICATE = "duplicate"  # the next thing a person does reaches the webhook twice
    REFUSE = "refuse"  # the next message is refused with ``refusal``
    HTML = "html"  # the next message gets HTTP 500 with a page of HTML and is lost
    SLOW = "slow"  # the next message is taken after ``seconds``
    LOST_ANSWER = "lost answer"  # the next message is delivered, its answer comes too late: after ``seconds``


@dataclass(frozen=True)
class Fault:
    """One trouble with its particulars."""

    trouble: Trouble
    seconds: float = 0.0
    refusal: Refusal | None = None


class Faults:
    """The troubles waiting to strike, first in first out."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()
        self._lock = threading.Lock()

    def add(self, trouble: Trouble, *, seconds: float = 0.0, refusal: Refusal | None = None, times: int = 1) -> None:
        """Order a trouble, to strike ``times`` times."""
        with self._lock:
            self._waiting.extend([Fault(trouble, seconds, refusal)] * times)

    def take_duplicate(self) -> bool:
        """Whether the next thing a person does is to be delivered twice."""
        return self._take({Trouble.DUPLICATE}) is not None

    def take_send(self) -> Fault | None:
        """The trouble that strikes the message now being sent."""
        return self._take(set(Trouble) - {Trouble.DUPLICATE})

    def _take(self, troubles: set[Trouble]) -> Fault | None:
        with self._lock:
            fault = next((each for each in self._waiting if each.trouble in troubles), None)
            if fault:
                self._waiting.remove(fault)
            return fault
