"""Counts that others reported, and what the project rows loaded here tell by ministry."""

from __future__ import annotations

from sqlalchemy import Connection, case, func, select

from bot.store.fact_tables import disclosure, indicator_value, ministry, procurement


def reported_counts(connection: Connection, indicator: str, period: str) -> tuple[int | None, int | None, str]:
    """Numerator, denominator and the share as published, of a period as the facts write it; None where there is none."""
    found = select(indicator_value.c.numerator, indicator_value.c.denominator, indicator_value.c.reported).where(
        indicator_value.c.indicator_id == indicator,
        indicator_value.c.period == period,
        indicator_value.c.status == "current",
        func.coalesce(indicator_value.c.ministry_id, "") == "",
    )
    row = connection.execute(found.limit(1)).one_or_none()
    return (row[0], row[1], row[2] or "") if row else (None, None, "")


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
