"""What people told of themselves is read again only where it changed, and is always what the store has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, event, insert, update

from bot.reach.crowd import groups
from bot.reach.daybook import daybook
from bot.reach.rollup import roll_up
from bot.store.campaign_tables import profile
from bot.store.talk_tables import query
from tests.reach.turns import PHNOM_PENH, turn

START = datetime(2026, 3, 1, 5, tzinfo=UTC)


def people(engine: Engine, first: int, last: int) -> None:
    with engine.begin() as connection:
        connection.execute(query.insert(), [turn(START + timedelta(minutes=n), f"p{n:02}") for n in range(first, last)])
    roll_up(engine, PHNOM_PENH, 30)


def tells(engine: Engine, number: int, sex: str, minutes: int, **more: Any) -> None:
    row = {"sex": sex, "sex_state": "answered", "changed_at": START + timedelta(minutes=minutes), **more}
    with engine.begin() as connection:
        if not connection.execute(update(profile).where(profile.c.citizen == f"p{number:02}").values(row)).rowcount:
            connection.execute(insert(profile).values(citizen=f"p{number:02}", **row))


def counted(engine: Engine, field: str = "sex") -> dict[str, int]:
    with engine.connect() as connection:
        found = groups(connection, daybook(connection))[field]
    whole = sum(marks.astype(int) for marks in found.values())
    assert whole.min() == whole.max() == 1, "everybody is in exactly one group"
    return {value: int(marks[1:].sum()) for value, marks in found.items() if marks[1:].any()}  # nobody has the number 0


def test_what_changed_is_brought_up_to_date(engine: Engine) -> None:
    people(engine, 0, 10)
    assert counted(engine) == {"not_asked": 10}
    tells(engine, 1, "female", 1)
    tells(engine, 2, "male", 2, age_band="18-30", age_band_state="answered")
    assert counted(engine) == {"female": 1, "male": 1, "not_asked": 8}
    assert counted(engine, "age_band") == {"18-30": 1, "not_asked": 9}
    tells(engine, 1, "other", 3)  # a later answer corrects an earlier one
    tells(engine, 3, "", 3, sex_state="declined")
    tells(engine, 4, "", 3, sex_state="asked")
    assert counted(engine) == {"other": 1, "male": 1, "declined": 1, "unknown": 1, "not_asked": 6}
    people(engine, 10, 12)
    tells(engine, 11, "female", 4)
    assert counted(engine) == {"female": 1, "other": 1, "male": 1, "declined": 1, "unknown": 1, "not_asked": 7}
    tells(engine, 5, "male", -100)  # an import tells what was said long ago
    assert counted(engine)["male"] == 2
    with engine.begin() as connection:
        connection.execute(delete(profile).where(profile.c.citizen == "p11"))
    assert "female" not in counted(engine)
    tells(engine, 20, "female", 5)  # told before anything of theirs was counted
    assert "female" not in counted(engine)
    people(engine, 20, 21)
    assert counted(engine)["female"] == 1


def test_only_what_changed_is_read(engine: Engine) -> None:
    people(engine, 0, 30)
    for number in range(30):
        tells(engine, number, "female", number)
    counted(engine)
    tells(engine, 3, "male", 40)
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    assert counted(engine) == {"female": 29, "male": 1}
    joins = [one for one in seen if "JOIN profile" in one]
    assert len(joins) == 2 and "changed_at >=" in joins[0] and "number >" in joins[1]
