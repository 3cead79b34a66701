"""Shows a citizen that their message was seen and that an answer is being written. Failures never matter."""

from __future__ import annotations

from typing import Protocol

from bot.delivery.gate import Gate
from bot.delivery.pool import Pool
from bot.delivery.rate import Rate

THREADS, ROOM = 2, 8  # what does not fit is not shown


class Actor(Protocol):
    """Shows a sender action to a person."""

    def act(self, address: str, action: str) -> bool:
        """Show ``mark_seen`` or ``typing_on``; False when it failed. Never raises."""


class Showing:
    """Beside the work, never in its way: nothing is shown while the platform wants a pause or there is much to do."""

    def __init__(self, actor: Actor | None, gate: Gate, rate: Rate) -> None:
        self._actor, self._gate, self._rate = actor, gate, rate
        self._unanswered: set[int] = set()
        self._pool: Pool[tuple[int, str]] = Pool("showing", THREADS, ROOM, self._show)

    def start(self) -> None:
        self._pool.start()

    def stop(self) -> None:
        self._pool.stop()

    def taken_up(self, message: int, address: str) -> None:
        """The message with this number is being answered."""
        if self._actor and self._gate.is_open and self._pool.free > 0:
            self._unanswered.add(message)
            self._pool.give((message, address))

    def answered(self, message: int) -> None:
        """Its answer is ready: from now on no dots may appear, for they would stay after it."""
        self._unanswered.discard(message)

    def more_to_come(self, address: str) -> None:
        """A further part of the answer follows."""
        if self._actor and self._rate.spare():
            self._actor.act(address, "typing_on")

    def _show(self, sign: tuple[int, str]) -> None:
        message, address = sign
        for action in ("mark_seen", "typing_on"):
            if self._actor and self._rate.spare() and (action == "mark_seen" or message in self._unanswered):
                self._actor.act(address, action)
        self._unanswered.discard(message)
