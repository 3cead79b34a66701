"""Answers about budgets of communes, districts, provinces and the state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, ShelfCard, card, payload
from bot.answering.speech import Speech
from bot.domain.facts import BudgetLine, Place
from bot.domain.talk import Button
from bot.understanding.decide import Request

STATE = "KH"
REVENUE, EXPENDITURE = "total-revenue", "total-expenditure"
_BEST_STAGE = ("actual", "plan", "law", "draft", "announced")
_PLANNED_FIRST = ("plan", "law", "draft", "announced", "actual")
_SHOWN = 12


class _Budget:
    """The lines of one place in one year, found by what the question names."""

    def __init__(self, request: Request, facts: FactStore, speech: Speech, place: Place) -> None:
        self.request, self.facts, self.speech, self.place = request, facts, speech, place
        self.all = [line for line in facts.budget_lines(place.code) if line.measure == "total"]

    @property
    def name(self) -> str:
        return said_place(self.place, self.facts, self.speech)

    def year_of(self, wanted: Callable[[BudgetLine], bool]) -> int | None:
        """The year asked for, or the newest with such figures; None where there are none."""
        years = {line.year for line in self.all if wanted(line)}
        if self.request.year is not None:
            return self.request.year if self.request.year in years else None
        return max(years, default=None)

    def line(
        self, year: int, category: str, stages: Sequence[str] = _PLANNED_FIRST, ministry: str = ""
    ) -> BudgetLine | None:
        lines = [
            x for x in self.all if (x.year, x.category, x.ministry) == (year, category, ministry) and x.stage in stages
        ]
        return min(lines, key=lambda x: stages.index(x.stage), default=None)

    def found(self, rows: Sequence[BudgetLine], year: int | None = None, /, **holes: str) -> Found:
        base = {"place": self.name, **({"year": self.speech.year(year)} if year else {})}
        names = {"place": self.place.code, **({"year": str(year)} if year else {})}
        made_up = any(row.status == "demonstration" for row in rows)
        return Found({**base, **holes}, tuple(row.source for row in rows), made_up, names=names)

    def nothing(self, wanted: Callable[[BudgetLine], bool]) -> Nothing:
        """Says what is missing, and which years there are."""
        years = sorted({line.year for line in self.all if wanted(line)}, reverse=True)[:6]
        if not years or self.request.year is None:
            return Nothing(self.speech.phrase("missing.place", name=self.name))
        names = {kind: value for kind, value in self.request.names.items() if kind != "year"}
        choices = tuple(
            Button(self.speech.year(y), payload(self.request.intent, {**names, "year": str(y)})) for y in years
        )
        said = ", ".join(map(self.speech.year, years))
        text = self.speech.phrase(
            "missing.place.year", name=self.name, year=self.speech.year(self.request.year), years=said
        )
        return Nothing(text, choices)

    def money(self, line: BudgetLine | None) -> str:
        return self.speech.money(line.amount, line.currency, line.approximate) if line else ""


def said_place(place: Place, facts: FactStore, speech: Speech) -> str:
    """A place with the district and province it lies in."""
    parents, places = [], facts.places()
    parent = places.get(place.parent)
    while parent is not None and parent.level != "country":
        parents.append(parent)
        parent = places.get(parent.parent)
    return speech.place(place, parents)


def _of_place(look: Callable[[_Budget], Found | Nothing]) -> Callable[[Request, FactStore, Speech], Found | Nothing]:
    def shelf(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
        place = facts.places().get(request.names.get("place", STATE))
        return look(_Budget(request, facts, speech, place)) if place else Nothing(speech.phrase("missing.any"))

    return shelf


def _of_state(look: Callable[[_Budget], Found | Nothing]) -> Callable[[Request, FactStore, Speech], Found | Nothing]:
    def shelf(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
        return look(_Budget(request, facts, speech, facts.places()[STATE]))

    return shelf


def _category(*ids: str) -> Callable[[BudgetLine], bool]:
    return lambda line: line.category in ids and not line.ministry


def _total(budget: _Budget) -> Found | Nothing:
    wanted = _category(REVENUE, EXPENDITURE)
    year = budget.year_of(wanted)
    if year is None:
        return budget.nothing(wanted)
    planned = [budget.line(year, c, _PLANNED_FIRST) for c in (REVENUE, EXPENDITURE)]
    actual = [budget.line(year, c, ("actual",)) for c in (REVENUE, EXPENDITURE)]
    actual = [None if line in planned else line for line in actual]
    shown = [line for line in (*planned, *actual) if line]
    holes = {
        "revenue": budget.money(planned[0]), "expenditure": budget.money(planned[1]),
        "actual-revenue": budget.money(actual[0]), "actual-expenditure": budget.money(actual[1]),
    }  # fmt: skip
    return budget.found(shown, year, **holes)


def _side(total: str) -> Callable[[_Budget], Found | Nothing]:
    def look(budget: _Budget) -> Found | Nothing:
        wanted = _category(total)
        year = budget.year_of(wanted)
        line = budget.line(year, total) if year is not None else None
        if year is None or line is None:
            return budget.nothing(wanted)
        categories = budget.facts.categories()
        inside = sorted((c for c in categories.values() if c.parent == total), key=lambda c: c.id)
        parts = [(c, part) for c in inside if (part := budget.line(year, c.id, (line.stage,))) is not None]
        said = [
            budget.speech.phrase("line", label=budget.speech.both(c.name), text=budget.money(part)) for c, part in parts
        ]
        holes = {
            "total": budget.money(line),
            "amount": budget.money(line),
            "parts": "\n".join(f"• {text}" for text in said),
        }
        return budget.found([line, *(part for _, part in parts)], year, stage=_stage(budget, line), **holes)

    return look


def _stage(budget: _Budget, line: BudgetLine) -> str:
    return budget.speech.phrase(f"stage.{line.stage}")


def _one_category(budget: _Budget) -> Found | Nothing:
    category = budget.facts.category(budget.request.names.get("category", ""))
    if category is None:
        return Nothing(budget.speech.phrase("missing.any"))
    wanted = _category(category.id)
    year = budget.year_of(wanted)
    line = budget.line(year, category.id) if year is not None else None
    if year is None or line is None:
        return budget.nothing(wanted)
    whole = budget.line(year, REVENUE if category.side == "revenue" else EXPENDITURE, (line.stage,))
    shared = whole is not None and whole.amount and whole.currency == line.currency and whole is not line
    share = budget.speech.percent(line.amount, whole.amount) if shared and whole else ""
    return budget.found([line], year, category=budget.speech.both(category.name), amount=budget.money(line), share=share,
                        stage=_stage(budget, line), note=budget.speech.both(line.note))  # fmt: skip


def _plan_actual(budget: _Budget) -> Found | Nothing:
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


def _years(budget: _Budget) -> Found | Nothing:
    wanted = _category(REVENUE, EXPENDITURE)
    years = sorted({line.year for line in budget.all if wanted(line)}, reverse=True)[:_SHOWN]
    shown, said = [], []
    for year in years:
        revenue, spending = budget.line(year, REVENUE), budget.line(year, EXPENDITURE)
        shown += [line for line in (revenue, spending) if line]
        said.append("• " + _year_line(budget, year, revenue, spending))
    return budget.found(shown, lines="\n".join(said)) if said else budget.nothing(wanted)


def _year_line(budget: _Budget, year: int, revenue: BudgetLine | None, spending: BudgetLine | None) -> str:
    say, line = budget.speech, revenue or spending
    if revenue and spending:
        return say.phrase(
            "budget.year", year=say.year(year), revenue=budget.money(revenue), expenditure=budget.money(spending)
        )
    return say.phrase(
        "budget.one", year=say.year(year), amount=budget.money(line), stage=_stage(budget, line) if line else ""
    )


def _per_person(budget: _Budget) -> Found | Nothing:
    wanted = _category(EXPENDITURE)
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


def _state_total(budget: _Budget) -> Found | Nothing:
    return _state_line(budget, EXPENDITURE, "")


def _state_line(budget: _Budget, category: str, of: str, /, **holes: str) -> Found | Nothing:
    def wanted(line: BudgetLine) -> bool:
        return line.category == category and line.ministry == of

    year = budget.year_of(wanted)
    line = budget.line(year, category, ministry=of) if year is not None else None
    if year is None or line is None:
        return budget.nothing(wanted)
    return budget.found(
        [line], year, amount=budget.money(line), stage=_stage(budget, line), note=budget.speech.both(line.note), **holes
    )


def _state_ministry(budget: _Budget) -> Found | Nothing:
    ministry = budget.facts.ministry(budget.request.names.get("ministry", ""))
    if ministry is None:
        return Nothing(budget.speech.phrase("missing.any"))
    name = budget.speech.both(ministry.name)
    categories = [line.category for line in budget.all if line.ministry == ministry.id]
    if not categories:
        return Nothing(budget.speech.phrase("missing.place", name=name))
    commonest = max(set(categories), key=categories.count)
    return _state_line(budget, commonest, ministry.id, ministry=name)


def _state_ministries(budget: _Budget) -> Found | Nothing:
    def wanted(line: BudgetLine) -> bool:
        return bool(line.ministry)

    year = budget.year_of(wanted)
    if year is None:
        return budget.nothing(wanted)
    best: dict[str, BudgetLine] = {}
    for line in (x for x in budget.all if x.year == year and x.ministry):
        held = best.get(line.ministry)
        if held is None or _PLANNED_FIRST.index(line.stage) < _PLANNED_FIRST.index(held.stage):
            best[line.ministry] = line
    lines = sorted(best.values(), key=lambda x: (x.currency, -x.amount))[:_SHOWN]
    said = [budget.speech.phrase("line", label=_ministry_name(budget, x.ministry), text=budget.money(x)) for x in lines]
    return budget.found(lines, year, lines="\n".join(f"• {text}" for text in said))


def _ministry_name(budget: _Budget, id: str) -> str:
    ministry = budget.facts.ministry(id)
    return budget.speech.both(ministry.short if len(ministry.short.km) > 2 else ministry.name) if ministry else id


def _average(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
    budget = _Budget(request, facts, speech, facts.places()[STATE])
    lines = [line for line in facts.budget_lines(STATE) if line.measure == "average"]
    if request.year is not None:
        lines = [line for line in lines if line.year == request.year]
    lines = sorted(lines, key=lambda line: -line.year)[:6]
    if not lines:
        return Nothing(speech.phrase("missing.state", year=speech.year(request.year or "")))
    said = [
        speech.phrase("budget.one", year=speech.year(x.year), amount=budget.money(x), stage=_stage(budget, x))
        for x in lines
    ]
    return budget.found(lines, lines="\n".join(f"• {text}" for text in dict.fromkeys(said)))


SHELVES: dict[str, ShelfCard] = {
    "budget-total": card(_of_place(_total), "place year", "revenue expenditure actual-revenue actual-expenditure"),
    "budget-revenue": card(_of_place(_side(REVENUE)), "place year total stage", "parts"),
    "budget-expenditure": card(_of_place(_side(EXPENDITURE)), "place year total stage", "parts"),
    "budget-category": card(_of_place(_one_category), "place year category amount stage", "share note"),
    "budget-plan-actual": card(_of_place(_plan_actual), "place year lines"),
    "budget-years": card(_of_place(_years), "place lines"),
    "budget-per-person": card(_of_place(_per_person), "place year amount people total"),
    "state-total": card(_of_state(_state_total), "year amount stage", "note"),
    "state-revenue": card(_of_state(_side(REVENUE)), "year amount total stage", "parts"),
    "state-years": card(_of_state(_years), "lines"),
    "state-ministry": card(_of_state(_state_ministry), "ministry year amount stage", "note"),
    "state-ministries": card(_of_state(_state_ministries), "year lines"),
    "state-category": card(_of_state(_one_category), "category year amount stage", "share note"),
    "commune-average": card(_average, "lines"),
}
