"""What the pages show: figures with their charts, tables and definitions, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from markupsafe import Markup
from sqlalchemy import Connection, select

from bot.board import naming, ways
from bot.board.charts import Bubble, Layer, bars, bubbles, columns
from bot.board.filters import Chosen
from bot.desk.speech import language, number, say
from bot.domain.talk import Language
from bot.reach.crowd import groups, only
from bot.reach.daybook import daybook
from bot.reach.definitions import definitions, digits, said, word
from bot.reach.figures import Figures, Part, spans_of
from bot.reach.learning import Funnel
from bot.reach.period import EARLIEST, LATEST, Period
from bot.store.fact_tables import place

_TOP = 12  # intents and topics that a chart shows; the table has all


EVER = {"from": f"{EARLIEST}-01-01", "to": f"{LATEST}-12-31"}
Spans = Sequence[tuple[str, date, date]]
Cell = tuple[Any, str]
"""What a cell of a table shows, and the address of the rows behind it; empty where it is a name."""


@dataclass(frozen=True)
class Figure:
    """A number, its name and definition, and the address of its rows; ``counts``: the two numbers of a share."""

    name: str
    value: str
    definition: str
    way: str
    counts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Chart:
    """A drawing, the table it was drawn from, and what it means."""

    name: str
    drawing: Markup
    head: Sequence[str]
    table: Sequence[Sequence[Cell]]
    definition: str
    layered: bool = False


@dataclass(frozen=True)
class Overview:
    """Everything on the dashboard."""

    figures: Sequence[Figure]
    charts: Sequence[Chart]
    topics: Sequence[tuple[str, str]]
    period: Period
    made_up: int  # messages of a demonstration among them


def overview(connection: Connection, chosen: Chosen, gap_minutes: int) -> Overview:
    """Count a cut and put it into words and charts."""
    book, cut, kept = daybook(connection), chosen.cut, {**chosen.kept, **ways.span(chosen.cut.period)}
    figures = Figures(book, cut, only(connection, book, cut))
    meant = definitions(language(), cut.period.zone.key, gap_minutes)
    spans = spans_of(cut.period)
    parts = figures.over_time(spans)
    charts = [
        _over_time(spans, parts, kept, meant),
        _people(spans, parts, kept, meant),
        *(_told(figures, told, field, kept, meant) for field, told in groups(connection, book).items()),
        *(_by(figures, field, kept, meant) for field in ("topic", "intent")),
        _map(connection, figures, kept, meant),
        _by(figures, "language", kept, meant),
    ]
    topics = [(topic, said("topic", topic, language())) for topic in book.words["topic"] if topic]
    return Overview(_numbers(figures, kept, meant), charts, topics, cut.period, figures.made_up())


def steps(found: Funnel) -> list[tuple[str, int, int | None]]:
    """The steps of a funnel: key, people, and their share of those who came, in percent."""
    return [
        (name, count, round(100 * count / found.came) if found.came else None) for name, count in vars(found).items()
    ]


def always(zone: ZoneInfo) -> Period:
    """All the time there can be."""
    return Period(date(EARLIEST, 1, 1), date(LATEST, 12, 31), zone)


def notes(period: Period, lang: Language) -> list[tuple[str, str]]:
    """Lines above the definitions of a workbook."""
    made = datetime.now(UTC).astimezone(period.zone)
    return [
        (word("period", lang), f"{period.first} – {period.last}"),
        (word("zone", lang), period.zone.key),
        (word("counted_at", lang), f"{made:%Y-%m-%d %H:%M}"),
    ]


def kept(values: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address without the page's number."""
    return {name: text for name, text in values.items() if name not in ("after", "language")}


def _numbers(figures: Figures, kept: Mapping[str, str], meant: Mapping[str, str]) -> list[Figure]:
    people, outcomes = figures.people(), figures.queries()
    total = sum(outcomes.values())
    counted = [(name, getattr(people, name), ways.people(kept, name)) for name in ("reached", "new", "returning")]
    counted += [("sessions", figures.sessions(), ways.sessions(kept)), ("queries", total, ways.queries(kept))]
    found = [Figure(_word(name), number(count), meant[name], way) for name, count, way in counted]
    lost = str(say("reach.not_understood")), str(say("reach.not_understood.means"))
    found.append(_share(_word("answered_share"), meant["answered"], outcomes, "answered", kept))
    found.append(_share(*lost, outcomes, "not_understood", kept))
    times = figures.answer_times()
    took = "–" if times is None else " / ".join(number(round(time / 1000, 2)) for time in times)
    way = ways.queries(kept, outcome="answered", figure="time")
    measured = [(str(say("reach.answers", count=outcomes["answered"])), way)]
    return [*found, Figure(str(say("reach.time")), took, str(say("reach.time.means")), way, measured)]


def _share(name: str, meaning: str, outcomes: Mapping[str, int], outcome: str, kept: Mapping[str, str]) -> Figure:
    part, total = outcomes[outcome], sum(outcomes.values())
    text = _percent(part, total)
    way = ways.queries(kept, outcome=outcome)
    return Figure(name, text, meaning, way, [(number(part), way), (number(total), ways.queries(kept))])


