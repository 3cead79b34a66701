"""How Alembic reaches the store: through the address the bot gives it."""

from __future__ import annotations

from alembic import context

import bot.store.campaign_tables
import bot.store.desk_tables
import bot.store.fact_tables
import bot.store.reach_tables
import bot.store.staff_tables
import bot.store.talk_tables  # noqa: F401  (they fill the metadata)
from bot.store.columns import metadata
from bot.store.engine import open_engine

engine = open_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
