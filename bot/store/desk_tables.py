"""Tables of the staff's work: questions to learn from, drafts of content, the history of changes."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, String, Table, Text

from bot.store.columns import RowId, UtcTime, metadata

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("inbox_id", RowId, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("citizen", String(64), nullable=False),  # pseudonym: needed to forget it when the citizen asks
    Column("language", String(2), nullable=False),
    Column("outcome", String(20), nullable=False),  # not_understood | offered
    Column("text", Text, nullable=False),  # personal data removed
    Column("state", String(16), nullable=False),  # open | tapped | added | dismissed
    Index("ix_unanswered_state", "state", "at"),
    Index("ix_unanswered_citizen", "citizen"),
)

content_draft = Table(
    "content_draft",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("author", String(64), nullable=False),  # staff name
    Column("path", String(256), nullable=False),  # of the intent file, below the folder of intents
    Column("base", String(64), nullable=False),  # SHA-256 of the text the draft began from
    Column("text", Text, nullable=False),
    Column("additions", JSON, nullable=False),  # what was added, so that it can be added to a newer text too
    Column("state", String(16), nullable=False),  # checking | checked | saved | dropped
    Column("findings", JSON, nullable=False),
    sqlite_autoincrement=True,
)

content_change = Table(
    "content_change",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("author", String(64), nullable=False),
    Column("path", String(256), nullable=False),  # an intent file, facts/<table>/<key>, events/<code>
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("undoes", RowId),  # the change that this one took back
    Index("ix_content_change_path", "path", "id"),
    sqlite_autoincrement=True,
)
