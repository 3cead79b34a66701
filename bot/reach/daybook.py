"""The days rolled up, read into memory: whole columns, from which any figure is counted at once."""

from __future__ import annotations

import threading
import weakref
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Pool, select

from bot.reach.block import WIDTHS, WORDED, Block, Column, unpack
from bot.reach.fields import CITIZENS
from bot.reach.period import Period
from bot.store.reach_tables import reach_day


@dataclass(frozen=True)
class Daybook:
    """Rows of the log from one day to another, as columns. ``edges`` has the first row of each day, and the end."""

    days: Sequence[str]
    edges: Sequence[int]
    columns: Mapping[str, Column]
    words: Mapping[str, Sequence[str]]
    digests: Mapping[str, str] = field(default_factory=dict)
    people: int = 1  # one more than the highest number of a person

    def column(self, name: str) -> Column:
        """All rows of a column."""
        return self.columns[name]

    def rows(self, first: date, last: date) -> slice:
        """The rows of the days from ``first`` to ``last``."""
        return slice(self.edges[self._index(first.isoformat())], self.edges[self._index(last.isoformat() + "~")])

    def moments(self, rows: Column) -> Column:
        """For each row, the number of its day in the book and the milliseconds since that day began."""
        day = np.searchsorted(self.edges, rows, "right") - 1
        return np.stack((day, self.columns["at"][rows].astype(np.int64)), 1)

    def code(self, name: str, word: str) -> int:
        """The number of a word in a column; one that no row has where the word never occurred."""
        return self.words[name].index(word) if word in self.words[name] else np.iinfo(self.columns[name].dtype).max

    def said(self, name: str, code: int) -> str:
        """What a number in a column stands for; ``province`` and ``district`` are NCDD codes."""
        if name == "province":
            return f"{code:02}" if code else ""
        if name == "district":
            return f"{code:04}" if code else ""
        return self.words[name][code]

    def citizens(self, rows: slice = slice(None)) -> Column | None:
        """Which of the rows are not staff's trials in the terminal; None: all of them."""
        if set(self.words["channel"]) <= set(CITIZENS):
            return None
        # Looked up: np.isin takes seven times as long.
        counted = np.zeros(np.iinfo(self.columns["channel"].dtype).max + 1, bool)
        counted[[self.code("channel", name) for name in CITIZENS]] = True
        marks: Column = counted[self.column("channel")[rows]]
        return marks

    def of_citizens(self, name: str, rows: slice = slice(None)) -> Column:
        """The rows of a column without staff's trials."""
        mask, column = self.citizens(rows), self.column(name)[rows]
        return column if mask is None else column[mask]

    def _index(self, day: str) -> int:
        return bisect_left(self.days, day)


def read(connection: Connection, period: Period | None = None) -> Daybook:
    """The days rolled up, all of them or those of a period."""
    found = select(reach_day).order_by(reach_day.c.day)
    if period:
        found = found.where(reach_day.c.day.between(period.first.isoformat(), period.last.isoformat()))
    rows = connection.execute(found).all()
    return _bind({row.day: (row.digest, unpack(row.block, row.turns, row.words)) for row in rows})


class Shelf:
    """Keeps the daybook of a store in memory and reads only the days that changed. Safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: dict[str, tuple[str, Block]] = {}
        self._book: Daybook | None = None

    def current(self, connection: Connection) -> Daybook:
        """The daybook as the store has it now."""
        with self._lock:
            now = {row.day: row.digest for row in connection.execute(select(reach_day.c.day, reach_day.c.digest))}
            if self._book is None or now != self._book.digests:
                self._blocks = {day: kept for day, kept in self._blocks.items() if now.get(day) == kept[0]}
                self._read(connection, [day for day in now if day not in self._blocks])
                self._book = _bind(dict(sorted(self._blocks.items())))
                self._blocks = {day: self._slice(day) for day in self._book.days}
            return self._book

    def _read(self, connection: Connection, days: list[str]) -> None:
        for start in range(0, len(days), 500):  # databases limit the parameters of a statement
            wanted = select(reach_day).where(reach_day.c.day.in_(days[start : start + 500]))
            for row in connection.execute(wanted):
                self._blocks[row.day] = (row.digest, unpack(row.block, row.turns, row.words))

    def _slice(self, day: str) -> tuple[str, Block]:
        """The same block as a view of the whole, so that nothing is held twice."""
        book = self._book
        assert book is not None
        at = bisect_left(book.days, day)
        rows = slice(book.edges[at], book.edges[at + 1])
        return book.digests[day], Block({name: column[rows] for name, column in book.columns.items()}, book.words)


_shelves: weakref.WeakKeyDictionary[Pool, Shelf] = weakref.WeakKeyDictionary()


def daybook(connection: Connection) -> Daybook:
    """The daybook of the connection's store, kept in memory between calls."""
    return _shelves.setdefault(connection.engine.pool, Shelf()).current(connection)


def _bind(blocks: Mapping[str, tuple[str, Block]]) -> Daybook:
    """One daybook of many days, whose words get the same numbers everywhere."""
    words = {name: _all_words(name, blocks) for name in WORDED}
    edges = np.cumsum([0, *(block.turns for _, block in blocks.values())]).tolist()
    columns: dict[str, Any] = {name: np.empty(edges[-1], WIDTHS[name]) for name in WIDTHS}
    for (_, block), start, end in zip(blocks.values(), edges, edges[1:], strict=False):
        for name, column in columns.items():
            column[start:end] = _renumbered(block, name, words) if name in WORDED else block.columns[name]
    people = int(columns["person"].max()) + 1 if edges[-1] else 1
    return Daybook(list(blocks), edges, columns, words, {day: digest for day, (digest, _) in blocks.items()}, people)


def _all_words(name: str, blocks: Mapping[str, tuple[str, Block]]) -> list[str]:
    return sorted({word for _, block in blocks.values() for word in block.words[name]})


def _renumbered(block: Block, name: str, words: Mapping[str, Sequence[str]]) -> Column:
    if block.words[name] is words[name] or list(block.words[name]) == list(words[name]):
        return block.columns[name]
    number = {word: index for index, word in enumerate(words[name])}
    return np.array([number[word] for word in block.words[name]], np.uint16)[block.columns[name]]
