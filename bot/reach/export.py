"""A summary as JSON and as CSV, for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from bot.domain.talk import Outcome
from bot.reach.counts import Part
from bot.reach.summary import Summary

# A cell that begins so is run as a formula by spreadsheets (OWASP: CSV injection), full-width forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_json(summary: Summary) -> str:
    """Figures, breakdown and definitions as one JSON object."""
    return json.dumps(_object(summary), ensure_ascii=False, indent=2)


def as_csv(summary: Summary) -> str:
    """A header, a row of totals (``row`` is ``total``), then one row for each part of the breakdown (``part``).

    What is only known of the whole is empty in parts. Text can never be taken for a formula.
    """
    outcomes = list(summary.queries.outcomes)
    names = [name for name in _columns(summary)]
    header = ["row", "from", "to", "timezone", *names, "people", "queries", "new", "returning", "sessions"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *outcomes, "from_made_up_rows"])
    writer.writerow(_total_row(summary, len(names)))
    for part in summary.parts:
        cells = [safe(part.values[name]) for name in names]
        writer.writerow(["part", *_period(summary), *cells, part.people, part.queries, *[""] * (len(outcomes) + 4)])
    return out.getvalue()


def _object(summary: Summary) -> dict[str, Any]:
    first, last, zone = _period(summary)
    people, queries = summary.people, summary.queries
    return {
        "from": first,
        "to": last,
        "timezone": zone,
        "channels": list(summary.scope.channels),
        "counted_at": summary.counted_at.isoformat(timespec="seconds"),
        "people": {"reached": people.reached, "new": people.new, "returning": people.returning},
        "sessions": {"count": summary.sessions, "gap_minutes": summary.gap_minutes},
        "queries": {"total": queries.total, **queries.outcomes},
        "answered": _answered(summary),
        "by": list(summary.by),
        "rows": [_row(part) for part in summary.parts],
        "definitions": dict(summary.definitions),
    }


def _answered(summary: Summary) -> dict[str, Any]:
    return {
        "numerator": summary.queries.outcomes[Outcome.ANSWERED],
        "denominator": summary.queries.total,
        "percent": summary.answered_percent,
        "from_made_up_rows": summary.queries.demonstration,
    }


def _row(part: Part) -> dict[str, Any]:
    return {**part.values, "people": part.people, "queries": part.queries}


def _columns(summary: Summary) -> list[str]:
    """The fields of the breakdown, the province's name behind its code."""
    columns = []
    for name in summary.by:
        columns += [name, "province_name"] if name == "province" else [name]
    return columns


def _total_row(summary: Summary, fields: int) -> list[Any]:
    people, queries = summary.people, summary.queries
    counts = [people.reached, queries.total, people.new, people.returning, summary.sessions]
    return ["total", *_period(summary), *[""] * fields, *counts, *queries.outcomes.values(), queries.demonstration]


def _period(summary: Summary) -> list[str]:
    period = summary.scope.period
    return [period.first.isoformat(), period.last.isoformat(), period.zone.key]


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
