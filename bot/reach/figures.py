"""The figures of a cut of the log, counted from the daybook: any period, topic, place, language, event and sex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from bot.domain.talk import Outcome
from bot.reach.block import DEMONSTRATION, GOES_ON, PROFILE, Column
from bot.reach.counts import People
from bot.reach.daybook import Daybook
from bot.reach.distinct import distinct, marked, people_among, people_per_code
from bot.reach.period import Period

_COUNTED = 1_000_000  # milliseconds


@dataclass(frozen=True)
class Cut:
    """What is counted: a period, and of it what was asked about, how, and by whom. Empty: all."""

    period: Period
    topic: str = ""
    place: str = ""  # NCDD code of the province (2 digits) or district (4) asked about
    language: str = ""
    event: str = ""  # people who came through it, at any time
    sex: str = ""  # one of told.SEXES
    intent: str = ""
    none: str = ""  # a field that was left empty: topic, intent or province
    age: str = ""  # one of told.AGES


@dataclass(frozen=True)
class Part:
    """People and queries of one value or one span of time; people of parts do not add up."""

    value: str
    people: int
    queries: int
    outcomes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Turns:
    """How many messages there are, and of some the person's number, and the day in the book with its milliseconds."""

    total: int
    persons: Sequence[int]
    moments: Sequence[tuple[int, int]]


