"""The budget of one place: its lines of a year, found by what a question names, and how they are said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.indicators import STATE, figures_about, measured, said_figure
from bot.answering.placing import said_place
from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, Shelf, other_years
from bot.answering.speech import Speech
from bot.deciding.decision import Request
from bot.domain.facts import BudgetLine, Place, Source

REVENUE, EXPENDITURE = "total-revenue", "total-expenditure"
PLANNED_FIRST = ("plan", "law", "draft", "announced", "actual")
_DRAFT = re.compile(r"(?<![a-z])(?:draft|proposed|prieng|priang|preang|prean)(?![a-z])|ព្រាង")
Told = tuple[BudgetLine, str]
"""A line and what it says."""


class Budget:
    """The lines of one place in one year, found by what the question names."""

    def __init__(self, request: Request, facts: FactStore, speech: Speech, place: Place) -> None:
        self.request, self.facts, self.speech, self.place = request, facts, speech, place
        # "The draft of 2017": else what was planned or voted stands before it.
        self.stages = ("draft", *PLANNED_FIRST) if _DRAFT.search(request.key) else PLANNED_FIRST
        lines = facts.budget_lines(place.code)
        self.all = [line for line in lines if line.measure == "total"]
        self.changes = [line for line in lines if line.measure == "change"]
        self.averages = [line for line in lines if line.measure == "average"]

    @property
    def name(self) -> str:
        return said_place(self.place, self.facts, self.speech)

    def year_of(self, wanted: Callable[[BudgetLine], bool]) -> int | None:
        """The year asked for, or the newest with such figures; None where there are none."""
        years = {line.year for line in self.all if wanted(line)}
        if self.request.year is not None:
            return self.request.year if self.request.year in years else None
        return max(years, default=None)

    def line(self, year: int, category: str, stages: Sequence[str] = (), ministry: str = "") -> BudgetLine | None:
        stages = stages or self.stages
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
        return other_years(self.request, self.name, years, self.speech)

    def money(self, line: BudgetLine | None) -> str:
        return self.speech.money(line.amount, line.currency, line.approximate) if line else ""

    def told(self, category: str, ministry: str = "", averages: Sequence[BudgetLine] = ()) -> Told | None:
        """What is known of a heading, or of a ministry's, in the year asked for: the amount, else only how it changed.

        ``averages``: lines that tell by their note of what they are the average, taken where there is nothing else.
        """
        for lines, says in ((self.all, self.money), (self.changes, self.changed), (averages, self.money)):
            found = [line for line in lines if line.category == category and ministry in ("", line.ministry)]
            years = {line.year for line in found}
            year = self.request.year if self.request.year is not None else max(years, default=None)
            if year in years:
                line = min((x for x in found if x.year == year), key=lambda x: self.stages.index(x.stage))
                return line, says(line)
        return None

    def changed(self, line: BudgetLine) -> str:
        """By how much a heading rose or fell against the year before."""
        amount = self.speech.money(abs(line.amount), line.currency, line.approximate)
        return self.speech.phrase("change.more" if line.amount >= 0 else "change.less", amount=amount)

    def parts(self, lines: Sequence[BudgetLine]) -> str:
        """Lines of a heading, each with its name, one below the other."""
        categories, say = self.facts.categories(), self.speech
        named = [(categories[line.category].name, line) for line in lines if line.category in categories]
        said = [say.phrase("line", label=say.both(name), text=self.money(line)) for name, line in named]
        return "\n".join(f"• {text}" for text in said)

    def figures(self, category: str, year: int) -> tuple[str, tuple[Source, ...]]:
        """What else was counted about a heading in a year: its share of the national product, what was collected so far."""
        values = figures_about(category, self.place.code, year, self.facts)
        said = [
            self.speech.phrase("line", label=said_figure(v, self.speech), text=measured(v, self.speech)) for v in values
        ]
        return "\n".join(said), tuple(value.source for value in values)

    def stage(self, line: BudgetLine) -> str:
        """How final a figure is: planned, adopted, spent."""
        return self.speech.phrase(f"stage.{line.stage}")


Look = Callable[[Budget], "Found | Nothing"]


def of_place(look: Look) -> Shelf:
    """A shelf about the place that was named, else about the state."""

    def shelf(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
        place = facts.places().get(request.names.get("place", STATE))
        return look(Budget(request, facts, speech, place)) if place else Nothing(speech.phrase("missing.any"))

    return shelf


def of_state(look: Look) -> Shelf:
    """A shelf about the state, whatever place was named."""

    def shelf(request: Request, facts: FactStore, speech: Speech) -> Found | Nothing:
        return look(Budget(request, facts, speech, facts.places()[STATE]))

    return shelf


def of_category(*ids: str) -> Callable[[BudgetLine], bool]:
    """Whether a line is of one of some headings, and of no single ministry."""
    return lambda line: line.category in ids and not line.ministry
