"""The worker: takes messages from the inbox, answers them, sends the replies; as many at once as it has threads."""

from __future__ import annotations

import functools
import logging
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import inbox as messages
from bot.delivery import outbox as replies
from bot.delivery import turns
from bot.delivery.gate import ONE, Gate
from bot.delivery.inbox import INBOX, OURS, STORE, Claimed, Inbox, PutOff
from bot.delivery.listening import Listener
from bot.delivery.outbox import OUTBOX, Parcel
from bot.delivery.pace import Pace
from bot.delivery.pool import Pool
from bot.delivery.rate import Rate
from bot.delivery.sending import Sender, Sending
from bot.delivery.showing import Actor, Showing
from bot.delivery.turns import Answering, Beside, FailedReply, KnownText, Respond
from bot.delivery.writer import Writer
from bot.settings import Settings
from bot.store.citizens import Known, recall
from bot.store.talk_tables import DONE

log = logging.getLogger(__name__)

SENDERS = 4  # sending threads beside each answering thread: they wait for the network, which costs nothing
Work = tuple[Claimed, Known]


@dataclass(frozen=True)
class Bundle:
    """Parcels of one turn, or one that tries whether the gate may be opened."""

    parcels: tuple[Parcel, ...]
    tries_gate: bool = False


class Worker:
    """Works through the queues of one store, alone or beside workers of other processes and machines.

    ``inbox`` shares its writer and its wake-up call when the webhook lives in the same process.
    ``actor`` shows that a message was seen, and dots while an answer takes its time.
    ``beside`` are further writes that belong into the transaction of each turn.
    """

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        respond: Respond,
        failed_reply: FailedReply,
        sender: Sender,
        threads: int,
        *,
        inbox: Inbox | None = None,
        pace: Pace | None = None,
        beside: Sequence[Beside] = (),
        known_text: KnownText | None = None,
        actor: Actor | None = None,
    ) -> None:
        self.engine, self.pace = engine, pace or Pace()
        self._reading = engine.execution_options(reading=True)
        self.owner = uuid.uuid4().hex
        self.gate = Gate()
        self._writer = inbox.writer if inbox else Writer(engine)
        self._writer_is_mine = inbox is None
        self._answering = Answering(settings, respond, failed_reply, known_text)
        rate = Rate(self.pace.sends_a_second, getattr(sender, "usage", lambda: 0))
        self._sending = Sending(
            sender, self.gate, self.pace, self.owner, rate, timedelta(minutes=settings.quiet_minutes)
        )
        self._showing = Showing(actor, self.gate, rate)
        self._store = functools.partial(turns.store, beside=tuple(beside))
        self._answerers: Pool[Work] = Pool("answering", threads, threads, self._answer)
        self._senders: Pool[Bundle] = Pool("sending", threads * SENDERS, threads * SENDERS, self._send)
        self._woken, self._stopping, self._ended = threading.Event(), threading.Event(), threading.Event()
        self._own = [
            threading.Thread(target=run, name=run.__name__, daemon=True) for run in (self._dispatch, self._keep)
        ]
        self._listener = Listener(engine, self.wake)
        if inbox:
            inbox.tell.append(self.wake)

    def start(self) -> None:
        """Begin to work, in threads of this process."""
        self._answerers.start()
        self._senders.start()
        self._showing.start()
        for thread in self._own:
            thread.start()
        self._listener.start()

    def stop(self) -> None:
        """Finish what was begun, give back what was not, and end."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self.wake()
        self._listener.stop()
        self._own[0].join()
        unanswered, unsent = self._answerers.stop(), self._senders.stop()
        self._showing.stop()
        self._give_back([claimed.id for claimed, _ in unanswered], _marks(unsent))
        self._ended.set()
        self._own[1].join()
        if self._writer_is_mine:
            self._writer.close()

    def run_forever(self) -> None:
        """Work until another thread calls ``stop``."""
        if not self._own[0].is_alive():
            self.start()
        self._ended.wait()

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    def _dispatch(self) -> None:
        """Hand out what waits; sleep when nothing does."""
        poll = self.pace.poll_sqlite if self.engine.dialect.name == "sqlite" else self.pace.poll_postgres
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                busy = self._take()
            except Exception as error:  # the store is away, or a fault of ours: this thread must never end
                log.error("the queues could not be looked at", extra={"error": type(error).__name__})
                self._stopping.wait(self.pace.poll_postgres)
                continue
            if busy:
                self._stopping.wait(self.pace.gather)
            else:
                self._woken.wait(poll)

    def _take(self) -> bool:
        """Take what there is room for; whether there was anything."""
        answering = self._answerers.free
        allowed = self.gate.allowance()
        sending = min(self._senders.free, allowed)
        with self._reading.connect() as connection:
            now = datetime.now(UTC)
            messages_wait = answering * 2 >= self._answerers.capacity and INBOX.waits(connection, now)
            replies_wait = sending > 0 and OUTBOX.waits(connection, now)
        if messages_wait:
            self._take_messages(answering)
        if replies_wait:
            self._take_replies(sending, tries_gate=allowed == ONE)
        return messages_wait or replies_wait

    def _take_messages(self, room: int) -> None:
        for work in self._writer.call(lambda connection: self._claim(connection, room)):
            self._answerers.give(work)

    def _take_replies(self, room: int, tries_gate: bool) -> None:
        parcels = self._writer.call(
            lambda connection: replies.claim(connection, self.owner, datetime.now(UTC), room, self.pace.lease)
        )
        if parcels and tries_gate:
            self.gate.trying(self.pace.probe)
        for parcel in parcels:
            self._senders.give(Bundle((parcel,), tries_gate))

    def _claim(self, connection: Connection, room: int) -> list[Work]:
        claimed = messages.claim(connection, self.owner, datetime.now(UTC), room, self.pace)
        known = recall(connection, [one.incoming.citizen for one in claimed]) if claimed else {}
        return [(one, known.get(one.incoming.citizen, Known())) for one in claimed]

    def _answer(self, work: Work) -> None:
        claimed, known = work
        self._showing.taken_up(claimed.id, claimed.address)
        at_once = self.owner if self.gate.is_open and self._senders.free > 0 else ""
        try:
            told = self._answering.answer(claimed, known, self.owner, at_once, self.pace.lease)
            parcels = self._writer.run(self._store, told)
        except Exception as error:  # the store's failure or a fault of ours: tried again later
            self._put_off(claimed, error)
            return
        finally:
            self._showing.answered(claimed.id)
        if parcels is not None:
            turns.count(told)
        if parcels:
            self._senders.give(Bundle(parcels))
        self.wake()

    def _put_off(self, claimed: Claimed, error: Exception) -> None:
        log.error("a turn could not be stored", extra={"inbox_id": claimed.id, "error": type(error).__name__})
        name = type(error).__name__
        cause = f"{STORE if isinstance(error, SQLAlchemyError | OSError) else OURS} {name}"
        row = PutOff(claimed.id, self.owner, claimed.attempts, name, datetime.now(UTC), cause)
        try:
            self._writer.call(lambda connection: messages.put_off(connection, row, self.pace))
        except (SQLAlchemyError, OSError):
            log.warning("a message waits until its lease runs out", extra={"inbox_id": claimed.id})

    def _send(self, bundle: Bundle) -> None:
        """Send the parcels of one turn in order, as far as it goes; the rest goes back to the outbox."""
        rest = list(bundle.parcels)
        try:
            while rest and (self.gate.is_open or bundle.tries_gate):
                settlement = self._sending.send(rest.pop(0))
                self._writer.run(replies.settle, settlement)
                if settlement.status != DONE:
                    break
                if rest:
                    self._showing.more_to_come(rest[0].address)
        except (SQLAlchemyError, OSError) as error:
            log.error("a sent message could not be settled", extra={"error": type(error).__name__})
        self._give_back([], [parcel.mark for parcel in rest])
        self.wake()

    def _give_back(self, ids: Sequence[int], marks: Sequence[str]) -> None:
        now = datetime.now(UTC)
        try:
            if ids:
                self._writer.call(lambda connection: messages.give_back(connection, self.owner, ids, now))
            if marks:
                self._writer.call(lambda connection: replies.give_back(connection, self.owner, marks, now))
        except (SQLAlchemyError, OSError):
            log.warning("rows wait until their lease runs out", extra={"rows": len(ids) + len(marks)})

    def _keep(self) -> None:
        """Extend the leases of what is in hand, long before they run out."""
        while not self._ended.wait(self.pace.lease / 3):
            ids = [claimed.id for claimed, _ in self._answerers.held(self.pace.longest_hold)]
            marks = _marks(self._senders.held(self.pace.longest_hold))
            if ids or marks:
                self._extend(ids, marks)

    def _extend(self, ids: Sequence[int], marks: Sequence[str]) -> None:
        until = datetime.now(UTC) + timedelta(seconds=self.pace.lease)

        def both(connection: Connection) -> None:
            INBOX.extend(connection, INBOX.table.c.id, ids, self.owner, until)
            OUTBOX.extend(connection, OUTBOX.table.c.mark, marks, self.owner, until)

        try:
            self._writer.call(both)
        except (SQLAlchemyError, OSError) as error:
            log.warning("leases could not be extended", extra={"error": type(error).__name__})


def _marks(bundles: Sequence[Bundle]) -> list[str]:
    return [parcel.mark for bundle in bundles for parcel in bundle.parcels]
