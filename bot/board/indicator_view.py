"""An indicator ready to be shown: value, counts, target, trend and parts, each number with the way to its rows."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from bot.board import ways
from bot.desk.speech import number
from bot.domain.talk import Language
from bot.reach.definitions import digits
from bot.reach.footnotes import footnote
from bot.reach.indicator_file import Indicator
from bot.reach.indicators import Measured, Value, goal_shown, shown, target_shown

_LANGUAGES: tuple[Language, ...] = ("km", "en")


def indicator(found: Measured, lang: Language) -> dict[str, Any]:
    """An indicator ready to be shown, each of its numbers with the way to its rows."""
    one, zone = found.indicator, found.period.zone
    trend = [*found.trend, (found.label, found.value)]
    return {
        "id": one.id,
        "name": one.name.get(lang),
        "value": digits(shown(found.value), lang),
        "way": ways.measure(one.numerator, found.label, zone),
        "counts": _counts(found.value, one, found.label, zone),
        "target": target_shown(one, lang) if one.target else "",
        "baseline": goal_shown(one.baseline, lang) if one.baseline else "",
        "reached": found.on_target,
        "trend": [
            (digits(label, lang), digits(shown(value), lang), ways.measure(one.numerator, label, zone))
            for label, value in trend
        ],
        "parts": [
            (found.named(name, lang), digits(shown(value), lang), _ratio(value, lang), _part_way(found, name))
            for name, value in found.parts
        ],
        "sentences": [(spoken, found.sentence(spoken)) for spoken in sorted(_LANGUAGES, key=lang.__ne__)],
        "footnote": footnote(found, lang),
        "definition": one.definition.get(lang),
        "period": found.period,
    }


def _part_way(found: Measured, name: str) -> str:
    one = found.indicator
    filters = {} if one.by == "ministry" else ways.part(one.by, name)
    measure = "people" if one.unit == "person" and one.by != "sex" else one.numerator
    return ways.measure(measure, found.label, found.period.zone, **filters)


def _counts(value: Value, one: Indicator, label: str, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Numerator and denominator of a share, each with the way to its rows."""
    if value.denominator is None or value.numerator is None:
        return []
    below = one.denominator or one.numerator  # reported counts stand in one row
    pairs = ((value.numerator, one.numerator), (value.denominator, below))
    return [(number(count), ways.measure(name, label, zone)) for count, name in pairs]


def _ratio(value: Value, lang: Language) -> str:
    if value.denominator is None or value.numerator is None:
        return ""
    return digits(f"{value.numerator:,} / {value.denominator:,}", lang)
