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


def untrue(item: Item, facts: FactStore, catalogue: Catalogue) -> Fault | None:
    """Why an item cannot be asked; None when it is proved."""
    if not facts.source(item.source):
        return _why("quiz_no_source", item, source=item.source)
    kind, _, name = item.proof.partition(" ")
    return _unsaid(item, name.strip(), catalogue) if kind == "intent" else _unproved(item, facts)


def _unsaid(item: Item, name: str, catalogue: Catalogue) -> Fault | None:
    """Why an intent's answer is no proof."""
    if name not in catalogue:
        return _why("quiz_no_intent", item, name=name)
    its = catalogue[name].sources
    if item.source in its:
        return None
    return _why("quiz_intent_source", item, name=name, its=", ".join(its), source=item.source)


def _unproved(item: Item, facts: FactStore) -> Fault | None:
    """Why the facts are no proof."""
    if not (found := _PROOF.fullmatch(item.proof)):
        return _why("quiz_proof_form", item)
    values = list(_values(found, facts))
    if not values:
        return _why("quiz_no_fact", item)
    if item.source not in {source for _, source in values}:
        return _why("quiz_fact_source", item, source=item.source)
    wanted = Decimal(found["value"])
    if not all(_SIGNS[found["sign"]](value, wanted) for value, _ in values):
        return _why("quiz_otherwise", item)
    return None


def _why(kind: str, item: Item, **details: str) -> Fault:
    return Fault(kind, item.path, details={"proof": item.proof, **details})


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
