"""What people said of themselves, as reports tell it: their answer, or why there is none."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, func

from bot.store.campaign_tables import profile

NOT_TOLD = ("declined", "unknown", "not_asked")
"""declined: they would rather not say; unknown: asked, and nothing came back; not_asked: the question was never put."""

SEXES = ("female", "male", "other", *NOT_TOLD)
AGES = ("under-18", "18-30", "31-45", "46-60", "over-60", *NOT_TOLD)
TOLD = {"sex": SEXES, "age_band": AGES}
"""The values of each field of a profile that is counted. Everybody has exactly one."""


def told(field: str) -> ColumnElement[str]:
    """A value of ``TOLD[field]``, asked of a row beside its profile; who has no profile was never asked."""
    state, value = profile.c[f"{field}_state"], profile.c[field]
    said = case((state == "answered", value), (state == "declined", "declined"), (state == "asked", "unknown"))
    return func.coalesce(said, "not_asked")
