"""Answers about a part of a budget: a heading, a ministry, the average of the communes."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.budget_lines import (
    EXPENDITURE,
    REVENUE,
    Budget,
    Told,
    of_category,
    of_place,
    of_state,
)
from bot.answering.indicators import STATE, figures_about, measured
from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, ShelfCard, card
from bot.answering.speech import Speech
from bot.deciding.decision import Request
from bot.domain.facts import Both, BudgetLine, Category, Source

_MINISTRY = "ministry-budget"
_SHOWN = 12


def _one_category(budget: Budget) -> Found | Nothing:
    category = budget.facts.category(budget.request.names.get("category", ""))
    if category is None:
        return Nothing(budget.speech.phrase("missing.any"))
    told = budget.told(category.id, averages=budget.averages)
    if told is None:
        return (
            _by_ministry(budget, category)
            or _by_figure(budget, category)
            or _by_akin(budget, category)
            or budget.nothing(of_category(category.id))
        )
    found = _heading(budget, category.name, told, _share(budget, category, told[0]))
    figures, sources = budget.figures(category.id, told[0].year)
    ministry = budget.facts.ministry(category.ministry) if budget.place.code == STATE else None
    line = budget.line(told[0].year, _MINISTRY, ministry=ministry.id) if ministry else None
    beside, source = _beside(budget, ministry.name, line) if ministry and line else ("", ())
    holes = {**found.holes, "figures": "\n".join(filter(None, (beside, figures)))}
    return replace(found, holes=holes, sources=(*found.sources, *source, *sources))


def _beside(budget: Budget, name: Both, line: BudgetLine) -> tuple[str, tuple[Source, ...]]:
    """What is easily taken for what was asked: the ministry of a sector, the sector of a ministry."""
    said = budget.speech.phrase("line", label=budget.speech.both(name), text=budget.money(line))
    return said, (line.source,)


def _heading(budget: Budget, name: Both, told: Told, share: str = "") -> Found:
    line, amount = told
    return budget.found([line], line.year, category=budget.speech.both(name), amount=amount, share=share,
                        stage=budget.stage(line), note=budget.speech.both(line.note))  # fmt: skip


def _share(budget: Budget, category: Category, line: BudgetLine) -> str:
    """Which part of the whole side of the budget a heading is; what is missing or borrowed is part of neither."""
    if category.side not in ("revenue", "expenditure"):
        return ""
    whole = budget.line(line.year, REVENUE if category.side == "revenue" else EXPENDITURE, (line.stage,))
    comparable = whole is not None and whole.amount and whole.currency == line.currency and whole is not line
    return budget.speech.percent(line.amount, whole.amount) if whole and comparable and line.measure == "total" else ""


def _by_ministry(budget: Budget, category: Category) -> Found | None:
    """The budget of the ministry in charge, where the heading itself has no figure: "education in 2024"."""
    ministry = budget.facts.ministry(category.ministry) if budget.place.code == STATE else None
    told = budget.told(_MINISTRY, ministry.id) if ministry else None
    return _heading(budget, ministry.name, told) if ministry and told else None


def _by_figure(budget: Budget, category: Category) -> Found | None:
    """A figure that tells about the heading: its share of the commune's budget, of the national product."""
    values = figures_about(category.id, budget.place.code, budget.request.year, budget.facts)
    if not values:
        return None
    value, speech = values[0], budget.speech
    holes = {"category": speech.both(value.name), "amount": measured(value, speech), "note": speech.both(value.note)}
    year = budget.request.year or int(value.period[:4])
    return Found({"place": budget.name, "year": speech.year(year), **holes}, (value.source,),
                 value.status == "demonstration", names={"place": budget.place.code, "year": str(year)})  # fmt: skip


def _by_akin(budget: Budget, category: Category) -> Found | None:
    """A heading of nearly the same, under its own name and with a remark: all provinces, provincial administrations."""
    near = budget.facts.category(category.akin)
    if near is None:
        return None
    told = budget.told(near.id, averages=budget.averages)
    found = _heading(budget, near.name, told, _share(budget, near, told[0])) if told else _by_figure(budget, near)
    if found is None:
        return None
    remark = budget.speech.phrase("akin", name=budget.speech.both(category.name))
    return replace(found, holes={**found.holes, "note": "\n".join(filter(None, (found.holes["note"], remark)))})


