"""Tables of the talk: what came in, what goes out, who was here, what was asked."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, SmallInteger, String, Table, Text, text

from bot.store.columns import RowId, UtcTime, metadata

OPEN, DONE, DEAD, CANCELLED, AWAITING_ECHO = 0, 1, 2, 3, 4
"""States of inbox and outbox rows. DEAD: given up, kept for staff with its reason."""


def _part(name: str, *columns: str, states: str) -> Index:
    """An index of the rows in some states only: of the few that wait, not of the many that are done."""
    condition = text(f"status {states}")
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),  # order of arrival
    Column("event_key", String(128), nullable=False, unique=True),  # one row an event, however often it is sent
    Column("page_id", String(64), nullable=False),
    Column("address", String(64), nullable=False),  # the platform's id of the citizen; blanked by `bot data purge`
    Column("citizen", String(64), nullable=False),  # pseudonym
    Column("channel", String(16), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("body", JSON, nullable=False),  # what the event said, in our words
    Column("occurred_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("status", SmallInteger, nullable=False, default=OPEN),
    Column("ready_at", UtcTime, nullable=False),
    Column("lease_until", UtcTime, nullable=False),
    Column("owner", String(64), nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Column("cause", String(160), nullable=False, default="", server_default=""),  # the same for programs, once given up
    Column("done_at", UtcTime),
    _part("ix_inbox_open", "id", states="= 0"),
    _part("ix_inbox_open_citizen", "citizen", "id", states="= 0"),
    Index("ix_inbox_citizen", "citizen"),
    _part("ix_inbox_dead", "id", states="= 2"),
    sqlite_autoincrement=True,  # a number is never given twice, not even after a purge
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),  # order of sending
    Column("inbox_id", RowId, nullable=False, index=True),
    Column("page_id", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("citizen", String(64), nullable=False),
    Column("message", JSON, nullable=False),  # body of the send call without recipient
    Column("mark", String(64), nullable=False, unique=True),  # travels as metadata and comes back in the echo
    Column("window_until", UtcTime, nullable=False),  # the platform accepts answers until then
    Column("status", SmallInteger, nullable=False, default=OPEN),
    Column("ready_at", UtcTime, nullable=False),
    Column("lease_until", UtcTime, nullable=False),
    Column("owner", String(64), nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", UtcTime),
    Column("message_id", String(256), nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),  # why it was given up or is waiting
    Column("cause", String(160), nullable=False, default="", server_default=""),  # the same for programs, once given up
    Column("forget", Boolean, nullable=False, default=False),  # blank address and message once it has left
    _part("ix_outbox_open", "id", states="IN (0, 4)"),
    _part("ix_outbox_open_citizen", "citizen", "id", states="IN (0, 4)"),
    Index("ix_outbox_citizen", "citizen"),
    _part("ix_outbox_dead", "id", states="= 2"),
    sqlite_autoincrement=True,  # a number is never given twice, not even after a purge
)

citizen = Table(
    "citizen",
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("quiet_until", UtcTime),  # a person of the staff is talking
    Column("waits_since", UtcTime),  # asked for a person
    Column("unreachable_since", UtcTime),  # the platform says that nothing can be sent to them
    Column("memory", JSON, nullable=False),  # what the talk was about (domain.talk.Memory)
)

alarm = Table(
    "alarm",
    metadata,
    Column("name", String(32), primary_key=True),  # what is wrong: one of bot.store.alarms.Trouble
    Column(
        "detail", Text, nullable=False, default=""
    ),  # for whoever mends it: codes, names of settings; nobody's words
    Column("since", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),  # when it was last found to be so
)

deletion = Table(
    "deletion",
    metadata,
    Column("code", String(32), primary_key=True),  # the confirmation code that the platform passes on
    Column("asked_at", UtcTime, nullable=False),
    Column("found", Boolean, nullable=False),  # whether anything was kept under the number the platform named
)

query = Table(
    "query",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("inbox_id", RowId, unique=True),  # a turn is counted once, however often it is tried
    Column("at", UtcTime, nullable=False),
    Column("day", String(10), nullable=False),  # YYYY-MM-DD in BOT_TIMEZONE
    Column("citizen", String(64), nullable=False),
    Column("channel", String(16), nullable=False),  # messenger | emulator | terminal
    Column("kind", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("intent", String(128), nullable=False, default=""),
    Column("topic", String(64), nullable=False, default=""),
    Column("province", String(2), nullable=False, default=""),  # NCDD code of the province asked about
    Column("names", JSON, nullable=False),
    Column("score", Float, nullable=False, default=0.0),
    Column("outcome", String(20), nullable=False),
    Column("profile", Boolean, nullable=False, default=False),  # profile and quiz taps are not queries
    Column("demonstration", Boolean, nullable=False, default=False),
    Column("latency_ms", Integer, nullable=False, default=0),  # from arrival to the stored reply
    Index("ix_query_day", "day", "topic", "language", "citizen"),
    Index("ix_query_citizen", "citizen", "at", "channel"),
)
