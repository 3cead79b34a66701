"""Answers about counted and measured figures: shares, scores, complaints, what was collected."""

from __future__ import annotations

from decimal import Decimal

from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, ShelfCard, card, other_years
from bot.answering.speech import MINOR, Speech
from bot.deciding.decision import Request
from bot.domain.facts import IndicatorValue

STATE = "KH"
_CURRENCY = {"riel": "KHR", "US dollars": "USD"}
_SHOWN = 6  # periods; more would not be read on a phone


def measured(value: IndicatorValue, speech: Speech) -> str:
    """A figure with its unit: "19 of 269 projects (7.06 %)", "43 points of 100"."""
    unit = speech.both(value.unit)
    if value.numerator is not None and value.denominator:
        part, whole = speech.number(value.numerator), speech.number(value.denominator)
        percent = speech.percent(value.numerator, value.denominator)
        return speech.phrase("figure.part", part=part, whole=whole, unit=unit, percent=percent)
    number = Decimal(value.value)
    if currency := _CURRENCY.get(value.unit.en):
        return speech.money(int(number * MINOR[currency]), currency)
    return speech.phrase("figure.number", number=speech.number(number, 2), unit=unit)


def covers(value: IndicatorValue, year: int) -> bool:
    """Whether a figure is of a year, or of a period in which the year lies."""
    begin, _, end = value.period.partition("/")
    return int(begin[:4]) <= year <= int((end or begin)[:4])


def figures_about(category: str, place: str, year: int | None, facts: FactStore) -> list[IndicatorValue]:
    """The figures of a place that tell about a budget heading, in a year where one is asked for; the newest first."""
    values = [value for id in facts.indicators_about(category) for value in facts.indicator(id)]
    fitting = [v for v in values if (v.place or STATE) == place and (year is None or covers(v, year))]
    return sorted(fitting, key=lambda value: value.period, reverse=True)


def said_figure(value: IndicatorValue, speech: Speech) -> str:
    """What was counted, and when."""
    return speech.phrase("figure.when", figure=speech.both(value.name), when=_when(value, speech))


def _figure(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    values = facts.indicator(request.names.get("indicator", ""))
    if not values:
        return Nothing(speech.phrase("missing.any"))
    place = request.names.get("place", "")
    here = [value for value in values if value.place == place] or list(values)
    fitting = [value for value in here if request.year is None or covers(value, request.year)]
    if not fitting:
        years = list(dict.fromkeys(value.period[:4] for value in here))[:_SHOWN]
        return other_years(request, speech.both(here[0].name), years, speech)
    lines = [_line(value, facts, speech) for value in fitting[:_SHOWN]]
    sources = tuple(value.source for value in fitting[:_SHOWN])
    made_up = any(value.status == "demonstration" for value in fitting)
    return Found({"indicator": speech.both(values[0].name), "lines": "\n".join(lines)}, sources, made_up)


def _line(value: IndicatorValue, facts: FactStore, speech: Speech) -> str:
    place = facts.places().get(value.place) if value.place not in ("", STATE) else None
    label = " · ".join(filter(None, (_when(value, speech), speech.place(place) if place else "")))
    text, note = measured(value, speech), speech.digits(speech.both(value.note))
    line = "• " + speech.phrase("line", label=label, text=text)
    return f"{line}\n{note}" if note else line


def _when(value: IndicatorValue, speech: Speech) -> str:
    return " – ".join(speech.date(part) for part in value.period.split("/"))


SHELVES: dict[str, ShelfCard] = {"figure": card(_figure, "indicator lines")}
