"""Answers about public services: fee, documents, days, where, validity."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering import cards
from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, ShelfCard, card, name_only, payload
from bot.answering.speech import Speech
from bot.domain.facts import NAME_ONLY, Document, Fee, Named, Office, Service, Source, Variant
from bot.domain.talk import Button, Card
from bot.text.normalise import match_key
from bot.text.numerals import ascii_digits
from bot.understanding.decide import Request

_SHOWN = 12  # lines of a list; more would not be read on a phone


class _About:
    """One service and what of it fits the question: variant, applicant, place."""

    def __init__(self, request: Request, facts: FactStore, speech: Speech, service: Service) -> None:
        self.request, self.facts, self.speech, self.service = request, facts, speech, service
        self.variants = {variant.id: variant for variant in facts.variants(service.id)}
        self.chosen = _chosen(request, list(self.variants.values()))
        self.place = request.names.get("place", "")

    @property
    def name(self) -> str:
        return self.speech.both(self.service.name)

    def nothing(self) -> Nothing:
        return Nothing(self.speech.phrase("missing.service", name=self.name))

    def found(self, rows: Sequence[Fee | Document], /, **holes: str) -> Found:
        sources: tuple[Source, ...] = tuple(row.source for row in rows) or (self.service.source,)
        made_up = any(row.status == "demonstration" for row in rows) or self.service.status == "demonstration"
        names = {"variant": self.chosen[0]} if len(self.chosen) == 1 else {}
        return Found({"service": self.name, **holes}, sources, made_up, names=names)

    def fees(self, has: Callable[[Fee], bool]) -> list[Fee]:
        """Fee rows that tell something, for this variant, applicant and place."""
        rows = [row for row in self.facts.fees(self.service.id) if has(row) and row.variant in self._wanted()]
        return self._for_place(self._for_applicant(rows))

    def documents(self) -> list[Document]:
        rows = [row for row in self.facts.documents(self.service.id) if row.variant in self._wanted()]
        return [row for row in rows if row.applicant in self._applicants({row.applicant for row in rows})]

    def label(self, row: Fee | Document, several_variants: bool = True) -> str:
        """What sets a row apart: its variant, who asks, and whose price it is."""
        parts = []
        if row.variant in self.variants and several_variants:
            parts.append(self.speech.both(self.variants[row.variant].name))
        if row.applicant == "foreigner":
            parts.append(self.speech.phrase("applicant.foreigner"))
        if isinstance(row, Fee) and row.place and (place := self.facts.places().get(row.place)):
            parts.append(self.speech.phrase("local", place=self.speech.place(place)))
        return " · ".join(parts)

    def lines(self, rows: Sequence[Fee], say: Callable[[Fee], str], only: str) -> str:
        """One line a row; a single row without a label stands after ``only``."""
        said = list(dict.fromkeys((self.label(row), say(row)) for row in rows))[:_SHOWN]
        if len(said) == 1:
            label, text = said[0]
            line = self.speech.phrase(
                only, **{only.split(".")[0]: text, "amount": text, "days": text, "validity": text}
            )
            return f"{label}\n{line}" if label else line
        return "\n".join(
            "• " + self.speech.phrase("line", label=label, text=text) if label else f"• {text}" for label, text in said
        )

    def elsewhere(self, rows: Sequence[Fee]) -> str:
        """A remark where the citizen named a place and only other places' figures are known."""
        if not self.place or not rows or any(not row.place or self.place.startswith(row.place) for row in rows):
            return ""
        place = self.facts.places().get(self.place)
        return self.speech.phrase("local.elsewhere", place=self.speech.place(place)) if place else ""

    def _wanted(self) -> set[str]:
        return {"", *self.chosen} if self.chosen else {"", *self.variants}

    def _for_applicant(self, rows: list[Fee]) -> list[Fee]:
        keep = self._applicants({row.applicant for row in rows})
        return [row for row in rows if row.applicant in keep]

    def _applicants(self, present: set[str]) -> set[str]:
        """Nationality unsaid means Cambodian, unless the service is for foreigners only."""
        if self.request.foreigner and "foreigner" in present:
            return {"foreigner"}
        return {"anyone", "cambodian"} if present & {"anyone", "cambodian"} else present

    def _for_place(self, rows: list[Fee]) -> list[Fee]:
        """The place's own rows before national ones; without a place national ones before any place's."""
        local = [row for row in rows if row.place and self.place.startswith(row.place)]
        national = [row for row in rows if not row.place]
        covered = {(row.variant, row.applicant) for row in local}
        if local:
            return local + [row for row in national if (row.variant, row.applicant) not in covered]
        return national or rows


