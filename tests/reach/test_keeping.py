"""The thread that keeps the roll-up level with the log."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, func, select

from bot.reach.keeping import Keeper
from bot.store.reach_tables import reach_day
from bot.store.talk_tables import query
from tests.reach.turns import PHNOM_PENH, turn

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)  # 12 o'clock in Phnom Penh


def rolled(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.coalesce(func.sum(reach_day.c.turns), 0))).scalar_one()


def test_every_look_counts_what_is_new_and_the_first_of_a_day_what_is_gone(engine: Engine) -> None:
    keeper = Keeper(engine, PHNOM_PENH, 30)
    with engine.begin() as connection:
        for day in range(40):  # more than one look takes at once
            connection.execute(query.insert().values(turn(NOON - timedelta(days=day))))
    assert keeper.look(NOON) and rolled(engine) == 40
    with engine.begin() as connection:
        connection.execute(query.insert().values(turn(NOON)))
        connection.execute(delete(query).where(query.c.day == "2026-02-20"))
    assert not keeper.look(NOON + timedelta(hours=1)) and rolled(engine) == 41
    assert not keeper.look(datetime(2026, 3, 1, 18, tzinfo=UTC)), "one o'clock at night is too early"
    assert keeper.look(NOON + timedelta(days=1)) and rolled(engine) == 40


def test_the_thread_works_and_ends(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(query.insert().values(turn(NOON)))
    keeper = Keeper(engine, PHNOM_PENH, 30, every=0.05)
    keeper.start()
    until = time.monotonic() + 20
    while not rolled(engine) and time.monotonic() < until:
        time.sleep(0.05)
    keeper.stop()
    assert rolled(engine) == 1
