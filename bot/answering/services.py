"""Answers about public services: fee, documents, days, where, validity."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.answering.cards import said_offices
from bot.answering.one_service import About, has_days, has_fee
from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, Shelf, ShelfCard, card, name_only
from bot.answering.speech import Speech
from bot.deciding.decision import Request
from bot.domain.facts import NAME_ONLY, Fee, Service
from bot.text.numerals import ascii_digits

_OFFICES = 8  # that do a service and are told; more would not be read


def _service(look: Callable[[About], Found | Nothing]) -> Shelf:
    def shelf(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
        service = facts.service(request.names.get("service", ""))
        if service and service.status == NAME_ONLY:
            return name_only(service.name, "service-list", speech)
        return look(About(request, facts, speech, service)) if service else Nothing(speech.phrase("missing.any"))

    return shelf


def _fee(about: About) -> Found | Nothing:
    rows = about.fees(has_fee)
    if not rows:
        return about.nothing()
    if unsized := about.unsized(rows, about.fee, "fee.only"):
        return unsized
    return about.found(rows, fees=about.lines(rows, about.fee, "fee.only"), note=about.remarks(rows))


def _overcharged(request: Request, facts: FactStore, speech: Speech) -> Found:
    """What the official price is, where a service with one was named; else that it is to be compared first."""
    service = facts.service(request.names.get("service", ""))
    found = _fee(About(request, facts, speech, service)) if service else None
    if not isinstance(found, Found):
        return Found({"compare": speech.phrase("overcharged.compare")}, ())
    return replace(found, holes={"service": found.holes["service"], "fees": found.holes["fees"]})


def _days(about: About) -> Found | Nothing:
    """How long it takes, and by when it must be done."""
    rows, deadline = about.fees(has_days), about.speech.both(about.service.deadline)
    if not rows:
        return about.found([], days=deadline) if deadline else about.nothing()
    if unsized := about.unsized(rows, about.days, "days.only"):
        return unsized
    note = "\n".join(filter(None, (about.elsewhere(rows), deadline)))
    return about.found(rows, days=about.lines(rows, about.days, "days.only"), note=note)


def _validity(about: About) -> Found | Nothing:
    rows = about.fees(lambda row: bool(row.validity))
    if not rows:
        return about.nothing()
    return about.found(rows, validity=about.lines(rows, lambda row: about.speech.both(row.validity), "validity.only"))


def _documents(about: About) -> Found | Nothing:
    rows = about.documents()
    if not rows:
        return about.nothing()
    blocks: dict[str, list[str]] = {}
    for row in rows:
        blocks.setdefault(about.label(row), []).append("• " + about.speech.both(row.text))
    several = len(blocks) > 1
    texts = [("\n".join([f"{label}៖" if about.speech.language == "km" else f"{label}:", *lines]) if several and label else "\n".join(lines))
             for label, lines in blocks.items()]  # fmt: skip
    return about.found(rows, documents="\n".join(texts))


def _where(about: About) -> Found | Nothing:
    offices = [*about.facts.offices(service=about.service.id)]
    if about.place:
        offices = [office for office in offices if office.place.startswith(about.place[:2])]
    told = offices[:_OFFICES]
    where, listed = about.speech.both(about.service.where), said_offices(told, about.speech)
    if not where and not listed:
        return about.nothing()
    sources = (about.service.source, *(office.source for office in told))
    return Found({"service": about.name, "where": where or listed, "offices": listed if where else ""}, sources)


def _plain(hole: str, text: Callable[[Service, Speech], str]) -> Callable[[About], Found | Nothing]:
    def look(about: About) -> Found | Nothing:
        said = text(about.service, about.speech)
        return about.found([], **{hole: said}) if said else about.nothing()

    return look


def _names_its_days(label: str, row: Fee) -> bool:
    return str(row.max_working_days) in re.findall(r"[0-9]+(?= (?:working|ថ្ងៃ))", ascii_digits(label))


def _overview(about: About) -> Found | Nothing:
    fees, valid = about.fees(has_fee), about.fees(lambda row: bool(row.validity))
    # A variant that is told apart by its days ("15 working days: US$100") need not say them again.
    days = [row for row in about.fees(has_days) if not _names_its_days(about.label(row), row)]
    where, note = about.speech.both(about.service.where), about.remarks(fees)
    if not (fees or days or where or note):
        return about.nothing()
    return about.found(
        [*fees, *days],
        fees=about.lines(fees, about.fee, "fee.only") if fees else "",
        days=about.lines(days, about.days, "days.only") if days else "",
        validity=about.lines(valid, lambda row: about.speech.both(row.validity), "validity.only")
        if valid and not fees
        else "",
        where=where,
        note=note,
    )


SHELVES: dict[str, ShelfCard] = {
    "service-fee": card(_service(_fee), "service fees", "note"),
    "service-documents": card(_service(_documents), "service documents"),
    "service-days": card(_service(_days), "service days", "note"),
    "service-validity": card(_service(_validity), "service validity"),
    "service-where": card(_service(_where), "service where", "offices"),
    "service-who": card(_service(_plain("eligibility", lambda s, say: say.both(s.eligibility))), "service eligibility"),
    "service-law": card(_service(_plain("law", lambda s, say: s.legal_basis)), "service law"),
    "service-overcharged": card(_overcharged, "", "service fees compare"),
    "service-overview": card(_service(_overview), "service", "fees days validity where note"),
}
