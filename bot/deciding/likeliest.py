"""The first of what would be offered, told at once with doubt where it is likely enough: one tap less."""

from __future__ import annotations

from dataclasses import replace

from bot.deciding.decision import ALTERNATIVE, Answer, AskFor, Offer
from bot.understanding.catalogue import Catalogue

_LIKELY = 0.35  # probability from which on the first is told instead of offered; see docs/understanding.md


def told_first(offer: Offer, catalogue: Catalogue) -> Answer | AskFor | None:
    """The first of what is offered, told at once with doubt and the rest to tap, where it is likely enough.

    Where it lacks but a place, the place is asked for: "do you mean the revenue?" would be one tap more.
    """
    request, *others = offer.requests
    intent = catalogue[request.intent]
    clear = {kind: id for kind, id in request.names.items() if ALTERNATIVE not in id}
    lacking = [kind for kind in intent.needs if kind not in clear]
    if offer.score < _LIKELY or intent.kind == "talk" or (len(clear) < len(request.names) and lacking != ["place"]):
        return None
    if not lacking:
        return Answer(request, offer.score, sure=False, instead=tuple(others))
    if lacking == ["place"] and not others:
        options = request.names["place"].split(ALTERNATIVE) if "place" in request.names else ()
        return AskFor(replace(request, names=clear), "place", tuple(options), offer.score)
    return None
