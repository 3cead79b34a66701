"""The footnote of an indicator: what makes its figure reproducible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.talk import Language
from bot.reach.definitions import digits, said
from bot.reach.indicators import Measured


def footnote(measured: Measured, language: Language) -> dict[str, Any]:
    """What makes the figure reproducible, as words beside values."""
    period = measured.period
    names = {
        "definition": ("និយមន័យ", "Definition"),
        "period": ("អំឡុងពេល", "Period"),
        "zone": ("ល្វែងម៉ោង", "Time zone"),
        "unknown": ("មិនដឹងភេទ", "Sex not known"),
        "demonstration": ("សំណួរដែលផ្អែកលើទិន្នន័យសាកល្បង (មិនពិត)", "Queries that rest on made-up rows (demonstration)"),
        "session": ("ចន្លោះពេលដែលបញ្ចប់វគ្គ (នាទី)", "Silence that ends a session (minutes)"),
        "digest": ("សញ្ញាសម្គាល់សំណួរ", "Digest of the query"),
    }
    values = {
        "definition": measured.indicator.definition.get(language),
        "period": digits(f"{period.first} – {period.last}", language),
        "zone": period.zone.key,
        "unknown": None if measured.unknown is None else digits(_unknown(measured.unknown, language), language),
        "demonstration": digits(f"{measured.demonstration:,}", language) if measured.demonstration else None,
        "session": digits(str(measured.gap_minutes), language) if measured.indicator.unit == "session" else None,
        "digest": measured.digest,
    }
    return {names[key][language != "km"]: value for key, value in values.items() if value is not None}


def _unknown(by_reason: Mapping[str, int], language: Language) -> str:
    """How many there are, and why: not asked, no answer, declined."""
    reasons = ", ".join(f"{said('sex', reason, language)} {count:,}" for reason, count in by_reason.items())
    return f"{sum(by_reason.values()):,} ({reasons})"
