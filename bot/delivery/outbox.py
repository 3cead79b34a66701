"""The outbox: every reply is stored before it is sent, and none is lost without a reason beside it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.delivery.leases import Queue
from bot.store.alarms import Trouble, clear_alarm, raise_alarm
from bot.store.forgetting import BLANK_WHEN_SENT
from bot.store.holding import Hold, hold, not_reached
from bot.store.talk_tables import AWAITING_ECHO, CANCELLED, DEAD, DONE, OPEN, outbox

OUTBOX = Queue(outbox, "IN (0, 4)")
UNSENT = (OPEN, AWAITING_ECHO)


@dataclass(frozen=True)
class Parcel:
    """One message of a reply, ready to be sent."""

    mark: str
    inbox_id: int
    page_id: str
    address: str
    citizen: str
    message: Mapping[str, Any]
    window_until: datetime
    attempts: int = 0  # refused or unanswered sends so far
    awaited: bool = False  # was sent once already without an answer, and its echo never came


class Effect(StrEnum):
    """What a send shows beyond its own message."""

    NONE = ""
    STOPPED = "stopped"  # the platform refuses every message: an alarm
    FLOWS = "flows"  # it takes messages (again)
    UNREACHABLE = "unreachable"  # nothing can be sent to this citizen
    HELD = "held"  # somebody else holds the talk with this citizen


@dataclass(frozen=True)
class Settlement:
    """What became of a parcel. ``status`` OPEN or AWAITING_ECHO: it is taken up again at ``ready_at``."""

    parcel: Parcel
    owner: str
    status: int
    now: datetime
    ready_at: datetime
    attempts: int
    reason: str = ""
    message_id: str = ""
    effect: Effect = Effect.NONE
    quiet_until: datetime | None = None  # with Effect.HELD
    cause: str = ""  # why it was given up, for programs


@dataclass(frozen=True)
class Echo:
    """The platform tells that a message with this mark was delivered."""

    mark: str
    message_id: str
    at: datetime


def _settling(also: Mapping[str, Any]) -> Any:
    hers = (outbox.c.mark == bindparam("which"), outbox.c.owner == bindparam("mine"), OUTBOX.pending())
    names = ("status", "reason", "cause", "ready_at", "attempts", "sent_at", "message_id")
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(outbox).where(*hers).values({**values, "owner": "", "lease_until": bindparam("freed"), **also})


# Made once: making a statement costs more than running it.
_FINISH, _TRY_AGAIN = _settling(BLANK_WHEN_SENT), _settling({})
_THEIRS = outbox.c.citizen.in_(bindparam("citizens", expanding=True))
_AWAITING = select(outbox.c.citizen).distinct().where(_THEIRS, OUTBOX.pending())


def new_mark() -> str:
    """What a message carries so that its echo is recognised."""
    return uuid.uuid4().hex


def is_mark(text: str) -> bool:
    """Whether an echo's mark can be one of ours: other tools at the Page put their own words there."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None


def put(connection: Connection, parcels: Sequence[Parcel], owners: Sequence[str], now: datetime, lease: float) -> None:
    """Store parcels in the order of sending; one with an owner is leased to it at once."""
    rows = []
    names = ("mark", "inbox_id", "page_id", "address", "citizen", "window_until")
    for parcel, owner in zip(parcels, owners, strict=True):
        row = {name: getattr(parcel, name) for name in names}
        until = now + timedelta(seconds=lease) if owner else now
        rows.append({**row, "message": dict(parcel.message), "ready_at": now, "lease_until": until, "owner": owner})
    connection.execute(outbox.insert(), rows)


def awaiting(connection: Connection, citizens: Sequence[str]) -> set[str]:
    """Those of ``citizens`` for whom something is still to be sent."""
    return set(connection.execute(_AWAITING, {"citizens": citizens}).scalars())