class Figures:
    """Counts one cut. ``only`` marks by number the people who count; None: everybody."""

    def __init__(self, book: Daybook, cut: Cut, only: Column | None = None) -> None:
        self._book, self._cut = book, cut
        self._range = book.rows(cut.period.first, cut.period.last)
        mask = self._mask(only)
        # Where every row counts, the columns are looked at as they stand and nothing is copied.
        self._rows = None if mask is None or mask.all() else np.flatnonzero(mask) + self._range.start
        self._person = self._column("person")
        self._taps = np.flatnonzero(self._column("flags") & PROFILE)  # about oneself: few, and no queries

    def people(self) -> People:
        """Reached, new and returning. Returning people wrote before the period, whatever it was about."""
        marks = self.marks()
        return People(*(int(np.count_nonzero(marks[name])) for name in ("reached", "new", "returning")))

    def marks(self) -> dict[str, Column]:
        """Marks, by number, those who were ``reached``, and of them who is ``new`` and who ``returning``."""
        reached = self.reached()
        before = self._marked(self._book.of_citizens("person", slice(0, self._range.start)))
        return {"reached": reached, "new": reached & ~before, "returning": reached & before}

    def reached(self) -> Column:
        """Marks, by number, everyone in the cut."""
        return self._marked(self._person)

    def sessions(self) -> int:
        """Sessions with a message in the cut."""
        session, person = self._column("session"), self._person
        # Rows of a day stand in the order of person and time, so most repetitions follow each other.
        head = np.ones(len(person), bool)
        head[1:] = (person[1:] != person[:-1]) | (session[1:] != session[:-1])
        goes_on = head & ((self._column("flags") & GOES_ON) != 0)
        if not goes_on.any():
            return int(np.count_nonzero(head))
        # Only a session that goes on from the day before can occur a second time.
        again = head & self._marked(person[goes_on])[person]
        names = person[again].astype(np.uint64) << np.uint64(32) | session[again].astype(np.uint64)
        return int(np.count_nonzero(head)) - len(names) + distinct(names)

    def session_list(self) -> tuple[Column, Column, Column]:
        """Every session once, the newest first: number of the person, second in which it began, messages in the cut."""
        session = self._column("session").astype(np.uint64)
        names, turns = np.unique(session << np.uint64(32) | self._person.astype(np.uint64), return_counts=True)
        names, turns = names[::-1], turns[::-1]
        return names & np.uint64(0xFFFFFFFF), names >> np.uint64(32), turns

    def last_moments(self) -> Column:
        """By number, a figure that is higher the later somebody's last message in the cut came; 0: none."""
        last = np.zeros(self._size(), np.int64)
        # Rows of a day stand in the order of person and time, so that the last one of each stays.
        last[self._person] = _order(self._book.moments(self._numbers())) + 1
        return last

    def turns(
        self, after: int, count: int, queries: bool = False, outcome: str = "", person: int | None = None
    ) -> Turns:
        """``count`` messages of the cut, the newest first, when ``after`` were told before.

        ``queries``: without taps about oneself; ``outcome`` and ``person`` (by number): only those.
        """
        mask = np.ones(len(self._person), bool)
        if queries:
            mask[self._taps] = False
        if outcome:
            mask &= self._column("outcome") == self._book.code("outcome", outcome)
        if person is not None:
            mask &= self._person == person
        rows = self._numbers()[mask]
        edges = np.searchsorted(rows, self._book.edges)  # rows stand day by day: only the days shown are put in order
        newest = rows[edges[np.searchsorted(edges, max(len(rows) - after - count, 0), "right") - 1] :]
        moments = self._book.moments(newest)
        shown = np.argsort(-_order(moments), kind="stable")[after : after + count]
        return Turns(len(rows), self._book.column("person")[newest[shown]].tolist(), moments[shown].tolist())

    def queries(self) -> dict[str, int]:
        """Queries by outcome, every outcome named; they add up to all queries."""
        return self._outcomes(self._column("outcome"))

    def made_up(self) -> int:
        """Messages of the cut that were made up for a demonstration, or answered from such rows."""
        return int(np.count_nonzero(self._column("flags") & DEMONSTRATION))

    def over_time(self, spans: Sequence[tuple[str, date, date]]) -> list[Part]:
        """People, queries and outcomes of each span, given as name, first and last day, in order."""
        parts, codes = [], self._column("outcome")
        for name, first, last in spans:
            here = self._within(self._book.rows(first, last))
            outcomes = self._outcomes(codes, here)
            people = people_among(self._person[here], self._size())
            parts.append(Part(name, people, sum(outcomes.values()), outcomes))
        return parts

    def by(self, field: str) -> list[Part]:
        """One part for each value of ``topic``, ``language``, ``intent``, ``kind``, ``province`` or ``district``; largest first."""
        codes = self._codes(field)
        people = people_per_code(codes, self._person, self._size())
        queries = self._asked_by(codes, len(people))
        found = [(code, int(people[code]), int(queries[code])) for code in np.flatnonzero(people).tolist()]
        parts = [Part(self._book.said(field, code), number, asked) for code, number, asked in found]
        return sorted(parts, key=lambda part: (-part.queries, -part.people, part.value))

    def among(self, groups: Mapping[str, Column]) -> list[Part]:
        """One part for each group of people, given as marks by number; everybody is in exactly one."""
        group = np.zeros(self._size(), np.uint8)
        for at, marks in enumerate(groups.values()):
            group[marks] = at
        people = np.bincount(group[self.reached()], minlength=len(groups)).tolist()
        queries = self._asked_by(group[self._person], len(groups)).tolist()
        return [Part(name, *counts) for name, *counts in zip(groups, people, queries, strict=True)]

    def answer_times(self) -> tuple[int, int] | None:
        """Milliseconds from arrival to stored reply of answered queries: half were faster than the first, 95 % than the second.

        0 was not measured: sessions of an older bot that were imported have no time.
        """
        answered = self._column("outcome") == self._book.code("outcome", Outcome.ANSWERED)
        answered[self._taps] = False
        times = self._column("latency")[answered]
        times = times[times > 0]
        if not len(times):
            return None
        half, most = (int(np.ceil(share * len(times))) for share in (0.5, 0.95))
        if int(times.max()) < _COUNTED:  # a count for each millisecond takes a third of the time of sorting
            upto = np.cumsum(np.bincount(times))
            return int(np.searchsorted(upto, half)), int(np.searchsorted(upto, most))
        ordered = np.partition(times, (half - 1, most - 1))
        return int(ordered[half - 1]), int(ordered[most - 1])

    def _mask(self, only: Column | None) -> Column | None:
        """Which rows of the period the cut counts; None: all of them."""
        book, rows, cut = self._book, self._range, self._cut
        masks = [book.citizens(rows)]
        for name, value in (("topic", cut.topic), ("language", cut.language), ("intent", cut.intent)):
            if value or cut.none == name:
                masks.append(book.column(name)[rows] == book.code(name, value))
        if cut.none == "province":
            masks.append(book.column("place")[rows] == 0)
        if cut.place:
            place = book.column("place")[rows]
            masks.append((place if len(cut.place) == 4 else place // 100) == int(cut.place))
        if only is not None:
            masks.append(only[book.column("person")[rows]])
        said = [mask for mask in masks if mask is not None]
        return np.logical_and.reduce(said) if said else None

    def _column(self, name: str) -> Column:
        """The rows that count of a column."""
        column = self._book.column(name)
        return column[self._range if self._rows is None else self._rows]

    def _numbers(self) -> Column:
        """The numbers in the book of the rows that count."""
        return np.arange(self._range.start, self._range.stop) if self._rows is None else self._rows

    def _within(self, rows: slice) -> slice:
        """Where among the rows that count those of some days stand."""
        if self._rows is not None:
            return slice(*np.searchsorted(self._rows, (rows.start, rows.stop)).tolist())
        start, stop = self._range.start, self._range.stop
        return slice(*(min(max(edge, start), stop) - start for edge in (rows.start, rows.stop)))

    def _codes(self, field: str) -> Column:
        if field in ("province", "district"):
            place = self._column("place")
            return place // 100 if field == "province" else place
        return self._column(field)

    def _asked_by(self, codes: Column, size: int, here: slice | None = None) -> Column:
        """Queries by code, of all rows or of those ``here``: all but the taps about oneself."""
        taps = self._taps
        if here is not None:
            taps = taps[slice(*np.searchsorted(taps, (here.start, here.stop)).tolist())]
        rows = codes if here is None else codes[here]
        counted: Column = np.bincount(rows, minlength=size) - np.bincount(codes[taps], minlength=size)
        return counted

    def _outcomes(self, codes: Column, here: slice | None = None) -> dict[str, int]:
        words = self._book.words["outcome"]
        counts = self._asked_by(codes, len(words), here)
        found = dict(zip(words, counts.tolist(), strict=True))
        return {name: found.get(name, 0) for name in dict.fromkeys([*(str(one) for one in Outcome), *found])}

    def _marked(self, person: Column) -> Column:
        return marked(person, self._size())

    def _size(self) -> int:
        return self._book.people


def _order(moments: Column) -> Column:
    """Days and milliseconds as one number that grows with time."""
    ordered: Column = moments[:, 0] << 32 | moments[:, 1]
    return ordered


def spans_of(period: Period) -> list[tuple[str, date, date]]:
    """The days of a period of up to 62 days, else its months; each with its name, first and last day."""
    days = (period.last - period.first).days + 1
    if days <= 62:
        listed = [date.fromordinal(period.first.toordinal() + at) for at in range(days)]
        return [(day.isoformat(), day, day) for day in listed]
    spans: list[tuple[str, date, date]] = []
    first = period.first
    while first <= period.last:
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        spans.append((f"{first:%Y-%m}", first, min(date.fromordinal(after.toordinal() - 1), period.last)))
        first = after
    return spans


def mark(numbers: Any, size: int) -> Column:
    """Marks the people of these numbers; those beyond ``size`` are not in the book."""
    marks = np.zeros(size, bool)
    found = np.asarray(numbers, np.int64)
    marks[found[found < size]] = True
    return marks
