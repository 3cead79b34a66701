"""Says in words what changes in the facts: whose fee, from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.faults.fault import figure
from bot.store.choice_words import choice_words
from bot.store.fact_links import View
from bot.store.fact_plan import Change
from bot.store.fact_schema import TableSchema
from bot.store.fact_tables import MINOR_UNITS
from bot.store.fact_words import TABLES, column_words

SIGNS = {"KHR": "៛"}
_WORDS = {
    "km": {"new": "ថ្មី", "gone": "ដកចេញ", "empty": "ទទេ", "colon": "៖ ", "comma": ", "},
    "en": {"new": "new", "gone": "taken out", "empty": "empty", "colon": ": ", "comma": ", "},
}
_TOLD_APART = ("fiscal_year", "year", "period", "item", "stage", "applicant")  # what tells rows of one thing apart
_NAMES = ("short", "name", "title", "alias", "text")


class Teller:
    """Knows what things are called in the facts as they were and as they will be."""

    def __init__(self, schemas: Sequence[TableSchema], *views: View) -> None:
        """``views``: the rows by table; where two know a row, the last one names it."""
        self._schemas = {schema.name: schema for schema in schemas}
        self._views = views[::-1]

    def tell(self, change: Change, language: str) -> str:
        """One change as a sentence, for example `Fee, motorbike test: amount 30,000 → 35,000 ៛`."""
        words = _WORDS[language]
        head = f"{TABLES[change.table].get(language)} «{self.called(change, language)}»{words['colon']}"
        if change.before is None:
            return head + words["new"] + self._amount(change.after or {}, language)
        if change.after is None:
            return head + words["gone"]
        return head + words["comma"].join(self._differences(change.before, change.after, language))

    def called(self, change: Change, language: str) -> str:
        """What the thing is called: its own name, or the names of what its row leads to."""
        values = change.after or change.before or {}
        own = _name(values, language)
        if own:
            return own
        led_to = [
            self._target(table, values, column, language) for column, table in self._schemas[change.table].references
        ]
        there = [column for column in _TOLD_APART if values.get(column) not in (None, "", "anyone")]
        apart = [choice_words(column, str(values[column])).get(language) for column in there]
        return ", ".join(dict.fromkeys(part for part in (*led_to, self._variant(values, language), *apart) if part))

    def _target(self, table: str, values: Mapping[str, Any], column: str, language: str) -> str:
        if table == "source" or not values[column]:
            return ""
        row = self._row(table, values[column])
        return _name(row, language) or str(values[column])

    def _variant(self, values: Mapping[str, Any], language: str) -> str:
        if not values.get("variant"):
            return ""
        row = self._row("service_variant", f"{values['service_id']}/{values['variant']}")
        return _name(row, language) or str(values["variant"])

    def _row(self, table: str, key: str) -> Mapping[str, Any]:
        return next((view[table][key].values for view in self._views if key in view.get(table, {})), {})

    def _differences(self, before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> Iterator[str]:
        for column, value in after.items():
            if value != before[column]:
                old, new = (_shown(row, column, language) for row in (before, after))
                sign = f" {_currency(after)}" if column == "amount" else ""
                name = column_words(column).get(language).partition(" (")[0]
                yield f"{name} {old} → {new}{sign}"

    def _amount(self, values: Mapping[str, Any], language: str) -> str:
        if values.get("amount") is None:
            return ""
        return f"{_WORDS[language]['comma']}{_money(values, language)} {_currency(values)}"


def by_key(changes: Sequence[Change]) -> list[Change]:
    """Changes in the order of tables and keys."""
    return sorted(changes, key=lambda change: (list(TABLES).index(change.table), change.key))


def compare(before: View, after: View) -> list[Change]:
    """What differs between two sets of facts."""
    changes = []
    for table in TABLES:
        old, new = before.get(table, {}), after.get(table, {})
        for key in sorted({*old, *new}):
            was, is_ = (rows[key].values if key in rows else None for rows in (old, new))
            if was != is_:
                changes.append(Change(table, key, was, is_))
    return changes


def _name(values: Mapping[str, Any], language: str) -> str:
    for stem in _NAMES:
        for column in (f"{stem}_{language}", stem):
            if values.get(column):
                return str(values[column])
    return ""


def _shown(values: Mapping[str, Any], column: str, language: str) -> str:
    value = values[column]
    if value is None or value == "":
        return _WORDS[language]["empty"]
    if column == "amount":
        return _money(values, language)
    if isinstance(value, str):
        return f"«{value}»"
    return str(value) if "year" in column else figure(value, language)


def _money(values: Mapping[str, Any], language: str) -> str:
    units = MINOR_UNITS.get(values["currency"], 1)
    whole = Decimal(values["amount"]) / units
    return figure(int(whole) if whole == int(whole) else whole.quantize(Decimal("0.01")), language)


def _currency(values: Mapping[str, Any]) -> str:
    return SIGNS.get(values["currency"], str(values["currency"]))
