"""The tables that everybody may see: closed years and months only, small numbers hidden so that they stay hidden."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from bot.reach.block import PROFILE, Column
from bot.reach.crowd import groups
from bot.reach.daybook import Daybook, daybook
from bot.reach.distinct import distinct, marked, people_per_code
from bot.reach.figures import Cut, Figures
from bot.reach.labels import read_period
from bot.reach.period import Period
from bot.reach.suppression import SMALLEST, protect_line, protect_table

HIDDEN = None
"""Stands for a suppressed number; a file has an empty cell."""

OTHERS, NONE = "other", "none"
_OTHER, _WIDE = 999, 1_000  # a number that no province (two digits) or topic (one byte) has; room for all of them
SEXES = ("female", "male", "not_told")


@dataclass(frozen=True)
class Table:
    """A published table. The kinds of its numbers are told by their columns' names: people or queries."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]] = field(default_factory=list)


def is_made_up(connection: Connection, year: int, zone: ZoneInfo) -> bool:
    """Whether a year holds rows of a demonstration; how many is not for the public."""
    return Figures(daybook(connection), Cut(read_period(str(year), zone))).made_up() > 0


def open_tables(connection: Connection, year: int, zone: ZoneInfo) -> list[Table]:
    """All tables of a closed year; none where fewer people than ``SMALLEST`` wrote in it."""
    book = daybook(connection)
    period = read_period(str(year), zone)
    figures = Figures(book, Cut(period))
    if figures.people().reached < SMALLEST:
        return []
    told = groups(connection, book)["sex"]
    female, male = told["female"], told["male"]
    sexes = {"female": female, "male": male, "not_told": ~(female | male)}
    rows = _Rows(book, period)
    by_sex = _by_sex(year, rows, sexes)
    provinces = _grouped(rows, "province")
    return [
        _total(year, figures),
        _months(year, book, period),
        *([by_sex] if by_sex else []),
        *_crossed(year, rows, provinces),
        *_places_by_sex(year, rows, provinces, sexes),
    ]


