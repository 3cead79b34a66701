"""A shared place: which communes are near, and what there is to know about the one that was confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import asin, cos, radians, sin, sqrt

from bot.answering.cards import page
from bot.answering.placing import said_place
from bot.answering.shelf import payload
from bot.conversation.asking import MENU, Asker
from bot.domain.facts import Place
from bot.domain.talk import Button, Card, Reply

HERE = "do/here"
"""Payload of a commune that was confirmed."""
WITHIN = "do/within"
"""Payload of a district whose communes have no centre of their own on record."""

MOST = 3
FAR = 60.0  # kilometres to the nearest centre: farther is taken for another country
_EARTH = 6371.0  # kilometres, mean radius

Spot = tuple[float, float]


def located(spot: Spot, asker: Asker) -> Reply:
    """The three nearest communes to tap; where a commune has no centre on record, its district instead."""
    near = nearest(asker.facts.places(), spot)
    if not near:
        return asker.menu(text=asker.speech.phrase("near.nowhere"))
    cards = tuple(_card(place, _kilometres(spot, centre), asker) for place, centre in near)
    other = Button(asker.speech.phrase("near.other"), MENU)
    return Reply(asker.speech.phrase("near.which"), cards=cards, choices=(other,))


def within(names: Mapping[str, str], asker: Asker) -> Reply:
    """The communes of a district that have no centre on record."""
    places = asker.facts.places()
    communes = [place for place in _without_centre(places.values()) if place.parent == names["place"]]
    shown = page(len(communes), WITHIN, names, asker.speech)
    cards = tuple(asker.place_card(place, payload(HERE, {"place": place.code})) for place in shown.of(communes))
    other = Button(asker.speech.phrase("near.other"), MENU)
    return Reply(asker.speech.phrase("near.which"), cards=cards, choices=(*shown.more, other))


def here(code: str, offices: Reply | None, asker: Asker) -> Reply:
    """The offices for the area, then the usual questions about it. ``offices``: what is known of them."""
    place = asker.facts.places()[code]
    name = said_place(place, asker.facts, asker.speech)
    asked = asker.about_place([code])
    text = offices.text if offices else asker.speech.phrase("near.no_office", name=name)
    return Reply(f"{text}\n\n{asked.text}", cards=offices.cards if offices else (), choices=asked.choices)


def nearest(places: Mapping[str, Place], spot: Spot, most: int = MOST) -> list[tuple[Place, Spot]]:
    """The communes whose centres are nearest to ``spot``, with them, the nearest first; none when all are far away.

    Communes without a centre stand behind their district, which is one place in the list then.
    """
    districts = {place.parent for place in _without_centre(places.values())}
    centred = [place for place in places.values() if place.level == "commune" and place.spot]
    inner = _centres_of_districts(centred)
    found = [(place, place.spot) for place in centred if place.spot]
    for code in districts & places.keys():
        if centre := places[code].spot or inner.get(code):
            found.append((places[code], centre))
    found.sort(key=lambda one: (_kilometres(spot, one[1]), one[0].code))
    return [one for one in found[:most] if _kilometres(spot, one[1]) <= FAR]


def _card(place: Place, kilometres: float, asker: Asker) -> Card:
    """A place with what it lies in and how far its centre is, to be confirmed by a tap."""
    far = asker.speech.phrase("near.far", km=asker.speech.number(kilometres, 1))
    card = asker.place_card(place, _leads_to(place))
    return replace(card, subtitle=f"{card.subtitle} · {far}" if card.subtitle else far)


def _leads_to(place: Place) -> str:
    return payload(HERE if place.level == "commune" else WITHIN, {"place": place.code})


def _without_centre(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if place.level == "commune" and not place.spot]


def _centres_of_districts(communes: Iterable[Place]) -> dict[str, Spot]:
    """Where a district has no centre on record, the middle of its communes' centres stands for it."""
    spots: dict[str, list[Spot]] = defaultdict(list)
    for commune in communes:
        if commune.spot:
            spots[commune.parent].append(commune.spot)
    return {code: (_mean(s[0] for s in some), _mean(s[1] for s in some)) for code, some in spots.items()}


def _mean(values: Iterable[float]) -> float:
    all_values = list(values)
    return sum(all_values) / len(all_values)


def _kilometres(one: Spot, other: Spot) -> float:
    """The distance along the surface of the earth (haversine formula)."""
    lat, other_lat = radians(one[0]), radians(other[0])
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))
