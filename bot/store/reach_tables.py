"""Tables of the roll-up: what was counted of the log, so that no report has to read all of it."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Integer, LargeBinary, String, Table, Text

from bot.store.columns import RowId, UtcTime, metadata

reach_person = Table(
    "reach_person",  # a small number for each pseudonym: sets of people are sets of numbers
    metadata,
    Column("number", RowId, primary_key=True),
    Column("citizen", String(64), nullable=False, unique=True),
)

reach_day = Table(
    "reach_day",  # the log of one day, packed (reach/block.py); the days are those of the roll-up's time zone
    metadata,
    Column("day", String(10), primary_key=True),
    Column("turns", Integer, nullable=False),
    Column("words", JSON, nullable=False),  # what the small numbers of topics, intents … stand for in this block
    Column("block", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),  # changes whenever the block does
)

reach_seen = Table(
    "reach_seen",  # which rows of the log were rolled up, by the day that is written in them
    metadata,
    Column("day", String(10), primary_key=True),
    Column("turns", Integer, nullable=False),
    Column("ids", BigInteger, nullable=False),  # sum of the row numbers: another sum is another set of rows
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
)

reach_month = Table(
    "reach_month",  # distinct people of each cut; "*" stands for all. Terminal talks are left out
    metadata,
    Column("month", String(7), primary_key=True),
    Column("province", String(2), primary_key=True),
    Column("topic", String(64), primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("people", Integer, nullable=False),
    Column("queries", Integer, nullable=False),
)

reach_state = Table(
    "reach_state",  # zone and session gap the roll-up was made with; the highest row number seen
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)
