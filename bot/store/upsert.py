"""INSERT with ON CONFLICT, written alike for SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(database: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT; ``database`` is the dialect's name, ``sqlite`` or ``postgresql``."""
    return sqlite.insert(table) if database == "sqlite" else postgresql.insert(table)
