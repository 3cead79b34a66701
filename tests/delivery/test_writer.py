"""Group commit: what many threads want written is committed together, and one fault stays one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.delivery.writer import Writer
from tests.delivery.stage import wait_until


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE noted (number INTEGER PRIMARY KEY)"))
    opened = Writer(engine)
    yield opened
    opened.close()


def note(connection: Connection, numbers: Sequence[int]) -> list[int]:
    connection.execute(text("INSERT INTO noted VALUES (:number)"), [{"number": number} for number in numbers])
    return [number * 10 for number in numbers]


def noted(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT number FROM noted ORDER BY number")).scalars())


def hold(writer: Writer, until: threading.Event) -> threading.Thread:
    """Keep the writer busy, so that a group gathers behind it."""
    busy = threading.Event()

    def wait(connection: Connection) -> None:
        busy.set()
        until.wait(5)

    thread = threading.Thread(target=writer.call, args=(wait,))
    thread.start()
    busy.wait(5)
    return thread


def test_what_gathers_is_written_in_one_call_and_each_gets_its_own_result(writer: Writer, engine: Engine) -> None:
    calls: list[int] = []
    free = threading.Event()

    def counted(connection: Connection, numbers: Sequence[int]) -> list[int]:
        calls.append(len(numbers))
        return note(connection, numbers)

    with ThreadPoolExecutor(20) as pool:
        holding = hold(writer, free)
        results = [pool.submit(writer.run, counted, number) for number in range(20)]
        wait_until(lambda: writer._queue.qsize() == 20)
        free.set()
        assert [result.result() for result in results] == [number * 10 for number in range(20)]
        holding.join()
    assert calls == [20]
    assert noted(engine) == list(range(20))


def test_a_bad_item_does_not_fail_its_neighbours(writer: Writer, engine: Engine) -> None:
    writer.run(note, 3)
    free = threading.Event()
    with ThreadPoolExecutor(5) as pool:
        holding = hold(writer, free)
        results = [pool.submit(writer.run, note, number) for number in (1, 2, 3, 4)]
        wait_until(lambda: writer._queue.qsize() == 4)
        free.set()
        holding.join()
        assert [result.result() for result in results if result is not results[2]] == [10, 20, 40]
        assert isinstance(results[2].exception(), IntegrityError)
    assert noted(engine) == [1, 2, 3, 4]


def test_a_store_that_is_away_fails_everything_at_once() -> None:
    writer = Writer(create_engine("sqlite:////nowhere/at/all.db"))
    with pytest.raises(OperationalError):
        writer.run(note, 1)
    writer.close()


def test_waiting_for_the_store_has_an_end(writer: Writer) -> None:
    free = threading.Event()
    holding = hold(writer, free)
    with pytest.raises(TimeoutError):
        writer.run(note, 1, timeout=0.05)
    free.set()
    holding.join()


def test_closing_writes_what_is_waiting(writer: Writer, engine: Engine) -> None:
    free = threading.Event()
    holding = hold(writer, free)
    late = threading.Thread(target=writer.run, args=(note, 7))
    late.start()
    wait_until(lambda: writer._queue.qsize() == 1)
    closing = threading.Thread(target=writer.close)
    closing.start()
    free.set()
    for thread in (holding, late, closing):
        thread.join()
    assert noted(engine) == [7]
