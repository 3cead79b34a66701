"""A log to write into."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import Engine

from bot.store.talk_tables import query
from tests.reach.turns import Log, Row


@pytest.fixture
def log(engine: Engine) -> Log:
    """Write turns into the log, in place of what it held."""

    def write(rows: Iterable[Row]) -> None:
        with engine.begin() as connection:
            connection.execute(query.delete())
            for row in rows:
                connection.execute(query.insert().values(row))

    return write
