"""What the pages show: figures with their charts, tables and definitions, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy import Connection, select

from bot.board.charts import Bubble, bars, bubbles, columns
from bot.desk.speech import language, number, say
from bot.domain.talk import Language
from bot.reach.crowd import only
from bot.reach.daybook import daybook
from bot.reach.definitions import definitions, said, word
from bot.reach.figures import Cut, Figures, Part, spans_of
from bot.reach.footnotes import footnote
from bot.reach.indicators import Measured, Value, digits, shown
from bot.reach.learning import Funnel
from bot.reach.period import EARLIEST, LATEST, Period
from bot.store.fact_tables import place

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TOP = 12  # intents and topics that a chart shows; the table has all


@dataclass(frozen=True)
class Figure:
    """A number, its name and definition, and the filter that leads to its rows."""

    name: str
    value: str
    definition: str
    rows: Mapping[str, str]


@dataclass(frozen=True)
class Chart:
    """A drawing, the table it was drawn from, and what it means."""

    name: str
    drawing: Markup
    head: Sequence[str]
    table: Sequence[Sequence[Any]]
    definition: str


@dataclass(frozen=True)
class Overview:
    """Everything on the dashboard."""

    figures: Sequence[Figure]
    charts: Sequence[Chart]
    topics: Sequence[tuple[str, str]]
    period: Period


def overview(connection: Connection, cut: Cut, gap_minutes: int) -> Overview:
    """Count a cut and put it into words and charts."""
    book = daybook(connection)
    figures = Figures(book, cut, only(connection, book, cut))
    meant = definitions(language(), cut.period.zone.key, gap_minutes)
    charts = [
        _over_time(figures, cut, meant),
        _people(figures, cut, meant),
        _by(figures, "topic", meant),
        _by(figures, "intent", meant),
    ]
    charts += [_map(connection, figures, meant), _by(figures, "language", meant)]
    topics = [(topic, said("topic", topic, language())) for topic in book.words["topic"] if topic]
    return Overview(_numbers(figures, meant), charts, topics, cut.period)


def indicator(found: Measured, lang: Language) -> dict[str, Any]:
    """An indicator ready to be shown."""
    one = found.indicator
    return {
        "id": one.id,
        "name": one.name.get(lang),
        "value": digits(shown(found.value), lang),
        "counts": _counts(found.value, lang),
        "target": _goal(one.target, lang),
        "baseline": _goal(one.baseline, lang),
        "reached": _reached(found),
        "trend": [
            (digits(label, lang), digits(shown(value), lang))
            for label, value in [*found.trend, (found.label, found.value)]
        ],
        "parts": [
            (said(one.by, name, lang), digits(shown(value), lang), _counts(value, lang)) for name, value in found.parts
        ],
        "sentence": found.sentence(lang),
        "footnote": footnote(found, lang),
        "rows": {"from": str(found.period.first), "to": str(found.period.last)},
    }


def named(show: Callable[..., Any]) -> Callable[..., Any]:
    """A plain function in place of a method, on which the role can be noted."""

    def shown(**arguments: str) -> Any:
        return show(**arguments)

    return shown


def steps(found: Funnel) -> list[tuple[Markup, int, int | None]]:
    """The steps of a funnel: name, people, and their share of those who came, in percent."""
    values = vars(found)
    return [
        (say(f"funnel.{name}"), count, round(100 * count / found.came) if found.came else None)
        for name, count in values.items()
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


def _numbers(figures: Figures, meant: Mapping[str, str]) -> list[Figure]:
    people, outcomes = figures.people(), figures.queries()
    total = sum(outcomes.values())
    found = [
        Figure(_word("reached"), number(people.reached), meant["reached"], {}),
        Figure(_word("new"), number(people.new), meant["new"], {}),
        Figure(_word("returning"), number(people.returning), meant["returning"], {}),
        Figure(_word("sessions"), number(figures.sessions()), meant["sessions"], {}),
        Figure(_word("queries"), number(total), meant["queries"], {}),
        Figure(
            _word("answered_share"), _share(outcomes["answered"], total), meant["answered"], {"outcome": "answered"}
        ),
    ]
    unanswered = Figure(
        str(say("reach.not_understood")),
        _share(outcomes["not_understood"], total),
        meant["queries"],
        {"outcome": "not_understood"},
    )
    times = figures.answer_times()
    took = "–" if times is None else " / ".join(number(round(time / 1000, 2)) for time in times)
    return [
        *found,
        unanswered,
        Figure(str(say("reach.time")), took, str(say("reach.time.means")), {"outcome": "answered"}),
    ]


def _over_time(figures: Figures, cut: Cut, meant: Mapping[str, str]) -> Chart:
    parts = figures.over_time(spans_of(cut.period))
    answered = [part.outcomes["answered"] for part in parts]
    lost = [part.outcomes["not_understood"] for part in parts]
    rest = [part.queries - a - b for part, a, b in zip(parts, answered, lost, strict=True)]
    layers = [(_outcome("answered"), answered), (str(say("reach.others")), rest), (_outcome("not_understood"), lost)]
    names = [_short(part.value) for part in parts]
    names_of = list(parts[0].outcomes) if parts else []
    head = [_word("day"), _word("queries"), *(_outcome(name) for name in names_of)]
    table = [[_short(part.value), part.queries, *(part.outcomes[name] for name in names_of)] for part in parts]
    title = str(say("reach.over_time"))
    return Chart(title, columns(title, names, layers, number), head, table, meant["queries"])


def _people(figures: Figures, cut: Cut, meant: Mapping[str, str]) -> Chart:
    parts = figures.over_time(spans_of(cut.period))
    names = [_short(part.value) for part in parts]
    title = str(say("reach.people_over_time"))
    drawing = columns(title, names, [(_word("people"), [part.people for part in parts])], number)
    return Chart(
        title, drawing, [_word("day"), _word("people")], [[_short(p.value), p.people] for p in parts], meant["reached"]
    )


def _by(figures: Figures, field: str, meant: Mapping[str, str]) -> Chart:
    parts = figures.by(field)
    title = f"{_word('queries')} · {_word(field)}"
    drawn = [(said(field, part.value, language()), part.queries) for part in parts[:_TOP]]
    return Chart(
        title,
        bars(title, drawn, number),
        [_word(field), _word("queries"), _word("people")],
        _table(field, parts),
        meant["rows"],
    )


def _map(connection: Connection, figures: Figures, meant: Mapping[str, str]) -> Chart:
    name = place.c.name_km if language() == "km" else place.c.name_en
    known = {row[0]: row for row in connection.execute(select(place.c.code, name, place.c.latitude, place.c.longitude))}
    parts = figures.by("province")
    found = [(known[part.value], part) for part in parts if part.value in known]
    drawn = [Bubble(row[1], row[2], row[3], part.queries) for row, part in found if row[2] is not None]
    title = f"{_word('queries')} · {_word('province')}"
    table = [
        [known[part.value][1] if part.value in known else _word("none"), part.queries, part.people] for part in parts
    ]
    head = [_word("province"), _word("queries"), _word("people")]
    return Chart(title, bubbles(title, drawn, number), head, table, f"{say('reach.map.means')} {meant['rows']}")


def _table(field: str, parts: Sequence[Part]) -> list[list[Any]]:
    return [[said(field, part.value, language()), part.queries, part.people] for part in parts]


def _word(key: str) -> str:
    return word(key, language())


def _outcome(name: str) -> str:
    return said("outcome", name, language())


def _short(value: str) -> str:
    return digits(value, language())


def _share(part: int, total: int) -> str:
    return f"{number(round(100 * part / total, 1))} %" if total else "–"


def _counts(value: Value, lang: Language) -> str:
    return (
        ""
        if value.denominator is None or value.numerator is None
        else digits(f"{value.numerator:,} / {value.denominator:,}", lang)
    )


def _goal(goal: Any, lang: Language) -> str:
    return "" if goal is None else digits(f"{goal.value:,g}" + (" %" if goal.percent else ""), lang)


def _reached(found: Measured) -> bool | None:
    target, figure = found.indicator.target, found.value.figure
    return None if target is None or figure is None else figure >= target.value
