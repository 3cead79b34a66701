"""Facts out of the store, as answering asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, Row, Table, func, select

from bot.domain.facts import (
    NAME_ONLY,
    Award,
    Both,
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
from bot.store import fact_tables as t

_T = TypeVar("_T")
_ALIASES = {
    "place": (t.place_alias, "code"),
    "service": (t.service_alias, "service_id"),
    "office": (t.office_alias, "office_id"),
    "sector": (t.sector_alias, "sector_id"),
    "ministry": (t.ministry_alias, "ministry_id"),
    "supplier": (t.supplier_alias, "supplier_id"),
    "project": (t.procurement_alias, "procurement_id"),
    "category": (t.category_alias, "category_id"),
    "indicator": (t.indicator_alias, "indicator_id"),
}
_MAIN = {
    "place": (t.place, "code", "name"),
    "service": (t.service, "service_id", "name"),
    "office": (t.office, "office_id", "name"),
    "sector": (t.sector, "sector_id", "name"),
    "ministry": (t.ministry, "ministry_id", "name"),
    "supplier": (t.supplier, "supplier_id", "name"),
    "project": (t.procurement, "procurement_id", "title"),
    "category": (t.budget_category, "category_id", "name"),
    "indicator": (t.indicator, "indicator_id", "name"),
}
# Columns whose name in the tables differs from the name in the talk.
_RENAMED = {
    "service": "service_id", "place": "place_code", "sector": "sector_id", "year": "fiscal_year", "category": "category_id",
    "ministry": "ministry_id", "project": "procurement_id", "supplier": "supplier_id", "indicator": "indicator_id",
    "office": "office_id",
}  # fmt: skip


def facts_version(engine: Engine) -> int:
    """A number that grows with every load of facts."""
    with engine.connect().execution_options(reading=True) as connection:
        return connection.scalar(select(func.coalesce(func.max(t.fact_load.c.id), 0))) or 0


class SqlFacts:
    """Facts of one version of the store. Small tables are read once; the store is asked for the rest.

    Historical rows are never given out; made-up ones only where ``demonstration`` is true. Things of which only the name
    is known have names, and are given out where one of them is asked for, but stand in no list.
    """

    def __init__(self, engine: Engine, demonstration: bool) -> None:
        self._engine = engine
        self._statuses = ("current", "demonstration") if demonstration else ("current",)

    def names(self) -> Sequence[Name]:
        found = [name for kind in _MAIN for name in self._main_names(kind)]
        found += [name for kind in _ALIASES for name in self._alias_names(kind)]
        wholes = self._wholes()
        return [name for name in found if name.kind != "category" or name.id not in wholes]

    def _wholes(self) -> set[str]:
        """A whole side of the budget is no heading: "all revenue" asks for the revenue."""
        categories = self.categories().values()
        parents = {category.parent for category in categories}
        return {category.id for category in categories if category.id in parents and not category.parent}

    @cached_property
    def _places(self) -> dict[str, Place]:
        rows = self._rows(t.place)
        return {r.code: _place(r) for r in rows}

    def places(self) -> Mapping[str, Place]:
        return self._places

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {r.source_id: _source(r) for r in self._rows(t.source)}

    def source(self, id: str) -> Source | None:
        return self._sources.get(id)

    def service(self, id: str) -> Service | None:
        return self._one(Service, t.service, t.service.c.service_id == id)

    def services(self, sector: str = "") -> Sequence[Service]:
        where = [t.service.c.sector_id == sector] if sector else []
        return self._all(Service, t.service, *where)

    def sectors(self) -> Sequence[Named]:
        return [_named(r, r.sector_id) for r in self._rows(t.sector)]

    def variants(self, service: str) -> Sequence[Variant]:
        rows = sorted(
            self._rows(t.service_variant, t.service_variant.c.service_id == service), key=lambda r: r.position
        )
        return [
            Variant(r["variant"], *(Both(r[f"{n}_km"], r[f"{n}_en"]) for n in ("name", "short", "words")))
            for r in map(_dict, rows)
        ]

    def fees(self, service: str) -> Sequence[Fee]:
        return self._all(Fee, t.service_fee, t.service_fee.c.service_id == service)

    def documents(self, service: str) -> Sequence[Document]:
        rows = self._rows(t.service_document, t.service_document.c.service_id == service)
        return [self._built(Document, row) for row in sorted(rows, key=lambda r: (r.variant, r.applicant, r.position))]

    def places_with(self, category: str) -> Sequence[str]:
        """The codes of the places of whose budgets a heading is known."""
        rows = self._rows(t.budget_line, t.budget_line.c.category_id == category)
        return sorted({row.place_code for row in rows})

    def office(self, id: str) -> Office | None:
        return self._one(Office, t.office, t.office.c.office_id == id)

    def offices(self, place: str = "", service: str = "", ministry: str = "") -> Sequence[Office]:
        where: list[ColumnElement[bool]] = []
        if place and place != "KH":
            where.append(t.office.c.place_code.startswith(place))
        if service:
            links = select(t.office_service.c.office_id).where(t.office_service.c.service_id == service)
            where.append(t.office.c.office_id.in_(links))
        if ministry:
            where.append(t.office.c.ministry_id == ministry)
        return self._all(Office, t.office, *where)

    def ministry(self, id: str) -> Named | None:
        return next((_named(r, r.ministry_id) for r in self._rows(t.ministry, t.ministry.c.ministry_id == id)), None)

    def ministries(self) -> Sequence[Named]:
        return [_named(r, r.ministry_id) for r in self._rows(t.ministry)]

    def suppliers(self) -> Sequence[Named]:
        return list(self._suppliers.values())

    @cached_property
    def _categories(self) -> dict[str, Category]:
        rows = map(_dict, sorted(self._rows(t.budget_category), key=lambda r: r.position))
        return {r["category_id"]: _category(r) for r in rows}

    def category(self, id: str) -> Category | None:
        return self._categories.get(id)

    def categories(self) -> Mapping[str, Category]:
        return self._categories

    def budget_lines(self, place: str, year: int | None = None) -> Sequence[BudgetLine]:
        where = [t.budget_line.c.place_code == place]
        if year is not None:
            where.append(t.budget_line.c.fiscal_year == year)
        sides = {id: category.side for id, category in self._categories.items()}
        return [
            self._built(BudgetLine, row, side=sides.get(row.category_id, ""))
            for row in self._rows(t.budget_line, *where)
        ]

    def population(self, place: str) -> Population | None:
        rows = self._rows(t.population, t.population.c.code == place)
        newest = max(rows, key=lambda r: r.year, default=None)
        return (
            Population(newest.code, newest.year, newest.people, newest.status, self._sources[newest.source_id])
            if newest
            else None
        )

    def project(self, id: str) -> Project | None:
        return self._one(Project, t.procurement, t.procurement.c.procurement_id == id)

    def projects(
        self, ministry: str = "", supplier: str = "", place: str = "", year: int | None = None
    ) -> Sequence[Project]:
        where: list[ColumnElement[bool]] = []
        if ministry:
            where.append(t.procurement.c.ministry_id == ministry)
        if place and place != "KH":
            where.append(t.procurement.c.place_code.startswith(place))
        if year is not None:
            where.append(t.procurement.c.year == year)
        if supplier:
            won = select(t.award.c.procurement_id).where(t.award.c.supplier_id == supplier)
            where.append(t.procurement.c.procurement_id.in_(won))
        return self._all(Project, t.procurement, *where)

    def awards(self, project: str) -> Sequence[Award]:
        return [
            self._built(Award, row, supplier_name=self._supplier_name(row.supplier_id))
            for row in self._rows(t.award, t.award.c.procurement_id == project)
        ]

    def disclosures(self, project: str) -> Sequence[Disclosure]:
        return self._all(Disclosure, t.disclosure, t.disclosure.c.procurement_id == project)

    def supplier(self, id: str) -> Named | None:
        return self._suppliers.get(id)

    def indicator(self, id: str, period: str = "") -> Sequence[IndicatorValue]:
        about = next(iter(self._rows(t.indicator, t.indicator.c.indicator_id == id)), None)
        if about is None:
            return []
        where = [t.indicator_value.c.indicator_id == id]
        if period:
            where.append(t.indicator_value.c.period == period)
        rows = sorted(self._rows(t.indicator_value, *where), key=_newest_of_all, reverse=True)
        name, unit = Both(about.name_km, about.name_en), Both(about.unit_km, about.unit_en)
        return [self._built(IndicatorValue, row, name=name, unit=unit) for row in rows]

    def indicators(self) -> Sequence[Named]:
        return [
            Named(r.indicator_id, Both(r.name_km, r.name_en), Both(r.name_km, r.name_en))
            for r in self._rows(t.indicator)
        ]

    def indicators_about(self, category: str) -> Sequence[str]:
        return [r.indicator_id for r in self._rows(t.indicator, t.indicator.c.category_id == category)]

    @cached_property
    def _suppliers(self) -> dict[str, Named]:
        return {
            r.supplier_id: Named(r.supplier_id, Both(r.name_km, r.name_en), Both(r.name_km, r.name_en))
            for r in self._rows(t.supplier)
        }

    def _supplier_name(self, id: str) -> Both:
        return self._suppliers[id].name if id in self._suppliers else Both("", "")

    def _main_names(self, kind: str) -> list[Name]:
        table, key, column = _MAIN[kind]
        rows = map(_dict, self._named(table))
        return [
            Name(kind, r[key], r[f"{column}_{language}"], language, True, _is_known(r))
            for r in rows
            for language in ("km", "en")
        ]

    def _alias_names(self, kind: str) -> list[Name]:
        table, key = _ALIASES[kind]
        living = {r[_MAIN[kind][1]]: _is_known(r) for r in map(_dict, self._named(_MAIN[kind][0]))}
        return [
            Name(kind, r[key], r["alias"], r["language"], known=living[r[key]])
            for r in map(_dict, self._rows(table))
            if r[key] in living
        ]

    def _rows(self, table: Table, *where: ColumnElement[bool]) -> Sequence[Row[Any]]:
        return self._read(table, self._statuses, *where)

    def _named(self, table: Table, *where: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """The rows, also those of things of which only the name is known."""
        return self._read(table, (*self._statuses, NAME_ONLY), *where)

    def _read(self, table: Table, statuses: Sequence[str], *where: ColumnElement[bool]) -> Sequence[Row[Any]]:
        conditions = [*where]
        if "status" in table.c:
            conditions.append(table.c.status.in_(statuses))
        key = next(iter(table.primary_key))
        with self._engine.connect().execution_options(reading=True) as connection:
            return connection.execute(select(table).where(*conditions).order_by(key)).all()

    def _all(self, kind: Callable[..., _T], table: Table, *where: ColumnElement[bool]) -> list[_T]:
        return [self._built(kind, row) for row in self._rows(table, *where)]

    def _one(self, kind: Callable[..., _T], table: Table, *where: ColumnElement[bool]) -> _T | None:
        return next((self._built(kind, row) for row in self._named(table, *where)), None)

    def _built(self, kind: Callable[..., _T], row: Row[Any], **given: Any) -> _T:
        """A domain value from a row: columns by name, pairs of languages joined, the source looked up."""
        columns = _dict(row)
        values = dict(given)
        for field in fields(kind):  # type: ignore[arg-type]
            if field.name in values:
                continue
            values[field.name] = self._value(field.name, columns)
        return kind(**values)

    def _value(self, name: str, columns: Mapping[str, Any]) -> Any:
        if name == "source":
            return self._sources[columns["source_id"]]
        if name == "approximate":
            return columns["approximate"] == "yes"
        if name == "id":
            return next(iter(columns.values()))
        if f"{name}_km" in columns:
            return Both(columns[f"{name}_km"], columns[f"{name}_en"])
        renamed = _RENAMED.get(name, name)
        return columns[renamed] if renamed in columns else columns[name]


def _dict(row: Row[Any]) -> dict[str, Any]:
    return dict(row._mapping)


def _is_known(row: Mapping[str, Any]) -> bool:
    return bool(row.get("status") != NAME_ONLY)


def _newest_of_all(row: Row[Any]) -> tuple[str, bool, bool]:
    """The newest period first, and in it the figure of the whole country before those of a ministry or a place."""
    return row.period, not row.ministry_id, row.place_code in ("", "KH")


def _category(r: Mapping[str, Any]) -> Category:
    name, short = Both(r["name_km"], r["name_en"]), Both(r["short_km"], r["short_en"])
    return Category(r["category_id"], r["side"], r["parent"], name, short, r["ministry_id"], r["akin"])


def _named(row: Row[Any], id: str) -> Named:
    return Named(id, Both(row.name_km, row.name_en), Both(row.short_km, row.short_en))


def _place(row: Row[Any]) -> Place:
    spot = None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)
    return Place(row.code, row.level, row.type, row.parent, Both(row.name_km, row.name_en), spot)


def _source(row: Row[Any]) -> Source:
    publisher = Both(row.publisher_km, row.publisher_en)
    return Source(row.source_id, publisher, row.title, row.url, row.date, row.date_kind, row.kind)
