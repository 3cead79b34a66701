"""The monthly report: a PDF to read and a workbook to go on counting with, the same figures in both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import Connection, select

from bot.board.paper import Paper
from bot.domain.talk import Language
from bot.events.fonts import Fonts
from bot.reach.crowd import groups
from bot.reach.daybook import daybook
from bot.reach.definitions import definitions, digits, said, word
from bot.reach.figures import Cut, Figures, Part, spans_of
from bot.reach.footnotes import footnote
from bot.reach.indicators import Measured, shown, target_shown
from bot.reach.learning import gains
from bot.reach.period import Period
from bot.reach.told import TOLD
from bot.store.events import attended
from bot.store.fact_tables import place

_PART_COLUMNS = ["id", "period", "part", "value", "numerator", "denominator"]
_INDICATOR_COLUMNS = ["id", "period", "value", "numerator", "denominator", "reported", "sentence", "digest"]


@dataclass(frozen=True)
class Section:
    """A heading and a table: the first column in words, the others numbers."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Report:
    """Everything that is reported of a period, in one language."""

    period: Period
    language: Language
    counted_at: datetime  # in the period's zone
    sections: Sequence[Section]
    indicators: Sequence[Measured]
    definitions: Sequence[str]


def compose(
    connection: Connection,
    period: Period,
    language: Language,
    indicators: Sequence[Measured],
    gap: timedelta,
    now: datetime,
) -> Report:
    """Count a period."""
    figures = Figures(daybook(connection), Cut(period))
    meant = definitions(language, period.zone.key, gap // timedelta(minutes=1))
    people, outcomes = figures.people(), figures.queries()
    main = [
        ("reached", people.reached),
        ("new", people.new),
        ("returning", people.returning),
        ("sessions", figures.sessions()),
    ]
    main.append(("queries", sum(outcomes.values())))
    names = _names(connection, language)
    sections = [
        _section_of("title", language, [[word(key, language), count] for key, count in main], []),
        _section_of(
            "outcome", language, [[said("outcome", name, language), n] for name, n in outcomes.items()], ["queries"]
        ),
        *(_told(connection, figures, field, language) for field in TOLD),
        _events(connection, period, language),
        _section_of("topic", language, _rows(figures.by("topic"), lambda one: said("topic", one, language))),
        _section_of(
            "province",
            language,
            _rows(figures.by("province"), lambda one: names.get(one) or said("province", one, language)),
        ),
        _section_of("intent", language, _rows(figures.by("intent")[:15], lambda one: said("intent", one, language))),
        _section_of("day", language, _rows(figures.over_time(spans_of(period)), lambda one: digits(one, language))),
    ]
    wanted = (
        "period",
        "channels",
        "reached",
        "new",
        "returning",
        "sessions",
        "queries",
        "answered",
        "rows",
        "publication",
    )
    told = [meant[name] for name in wanted]
    return Report(period, language, now.astimezone(period.zone), sections, indicators, told)


def report_pdf(report: Report, fonts: Fonts) -> bytes:
    """The report on A4. The same figures at the same moment give the same bytes."""
    lang, period = report.language, report.period
    paper = Paper(fonts, word("title", lang))
    paper.write(word("title", lang), 18, bold=True)
    paper.write(digits(f"{period.first} – {period.last} · {period.zone.key}", lang), 11)
    paper.write(digits(f"{word('counted_at', lang)}: {report.counted_at:%Y-%m-%d %H:%M}", lang), 9)
    for section in report.sections[:1]:
        _section(paper, section, lang)
    for one in report.indicators:
        paper.write(f"{one.indicator.name.get(lang)}: {digits(shown(one.value), lang)}", 11, bold=True)
        paper.write(one.sentence(lang), 10)
        if line := _parts(one, lang):
            paper.write(line, 8.5)
        for name, text in footnote(one, lang).items():
            paper.write(f"{name}: {text}", 7.5)
    for section in report.sections[1:]:
        _section(paper, section, lang)
    for text in report.definitions:
        paper.write(text, 8.5)
    return paper.output()


def report_workbook(report: Report, path: Path) -> None:
    """The same figures as a workbook: one sheet a section, the indicators, the definitions."""
    lang = report.language
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        for number, section in enumerate(report.sections, 1):
            _sheet(book, f"{number} {section.title}", [section.head, *section.rows], bold)
        rows = [_INDICATOR_COLUMNS, *(_indicator(one, lang) for one in report.indicators)]
        _sheet(book, "indicators", rows, bold)
        parts = [[one.indicator.id, one.label, name, value.figure, value.numerator, value.denominator]
                 for one in report.indicators for name, value in one.parts]  # fmt: skip
        _sheet(book, "indicator parts", [_PART_COLUMNS, *parts], bold)
        _sheet(book, "definitions", [["definition"], *([text] for text in report.definitions)], bold)


def _indicator(one: Measured, language: Language) -> list[Any]:
    value = one.value
    counts = [value.figure, value.numerator, value.denominator, value.reported]
    return [one.indicator.id, one.label, *counts, one.sentence(language), one.digest]


def _parts(one: Measured, language: Language) -> str:
    """The goal of an indicator and what it is made of, in one line."""
    goal = [f"{word('target', language)} {target_shown(one.indicator, language)}"] if one.indicator.target else []
    parts = [f"{one.named(name, language)} {digits(shown(value), language)}" for name, value in one.parts]
    return " · ".join([*goal, *parts])


def _told(connection: Connection, figures: Figures, field: str, language: Language) -> Section:
    """People by what they said of themselves; why it is not known of the others stands in rows of its own."""
    parts = figures.among(groups(connection, daybook(connection))[field])
    return _section_of(field, language, _rows(parts, lambda one: said(field, one, language)))


def _events(connection: Connection, period: Period, language: Language) -> Section:
    """The events held in the period: who came through each of them, at any time, and who knew more."""
    gained = gains(connection)
    rows = [
        [f"{one.event.code} · {one.event.name.get(language)}", one.people, *gained.get(one.event.code, (0, 0))]
        for one in attended(connection)
        if period.first <= one.event.date <= period.last
    ]
    return _section_of("event", language, rows, ("people", "pairs", "increased"))


def _section(paper: Paper, section: Section, language: Language) -> None:
    paper.write(section.title, 12, bold=True)
    rows = [[str(row[0]), *(digits(f"{cell:,}", language) for cell in row[1:])] for row in section.rows]
    paper.table(section.head, rows)


def _sheet(book: Any, name: str, rows: Sequence[Sequence[Any]], bold: Any) -> None:
    page = book.add_worksheet(name[:31])  # Excel's limit of a sheet's name
    page.freeze_panes(1, 0)
    page.set_column(0, 0, 36)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                page.write_number(at, column, cell)
            elif cell:
                page.write_string(at, column, str(cell), None if at else bold)


def _section_of(
    name: str, language: Language, rows: Sequence[Sequence[Any]], numbers: Sequence[str] = ("queries", "people")
) -> Section:
    head = [word(name, language), *(word(key, language) for key in numbers)]
    return Section(word(name, language), head if numbers else ["", ""], rows)


def _rows(parts: Sequence[Part], say: Callable[[str], str]) -> list[list[Any]]:
    return [[say(part.value), part.queries, part.people] for part in parts]


def _names(connection: Connection, language: Language) -> dict[str, str]:
    name = place.c.name_km if language == "km" else place.c.name_en
    return {row[0]: row[1] for row in connection.execute(select(place.c.code, name).where(place.c.level == "province"))}
