"""Group commit: one thread commits together what many threads want written."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

log = logging.getLogger(__name__)
Item = TypeVar("Item")
Result = TypeVar("Result")
Write = Callable[[Connection, Sequence[Item]], Sequence[Result]]
Wish = tuple[Write[Any, Any], Any, Future[Any]]

LARGEST = 64  # things written in one transaction
_DEADLOCKS = {"40001", "40P01"}  # PostgreSQL's codes for "try again": another transaction won


class Writer:
    """Writes to the store through one thread of this process.

    A commit costs a flush to the disk, and SQLite lets only one writer in at a time. While one group
    is being committed the next gathers, so a busy process needs few commits and an idle one never waits.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._queue: queue.SimpleQueue[Wish | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def run(self, write: Write[Item, Result], item: Item, timeout: float | None = None) -> Result:
        """Run ``write(connection, [item, …])`` with all that is to be written so; return what it says of ``item``.

        Returns after the commit. Raises what the store raised, or TimeoutError after ``timeout`` seconds;
        the write may then still happen.
        """
        if self._thread is None:
            self._start()
        outcome: Future[Result] = Future()
        self._queue.put((write, item, outcome))
        return outcome.result(timeout)

    def call(self, job: Callable[[Connection], Result], timeout: float | None = None) -> Result:
        """Run one ``job(connection)`` in the next group."""
        result: Result = self.run(_call_each, job, timeout)
        return result

    def close(self) -> None:
        """Write what is waiting and end the thread; a later ``run`` starts it again."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _start(self) -> None:
        # Not in __init__: a server may fork between making the writer and using it.
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
                self._thread.start()

    def _write(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            last = False
            while len(group) < LARGEST and not last and not self._queue.empty():
                following = self._queue.get()
                last = following is None
                group += [following] if following is not None else []
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[Wish]) -> None:
        try:
            with self.engine.begin() as connection:
                results = _run(connection, group)
        except Exception as error:  # handed to the threads that wait for it
            self._after_failure(group, error)
            return
        for (_, _, outcome), result in zip(group, results, strict=True):
            outcome.set_result(result)

    def _after_failure(self, group: list[Wish], error: Exception) -> None:
        """One bad item must not fail its neighbours; a store that is away fails them all at once."""
        if len(group) == 1 or _store_is_away(error):
            for _, _, outcome in group:
                outcome.set_exception(error)
            return
        log.warning("a group is written one by one", extra={"things": len(group), "error": type(error).__name__})
        for one in group:
            self._commit([one])


def _run(connection: Connection, group: list[Wish]) -> list[Any]:
    """Run each kind of write once with all its items; results in the order of the group."""
    places: dict[Write[Any, Any], list[int]] = {}
    for place, (write, _, _) in enumerate(group):
        places.setdefault(write, []).append(place)
    results: list[Any] = [None] * len(group)
    for write, its in places.items():
        found = write(connection, [group[place][1] for place in its])
        for place, result in zip(its, found, strict=True):
            results[place] = result
    return results


def _call_each(connection: Connection, jobs: Sequence[Callable[[Connection], Any]]) -> list[Any]:
    return [job(connection) for job in jobs]


def _store_is_away(error: Exception) -> bool:
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlstate", None) not in _DEADLOCKS
    if isinstance(error, DBAPIError):
        return bool(error.connection_invalidated)
    return isinstance(error, SQLAlchemyError) and not hasattr(error, "statement")
