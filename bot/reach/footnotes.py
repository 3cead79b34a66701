"""The footnote of an indicator: what makes its figure reproducible."""

from __future__ import annotations

from typing import Any

from bot.domain.talk import Language
from bot.reach.indicators import Measured, digits


def footnote(measured: Measured, language: Language) -> dict[str, Any]:
    """What makes the figure reproducible, as words beside values."""
    period = measured.period
    names = {
        "definition": ("និយមន័យ", "Definition"),
        "period": ("អំឡុងពេល", "Period"),
        "zone": ("ល្វែងម៉ោង", "Time zone"),
        "unknown": ("មិនដឹងភេទ (មិនបានសួរ មិនបានឆ្លើយ ឬមិនព្រមប្រាប់)", "Sex not known (not asked, no answer, declined)"),
        "demonstration": ("សំណួរដែលផ្អែកលើទិន្នន័យសាកល្បង (មិនពិត)", "Queries that rest on made-up rows (demonstration)"),
        "session": ("ចន្លោះពេលដែលបញ្ចប់វគ្គ (នាទី)", "Silence that ends a session (minutes)"),
        "digest": ("សញ្ញាសម្គាល់សំណួរ", "Digest of the query"),
    }
    values = {
        "definition": measured.indicator.definition.get(language),
        "period": digits(f"{period.first} – {period.last}", language),
        "zone": period.zone.key,
        "unknown": None if measured.unknown is None else digits(f"{measured.unknown:,}", language),
        "demonstration": digits(f"{measured.demonstration:,}", language) if measured.demonstration else None,
        "session": digits(str(measured.gap_minutes), language) if measured.indicator.unit == "session" else None,
        "digest": measured.digest,
    }
    return {names[key][language != "km"]: value for key, value in values.items() if value is not None}
