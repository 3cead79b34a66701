"""The memory of a talk is kept between turns and fades after a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, update

from bot.domain.talk import Memory
from bot.store.citizens import Kept, _read, _write, recall, remember, still_in_mind
from bot.store.talk_tables import citizen

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TALK = Memory(
    language="km",
    last_language="en",
    intent="budget-total",
    names={"place": "0102", "year": "2026"},
    asked_for="ministry",
    offered=("a", "b"),
    greeted=True,
    at=NOW,
)
words = st.text(max_size=20)
memories = st.builds(
    Memory,
    language=st.sampled_from(["km", "en", None]),
    last_language=st.sampled_from(["km", "en", None]),
    intent=words,
    names=st.dictionaries(words, words, max_size=3),
    asked_for=words,
    offered=st.lists(words, max_size=4).map(tuple),
    greeted=st.booleans(),
    at=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)),
)


def test_what_is_remembered_is_recalled(engine: Engine) -> None:
    with engine.begin() as connection:
        remember(connection, [Kept("a", NOW, TALK), Kept("b", NOW, Memory())])
        found = recall(connection, ["a", "b", "stranger"])
    assert found["a"].memory == TALK
    assert set(found) == {"a", "b"}


def test_a_later_turn_replaces_the_memory_but_not_the_first_meeting(engine: Engine) -> None:
    later = NOW + timedelta(hours=1)
    with engine.begin() as connection:
        remember(connection, [Kept("a", NOW, TALK)])
        remember(connection, [Kept("a", later, replace(TALK, intent="thanks"))])
        row = connection.execute(citizen.select()).one()
        assert recall(connection, ["a"])["a"].memory == replace(TALK, intent="thanks", at=later)
    assert (row.first_at, row.last_at) == (NOW, later)


def test_who_waits_for_a_person_keeps_their_place(engine: Engine) -> None:
    later = NOW + timedelta(hours=1)
    with engine.begin() as connection:
        remember(connection, [Kept("a", NOW, TALK, waits_since=NOW), Kept("b", NOW, TALK)])
        remember(
            connection, [Kept("a", later, TALK, waits_since=later), Kept("a", later, TALK), Kept("b", later, TALK)]
        )
        rows = connection.execute(citizen.select().order_by(citizen.c.citizen)).all()
    assert [row.waits_since for row in rows] == [NOW, None]


def test_the_quiet_time_of_the_staff_is_recalled(engine: Engine) -> None:
    with engine.begin() as connection:
        remember(connection, [Kept("a", NOW, TALK)])
        connection.execute(update(citizen).values(quiet_until=NOW))
        assert recall(connection, ["a"])["a"].quiet_until == NOW


def test_after_the_silence_only_the_language_and_the_greeting_stay() -> None:
    assert still_in_mind(TALK, NOW + timedelta(minutes=30), 30) == TALK
    assert still_in_mind(TALK, NOW + timedelta(minutes=31), 30) == Memory(language="km", greeted=True)


def test_a_row_of_another_version_reads_as_far_as_it_goes() -> None:
    assert _read({"language": "fr", "names": None, "offered": None, "new": 1}) == Memory()
    assert [_read(odd) for odd in (None, [], {"names": 7}, {"offered": 7})] == [Memory()] * 4


@given(memories)
def test_any_memory_survives_being_stored(memory: Memory) -> None:
    assert _read(_write(memory)) == memory