def claim(connection: Connection, owner: str, now: datetime, limit: int, lease: float) -> list[Parcel]:
    """Lease up to ``limit`` parcels, the earliest of each citizen."""
    return [_parcel(row) for row in OUTBOX.take(connection, owner, now, limit, lease)]


def settle(connection: Connection, settlements: Sequence[Settlement]) -> list[None]:
    """Write down what became of parcels; what another process took meanwhile or an echo settled stays as it is."""
    final = [one for one in settlements if one.status not in UNSENT]
    again = [one for one in settlements if one.status in UNSENT]
    for some, statement in ((final, _FINISH), (again, _TRY_AGAIN)):
        if some:
            connection.execute(statement, [_values(one) for one in some])
    for one in settlements:
        if one.effect:
            _take_effect(connection, one)
    if given_up := [one.parcel.inbox_id for one in final if one.status == DEAD]:
        _cancel_rest(connection, given_up)
    return [None] * len(settlements)


def give_back(connection: Connection, owner: str, marks: Sequence[str], now: datetime) -> None:
    """Return parcels that were leased but never begun."""
    mine = update(outbox).where(outbox.c.mark.in_(marks), outbox.c.owner == owner, outbox.c.status.in_(UNSENT))
    connection.execute(mine.values(lease_until=now, owner=""))


def settle_echoes(connection: Connection, echoes: Sequence[Echo]) -> None:
    """Mark as sent what the platform says it delivered, also what had been given up for lost."""
    known = {echo.mark: echo for echo in echoes}
    open_ones = select(outbox.c.mark).where(outbox.c.mark.in_(known), outbox.c.status.in_((*UNSENT, DEAD)))
    # Locked in one order everywhere, so that two transactions never wait for each other.
    found = connection.execute(open_ones.order_by(outbox.c.id).with_for_update()).scalars().all()
    if found:
        sent = update(outbox).where(outbox.c.mark == bindparam("which"))
        values = {"status": DONE, "owner": "", "reason": "", "cause": "", **BLANK_WHEN_SENT}
        statement = sent.values({**values, "message_id": bindparam("theirs"), "sent_at": bindparam("moment")})
        echoed = [known[mark] for mark in found]
        connection.execute(statement, [{"which": e.mark, "theirs": e.message_id, "moment": e.at} for e in echoed])


def _take_effect(connection: Connection, one: Settlement) -> None:
    if one.effect is Effect.STOPPED:
        raise_alarm(connection, Trouble.SENDING, one.reason, one.now)
    elif one.effect is Effect.FLOWS:
        clear_alarm(connection, Trouble.SENDING)
    elif one.effect is Effect.UNREACHABLE:
        not_reached(connection, [one.parcel.citizen], one.now)
    elif one.quiet_until:
        hold(connection, [Hold(one.parcel.citizen, one.now, one.quiet_until)])


def _values(one: Settlement) -> dict[str, Any]:
    return {
        "which": one.parcel.mark,
        "mine": one.owner,
        "freed": one.now,
        "new_status": one.status,
        "new_reason": one.reason,
        "new_cause": one.cause,
        "new_ready_at": one.ready_at,
        "new_attempts": one.attempts,
        "new_sent_at": one.now if one.status == DONE else None,
        "new_message_id": one.message_id,
    }


def _cancel_rest(connection: Connection, inbox_ids: Sequence[int]) -> None:
    """Half an answer must not go on after a hole: the later parts of the same turn are not sent."""
    rest = update(outbox).where(outbox.c.inbox_id.in_(inbox_ids), outbox.c.status.in_(UNSENT))
    values = {"status": CANCELLED, "owner": "", "reason": "an earlier part of this answer could not be sent"}
    connection.execute(rest.values({**values, **BLANK_WHEN_SENT}))


def _parcel(row: Any) -> Parcel:
    names = ("mark", "inbox_id", "page_id", "address", "citizen", "message", "window_until", "attempts")
    return Parcel(**{name: getattr(row, name) for name in names}, awaited=row.status == AWAITING_ECHO)
