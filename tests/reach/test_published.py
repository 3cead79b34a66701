"""Public tables stay as they were counted until the log of their years changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, delete, text, update

from bot.reach.keeping import Keeper
from bot.reach.open_tables import open_tables
from bot.reach.published import Published, publish, published
from bot.reach.rollup import roll_up
from bot.store.campaign_tables import profile
from bot.store.talk_tables import query
from tests.reach.turns import PHNOM_PENH, turn

TODAY = date(2026, 3, 1)


def wrote(engine: Engine, year: int, people: int, begin: int = 0) -> None:
    """So many people write in a year, once in each quarter."""
    with engine.begin() as connection:
        for number in range(begin, begin + people):
            for month in (2, 5, 8, 11):
                at = datetime(year, month, 3, 5, tzinfo=UTC) + timedelta(minutes=number)
                connection.execute(query.insert().values(turn(at, f"person-{number}")))


def told(engine: Engine) -> dict[int, Published]:
    with engine.connect() as connection:
        return published(connection)


def total(engine: Engine, year: int) -> dict[str, int]:
    table = told(engine)[year].table("total")
    assert table is not None
    return dict(zip(table.columns, table.rows[0], strict=True))


def test_a_closed_year_is_counted_once_and_anew_when_its_log_changed(engine: Engine) -> None:
    wrote(engine, 2024, 30)
    wrote(engine, 2025, 40)
    wrote(engine, 2026, 9)
    roll_up(engine, PHNOM_PENH, 30)
    assert publish(engine, PHNOM_PENH, TODAY) == [2024, 2025]
    assert list(told(engine)) == [2025, 2024], "the year that runs stays closed"
    assert total(engine, 2025) == {"year": 2025, "people": 40, "new": 10, "returning": 30, "queries": 160}
    with engine.connect() as connection:
        assert told(engine)[2024].tables == open_tables(connection, 2024, PHNOM_PENH)
    wrote(engine, 2026, 1, 20)
    roll_up(engine, PHNOM_PENH, 30)
    assert publish(engine, PHNOM_PENH, TODAY) == []
    wrote(engine, 2025, 10, 40)
    roll_up(engine, PHNOM_PENH, 30)
    assert publish(engine, PHNOM_PENH, TODAY) == [2025] and total(engine, 2025)["people"] == 50
    wrote(engine, 2023, 30)  # as an import does: they are new no longer in 2024
    roll_up(engine, PHNOM_PENH, 30)
    assert publish(engine, PHNOM_PENH, TODAY) == [2023, 2024, 2025]
    assert total(engine, 2024)["returning"] == 30


def test_a_year_waits_for_its_last_messages(engine: Engine) -> None:
    wrote(engine, 2025, 30)
    roll_up(engine, PHNOM_PENH, 30)
    assert publish(engine, PHNOM_PENH, date(2026, 1, 14)) == [] and told(engine) == {}
    assert publish(engine, PHNOM_PENH, date(2026, 1, 15)) == [2025]


def test_what_people_say_of_themselves_later_cannot_be_read_from_two_looks(engine: Engine) -> None:
    wrote(engine, 2025, 30)
    with engine.begin() as connection:
        rows = [{"citizen": f"person-{n}", "sex": "male" if n % 2 else "female", "sex_state": "answered",
                 "changed_at": datetime(2025, 12, 1, tzinfo=UTC)} for n in range(20)]  # fmt: skip
        connection.execute(profile.insert(), rows)
    roll_up(engine, PHNOM_PENH, 30)
    publish(engine, PHNOM_PENH, TODAY)
    before = told(engine)
    with engine.begin() as connection:
        late = datetime(2026, 2, 1, tzinfo=UTC)
        connection.execute(update(profile).where(profile.c.citizen == "person-3").values(sex="female", changed_at=late))
    assert publish(engine, PHNOM_PENH, TODAY) == [] and told(engine) == before


def test_what_is_deleted_is_withdrawn(engine: Engine) -> None:
    wrote(engine, 2024, 30)
    wrote(engine, 2025, 30)
    roll_up(engine, PHNOM_PENH, 30)
    publish(engine, PHNOM_PENH, TODAY)
    with engine.begin() as connection:
        connection.execute(delete(query).where(query.c.day < "2025"))
    roll_up(engine, PHNOM_PENH, 30, thorough=True)
    publish(engine, PHNOM_PENH, TODAY)
    assert list(told(engine)) == [2025]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM query"))
    roll_up(engine, PHNOM_PENH, 30, thorough=True)
    publish(engine, PHNOM_PENH, TODAY)
    assert told(engine) == {}


def test_another_time_zone_withdraws_everything_until_it_is_counted_anew(engine: Engine) -> None:
    wrote(engine, 2025, 30)
    roll_up(engine, PHNOM_PENH, 30)
    publish(engine, PHNOM_PENH, TODAY)
    roll_up(engine, PHNOM_PENH, 45)
    assert told(engine) == {}
    assert publish(engine, PHNOM_PENH, TODAY) == [2025]


def test_the_keeper_publishes_before_anybody_looks(engine: Engine) -> None:
    wrote(engine, 2025, 30)
    Keeper(engine, PHNOM_PENH, 30).look(datetime(2026, 3, 1, 5, tzinfo=UTC))
    assert list(told(engine)) == [2025]
