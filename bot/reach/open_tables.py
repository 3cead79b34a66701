"""The tables that everybody may see: closed years and months only, small numbers hidden so that they stay hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection

from bot.reach.block import Column
from bot.reach.crowd import sexes
from bot.reach.daybook import Daybook, daybook
from bot.reach.distinct import distinct, marked
from bot.reach.figures import Cut, Figures
from bot.reach.labels import read_period
from bot.reach.period import Period
from bot.reach.suppression import SMALLEST, protect_line, protect_table

HIDDEN = None
"""Stands for a suppressed number; a file has an empty cell."""

OTHERS = "other"
SEXES = ("female", "male", "not_told")


@dataclass(frozen=True)
class Table:
    """A published table. The kinds of its numbers are told by their columns' names: people or queries."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]] = field(default_factory=list)


def closed_years(connection: Connection, today: date) -> list[int]:
    """Years of the log that are over, the newest first: a table of an open year would tell who came since yesterday."""
    days = daybook(connection).days
    return list(range(today.year - 1, int(days[0][:4]) - 1, -1)) if days else []


def open_tables(connection: Connection, year: int, zone: Any) -> list[Table]:
    """All tables of a closed year; none where fewer people than ``SMALLEST`` wrote in it."""
    book = daybook(connection)
    period = read_period(str(year), zone)
    figures = Figures(book, Cut(period))
    if figures.people().reached < SMALLEST:
        return []
    told = sexes(connection, book)
    female, male = told["female"], told["male"]
    groups = {"female": female, "male": male, "not_told": ~(female | male)}
    rows = _Rows(book, period)
    by_sex = _by_sex(year, rows, groups)
    provinces = _grouped(rows, rows.province)
    return [
        _total(year, figures),
        _months(year, book, period),
        *([by_sex] if by_sex else []),
        *_crossed(year, rows, provinces),
        *_places_by_sex(year, rows, provinces, groups),
    ]


class _Rows:
    """The rows of a year as columns."""

    def __init__(self, book: Daybook, period: Period) -> None:
        range_ = book.rows(period.first, period.last)
        chosen = book.citizens(range_)
        self.size = book.people
        self.person = book.column("person")[range_][chosen]
        self.asked = (book.column("flags")[range_][chosen] & 1) == 0
        place = book.column("place")[range_][chosen] // 100
        self.province = [f"{code:02}" if code else "none" for code in place.tolist()]
        words = [word or "none" for word in book.words["topic"]]
        self.topic = [words[code] for code in book.column("topic")[range_][chosen].tolist()]

    def people(self, mask: Column) -> int:
        return distinct(self.person[mask])

    def queries(self, mask: Column) -> int:
        return int(np.count_nonzero(mask & self.asked))


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


def _by_sex(year: int, rows: _Rows, groups: dict[str, Column]) -> Table | None:
    """People by sex add up to all people; None where the line cannot be protected."""
    reached = marked(rows.person, rows.size)
    values = [int(np.count_nonzero(reached & groups[sex])) for sex in SEXES]
    mask = protect_line(values, [value < SMALLEST for value in values])
    if mask is None:
        return None
    shown = [[year, sex, HIDDEN if hide else value] for sex, value, hide in zip(SEXES, values, mask, strict=True)]
    return Table("sex", ["year", "sex", "people"], shown)


def _grouped(rows: _Rows, labels: list[str]) -> Column:
    """Labels in which those with few people are one: ``other``. It takes in the next smallest until it has enough."""
    column = np.array(labels)
    people = {label: rows.people(column == label) for label in set(labels)}
    joined = {label for label, number in people.items() if number < SMALLEST}
    rest = sorted((label for label in people if label not in joined), key=lambda label: (people[label], label))
    while joined and rest and rows.people(np.isin(column, list(joined))) < SMALLEST:
        joined.add(rest.pop(0))
    return np.where(np.isin(column, list(joined)), OTHERS, column) if joined else column


def _crossed(year: int, rows: _Rows, provinces: Column) -> list[Table]:
    """Queries by province and topic with their totals, and the people of each total."""
    topics = _grouped(rows, rows.topic)
    down, across = sorted(set(provinces.tolist())), sorted(set(topics.tolist()))
    cells = [[(provinces == place) & (topics == topic) for topic in across] for place in down]
    queries = [[rows.queries(cell) for cell in row] for row in cells]
    small = [[0 < rows.people(cell) < SMALLEST for cell in row] for row in cells]
    tables = [_margin(year, "province", rows, provinces, down), _margin(year, "topic", rows, topics, across)]
    mask = protect_table(queries, small)
    if mask is None:
        return tables
    crossed = [
        [year, place, topic, HIDDEN if mask[r][c] or small[r][c] else queries[r][c]]
        for r, place in enumerate(down)
        for c, topic in enumerate(across)
    ]
    return [*tables, Table("province_topic", ["year", "province", "topic", "queries"], crossed)]


def _margin(year: int, name: str, rows: _Rows, column: Column, labels: Sequence[str]) -> Table:
    listed = [[year, label, rows.people(column == label), rows.queries(column == label)] for label in labels]
    return Table(name, ["year", name, "people", "queries"], listed)


def _places_by_sex(year: int, rows: _Rows, provinces: Column, groups: dict[str, Column]) -> list[Table]:
    """People of each province by sex: they add up along the row. A row that cannot be protected is hidden whole."""
    listed = []
    for place in sorted(set(provinces.tolist())):
        reached = marked(rows.person[provinces == place], rows.size)
        values = [int(np.count_nonzero(reached & groups[sex])) for sex in SEXES]
        mask = protect_line(values, [value < SMALLEST for value in values])
        hidden = mask if mask is not None else [True] * len(SEXES)
        listed += [
            [year, place, sex, HIDDEN if hide else value]
            for sex, value, hide in zip(SEXES, values, hidden, strict=True)
        ]
    return [Table("province_sex", ["year", "province", "sex", "people"], listed)]
