"""The inbox: every event that needs work is stored once, then taken up by one worker at a time."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, case, select, text, update
from sqlalchemy.exc import DataError, SQLAlchemyError

from bot.delivery import metrics
from bot.delivery.corrections import erase, take_edits
from bot.delivery.leases import Queue
from bot.delivery.outbox import settle_echoes
from bot.delivery.pace import Pace
from bot.delivery.sorting import Body, Sorter, result_of
from bot.delivery.writer import Writer
from bot.domain.talk import Incoming, Kind
from bot.errors import StoreError
from bot.messenger.events import Event
from bot.messenger.kinds import EventKind
from bot.settings import Settings
from bot.store.alarms import Trouble, clear_alarm, raise_alarm
from bot.store.holding import hold
from bot.store.talk_tables import DEAD, OPEN, inbox
from bot.store.upsert import insert

log = logging.getLogger(__name__)
INBOX = Queue(inbox, "= 0", attempts=inbox.c.attempts + 1)
CHANNEL = "bot_inbox"  # of PostgreSQL's NOTIFY
# Causes of messages that were not answered: the program ended, it has a fault, or the store was away.
ENDED, OURS, STORE = "ended", "bot", "store"


@dataclass(frozen=True)
class Claimed:
    """A row of the inbox in the hands of one worker."""

    id: int
    page_id: str
    address: str
    channel: str
    received_at: datetime
    attempts: int  # this one included
    incoming: Incoming


@dataclass(frozen=True)
class PutOff:
    """A row that could not be handled, and why (never in the citizen's words)."""

    id: int
    owner: str
    attempts: int
    error: str
    now: datetime
    cause: str = ""  # the same for programs: OURS or STORE, and what went wrong


class Inbox:
    """Stores events. ``patience``: seconds after which a store that does not answer counts as away."""

    def __init__(self, engine: Engine, settings: Settings, writer: Writer | None = None, patience: float = 4.0) -> None:
        self.writer = writer or Writer(engine)
        self.settings = settings
        self._sorter = Sorter(settings)
        self.patience = patience  # Meta: Webhooks for Messenger Platform: an answer within 5 seconds
        self.tell: list[Callable[[], None]] = []  # called after something was stored

    def store(self, events: Sequence[Event], received: datetime) -> None:
        """Store what needs work, in one commit with whatever else arrives at this moment; the rest is only counted.

        An event that is already there changes nothing. Raises StoreError when the store cannot commit.
        """
        body = self._sorter.sort(events, received)
        if body:
            self._commit(body)
        for event in events:
            self._count(event)
        if others := sum(event.page_id != self.settings.page_id for event in events):
            log.warning("events of another Page were left alone: check BOT_PAGE_ID", extra={"events": others})
        for tell in self.tell if body.wakes else ():
            tell()

    def _commit(self, body: Body) -> None:
        try:
            self.writer.run(_store, body, self.patience)
        except (DataError, UnicodeError, OverflowError) as error:
            # Sending it again would not help: the platform would only switch the bot off.
            raise UnstorableBody(type(error).__name__) from None
        except (SQLAlchemyError, FutureTimeout, OSError) as error:
            raise StoreError(f"The store did not take the message: {type(error).__name__}.") from None

    def _count(self, event: Event) -> None:
        result = result_of(event, self.settings.page_id)
        if result == "left_alone":
            log.info("an event of an unknown kind was left alone", extra={"keys": event.action})
        elif event.kind is EventKind.POLICY:
            log.critical("the platform judges the Page", extra={"action": event.action})
        metrics.EVENTS.labels(event.kind, result).inc()


class UnstorableBody(StoreError):
    """The database refuses what a body says, today and tomorrow."""


def claim(connection: Connection, owner: str, now: datetime, limit: int, pace: Pace) -> list[Claimed]:
    """Lease up to ``limit`` messages, the earliest of each citizen; those that were tried too often are given up."""
    rows = INBOX.take(connection, owner, now, limit, pace.lease)
    worn_out = [row.id for row in rows if row.attempts > pace.turn_tries]
    if worn_out:
        lost = update(inbox).where(inbox.c.id.in_(worn_out))
        never_told = inbox.c.error == ""
        reason = case((never_told, "the program ended each time while answering"), else_=inbox.c.error)
        cause = case((never_told, ENDED), else_=inbox.c.cause)
        connection.execute(lost.values(status=DEAD, owner="", done_at=now, error=reason, cause=cause))
    return [_claimed(row) for row in rows if row.id not in worn_out]


def put_off(connection: Connection, row: PutOff, pace: Pace) -> None:
    """Give a message back to be tried again later, or make it a dead letter after too many tries."""
    later = row.now + timedelta(seconds=pace.before_turn(row.attempts))
    state = DEAD if row.attempts >= pace.turn_tries else OPEN
    values = {
        "status": state,
        "ready_at": later,
        "lease_until": row.now,
        "owner": "",
        "error": row.error,
        "cause": row.cause,
    }
    connection.execute(_mine(row.owner, [row.id]).values(values))


def give_back(connection: Connection, owner: str, ids: Sequence[int], now: datetime) -> None:
    """Return messages that were leased but never begun."""
    values = {"lease_until": now, "owner": "", "attempts": inbox.c.attempts - 1}
    connection.execute(_mine(owner, ids).values(values))


def _mine(owner: str, ids: Sequence[int]) -> Any:
    return update(inbox).where(inbox.c.id.in_(ids), inbox.c.owner == owner, inbox.c.status == OPEN)


def _claimed(row: Any) -> Claimed:
    body = row.body
    said = {name: body.get(name, "") for name in ("text", "tap", "ref")}
    # A kind this version does not know must not hold up the queue.
    kind = Kind(row.kind) if row.kind in set(Kind) else Kind.FILE
    spot = body.get("spot")
    incoming = Incoming(row.citizen, kind, row.occurred_at, **said, spot=(spot[0], spot[1]) if spot else None)
    return Claimed(row.id, row.page_id, row.address, row.channel, row.received_at, row.attempts, incoming)


def _store(connection: Connection, bodies: Sequence[Body]) -> list[None]:
    """One statement for all rows: the unique key drops what is already there, also within this group."""
    if rows := [row for body in bodies for row in body.rows]:
        connection.execute(_new(connection.dialect.name), rows)
    if echoes := [echo for body in bodies for echo in body.echoes]:
        settle_echoes(connection, echoes)
    for body in bodies:
        _store_the_rare(connection, body)
    if any(body.wakes for body in bodies) and connection.dialect.name == "postgresql":
        connection.execute(select(text(f"pg_notify('{CHANNEL}', '')")))
    return [None] * len(bodies)


def _store_the_rare(connection: Connection, body: Body) -> None:
    take_edits(connection, body.edits)
    erase(connection, body.unsent)
    hold(connection, body.holds)
    for action, now in body.policies:
        if action == "unblock":
            clear_alarm(connection, Trouble.POLICY)
        else:
            raise_alarm(connection, Trouble.POLICY, action, now)


@functools.cache
def _new(database: str) -> Any:
    return insert(database, inbox).on_conflict_do_nothing(index_elements=[inbox.c.event_key])