class _Rows:
    """The rows of a year as columns; ``province`` and ``topic`` are numbers, ``words`` what they stand for."""

    def __init__(self, book: Daybook, period: Period) -> None:
        range_ = book.rows(period.first, period.last)
        self.size = book.people
        self.person = book.of_citizens("person", range_)
        self.asked = (book.of_citizens("flags", range_) & PROFILE) == 0
        self.province = (book.of_citizens("place", range_) // 100).astype(np.int64)
        self.topic = book.of_citizens("topic", range_).astype(np.int64)
        self.words = {
            "province": {code: book.said("province", code) or NONE for code in _codes(self.province)},
            "topic": {code: word or NONE for code, word in enumerate(book.words["topic"])},
        }

    def people_by(self, codes: Column) -> dict[int, int]:
        """Distinct people of each number that occurs."""
        found = people_per_code(codes, self.person, self.size)
        return {code: int(found[code]) for code in np.flatnonzero(found).tolist()}

    def queries_by(self, codes: Column) -> dict[int, int]:
        """Queries of each number that occurs."""
        found = np.bincount(codes[self.asked])
        return {code: int(found[code]) for code in np.flatnonzero(found).tolist()}


def _total(year: int, figures: Figures) -> Table:
    people = figures.people()
    parts = [people.new, people.returning]
    mask = protect_line(parts, [part < SMALLEST for part in parts])
    shown = [HIDDEN if mask is None or hide else part for part, hide in zip(parts, mask or (True, True), strict=True)]
    return Table(
        "total",
        ["year", "people", "new", "returning", "queries"],
        [[year, people.reached, *shown, sum(figures.queries().values())]],
    )


def _months(year: int, book: Daybook, period: Period) -> Table:
    labels = [f"{year}-{month:02}" for month in range(1, 13)]
    found = [Figures(book, Cut(read_period(label, period.zone))) for label in labels]
    people = [one.people().reached for one in found]
    queries = [sum(one.queries().values()) for one in found]
    mask = protect_line(queries, [0 < number < SMALLEST for number in people])
    rows = []
    for at, label in enumerate(labels):
        hide = mask is None or mask[at] or 0 < people[at] < SMALLEST
        rows.append([label, *((HIDDEN, HIDDEN) if hide else (people[at], queries[at]))])
    return Table("months", ["month", "people", "queries"], rows)


def _by_sex(year: int, rows: _Rows, sexes: dict[str, Column]) -> Table | None:
    """People by sex add up to all people; None where the line cannot be protected."""
    reached = marked(rows.person, rows.size)
    values = [int(np.count_nonzero(reached & sexes[sex])) for sex in SEXES]
    mask = protect_line(values, [value < SMALLEST for value in values])
    if mask is None:
        return None
    shown = [[year, sex, HIDDEN if hide else value] for sex, value, hide in zip(SEXES, values, mask, strict=True)]
    return Table("sex", ["year", "sex", "people"], shown)


def _grouped(rows: _Rows, name: str) -> Column:
    """Numbers of which those with few people are one. It takes in the next smallest until it has enough."""
    column = rows.province if name == "province" else rows.topic
    people = rows.people_by(column)
    joined = {code for code, number in people.items() if number < SMALLEST}
    rest = sorted((code for code in people if code not in joined), key=lambda code: (people[code], code))
    while joined and rest and distinct(rows.person[_among(column, joined)]) < SMALLEST:
        joined.add(rest.pop(0))
    return np.where(_among(column, joined), _OTHER, column) if joined else column


def _crossed(year: int, rows: _Rows, provinces: Column) -> list[Table]:
    """Queries by province and topic with their totals, and the people of each total."""
    topics = _grouped(rows, "topic")
    down, across = _codes(provinces), _codes(topics)
    cells = provinces * _WIDE + topics
    people, queries = rows.people_by(cells), rows.queries_by(cells)
    names = [[place * _WIDE + topic for topic in across] for place in down]
    values = [[queries.get(name, 0) for name in row] for row in names]
    small = [[0 < people.get(name, 0) < SMALLEST for name in row] for row in names]
    tables = [_margin(year, "province", rows, provinces), _margin(year, "topic", rows, topics)]
    mask = protect_table(values, small)
    if mask is None:
        return tables
    crossed = [
        [
            year,
            _label(rows, "province", place),
            _label(rows, "topic", topic),
            HIDDEN if mask[r][c] or small[r][c] else values[r][c],
        ]
        for r, place in enumerate(down)
        for c, topic in enumerate(across)
    ]
    return [*tables, Table("province_topic", ["year", "province", "topic", "queries"], crossed)]


def _margin(year: int, name: str, rows: _Rows, column: Column) -> Table:
    queries = rows.queries_by(column)
    listed = [
        [year, _label(rows, name, code), number, queries.get(code, 0)]
        for code, number in rows.people_by(column).items()
    ]
    return Table(name, ["year", name, "people", "queries"], listed)


def _label(rows: _Rows, name: str, code: int) -> str:
    return OTHERS if code == _OTHER else rows.words[name][code]


def _places_by_sex(year: int, rows: _Rows, provinces: Column, sexes: dict[str, Column]) -> list[Table]:
    """People of each province by sex: they add up along the row. A row that cannot be protected is hidden whole."""
    listed = []
    sex_of = sum(np.where(marks, at, 0) for at, marks in enumerate(sexes.values()))
    people = rows.people_by(provinces * len(SEXES) + sex_of[rows.person])
    for place in _codes(provinces):
        values = [people.get(place * len(SEXES) + at, 0) for at in range(len(SEXES))]
        mask = protect_line(values, [value < SMALLEST for value in values])
        hidden = mask if mask is not None else [True] * len(SEXES)
        listed += [
            [year, _label(rows, "province", place), sex, HIDDEN if hide else value]
            for sex, value, hide in zip(SEXES, values, hidden, strict=True)
        ]
    return [Table("province_sex", ["year", "province", "sex", "people"], listed)]


def _among(column: Column, codes: Collection[int]) -> Column:
    """Which rows have one of the numbers, looked up: np.isin takes several times as long."""
    wanted = np.zeros(_WIDE, bool)
    wanted[list(codes)] = True
    marks: Column = wanted[column]
    return marks


def _codes(column: Column) -> list[int]:
    """The numbers that occur, the lowest first."""
    found: list[int] = np.flatnonzero(np.bincount(column)).tolist()
    return found
