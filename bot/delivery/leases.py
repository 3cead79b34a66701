"""Leases: rows of a queue that one process has taken for a while."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, TextClause, and_, bindparam, exists, select, text, update

from bot.store.columns import UtcTime


class Queue:
    """A table that is worked through in order, one row of a citizen at a time.

    ``states``: SQL of the states still to be worked on, as in the table's partial indexes. ``also``: what
    changes in a row that is taken. Statements are made once: making them costs more than running them.
    """

    def __init__(self, table: Table, states: str, **also: Any) -> None:
        self.table, self.states = table, states
        free = self._takeable()
        self._any = free.limit(1)
        picked = free.limit(bindparam("most")).with_for_update(skip_locked=True, of=table).cte("picked")
        leased = {"owner": bindparam("taker"), "lease_until": bindparam("until"), **also}
        mine = update(table).where(table.c.id.in_(select(picked.c.id)))
        self._take = mine.values(leased).returning(*table.c)

    def pending(self, name: str = "") -> TextClause:
        """The condition on open rows, spelled out so that both databases use the partial index."""
        return text(f"{name or self.table.name}.status {self.states}")

    def waits(self, connection: Connection, now: datetime) -> bool:
        """Whether a row could be taken now. Reads only."""
        return connection.execute(self._any, {"now": now}).first() is not None

    def take(self, connection: Connection, owner: str, now: datetime, limit: int, lease: float) -> Sequence[Row[Any]]:
        """Lease up to ``limit`` rows for ``lease`` seconds: at most one a citizen, the earliest, in their order.

        Several processes may take at once: on PostgreSQL each skips what another holds, SQLite lets one in.
        """
        until = now + timedelta(seconds=lease)
        rows = connection.execute(self._take, {"now": now, "most": limit, "taker": owner, "until": until})
        return sorted(rows, key=lambda row: row.id)

    def extend(
        self, connection: Connection, key: Column[Any], held: Collection[Any], owner: str, until: datetime
    ) -> None:
        """Keep the rows whose ``key`` is in ``held`` until ``until``; those lost to another process stay lost."""
        table = self.table
        # A row that is locked is just being settled or taken: waiting for it could end in a deadlock.
        mine = select(table.c.id).where(key.in_(held), table.c.owner == owner, self.pending())
        picked = mine.with_for_update(skip_locked=True).cte("picked")
        connection.execute(update(table).where(table.c.id.in_(select(picked.c.id))).values(lease_until=until))

    def _takeable(self) -> Any:
        table, now = self.table, bindparam("now", type_=UtcTime)
        earlier = table.alias("earlier")
        before = and_(earlier.c.citizen == table.c.citizen, earlier.c.id < table.c.id, self.pending("earlier"))
        free = and_(self.pending(), table.c.ready_at <= now, table.c.lease_until <= now)
        return select(table.c.id).where(free, ~exists().where(before)).order_by(table.c.id)