def _state_ministry(budget: Budget) -> Found | Nothing:
    ministry = budget.facts.ministry(budget.request.names.get("ministry", ""))
    if ministry is None:
        return Nothing(budget.speech.phrase("missing.any"))
    categories = [line.category for line in (*budget.all, *budget.changes) if line.ministry == ministry.id]
    if not categories:
        return Nothing(budget.speech.phrase("missing.place", name=budget.speech.both(ministry.name)))
    commonest = max(set(categories), key=categories.count)
    if told := budget.told(commonest, ministry.id):
        return _of_ministry(budget, ministry.name, told)
    for sector in (c for c in budget.facts.categories().values() if c.ministry == ministry.id):
        if told := budget.told(sector.id):  # "education in 2018": only the sector's is known
            return _of_ministry(budget, sector.name, told)
    return budget.nothing(lambda line: (line.category, line.ministry) == (commonest, ministry.id))


def _of_ministry(budget: Budget, name: Both, told: Told) -> Found:
    """A ministry's budget with the programmes and the money that it is made of, where these are known."""
    line, amount = told
    own = [
        x for x in budget.all if line.ministry and (x.ministry, x.year) == (line.ministry, line.year) and x is not line
    ]
    wider = [_beside(budget, name, known) for name, known in _sectors(budget, line)]
    found = budget.found(
        [line, *own[:1]], line.year, ministry=budget.speech.both(name), amount=amount, stage=budget.stage(line),
        parts="\n".join(filter(None, (budget.parts(own[:_SHOWN]), *(said for said, _ in wider)))),
        note=budget.speech.both(line.note),
    )  # fmt: skip
    return replace(found, sources=(*found.sources, *(source for _, sources in wider for source in sources)))


def _sectors(budget: Budget, line: BudgetLine) -> list[tuple[Both, BudgetLine]]:
    """The sectors of which a ministry is in charge, with what is known of them in the year of its line."""
    sectors = [c for c in budget.facts.categories().values() if line.ministry and c.ministry == line.ministry]
    found = [(sector.name, budget.line(line.year, sector.id)) for sector in sectors]
    return [(name, known) for name, known in found if known is not None]


def _state_ministries(budget: Budget) -> Found | Nothing:
    def wanted(line: BudgetLine) -> bool:
        return bool(line.ministry)

    year = budget.year_of(wanted)
    if year is None:
        return budget.nothing(wanted)
    best: dict[str, BudgetLine] = {}
    for line in (x for x in budget.all if x.year == year and x.ministry):
        held = best.get(line.ministry)
        if held is None or budget.stages.index(line.stage) < budget.stages.index(held.stage):
            best[line.ministry] = line
    lines = sorted(best.values(), key=lambda x: (x.currency, -x.amount))[:_SHOWN]
    said = [budget.speech.phrase("line", label=_ministry_name(budget, x.ministry), text=budget.money(x)) for x in lines]
    return budget.found(lines, year, lines="\n".join(f"• {text}" for text in said))


def _ministry_name(budget: Budget, id: str) -> str:
    ministry = budget.facts.ministry(id)
    return budget.speech.both(ministry.short if len(ministry.short.km) > 2 else ministry.name) if ministry else id


def _average(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    budget = Budget(request, facts, speech, facts.places()[STATE])
    lines = [line for line in facts.budget_lines(STATE) if line.measure == "average"]
    if request.year is not None:
        lines = [line for line in lines if line.year == request.year]
    lines = sorted(lines, key=lambda line: -line.year)[:6]
    if not lines:
        return Nothing(speech.phrase("missing.state", year=speech.year(request.year or "")))
    said = [
        speech.phrase("budget.one", year=speech.year(x.year), amount=budget.money(x), stage=budget.stage(x))
        for x in lines
    ]
    return budget.found(lines, lines="\n".join(f"• {text}" for text in dict.fromkeys(said)))


SHELVES: dict[str, ShelfCard] = {
    "budget-category": card(of_place(_one_category), "place year category amount", "stage share figures note"),
    "state-category": card(of_state(_one_category), "category year amount", "stage share figures note"),
    "state-ministry": card(of_state(_state_ministry), "ministry year amount stage", "parts note"),
    "state-ministries": card(of_state(_state_ministries), "year lines"),
    "commune-average": card(_average, "lines"),
}
