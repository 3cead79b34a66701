"""Forgetting deletes what is personal of one citizen, keeps the counts, and touches nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from bot.domain.talk import Kind, Memory, Outcome
from bot.store.citizens import Kept, remember
from bot.store.desk_tables import unanswered
from bot.store.forgetting import forget
from bot.store.querylog import Entry, record
from bot.store.talk_tables import CANCELLED, DONE, OPEN, citizen, inbox, outbox, query

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
ENTRY = Entry(
    1, NOW, "2026-11-24", "a", "messenger", Kind.TEXT, "km", Outcome.OFFERED, "", "", "", {}, 0, False, 1, "words"
)


def message(number: int, who: str, status: int) -> dict[str, Any]:
    times = dict.fromkeys(("occurred_at", "received_at", "ready_at", "lease_until"), NOW)
    said = {"channel": "messenger", "kind": "text", "body": {"text": "secret"}, "status": status}
    return {
        "id": number,
        "event_key": f"k{number}",
        "page_id": "1",
        "address": f"at {who}",
        "citizen": who,
        **times,
        **said,
    }


def reply(number: int, who: str, status: int) -> dict[str, Any]:
    times = dict.fromkeys(("window_until", "ready_at", "lease_until"), NOW)
    what = {"message": {"text": "secret"}, "mark": f"m{number}", "status": status}
    return {"inbox_id": number, "page_id": "1", "address": f"at {who}", "citizen": who, **times, **what}


@contextmanager
def store(engine: Engine) -> Iterator[Connection]:
    """Two citizens, "a" and "b", with a sent, an unsent and a new message each."""
    with engine.begin() as connection:
        for first, who in ((1, "a"), (4, "b")):
            remember(connection, [Kept(who, NOW, Memory())])
            record(connection, [replace(ENTRY, inbox_id=first + n, citizen=who) for n in (0, 1)])
            states = (DONE, DONE, OPEN)
            connection.execute(inbox.insert(), [message(first + n, who, states[n]) for n in range(3)])
            connection.execute(outbox.insert(), [reply(first, who, DONE), reply(first + 1, who, OPEN)])
        yield connection


def rows(connection: Connection, table: Table, key: str = "id") -> list[Any]:
    return list(connection.execute(select(table).order_by(table.c[key])))


def test_nothing_personal_stays_of_a_forgotten_citizen(engine: Engine) -> None:
    with store(engine) as connection:
        forget(connection, "a")
        heard, said = rows(connection, inbox)[:2], rows(connection, outbox)[:2]
        assert {row.citizen for row in rows(connection, unanswered)} == {"b"}
    assert {(row.address, row.citizen == "a", tuple(row.body)) for row in heard} == {("", False, ())}
    assert {(row.address, row.citizen == "a", tuple(row.message)) for row in said} == {("", False, ())}
    assert [row.status for row in said] == [DONE, CANCELLED]


def test_the_turns_of_a_forgotten_citizen_still_count_as_those_of_one_person(engine: Engine) -> None:
    with store(engine) as connection:
        forget(connection, "a")
        names = [row.citizen for row in rows(connection, query)]
        forget(connection, "b")
        later = [row.citizen for row in rows(connection, query)]
    assert names[0] == names[1] != "a" and names[2:] == ["b", "b"]
    assert len(set(later)) == 2


def test_nobody_else_is_touched(engine: Engine) -> None:
    with store(engine) as connection:
        tables = (query, inbox, outbox)
        before = [[tuple(row) for row in rows(connection, table) if row.citizen == "b"] for table in tables]
        forget(connection, "a")
        after = [[tuple(row) for row in rows(connection, table) if row.citizen == "b"] for table in tables]
        assert [row.citizen for row in rows(connection, citizen, "citizen")] == ["b"]
    assert before == after and all(before)


def test_what_the_citizen_wrote_since_is_still_answered(engine: Engine) -> None:
    with store(engine) as connection:
        forget(connection, "a")
        waiting = rows(connection, inbox)[2]
    assert (waiting.citizen, waiting.body, waiting.status) == ("a", {"text": "secret"}, OPEN)


def test_the_goodbye_is_still_sent_and_marked_to_be_blanked(engine: Engine) -> None:
    with store(engine) as connection:
        forget(connection, "a", saying=2)
        earlier, goodbye = rows(connection, outbox)[:2]
    assert (goodbye.address, goodbye.status, goodbye.forget) == ("at a", OPEN, True)
    assert (earlier.address, earlier.forget) == ("", False)
