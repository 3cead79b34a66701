"""Is a quiz item true? Its proof is looked up in the facts and in the intents, so that neither can drift away from it.

A proof is one of:
  intent NAME                      the answer of that intent says it, and rests on the same source
  fee SERVICE = 0                  the current fee of a service, in minor units (riel; cents)
  share INDICATOR PERIOD < 0.1     numerator over denominator of a measured figure (also > and =)
  figure INDICATOR PERIOD = 5      a counted figure
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from bot.answering.ports import FactStore
from bot.faults.fault import Fault
from bot.quiz.items import Item, Items
from bot.understanding.catalogue import Catalogue

_PROOF = re.compile(r"(?P<kind>fee|share|figure) (?P<what>\S+)(?: (?P<period>\S+))? (?P<sign>[<=>]) (?P<value>[0-9.]+)")
_SIGNS: dict[str, Callable[[Decimal, Decimal], bool]] = {"<": operator.lt, "=": operator.eq, ">": operator.gt}


def quiz_faults(items: Items, facts: FactStore, catalogue: Catalogue) -> Iterator[Fault]:
    """A fault for each item that cannot be asked."""
    for item in items.values():
        if why := untrue(item, facts, catalogue):
            yield Fault("quiz_untrue", item.path, details={"why": why})


def untrue(item: Item, facts: FactStore, catalogue: Catalogue) -> str:
    """Why an item cannot be asked, in one sentence; empty when it is proved."""
    if not facts.source(item.source):
        return f"there is no source '{item.source}'."
    kind, _, name = item.proof.partition(" ")
    if kind == "intent":
        intent = catalogue.get(name.strip())
        if intent is None:
            return f"there is no intent '{name}'."
        same = intent.source == item.source
        return "" if same else f"the intent '{name}' rests on '{intent.source}', not on '{item.source}'."
    if not (found := _PROOF.fullmatch(item.proof)):
        return f"the proof '{item.proof}' cannot be read."
    values = list(_values(found, facts))
    if not values:
        return f"the facts hold nothing for '{item.proof}'."
    if item.source not in {source for _, source in values}:
        return f"the fact of '{item.proof}' has another source than '{item.source}'."
    wanted = Decimal(found["value"])
    if not all(_SIGNS[found["sign"]](value, wanted) for value, _ in values):
        return f"the facts now say otherwise than '{item.proof}'."
    return ""


def _values(found: re.Match[str], facts: FactStore) -> Iterator[tuple[Decimal, str]]:
    """The values a proof speaks of, each with its source."""
    if found["kind"] == "fee":
        for fee in facts.fees(found["what"]):
            if fee.amount is not None:
                yield Decimal(fee.amount), fee.source.id
        return
    for value in facts.indicator(found["what"], found["period"] or ""):
        if found["kind"] == "figure":
            yield Decimal(str(value.value)), value.source.id
        elif value.numerator is not None and value.denominator:
            yield Decimal(value.numerator) / Decimal(value.denominator), value.source.id
