"""Who holds the talk with a citizen: the bot, or a person of the staff for a while."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from bot.store.talk_tables import citizen
from bot.store.upsert import insert


@dataclass(frozen=True)
class Hold:
    """From now on the bot keeps quiet for a citizen until ``until``; None gives the talk back to the bot.

    ``answered``: a person wrote to them, so that they no longer wait for one.
    """

    citizen: str
    at: datetime
    until: datetime | None
    answered: bool = False


@dataclass(frozen=True)
class Waiting:
    """Somebody who asked for a person and was not answered by one yet."""

    citizen: str  # pseudonym
    since: datetime
    last_at: datetime  # when they last wrote


def hold(connection: Connection, holds: Sequence[Hold]) -> None:
    """Note who holds each talk, in the order given; also of somebody the bot has never met."""
    for one in holds:
        row = {"citizen": one.citizen, "first_at": one.at, "last_at": one.at, "memory": {}, "quiet_until": one.until}
        connection.execute(_holding(connection.dialect.name, one.answered), row)


def not_reached(connection: Connection, citizens: Sequence[str], now: datetime) -> None:
    """Note that the platform cannot send to them; the next thing they write takes the note away."""
    them = update(citizen).where(citizen.c.citizen == bindparam("who"), citizen.c.unreachable_since.is_(None))
    connection.execute(them.values(unreachable_since=now), [{"who": one} for one in citizens])


def waiting_for_a_person(connection: Connection) -> list[Waiting]:
    """Everybody who waits for a person of the staff, the longest wait first."""
    found = select(citizen.c.citizen, citizen.c.waits_since, citizen.c.last_at).where(
        citizen.c.waits_since.is_not(None)
    )
    return [Waiting(*row) for row in connection.execute(found.order_by(citizen.c.waits_since))]


@functools.cache
def _holding(database: str, answered: bool) -> Any:
    new = insert(database, citizen)
    values: dict[str, Any] = {"quiet_until": new.excluded.quiet_until}
    if answered:
        values["waits_since"] = None
    return new.on_conflict_do_update(index_elements=[citizen.c.citizen], set_=values)
