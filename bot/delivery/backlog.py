"""How much waits in the queues, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, text

from bot.delivery.inbox import INBOX
from bot.delivery.leases import Queue
from bot.delivery.outbox import OUTBOX
from bot.store.alarms import standing_alarms
from bot.store.talk_tables import DEAD


@dataclass(frozen=True)
class Backlog:
    """Rows of each queue, and the age in seconds of the oldest message that waits for its answer."""

    messages: int
    replies: int
    dead_messages: int
    dead_replies: int
    lag_seconds: float
    alarms: dict[str, str] = field(default_factory=dict)  # name and detail of each alarm that stands


def measure(engine: Engine, now: datetime) -> Backlog:
    """Look at the queues. Raises SQLAlchemyError when the store cannot be read."""
    with engine.execution_options(reading=True).connect() as connection:
        oldest = connection.execute(select(func.min(INBOX.table.c.received_at)).where(INBOX.pending())).scalar()
        return Backlog(
            messages=_open(connection, INBOX),
            replies=_open(connection, OUTBOX),
            dead_messages=_dead(connection, INBOX),
            dead_replies=_dead(connection, OUTBOX),
            lag_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
            alarms={alarm.name: alarm.detail for alarm in standing_alarms(connection)},
        )


def _open(connection: Connection, queue: Queue) -> int:
    return connection.execute(select(func.count()).select_from(queue.table).where(queue.pending())).scalar_one()


def _dead(connection: Connection, queue: Queue) -> int:
    # Spelled out, so that both databases use the partial index.
    dead = text(f"{queue.table.name}.status = {DEAD}")
    return connection.execute(select(func.count()).select_from(queue.table).where(dead)).scalar_one()
