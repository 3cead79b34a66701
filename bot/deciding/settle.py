"""What is asked is known: the names it needs are gathered, or the first that is missing is asked for."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.deciding.decision import ALTERNATIVE, Answer, AskFor, Request
from bot.domain.talk import Memory
from bot.understanding.catalogue import Intent
from bot.understanding.entities import Question

# "How many people live in Cambodia?" asks no more about the province before; as a name it would be in every question.
_COUNTRY = re.compile("cambodia|kampuchea|កម្ពុជា")


def settle(intent: Intent, question: Question, memory: Memory, score: float) -> Answer | AskFor:
    """The intent is known: gather the names it needs, or ask for the first that is missing."""
    names: dict[str, str] = {}
    unclear: tuple[str, tuple[str, ...]] | None = None
    for kind in (*intent.needs, *intent.uses):
        ids = narrowed(kind, question.found.get(kind, ()), memory)
        if kind in intent.uses and len(ids) > 1:
            ids = _holding_all(ids)
        if len(ids) == 1:
            names[kind] = ids[0]
        elif (
            not ids
            and kind in memory.names
            and kind != "year"
            and not (kind == "place" and _COUNTRY.search(question.key))
            and not (kind == "ministry" and "sector" in question.found)  # "and health?" asks no more about education
        ):
            names[kind] = memory.names[kind]
        elif kind in intent.needs and unclear is None:
            unclear = (kind, ids or (memory.options if memory.asked_for == kind else ()))  # still to be chosen
    if "service" in names and names["service"] == memory.names.get("service") and "variant" in memory.names:
        names["variant"] = memory.names["variant"]
    remembered = memory.names.get("year") if "place" in names and "place" not in question.found else None
    year = max(question.years) if question.years else int(remembered) if remembered and "year" in intent.knows else None
    request = Request(intent.name, names, year, question.around or question.key, question.foreigner)
    return AskFor(request, unclear[0], unclear[1], score) if unclear else Answer(request, score)


def narrowed(kind: str, ids: tuple[str, ...], memory: Memory) -> tuple[str, ...]:
    """Ids of an ambiguous place that fit the place the talk is about."""
    before = memory.names.get("place", "")
    if kind != "place" or len(ids) < 2 or not before or before == "KH":
        return ids
    for width in (len(before), 4, 2):
        inside = tuple(code for code in ids if code[:width] == before[:width])
        if inside:
            return inside
    return ids


def _holding_all(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The place in which all the others lie, where there is one: "Poipet" is a town and a sangkat of it."""
    return tuple(id for id in ids if all(other.startswith(id) for other in ids)) or ids


def left_open(decision: Answer | AskFor) -> Request:
    """A request whose ambiguous name is kept as alternatives, so that a tap asks which one is meant."""
    if isinstance(decision, Answer) or not decision.options:
        return decision.request
    alternatives = ALTERNATIVE.join(decision.options)
    return replace(decision.request, names={**decision.request.names, decision.kind: alternatives})