def _over_time(spans: Spans, parts: Sequence[Part], kept: Mapping[str, str], meant: Mapping[str, str]) -> Chart:
    answered = [part.outcomes["answered"] for part in parts]
    lost = [part.outcomes["not_understood"] for part in parts]
    rest = [part.queries - a - b for part, a, b in zip(parts, answered, lost, strict=True)]
    here = [{**kept, "from": str(first), "to": str(last)} for _, first, last in spans]
    layers = [
        Layer(_outcome("answered"), answered, [ways.queries(one, outcome="answered") for one in here]),
        Layer(str(say("reach.others")), rest),
        Layer(_outcome("not_understood"), lost, [ways.queries(one, outcome="not_understood") for one in here]),
    ]
    names = [_short(part.value) for part in parts]
    names_of = list(parts[0].outcomes) if parts else []
    head = [_time(spans), _word("queries"), *(_outcome(name) for name in names_of)]
    table: list[list[Cell]] = []
    for part, one in zip(parts, here, strict=True):
        outcomes = [(part.outcomes[name], ways.queries(one, outcome=name)) for name in names_of]
        table.append([(_short(part.value), ""), (part.queries, ways.queries(one)), *outcomes])
    title = str(say("reach.over_time"))
    return Chart(title, columns(title, names, layers, number), head, table, meant["queries"], layered=True)


def _people(spans: Spans, parts: Sequence[Part], kept: Mapping[str, str], meant: Mapping[str, str]) -> Chart:
    names = [_short(part.value) for part in parts]
    title = str(say("reach.people_over_time"))
    led = [ways.people({**kept, "from": str(first), "to": str(last)}) for _, first, last in spans]
    drawing = columns(title, names, [Layer(_word("people"), [part.people for part in parts], led)], number)
    table: list[list[Cell]] = [
        [(name, ""), (part.people, way)] for name, part, way in zip(names, parts, led, strict=True)
    ]
    return Chart(title, drawing, [_time(spans), _word("people")], table, meant["reached"])


def _told(
    figures: Figures, marks: Mapping[str, Any], field: str, kept: Mapping[str, str], meant: Mapping[str, str]
) -> Chart:
    """Everybody reached is in exactly one row, so that these do add up."""
    reached = figures.reached()
    counts = [(value, int(np.count_nonzero(reached & theirs))) for value, theirs in marks.items()]
    total = sum(count for _, count in counts)
    title = f"{_word('people')} · {_word(field)}"
    rows = [
        (said(field, value, language()), count, ways.people({**kept, **ways.part(field, value)}))
        for value, count in counts
    ]
    drawing = bars(title, rows, number)
    table: list[list[Cell]] = [[(name, ""), (count, way), (_percent(count, total), "")] for name, count, way in rows]
    head = [_word(field), _word("people"), str(say("reach.share", total=total))]
    return Chart(title, drawing, head, table, f"{say('reach.told.means')} {meant['reached']}")


def _by(figures: Figures, field: str, kept: Mapping[str, str], meant: Mapping[str, str]) -> Chart:
    parts = figures.by(field)
    title = f"{_word('queries')} · {_word(field)}"
    table = [_line(field, part, naming.named(field, part.value), kept) for part in parts]
    drawn = [(name, count, way) for (name, _), (count, way), _ in table[:_TOP]]
    head = [_word(field), _word("queries"), _word("people")]
    return Chart(title, bars(title, drawn, number), head, table, meant["rows"])


def _map(connection: Connection, figures: Figures, kept: Mapping[str, str], meant: Mapping[str, str]) -> Chart:
    name = place.c.name_km if language() == "km" else place.c.name_en
    known = {row[0]: row for row in connection.execute(select(place.c.code, name, place.c.latitude, place.c.longitude))}
    parts = figures.by("province")
    names = [
        known[part.value][1] if part.value in known else said("province", part.value, language()) for part in parts
    ]
    table = [_line("province", part, name, kept) for part, name in zip(parts, names, strict=True)]
    placed = [(known[part.value], line[1]) for part, line in zip(parts, table, strict=True) if part.value in known]
    drawn = [Bubble(row[1], row[2], row[3], *cell) for row, cell in placed if row[2] is not None]
    title = f"{_word('queries')} · {_word('province')}"
    head = [_word("province"), _word("queries"), _word("people")]
    return Chart(title, bubbles(title, drawn, number), head, table, f"{say('reach.map.means')} {meant['rows']}")


def _line(field: str, part: Part, name: str, kept: Mapping[str, str]) -> list[Cell]:
    here = {**ways.part(field, part.value), **kept}  # a district chosen is not widened to its province
    return [(name, ""), (part.queries, ways.queries(here)), (part.people, ways.people(here))]


def _time(spans: Sequence[Any]) -> str:
    """Whether the rows are days or months."""
    return _word("day" if spans and len(spans[0][0]) > 7 else "month")


def _percent(part: int, total: int) -> str:
    return f"{number(round(100 * part / total, 1))} %" if total else "–"


def _word(key: str) -> str:
    return word(key, language())


def _outcome(name: str) -> str:
    return said("outcome", name, language())


def _short(value: str) -> str:
    return digits(value, language())
