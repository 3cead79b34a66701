"""A few threads that work through what they are given, and know what they hold."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Pool(Generic[Item]):
    """Threads that call ``work(item)``; ``work`` must not raise. ``room``: how much it takes in beyond that."""

    def __init__(self, name: str, threads: int, room: int, work: Callable[[Item], None]) -> None:
        self.name, self.capacity, self.work = name, threads + room, work
        self._count = threads
        self._queue: queue.SimpleQueue[tuple[int, Item] | None] = queue.SimpleQueue()
        self._held: dict[int, tuple[float, Item]] = {}
        self._threads: list[threading.Thread] = []
        self._numbers = iter(range(1 << 62))
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the threads."""
        for number in range(self._count):
            thread = threading.Thread(target=self._run, name=f"{self.name} {number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def give(self, item: Item) -> None:
        """Hand in an item; it is held until its work is over."""
        with self._lock:
            number = next(self._numbers)
            self._held[number] = (time.monotonic(), item)
        self._queue.put((number, item))

    @property
    def free(self) -> int:
        """How many more items fit."""
        return self.capacity - len(self._held)

    def held(self, younger_than: float) -> list[Item]:
        """What is in hand, without what has been there for longer than so many seconds."""
        oldest = time.monotonic() - younger_than
        with self._lock:
            return [item for since, item in self._held.values() if since > oldest]

    def stop(self) -> list[Item]:
        """Let the threads finish what they began and return what none of them began."""
        unbegun = list(self._unbegun())
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        return unbegun

    def _unbegun(self) -> Iterator[Item]:
        while True:
            try:
                entry = self._queue.get_nowait()
            except queue.Empty:
                return
            if entry is not None:
                self._held.pop(entry[0], None)
                yield entry[1]

    def _run(self) -> None:
        while (entry := self._queue.get()) is not None:
            number, item = entry
            try:
                self.work(item)
            finally:
                with self._lock:
                    self._held.pop(number, None)
