"""Lists of services and offices, a card for each; and how to reach one office."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering import cards
from bot.answering.one_service import About, has_days, has_fee
from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, ShelfCard, card, payload
from bot.answering.speech import Speech
from bot.deciding.decision import Request
from bot.domain.facts import Named, Office, Place, Service
from bot.domain.talk import Button, Card

_ONE_WINDOW = ("owso", "owsu")  # kinds of offices


def _list(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    sector = request.names.get("sector", "")
    services = facts.services(sector)
    if not services:
        return Nothing(speech.phrase("missing.any"))
    if not sector:
        return _groups(request, facts, speech)
    named = next((s for s in facts.sectors() if s.id == sector), None)
    shown = cards.page(len(services), request.intent, request.names, speech)
    holes = {
        "services": speech.phrase("list.services", count=speech.number(len(services))),
        "sector": speech.both(named.name) if named else "",
    }
    made_up = any(service.status == "demonstration" for service in services)
    row = tuple(_service_card(About(request, facts, speech, service)) for service in shown.of(services))
    return Found(holes, tuple(service.source for service in services[:1]), made_up, shown.more, cards=row)


def _groups(request: Request, facts: FactStore, speech: Speech) -> Found:
    """The groups of services, the largest first, each with some of what is in it."""
    groups = [(named, facts.services(named.id)) for named in facts.sectors()]
    groups = sorted((one for one in groups if one[1]), key=lambda one: -len(one[1]))
    shown = cards.page(len(groups), request.intent, request.names, speech)
    row = tuple(_group_card(named, services, speech) for named, services in shown.of(groups))
    lines = speech.phrase("list.groups", count=speech.number(len(groups)))
    return Found({"services": lines}, (), choices=shown.more, cards=row)


def _group_card(named: Named, services: Sequence[Service], speech: Speech) -> Card:
    some = " · ".join(speech.both(service.short) for service in services)
    see = Button(speech.phrase("button.see"), payload("service-list", {"sector": named.id}))
    return Card(speech.both(named.name), some, (see,))


def _service_card(about: About) -> Card:
    """A service with its fee and days at a glance, and what can be asked about it."""
    speech, names, where = about.speech, {"service": about.service.id}, about.speech.both(about.service.where)
    buttons = [Button(speech.phrase("button.details"), payload("service-overview", names))]
    if about.documents():
        buttons.append(Button(speech.phrase("button.documents"), payload("service-documents", names)))
    if where:
        buttons.append(Button(speech.phrase("button.where"), payload("service-where", names)))
    at_a_glance = " · ".join(filter(None, (_fee_at_a_glance(about), _days_at_a_glance(about))))
    return Card(about.name, at_a_glance or where, tuple(buttons))


def _fee_at_a_glance(about: About) -> str:
    """One price, or the lowest and the highest; nothing where prices cannot be compared."""
    rows = about.fees(has_fee)
    amounts = sorted({row.amount for row in rows if row.amount is not None})
    if not amounts or any(row.amount is None for row in rows) or len({row.currency for row in rows if row.amount}) > 1:
        return ""
    if amounts == [0]:
        return about.speech.phrase("free")
    currency = next(row.currency for row in rows if row.amount)
    low, high = (about.speech.money(amount, currency) for amount in (amounts[0], amounts[-1]))
    return low if low == high else about.speech.phrase("range", low=low, high=high)


def _days_at_a_glance(about: About) -> str:
    days = sorted({row.max_working_days for row in about.fees(has_days) if row.max_working_days is not None})
    if not days:
        return ""
    return about.speech.phrase("days.working", days=about.speech.number(days[-1]))


def _office_list(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    place = facts.places().get(request.names.get("place", ""))
    if place is None:
        return Nothing(speech.phrase("missing.any"))
    offices, missing = facts.offices(place=place.code), ""
    if not offices:
        missing = speech.phrase("missing.offices", name=speech.place(place))
        place = facts.places().get(place.code[:2], place)  # the province's are told as such, not as the commune's
        offices = facts.offices(place=place.code) if place.level == "province" else ()
    if not offices:
        return Nothing(missing)
    offices = sorted(offices, key=lambda office: office.kind != "portal")  # what can be looked up from home comes first
    shown = cards.page(len(offices), request.intent, request.names, speech)
    here = shown.of(offices)
    too_long = [office for office in here if not cards.says_all(office, speech)]
    said = [speech.phrase("list.offices", count=speech.number(len(offices))), cards.said_offices(too_long, speech)]
    holes = {"place": speech.place(place), "offices": "\n".join(filter(None, said)),
             "missing": missing or _without_one_window(offices, place, speech)}  # fmt: skip
    row = tuple(cards.office_card(office, facts.places(), speech) for office in here)
    return Found(holes, tuple(office.source for office in here), choices=shown.more, cards=row)


def _without_one_window(offices: Sequence[Office], place: Place, speech: Speech) -> str:
    """That the One Window office, for which most people look, is not among those known."""
    there = any(office.kind in _ONE_WINDOW for office in offices)
    return "" if there else speech.phrase("missing.owso", name=speech.place(place))


def _office_contact(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    """Address, telephone, hours and site of one office."""
    office = facts.office(request.names.get("office", ""))
    if office is None:
        return Nothing(speech.phrase("missing.any"))
    place = facts.places().get(office.place)
    where = speech.place(place) if place and place.level != "country" else speech.phrase("office.name")
    contact = cards.said_office(office, speech) or where  # the name of an app may be all there is to ask for
    if office.address.km and not office.phone:
        contact = f"{contact}\n{speech.phrase('office.no_phone')}"
    return Found({"office": speech.both(office.name), "contact": contact}, (office.source,))


def _ministry_contact(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    """The hotlines, offices and sites that speak for a ministry."""
    ministry = facts.ministry(request.names.get("ministry", ""))
    if ministry is None:
        return Nothing(speech.phrase("missing.any"))
    name, offices = speech.both(ministry.name), facts.offices(ministry=ministry.id)
    if not offices:
        return Nothing(speech.phrase("missing.ministry", name=name))
    holes = {"ministry": name, "offices": cards.said_offices(offices, speech)}
    return Found(holes, tuple(office.source for office in offices))


SHELVES: dict[str, ShelfCard] = {
    "service-list": card(_list, "services", "sector"),
    "office-contact": card(_office_contact, "office contact"),
    "ministry-contact": card(_ministry_contact, "ministry offices"),
    "office-list": card(_office_list, "place offices", "missing"),
}