def _chosen(request: Request, variants: Sequence[Variant]) -> list[str]:
    """Variants that the words of the question point to; the most telling words win."""
    scores = {variant.id: _weight(variant, request.key) for variant in variants}
    if best := max(scores.values(), default=0):
        return [id for id, score in scores.items() if score == best]
    named = request.names.get("variant")
    return [named] if named in scores else []


def _weight(variant: Variant, key: str) -> int:
    words = [
        match_key(word) for text in (variant.words.km, variant.words.en) for word in text.split(";") if word.strip()
    ]
    return sum(len(word) for word in set(words) if word and _said(word, key))


def _said(word: str, key: str) -> bool:
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", key) is not None
    return word in key


def _service(look: Callable[[_About], Found | Nothing]) -> Callable[[Request, FactStore, Speech], Found | Nothing]:
    def shelf(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
        service = facts.service(request.names.get("service", ""))
        if service and service.status == NAME_ONLY:
            return name_only(service.name, "service-list", speech)
        return look(_About(request, facts, speech, service)) if service else Nothing(speech.phrase("missing.any"))

    return shelf


def _has_fee(row: Fee) -> bool:
    return row.amount is not None or bool(row.fee_note)


def _has_days(row: Fee) -> bool:
    return row.max_working_days is not None or bool(row.duration)


def _fee_text(about: _About) -> Callable[[Fee], str]:
    def say(row: Fee) -> str:
        speech = about.speech
        if row.amount is None:
            return speech.both(row.fee_note)
        amount = speech.phrase("free") if row.amount == 0 else speech.money(row.amount, row.currency)
        basis = " · ".join(filter(None, (speech.both(row.basis) if row.amount else "", speech.both(row.fee_note))))
        return speech.phrase("fee.basis", amount=amount, basis=basis) if basis else amount

    return say


def _days_text(about: _About) -> Callable[[Fee], str]:
    def say(row: Fee) -> str:
        if row.max_working_days is None:
            return about.speech.both(row.duration)
        return about.speech.phrase("days.working", days=about.speech.number(row.max_working_days))

    return say


def _notes(about: _About, rows: Sequence[Fee]) -> str:
    return "\n".join(filter(None, (about.elsewhere(rows), about.speech.both(about.service.note))))


def _fee(about: _About) -> Found | Nothing:
    rows = about.fees(_has_fee)
    if not rows:
        return about.nothing()
    return about.found(rows, fees=about.lines(rows, _fee_text(about), "fee.only"), note=_notes(about, rows))


def _overcharged(request: Request, facts: FactStore, speech: Speech) -> Found:
    """What the official price is, where a service with one was named; else that it is to be compared first."""
    service = facts.service(request.names.get("service", ""))
    found = _fee(_About(request, facts, speech, service)) if service else None
    if not isinstance(found, Found):
        return Found({"compare": speech.phrase("overcharged.compare")}, ())
    return replace(found, holes={"service": found.holes["service"], "fees": found.holes["fees"]})


def _days(about: _About) -> Found | Nothing:
    rows = about.fees(_has_days)
    if not rows:
        return about.nothing()
    return about.found(rows, days=about.lines(rows, _days_text(about), "days.only"), note=about.elsewhere(rows))


def _validity(about: _About) -> Found | Nothing:
    rows = about.fees(lambda row: bool(row.validity))
    if not rows:
        return about.nothing()
    return about.found(rows, validity=about.lines(rows, lambda row: about.speech.both(row.validity), "validity.only"))


def _documents(about: _About) -> Found | Nothing:
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


def _where(about: _About) -> Found | Nothing:
    offices = [*about.facts.offices(service=about.service.id)]
    if about.place:
        offices = [office for office in offices if office.place.startswith(about.place[:2])]
    where, listed = about.speech.both(about.service.where), _offices(offices[:5], about.speech)
    if not where and not listed:
        return about.nothing()
    sources = (about.service.source, *(office.source for office in offices[:5]))
    return Found({"service": about.name, "where": where or listed, "offices": listed if where else ""}, sources)


def _plain(hole: str, text: Callable[[Service, Speech], str]) -> Callable[[_About], Found | Nothing]:
    def look(about: _About) -> Found | Nothing:
        said = text(about.service, about.speech)
        return about.found([], **{hole: said}) if said else about.nothing()

    return look


def _names_its_days(label: str, row: Fee) -> bool:
    return str(row.max_working_days) in re.findall(r"[0-9]+(?= (?:working|ថ្ងៃ))", ascii_digits(label))


def _overview(about: _About) -> Found | Nothing:
    fees, valid = about.fees(_has_fee), about.fees(lambda row: bool(row.validity))
    # A variant that is told apart by its days ("15 working days: US$100") need not say them again.
    days = [row for row in about.fees(_has_days) if not _names_its_days(about.label(row), row)]
    where, note = about.speech.both(about.service.where), _notes(about, fees)
    if not (fees or days or where or note):
        return about.nothing()
    return about.found(
        [*fees, *days],
        fees=about.lines(fees, _fee_text(about), "fee.only") if fees else "",
        days=about.lines(days, _days_text(about), "days.only") if days else "",
        validity=about.lines(valid, lambda row: about.speech.both(row.validity), "validity.only")
        if valid and not fees
        else "",
        where=where,
        note=note,
    )


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
    row = tuple(_service_card(_About(request, facts, speech, service)) for service in shown.of(services))
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


def _service_card(about: _About) -> Card:
    """A service with its fee and days at a glance, and what can be asked about it."""
    speech, names, where = about.speech, {"service": about.service.id}, about.speech.both(about.service.where)
    buttons = [Button(speech.phrase("button.details"), payload("service-overview", names))]
    if about.documents():
        buttons.append(Button(speech.phrase("button.documents"), payload("service-documents", names)))
    if where:
        buttons.append(Button(speech.phrase("button.where"), payload("service-where", names)))
    at_a_glance = " · ".join(filter(None, (_fee_at_a_glance(about), _days_at_a_glance(about))))
    return Card(about.name, at_a_glance or where, tuple(buttons))


def _fee_at_a_glance(about: _About) -> str:
    """One price, or the lowest and the highest; nothing where prices cannot be compared."""
    rows = about.fees(_has_fee)
    amounts = sorted({row.amount for row in rows if row.amount is not None})
    if not amounts or any(row.amount is None for row in rows) or len({row.currency for row in rows if row.amount}) > 1:
        return ""
    if amounts == [0]:
        return about.speech.phrase("free")
    currency = next(row.currency for row in rows if row.amount)
    low, high = (about.speech.money(amount, currency) for amount in (amounts[0], amounts[-1]))
    return low if low == high else about.speech.phrase("range", low=low, high=high)


def _days_at_a_glance(about: _About) -> str:
    days = sorted({row.max_working_days for row in about.fees(_has_days) if row.max_working_days is not None})
    if not days:
        return ""
    return about.speech.phrase("days.working", days=about.speech.number(days[-1]))


def _office_list(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    place = facts.places().get(request.names.get("place", ""))
    if place is None:
        return Nothing(speech.phrase("missing.any"))
    offices = facts.offices(place=place.code) or (
        facts.offices(place=place.code[:2]) if place.level != "country" else []
    )
    if not offices:
        return Nothing(speech.phrase("missing.service", name=speech.place(place)))
    shown = cards.page(len(offices), request.intent, request.names, speech)
    here = shown.of(offices)
    too_long = [office for office in here if not cards.says_all(office, speech)]
    said = [speech.phrase("list.offices", count=speech.number(len(offices))), _offices(too_long, speech)]
    holes = {"place": speech.place(place), "offices": "\n".join(filter(None, said))}
    row = tuple(cards.office_card(office, facts.places(), speech) for office in here)
    return Found(holes, tuple(office.source for office in here), choices=shown.more, cards=row)


def _offices(offices: Sequence[Office], speech: Speech) -> str:
    def say(office: Office) -> str:
        rest = (speech.both(office.address), speech.digits(office.phone), speech.both(office.hours), office.url)
        return "\n".join(["• " + speech.both(office.name), *filter(None, rest)])

    return "\n".join(map(say, offices))


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
    "service-list": card(_list, "services", "sector"),
    "office-list": card(_office_list, "place offices"),
}
