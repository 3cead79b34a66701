"""Answers about the budget of a commune, district, province or the state as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.answering.budget_lines import EXPENDITURE, REVENUE, Budget, of_category, of_place, of_state
from bot.answering.shelf import Found, Nothing, ShelfCard, card
from bot.domain.facts import BudgetLine

_SHOWN = 12


def _total(budget: Budget) -> Found | Nothing:
    wanted = of_category(REVENUE, EXPENDITURE)
    year = budget.year_of(wanted)
    if year is None:
        return budget.nothing(wanted)
    planned = [budget.line(year, c) for c in (REVENUE, EXPENDITURE)]
    actual = [budget.line(year, c, ("actual",)) for c in (REVENUE, EXPENDITURE)]
    actual = [None if line in planned else line for line in actual]
    shown = [line for line in (*planned, *actual) if line]
    holes = {
        "revenue": budget.money(planned[0]), "expenditure": budget.money(planned[1]),
        "actual-revenue": budget.money(actual[0]), "actual-expenditure": budget.money(actual[1]),
    }  # fmt: skip
    return budget.found(shown, year, **holes)


def _side(total: str) -> Callable[[Budget], Found | Nothing]:
    def look(budget: Budget) -> Found | Nothing:
        wanted = of_category(total)
        year = budget.year_of(wanted)
        line = budget.line(year, total) if year is not None else None
        if year is None or line is None:
            return budget.nothing(wanted)
        inside = sorted(c.id for c in budget.facts.categories().values() if c.parent == total)
        parts = [part for id in inside if (part := budget.line(year, id, (line.stage,))) is not None]
        figures, sources = budget.figures(total, year)
        found = budget.found(
            [line, *parts], year, total=budget.money(line), amount=budget.money(line), stage=budget.stage(line),
            parts=budget.parts(parts), figures=figures,
        )  # fmt: skip
        return replace(found, sources=(*found.sources, *sources))

    return look


def _plan_actual(budget: Budget) -> Found | Nothing:
    done = {(line.year, line.category) for line in budget.all if line.stage == "actual"}

    def wanted(line: BudgetLine) -> bool:
        return line.stage == "plan" and (line.year, line.category) in done and not line.ministry

    year = budget.year_of(wanted)
    if year is None:
        return budget.nothing(wanted)
    categories, shown, said = budget.facts.categories(), [], []
    for category in [c for c in categories.values() if (year, c.id) in done]:
        plan, actual = budget.line(year, category.id, ("plan",)), budget.line(year, category.id, ("actual",))
        if plan and actual and plan.amount:
            shown += [plan, actual]
            pair = budget.speech.phrase("budget.pair", plan=budget.money(plan), actual=budget.money(actual),
                                        percent=budget.speech.percent(actual.amount, plan.amount))  # fmt: skip
            said.append("• " + budget.speech.phrase("line", label=budget.speech.both(category.name), text=pair))
    return budget.found(shown, year, lines="\n".join(said[:_SHOWN]))


def _years(budget: Budget) -> Found | Nothing:
    wanted = of_category(REVENUE, EXPENDITURE)
    years = sorted({line.year for line in budget.all if wanted(line)}, reverse=True)
    asked, missing, shown, said = budget.request.year, "", [], []
    if asked in years:  # the year asked for and those before it
        years = years[years.index(asked) :]
    elif asked is not None:
        missing = budget.speech.phrase("missing.year.known", year=budget.speech.year(asked))
    for year in years[:_SHOWN]:
        revenue, spending = budget.line(year, REVENUE), budget.line(year, EXPENDITURE)
        shown += [line for line in (revenue, spending) if line]
        said.append("• " + _year_line(budget, year, revenue, spending))
    return budget.found(shown, lines="\n".join(said), missing=missing) if said else budget.nothing(wanted)


def _year_line(budget: Budget, year: int, revenue: BudgetLine | None, spending: BudgetLine | None) -> str:
    say, line = budget.speech, revenue or spending
    if revenue and spending:
        return say.phrase(
            "budget.year", year=say.year(year), revenue=budget.money(revenue), expenditure=budget.money(spending)
        )
    return say.phrase(
        "budget.one", year=say.year(year), amount=budget.money(line), stage=budget.stage(line) if line else ""
    )


def _per_person(budget: Budget) -> Found | Nothing:
    wanted = of_category(EXPENDITURE)
    year, people = budget.year_of(wanted), budget.facts.population(budget.place.code)
    line = budget.line(year, EXPENDITURE) if year is not None else None
    if year is None or line is None or people is None or not people.people:
        return budget.nothing(wanted)
    each = budget.speech.money(round(line.amount / people.people), line.currency, approximate=True)
    found = budget.found(
        [line], year, amount=each, people=budget.speech.number(people.people), total=budget.money(line)
    )
    return Found(
        found.holes,
        (*found.sources, people.source),
        found.demonstration or people.status == "demonstration",
        names=found.names,
    )


def _population(budget: Budget) -> Found | Nothing:
    people = budget.facts.population(budget.place.code)
    if people is None or not people.people:
        return Nothing(budget.speech.phrase("missing.population", name=budget.name))
    holes = {
        "place": budget.name,
        "year": budget.speech.year(people.year),
        "people": budget.speech.number(people.people),
    }
    return Found(holes, (people.source,), people.status == "demonstration", names={"place": budget.place.code})


def _state_total(budget: Budget) -> Found | Nothing:
    told = budget.told(EXPENDITURE)
    if told is None:
        return budget.nothing(of_category(EXPENDITURE))
    line, amount = told
    figures, sources = budget.figures(EXPENDITURE, line.year)
    holes = {"amount": amount, "stage": budget.stage(line), "note": budget.speech.both(line.note), "figures": figures}
    found = budget.found([line], line.year, **holes)
    return replace(found, sources=(*found.sources, *sources))


SHELVES: dict[str, ShelfCard] = {
    "budget-total": card(of_place(_total), "place year", "revenue expenditure actual-revenue actual-expenditure"),
    "budget-revenue": card(of_place(_side(REVENUE)), "place year total stage", "parts"),
    "budget-expenditure": card(of_place(_side(EXPENDITURE)), "place year total stage", "parts"),
    "budget-plan-actual": card(of_place(_plan_actual), "place year lines"),
    "budget-years": card(of_place(_years), "place lines", "missing"),
    "population": card(of_place(_population), "place year people"),
    "budget-per-person": card(of_place(_per_person), "place year amount people total"),
    "state-total": card(of_state(_state_total), "year amount stage", "figures note"),
    "state-revenue": card(of_state(_side(REVENUE)), "year amount total stage", "parts figures"),
    "state-years": card(of_state(_years), "lines", "missing"),
}
