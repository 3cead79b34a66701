"""One send and what to do about its answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bot.delivery import metrics
from bot.delivery.gate import Gate
from bot.delivery.outbox import Effect, Parcel, Settlement
from bot.delivery.pace import Pace, jittered
from bot.delivery.rate import Rate
from bot.messenger.errors import Policy, SendError
from bot.store.talk_tables import AWAITING_ECHO, DEAD, DONE, OPEN

log = logging.getLogger(__name__)
TOO_LATE = "the time in which the platform takes answers was over"
# How it went before a cause, in the outbox: `tried 4 http 500`, `twice unanswered ReadTimeout`.
TRIED, TWICE, LATE = "tried", "twice", "too_late"


class Sender(Protocol):
    """Hands one message to the platform."""

    def send(self, address: str, message: dict[str, Any], mark: str) -> str:
        """Send and return the platform's number of the message; raise SendError when it is not taken."""


class Sending:
    """Sends parcels for one process and says how each is to be settled."""

    def __init__(self, sender: Sender, gate: Gate, pace: Pace, owner: str, rate: Rate, quiet: timedelta) -> None:
        self.sender, self.gate, self.pace, self.owner, self.rate, self.quiet = sender, gate, pace, owner, rate, quiet
        self._proven = False  # whether a message was taken since the start: it ends an alarm of the process before

    def send(self, parcel: Parcel) -> Settlement:
        """Send ``parcel`` once. Never raises."""
        if datetime.now(UTC) >= parcel.window_until:
            metrics.SENDS.labels("too_late").inc()
            log.warning("an answer came too late and was not sent", extra={"inbox_id": parcel.inbox_id})
            return self._settled(parcel, DEAD, TOO_LATE, LATE)
        self.rate.wait()
        try:
            message_id = self.sender.send(parcel.address, dict(parcel.message), parcel.mark)
        except SendError as error:
            metrics.SENDS.labels(error.policy.name.lower()).inc()
            return _ANSWERS[error.policy](self, parcel, error)
        except Exception as error:  # a fault of ours must not stop the queue
            log.error("a send failed in an unforeseen way", extra={"error": type(error).__name__})
            metrics.SENDS.labels("unforeseen").inc()
            return self._retry(parcel, SendError(Policy.RETRY, "unforeseen", type(error).__name__))
        metrics.SENDS.labels("sent").inc()
        settled = self._settled(parcel, DONE, message_id=message_id)
        flows, self._proven = self.gate.open() or not self._proven, True
        return replace(settled, effect=Effect.FLOWS) if flows else settled

    def _retry(self, parcel: Parcel, error: SendError) -> Settlement:
        if parcel.attempts >= len(self.pace.resend):
            log.error("a message was given up", extra={"inbox_id": parcel.inbox_id, "reason": error.reason})
            tries = parcel.attempts + 1
            return self._settled(parcel, DEAD, f"tried {tries} times: {error.reason}", f"{TRIED} {tries} {error.cause}")
        wait = jittered(max(self.pace.resend[parcel.attempts], error.retry_after))
        return self._again(parcel, OPEN, wait, error.reason, parcel.attempts + 1)

    def _pause(self, parcel: Parcel, error: SendError) -> Settlement:
        wait = error.retry_after or self.pace.pause
        log.warning("the platform asks for a pause", extra={"seconds": wait, "reason": error.reason})
        self.gate.pause(wait)
        return self._again(parcel, OPEN, 0, error.reason, parcel.attempts)

    def _stop(self, parcel: Parcel, error: SendError) -> Settlement:
        log.critical("the platform refuses to let the bot send; all messages wait", extra={"reason": error.reason})
        self.gate.stop(max(self.pace.probe, error.retry_after))
        waits = self._again(parcel, OPEN, 0, str(error), parcel.attempts)
        return replace(waits, effect=Effect.STOPPED)

    def _drop(self, parcel: Parcel, error: SendError) -> Settlement:
        told = {"policy": error.policy.name, "reason": error.reason, "code": error.code, "subcode": error.subcode}
        log.error("a message was refused for good", extra={**told, "trace": error.trace})
        return self._settled(parcel, DEAD, error.reason, error.cause)

    def _unreachable(self, parcel: Parcel, error: SendError) -> Settlement:
        return replace(self._drop(parcel, error), effect=Effect.UNREACHABLE)

    def _held(self, parcel: Parcel, error: SendError) -> Settlement:
        dropped = self._drop(parcel, error)
        return replace(dropped, effect=Effect.HELD, quiet_until=dropped.now + self.quiet)

    def _delivered(self, parcel: Parcel, error: SendError) -> Settlement:
        return self._settled(parcel, DONE, error.reason)

    def _ambiguous(self, parcel: Parcel, error: SendError) -> Settlement:
        """The answer was lost: the message may have arrived. Its echo tells; without one it is sent once more."""
        if parcel.awaited:
            told = f"sent twice, neither answer nor echo: {error.reason}"
            return self._settled(parcel, DEAD, told, f"{TWICE} {error.cause}")
        return self._again(parcel, AWAITING_ECHO, self.pace.echo, error.reason, parcel.attempts + 1)

    def _again(self, parcel: Parcel, status: int, seconds: float, reason: str, attempts: int) -> Settlement:
        # A parcel that was sent before without an answer stays one, whatever the repetition meets.
        kept = AWAITING_ECHO if parcel.awaited else status
        now = datetime.now(UTC)
        return Settlement(parcel, self.owner, kept, now, now + timedelta(seconds=seconds), attempts, reason)

    def _settled(
        self, parcel: Parcel, status: int, reason: str = "", cause: str = "", message_id: str = ""
    ) -> Settlement:
        now, tries = datetime.now(UTC), parcel.attempts + 1
        return Settlement(parcel, self.owner, status, now, now, tries, reason, message_id, cause=cause)


_ANSWERS: dict[Policy, Callable[[Sending, Parcel, SendError], Settlement]] = {
    Policy.RETRY: Sending._retry,
    Policy.PAUSE_ALL: Sending._pause,
    Policy.STOP: Sending._stop,
    Policy.DROP: Sending._drop,
    Policy.UNREACHABLE: Sending._unreachable,
    Policy.HELD: Sending._held,
    Policy.WINDOW_CLOSED: Sending._drop,
    Policy.DELIVERED: Sending._delivered,
    Policy.AMBIGUOUS: Sending._ambiguous,
}
