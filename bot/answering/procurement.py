"""Answers about public procurement: who won, for how much, and what was not disclosed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, Shelf, ShelfCard, card, name_only, payload
from bot.answering.speech import Speech
from bot.deciding.decision import Request
from bot.domain.facts import NAME_ONLY, Award, Project, Source
from bot.domain.talk import Button

_LISTED = 10
_PRICE_FIRST = ("contract_price", "final_cost", "project_cost", "estimate", "budget", "loan", "grant")
_DISCLOSURE = "procurement-disclosure"


class _About:
    """One project with its awards."""

    def __init__(self, request: Request, facts: FactStore, speech: Speech, project: Project) -> None:
        self.request, self.facts, self.speech, self.project = request, facts, speech, project
        self.awards = sorted(facts.awards(project.id), key=lambda award: _PRICE_FIRST.index(award.meaning))

    def found(self, awards: Sequence[Award] = (), /, **holes: str) -> Found:
        sources = tuple(award.source for award in awards) or (self.project.source,)
        made_up = self.project.status == "demonstration" or any(a.status == "demonstration" for a in awards)
        return Found({"project": self.speech.both(self.project.title), **holes}, sources, made_up)

    def nothing(self, item: str = "") -> Nothing:
        """That the store has no such fact; of an ``item`` what is known of its being made public, and the price."""
        said, sources = self.disclosed(item)
        price = self.price(self.priced[0]) if self.priced else ""
        lines = [self.speech.phrase("missing.project", name=self.speech.both(self.project.title)), said, price]
        sources = (*sources, *(award.source for award in self.priced[:1]))
        closing = self.speech.sources(sources) if item and sources else ""
        return Nothing("\n".join(filter(None, [*lines, closing])) if item else lines[0])

    def hidden(self, item: str) -> bool:
        """Whether an item is known not to have been made public."""
        return any(row.item == item and row.state == "no" for row in self.facts.disclosures(self.project.id))

    @property
    def won(self) -> list[Award]:
        return [award for award in self.awards if award.supplier_name]

    @property
    def priced(self) -> list[Award]:
        return [award for award in self.awards if award.amount is not None]

    @property
    def alike(self) -> list[Award]:
        """The amounts of the most telling kind: a project may rest on two loans."""
        return [award for award in self.priced if award.meaning == self.priced[0].meaning]

    def winner(self) -> str:
        return " · ".join(dict.fromkeys(self.speech.both(award.supplier_name) for award in self.won))

    def price(self, award: Award) -> str:
        """An amount and what it is: a contract price is not a loan."""
        if award.amount is None:
            return ""
        meaning = self.speech.phrase(f"meaning.{award.meaning}")
        return self.speech.phrase(
            "fee.basis", amount=self.speech.money(award.amount, award.currency, award.approximate), basis=meaning
        )

    def buyer(self) -> str:
        return self.speech.both(self.project.buyer)

    def disclosed(self, item: str) -> tuple[str, tuple[Source, ...]]:
        """Whether an item was made public, and who says so; empty where nothing is known of it."""
        rows = [row for row in self.facts.disclosures(self.project.id) if row.item == item]
        if not rows:
            return "", ()
        state, evidence = self.speech.phrase(f"disclosed.{rows[0].state}"), self.speech.both(rows[0].evidence)
        said = self.speech.phrase("fee.basis", amount=state, basis=evidence) if evidence else state
        return said, (rows[0].source,)

    def priced_or_not(self) -> str:
        """The prices, else that they were not made public, where that is known."""
        if self.priced:
            return "\n".join(map(self.price, self.alike))
        return self.disclosed("price")[0] if self.hidden("price") else ""


def _project(look: Callable[[_About], Found | Nothing]) -> Shelf:
    def shelf(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
        project = facts.project(request.names.get("project", ""))
        if project and project.status == NAME_ONLY:
            return name_only(project.title, "project-list", speech)
        return look(_About(request, facts, speech, project)) if project else Nothing(speech.phrase("missing.any"))

    return shelf


def _winner(about: _About) -> Found | Nothing:
    if not about.won:
        return _not_named(about)
    award = next((a for a in about.won if a.meaning == "contract_price"), about.won[0])
    date = about.speech.date(award.date) if award.date else ""
    shown = {a.source.id: a for a in (award, *about.priced[:1])}
    return about.found(
        list(shown.values()),
        winner=about.winner(),
        price=about.priced_or_not(),
        date=date,
        buyer=about.buyer(),
        note=about.speech.both(about.project.note),
    )


def _not_named(about: _About) -> Found | Nothing:
    """Whether the winner was made public, where nobody names one."""
    if not about.hidden("winner"):
        return about.nothing("winner")
    said, sources = about.disclosed("winner")
    price = about.price(about.priced[0]) if about.priced else ""
    found = about.found(about.priced[:1], winner=said, price=price, buyer=about.buyer())
    return replace(found, sources=(*sources, *found.sources))


def _price(about: _About) -> Found | Nothing:
    if not about.priced:
        if not about.hidden("price"):
            return about.nothing("price")
        said, sources = about.disclosed("price")
        return replace(about.found(price=said, winner=about.winner()), sources=sources)
    alike = about.alike
    money = [about.speech.money(a.amount, a.currency, a.approximate) for a in alike if a.amount is not None]
    notes = [about.speech.both(award.note) for award in alike]
    return about.found(
        alike,
        price=" · ".join(dict.fromkeys(money)),
        meaning=about.speech.phrase(f"meaning.{alike[0].meaning}"),
        winner=about.winner(),
        note="\n".join(dict.fromkeys(filter(None, notes))),
    )


def _item(item: str) -> Callable[[_About], Found | Nothing]:
    def look(about: _About) -> Found | Nothing:
        said, sources = about.disclosed(item)
        return replace(about.found(state=said), sources=sources) if said else about.nothing()

    return look


def _items(about: _About) -> Found | Nothing:
    rows = about.facts.disclosures(about.project.id)
    if not rows:
        return about.nothing()
    said = [about.speech.phrase("line", label=about.speech.phrase(f"item.{row.item}"), text=about.speech.phrase(f"disclosed.{row.state}"))
            for row in rows]  # fmt: skip
    found = about.found(items="\n".join(f"• {text}" for text in said))
    return Found(found.holes, tuple(row.source for row in rows), found.demonstration)


def _plain(hole: str, text: Callable[[Project, Speech], str]) -> Callable[[_About], Found | Nothing]:
    def look(about: _About) -> Found | Nothing:
        said = text(about.project, about.speech)
        return about.found((), **{hole: said}) if said else about.nothing()

    return look


def _overview(about: _About) -> Found | Nothing:
    project, say = about.project, about.speech
    return about.found(
        about.awards[:2],
        buyer=about.buyer(),
        winner=about.winner(),
        price=about.priced_or_not(),
        method=say.both(project.method),
        state=say.both(project.state),
        funder=say.both(project.funder),
        year=say.year(project.year) if project.year else "",
        note=say.both(project.note),
    )


def _list(projects: Sequence[Project], speech: Speech, **holes: str) -> Found | Nothing:
    if not projects:
        return Nothing(speech.phrase("missing.any"))
    shown = sorted(projects, key=lambda p: -(p.year or 0))[:_LISTED]
    said = [f"• {speech.both(p.title)}" + (f" ({speech.year(p.year)})" if p.year else "") for p in shown]
    if len(projects) > _LISTED:
        said.append(speech.phrase("list.more", count=speech.number(len(projects) - _LISTED)))
    choices = tuple(Button(speech.both(p.short), payload("project-overview", {"project": p.id})) for p in shown)
    made_up = any(p.status == "demonstration" for p in shown)
    return Found({"lines": "\n".join(said), **holes}, tuple(p.source for p in shown), made_up, choices)


def _of_ministry(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    ministry = facts.ministry(request.names.get("ministry", ""))
    if ministry is None:
        return Nothing(speech.phrase("missing.any"))
    name = speech.both(ministry.name)
    found = _list(facts.projects(ministry=ministry.id), speech, ministry=name)
    return found if isinstance(found, Found) else Nothing(speech.phrase("missing.service", name=name))


def _of_supplier(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    supplier = facts.supplier(request.names.get("supplier", ""))
    if supplier is None:
        return Nothing(speech.phrase("missing.any"))
    return _list(facts.projects(supplier=supplier.id), speech, supplier=speech.both(supplier.name))


def _in_place(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    place = facts.places().get(request.names.get("place", ""))
    if place is None:
        return Nothing(speech.phrase("missing.any"))
    found = _list(facts.projects(place=place.code), speech, place=speech.place(place))
    return found if isinstance(found, Found) else Nothing(speech.phrase("missing.service", name=speech.place(place)))


def _all(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    return _list(facts.projects(year=request.year), speech)


def _rate(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    values = facts.indicator(_DISCLOSURE, str(request.year) if request.year else "")
    if not values or values[0].numerator is None or not values[0].denominator:
        known = [value.period for value in facts.indicator(_DISCLOSURE)]
        choices = tuple(Button(speech.year(year), payload(request.intent, {"year": year})) for year in known)
        return Nothing(speech.phrase("missing.state", year=speech.year(request.year or "")), choices)
    value = values[0]
    part, whole = value.numerator or 0, value.denominator or 1
    holes = {
        "year": speech.year(value.period), "disclosed": speech.number(part), "projects": speech.number(whole),
        "percent": speech.percent(part, whole), "note": speech.digits(speech.both(value.note)),
    }  # fmt: skip
    return Found(holes, (value.source,), value.status == "demonstration", names={"year": value.period[:4]})


SHELVES: dict[str, ShelfCard] = {
    "project-winner": card(_project(_winner), "project winner", "price date buyer note"),
    "project-price": card(_project(_price), "project price", "meaning winner note"),
    "project-method": card(_project(_plain("method", lambda p, say: say.both(p.method))), "project method"),
    "project-specification": card(_project(_item("specification")), "project state"),
    "project-contract": card(_project(_item("contract")), "project state"),
    "project-disclosure": card(_project(_items), "project items"),
    "project-funder": card(_project(_plain("funder", lambda p, say: say.both(p.funder))), "project funder"),
    "project-overview": card(_project(_overview), "project", "buyer winner price method state funder year note"),
    "projects-of-ministry": card(_of_ministry, "ministry lines"),
    "projects-of-supplier": card(_of_supplier, "supplier lines"),
    "projects-in-place": card(_in_place, "place lines"),
    "project-list": card(_all, "lines"),
    "disclosure-rate": card(_rate, "year disclosed projects percent", "note"),
}
