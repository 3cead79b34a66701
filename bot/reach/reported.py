"""Counts that others reported, and what the project rows loaded here tell by ministry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, select

from bot.store.fact_tables import disclosure, indicator_value, ministry, procurement, source


def reported_counts(connection: Connection, indicator: str, period: str) -> tuple[int | None, int | None, str]:
    """Numerator, denominator and the share as published, of a period as the facts write it; None where there is none."""
    found = select(indicator_value.c.numerator, indicator_value.c.denominator, indicator_value.c.reported).where(
        _of(indicator, period)
    )
    row = connection.execute(found.limit(1)).one_or_none()
    return (row[0], row[1], row[2] or "") if row else (None, None, "")


def reported_rows(connection: Connection, indicator: str, period: str) -> list[Row[Any]]:
    """The rows that ``reported_counts`` reads, each with the title, address and date of its source."""
    columns = ("value_id", "numerator", "denominator", "reported", "note_km", "note_en")
    wanted = select(*(indicator_value.c[name] for name in columns), source.c.title, source.c.url, source.c.date)
    joined = indicator_value.outerjoin(source, source.c.source_id == indicator_value.c.source_id)
    return list(connection.execute(wanted.select_from(joined).where(_of(indicator, period)).limit(1)).all())


def projects_of(connection: Connection, year: str) -> list[Row[Any]]:
    """The project rows that ``by_ministry`` counts: id, titles, ministry, and how many items were disclosed."""
    if not year.isdigit():
        return []
    told = select(func.count()).where(
        disclosure.c.procurement_id == procurement.c.procurement_id, disclosure.c.state == "yes"
    )
    columns = ("procurement_id", "title_km", "title_en", "ministry_id")
    wanted = select(*(procurement.c[name] for name in columns), told.scalar_subquery().label("told"))
    wanted = wanted.join(ministry, ministry.c.ministry_id == procurement.c.ministry_id)
    wanted = wanted.where(procurement.c.status == "current", procurement.c.year == int(year))
    return list(connection.execute(wanted.order_by(procurement.c.ministry_id, procurement.c.procurement_id)).all())


def by_ministry(connection: Connection, year: str) -> list[tuple[str, int, int]]:
    """Ministries with current project rows of a year: projects with at least one item disclosed, and all projects."""
    if not year.isdigit():
        return []
    told = select(disclosure.c.procurement_id).where(disclosure.c.state == "yes")
    shown = case((procurement.c.procurement_id.in_(told), 1), else_=0)
    rows = (
        select(procurement.c.ministry_id, func.sum(shown), func.count())
        .join(ministry, ministry.c.ministry_id == procurement.c.ministry_id)
        .where(procurement.c.status == "current", procurement.c.year == int(year))
        .group_by(procurement.c.ministry_id)
        .order_by(procurement.c.ministry_id)
    )
    return [(row[0], int(row[1]), int(row[2])) for row in connection.execute(rows)]


def _of(indicator: str, period: str) -> ColumnElement[bool]:
    return and_(
        indicator_value.c.indicator_id == indicator,
        indicator_value.c.period == period,
        indicator_value.c.status == "current",
        func.coalesce(indicator_value.c.ministry_id, "") == "",
    )
