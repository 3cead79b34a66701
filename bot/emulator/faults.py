"""Troubles that tests order in advance: each strikes once."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from bot.emulator import refusals
from bot.emulator.quirks import Quirk
from bot.emulator.refusals import Refusal


class Trouble(StrEnum):
    """What goes wrong."""

    REFUSE = "refuse"  # the next message is refused with ``refusal``
    HTML = "html"  # the next message gets HTTP 500 with a page of HTML and is lost
    SLOW = "slow"  # the next message is taken after ``seconds``
    LOST_ANSWER = "lost answer"  # the next message is delivered, its answer comes too late: after ``seconds``
    STATUS_200 = "status 200"  # the next message is refused with ``refusal``, but with HTTP status 200


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
        self._quirks: deque[Quirk] = deque()
        self._lock = threading.Lock()

    def add(self, trouble: Trouble, *, seconds: float = 0.0, refusal: Refusal | None = None, times: int = 1) -> None:
        """Order a trouble, to strike ``times`` times."""
        for _ in range(times):
            self.add_fault(Fault(trouble, seconds, refusal))

    def add_fault(self, fault: Fault) -> None:
        """Order a trouble with its particulars."""
        with self._lock:
            self._waiting.append(fault)

    def bend(self, *quirks: Quirk) -> None:
        """Order oddities of delivery, each for one event: all different ones strike the next event together."""
        with self._lock:
            self._quirks.extend(quirks)

    def take_quirks(self) -> frozenset[Quirk]:
        """The oddities with which the next thing a person does is delivered."""
        with self._lock:
            taken = frozenset(self._quirks)
            for quirk in taken:
                self._quirks.remove(quirk)
            return taken

    def waiting(self) -> list[str]:
        """The names of all that is still to strike."""
        with self._lock:
            return [_name(each) for each in self._waiting] + [quirk.value for quirk in self._quirks]

    def take_send(self) -> Fault | None:
        """The trouble that strikes the message now being sent."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None


TROUBLES = {
    "190 token": Fault(Trouble.REFUSE, refusal=refusals.PASSWORD_CHANGED),
    "4 app limit": Fault(Trouble.REFUSE, refusal=refusals.APP_LIMIT),
    "613 rate": Fault(Trouble.REFUSE, refusal=refusals.RATE_LIMIT),
    "2 unavailable": Fault(Trouble.REFUSE, refusal=refusals.TEMPORARY),
    "551 blocked": Fault(Trouble.REFUSE, refusal=refusals.UNAVAILABLE),
    "551 in Chinese": Fault(Trouble.REFUSE, refusal=refusals.UNAVAILABLE_LOCALISED),
    "100 no user": Fault(Trouble.REFUSE, refusal=refusals.NO_USER),
    "10 window": Fault(Trouble.REFUSE, refusal=refusals.WINDOW_CLOSED),
    "10 restricted": Fault(Trouble.REFUSE, refusal=refusals.PAGE_RESTRICTED),
    "2018300 held": Fault(Trouble.REFUSE, refusal=refusals.NOT_OWNER),
    "error with 200": Fault(Trouble.STATUS_200, refusal=refusals.TEMPORARY),
    "500 in HTML": Fault(Trouble.HTML),
    "slow": Fault(Trouble.SLOW, seconds=3.0),
    "delivered, then silence": Fault(Trouble.LOST_ANSWER, seconds=0.5),
}
"""The troubles of sending by a name a tester can choose."""


def _name(fault: Fault) -> str:
    return next((name for name, known in TROUBLES.items() if known == fault), fault.trouble.value)
