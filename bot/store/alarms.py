"""Alarms: what keeps the bot from serving citizens and only a person can mend. Kept until it is over."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from bot.store.talk_tables import alarm
from bot.store.upsert import insert


class Trouble(StrEnum):
    """Every alarm there is; ``alarm.<name>`` among the desk's phrases says what it means and what to do."""

    SENDING = "sending"  # the platform refuses to let the bot send: token, permission, a restricted Page
    SUBSCRIPTION = "subscription"  # the Page no longer tells the bot of messages
    POLICY = "policy"  # the platform warned or blocked the Page
    WEBHOOK = "webhook"  # bodies arrive that are not signed with the app secret


@dataclass(frozen=True)
class Alarm:
    """Something that is wrong now. ``detail`` is for whoever mends it and holds nobody's words."""

    name: str
    detail: str
    since: datetime
    seen_at: datetime


def raise_alarm(connection: Connection, trouble: Trouble, detail: str, now: datetime) -> None:
    """Note that something is wrong; an alarm that stands already keeps its beginning."""
    row = {"name": trouble.value, "detail": detail[:500], "since": now, "seen_at": now}
    connection.execute(_raising(connection.dialect.name), row)


def clear_alarm(connection: Connection, trouble: Trouble) -> bool:
    """It is over. Returns whether the alarm stood."""
    return connection.execute(alarm.delete().where(alarm.c.name == trouble.value)).rowcount > 0


def standing_alarms(connection: Connection) -> list[Alarm]:
    """What is wrong now, the oldest first."""
    return [Alarm(*row) for row in connection.execute(select(alarm).order_by(alarm.c.since))]


@functools.cache
def _raising(database: str) -> Any:
    new = insert(database, alarm)
    again = {"detail": new.excluded.detail, "seen_at": new.excluded.seen_at}
    return new.on_conflict_do_update(index_elements=[alarm.c.name], set_=again)
