"""Fills holes such as ((owso-count)) or ((obs-transparency 2023)) from counted and measured figures."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.indicators import STATE, covers, measured, said_figure
from bot.answering.ports import FactStore
from bot.answering.shelf import Found
from bot.answering.speech import Speech
from bot.answering.template import holes
from bot.domain.facts import IndicatorValue, Source


def figures(text: str, facts: FactStore, speech: Speech) -> Found:
    """All figures a text names, worded; a figure the store lacks stays unfilled."""
    filled: dict[str, str] = {}
    sources: list[Source] = []
    made_up = False
    for hole in holes(text):
        indicator, _, period = hole.partition(" ")
        values = facts.indicator(indicator, period)
        if values:
            filled[hole] = _said(values[0], speech)
            sources.append(values[0].source)
            made_up = made_up or values[0].status == "demonstration"
    return Found(filled, tuple(sources), made_up)


def of_year(text: str, year: int, facts: FactStore, speech: Speech) -> Found | None:
    """What the same things counted in one year, beside what a text tells of other periods; one hole, ``lines``.

    None where nothing is known of the year, neither beside the text nor in it.
    """
    told = [value for hole in holes(text) for value in facts.indicator(*hole.partition(" ")[::2])[:1]]
    values = [
        value
        for id in dict.fromkeys(hole.partition(" ")[0] for hole in holes(text))
        for value in facts.indicator(id)
        if value.period[:4] == value.period[-4:] == str(year) and value.place in ("", STATE) and value not in told
    ]
    if not values and not any(covers(value, year) for value in told):
        return None
    lines = [speech.phrase("line", label=said_figure(value, speech), text=measured(value, speech)) for value in values]
    made_up = any(value.status == "demonstration" for value in values)
    return Found({"lines": "\n".join(f"• {line}" for line in lines)}, tuple(v.source for v in values), made_up)


def unknown_figures(text: str, facts: FactStore) -> Iterable[str]:
    """Holes of a text that no figure in the store fills."""
    return [hole for hole in holes(text) if not facts.indicator(*hole.partition(" ")[::2])]


def _said(value: IndicatorValue, speech: Speech) -> str:
    if value.numerator is not None and value.denominator:
        return speech.number(value.numerator)
    return speech.number(float(value.value), 2)
