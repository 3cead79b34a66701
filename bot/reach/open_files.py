"""The open data as files: a table as CSV or JSON, and the descriptor that says what each of them holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.reach.open_tables import Table
from bot.reach.published import Published
from bot.reach.sheets import BOM
from bot.reach.suppression import SMALLEST

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_TYPES = {
    "year": "year",
    "month": "yearmonth",
    "people": "integer",
    "new": "integer",
    "returning": "integer",
    "queries": "integer",
}


def csv_of(table: Table) -> str:
    """UTF-8 for spreadsheets; a hidden number is an empty cell."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in table.rows)
    return BOM + held.getvalue()


def rows_of(table: Table) -> list[dict[str, Any]]:
    """One object a row; a hidden number is None."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def descriptor(found: Published, meant: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """A Frictionless data package: what each file holds, column by column. ``meant``: the definitions of the figures."""
    hidden = f"Numbers of fewer than {SMALLEST} people, and others by which they could be computed, are missing values."
    made_up = " The figures hold made-up rows of a demonstration." if found.made_up else ""
    return {
        "profile": "tabular-data-package",
        "name": f"chbas-reach-{found.year}",
        "title": f"Reach of the chatbot Chbas, {found.year}",
        "description": f"{meant['reached']} {meant['queries']} {meant['period']} {hidden}{made_up}",
        "licenses": [LICENCE],
        "created": now.isoformat(timespec="seconds"),
        "resources": [_resource(table) for table in found.tables],
    }


def _resource(table: Table) -> dict[str, Any]:
    fields = [{"name": name, "type": _TYPES.get(name, "string")} for name in table.columns]
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {"fields": fields, "missingValues": [""]},
    }
