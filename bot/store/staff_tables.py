"""Tables of the staff: who may sign in, and the tries of late."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from bot.store.columns import RowId, UtcTime, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),  # small letters; what is typed at the sign-in
    Column("role", String(16), nullable=False),  # editor | me | administrator
    Column("password", Text, nullable=False),  # argon2id, in its own text form
    Column("version", Integer, nullable=False, default=1),  # sessions of an older version have ended
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime),  # last sign-in
    sqlite_autoincrement=True,
)

# Kept by the name that was typed, whether it exists or not: a lock must not tell which names do.
sign_in_try = Table(
    "sign_in_try",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False),
)
