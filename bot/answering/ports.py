"""What answering needs to be told about facts; the store fits this by shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.facts import (
    Award,
    BudgetLine,
    Category,
    Disclosure,
    Document,
    Fee,
    IndicatorValue,
    Name,
    Named,
    Office,
    Place,
    Population,
    Project,
    Service,
    Source,
    Variant,
)


class FactStore(Protocol):
    """Rows that may be answered: current ones, and made-up ones where the store is told so."""

    def names(self) -> Sequence[Name]:
        """Every way to call every thing."""

    def places(self) -> Mapping[str, Place]:
        """All places by code."""

    def source(self, id: str) -> Source | None: ...
    def service(self, id: str) -> Service | None: ...
    def services(self, sector: str = "") -> Sequence[Service]: ...
    def sectors(self) -> Sequence[Named]: ...
    def variants(self, service: str) -> Sequence[Variant]: ...
    def fees(self, service: str) -> Sequence[Fee]: ...
    def documents(self, service: str) -> Sequence[Document]: ...
    def places_with(self, category: str) -> Sequence[str]:
        """Codes of the places of whose budgets a heading is known."""
        ...

    def office(self, id: str) -> Office | None:
        """One office, hotline or site by its id."""
        ...

    def offices(self, place: str = "", service: str = "", ministry: str = "") -> Sequence[Office]:
        """Offices in a place (and in the places inside it), for a service, or that speak for a ministry."""

    def ministry(self, id: str) -> Named | None: ...
    def ministries(self) -> Sequence[Named]: ...
    def suppliers(self) -> Sequence[Named]: ...
    def category(self, id: str) -> Category | None: ...
    def categories(self) -> Mapping[str, Category]: ...
    def budget_lines(self, place: str, year: int | None = None) -> Sequence[BudgetLine]: ...
    def population(self, place: str) -> Population | None: ...
    def project(self, id: str) -> Project | None: ...
    def projects(
        self, ministry: str = "", supplier: str = "", place: str = "", year: int | None = None
    ) -> Sequence[Project]: ...
    def awards(self, project: str) -> Sequence[Award]: ...
    def disclosures(self, project: str) -> Sequence[Disclosure]: ...
    def supplier(self, id: str) -> Named | None: ...
    def indicator(self, id: str, period: str = "") -> Sequence[IndicatorValue]:
        """Values of one indicator, newest first; ``period`` keeps only that one."""

    def indicators(self) -> Sequence[Named]: ...
    def indicators_about(self, category: str) -> Sequence[str]:
        """Ids of the indicators that tell about a budget heading: its share, for one."""
