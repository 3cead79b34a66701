"""What the values of a breakdown are called where that stands in the store: provinces, ministries, events."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Column, Connection, Table, select

from bot.domain.facts import Both
from bot.store.campaign_tables import event
from bot.store.fact_tables import ministry, place

_TABLES: Mapping[str, tuple[Table, str]] = {
    "province": (place, "code"),
    "district": (place, "code"),
    "ministry": (ministry, "ministry_id"),
    "event": (event, "code"),
}


def names_of(connection: Connection, field: str) -> dict[str, Both]:
    """Names by value of a field; empty for fields whose values have words of their own (definitions.said)."""
    if field not in _TABLES:
        return {}
    table, key = _TABLES[field]
    columns: list[Column[str]] = [table.c[key], table.c.name_km, table.c.name_en]
    wanted = select(*columns)
    if table is place:
        wanted = wanted.where(place.c.level == field)
    return {row[0]: Both(row[1], row[2]) for row in connection.execute(wanted)}
