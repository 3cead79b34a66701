"""The ways down: from every figure to the address of the rows that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from bot.reach.labels import read_period
from bot.reach.period import Period
from bot.reach.splitting import FACT

Kept = Mapping[str, Any]


def queries(kept: Kept, **more: str) -> str:
    """The queries of a cut: of an ``outcome``, or of all; taps about oneself are left out, as the figure does."""
    return url_for("board.rows", **{**kept, **more, **({} if "outcome" in more else {"queries": "1"})})


def people(kept: Kept, who: str = "reached", **more: str) -> str:
    """The people of a cut: ``reached``, ``new`` or ``returning``."""
    return url_for("board.people", **{**kept, **more, "who": who})


def sessions(kept: Kept) -> str:
    """The sessions of a cut."""
    return url_for("board.sessions", **kept)


def pairs(kept: Kept, rose: bool = False, **more: str) -> str:
    """The pairs of quizzes finished in a period; ``rose``: only those whose second score was higher."""
    return url_for("board.pairs", **{**kept, **more, **({"rose": "1"} if rose else {})})


def part(field: str, value: str) -> dict[str, str]:
    """The filter of one row of a breakdown."""
    if not value:
        return {"none": field}
    return {{"province": "place", "language": "language_of", "age_band": "age"}.get(field, field): value}


def span(period: Period) -> dict[str, str]:
    """The filter of a period."""
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def measure(name: str, label: str, zone: ZoneInfo, **more: str) -> str:
    """What stands behind a measure of ``indicators.yml`` in a period; ``more``: the filter of one of its parts."""
    if name.startswith(FACT):
        return url_for("board.reported", name=name.removeprefix(FACT), period=label)
    kept = {**span(read_period(label, zone)), **more}
    figure, _, which = name.partition(" ")
    if figure == "events":
        return url_for("board.events_", **kept)
    if figure in ("pairs", "increased"):
        return pairs(kept, rose=figure == "increased")
    if figure == "queries":
        return queries(kept, **({"outcome": which} if which else {}))
    if figure == "sessions":
        return sessions(kept)
    return people({**kept, **({"sex": which} if which else {})}, "reached" if figure == "people" else figure)
