"""Writes projects, awards and disclosures as a release package of the Open Contracting Data Standard 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.store.ocds import PREFIX


def write_releases(path: Path, rows: Mapping[str, Sequence[Mapping[str, str]]], at: str) -> int:
    """Write a release package from the rows (as text) of procurement, award, disclosure, supplier and ministry.

    ``at`` is the moment of writing in ISO 8601. Returns the number of releases.
    """
    releases = [_release(project, rows, at) for project in rows["procurement"]]
    package = {
        "uri": f"urn:chbas:releases:{at}",
        "version": "1.1",
        "publishedDate": at,
        "publisher": {"name": "Chbas"},
        "releases": releases,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(releases)


def _release(project: Mapping[str, str], rows: Mapping[str, Sequence[Mapping[str, str]]], at: str) -> dict[str, Any]:
    key = project["procurement_id"]
    awards = [row for row in rows["award"] if row["procurement_id"] == key]
    shown = {row["item"]: row for row in rows["disclosure"] if row["procurement_id"] == key}
    suppliers = {row["supplier_id"]: row for row in rows["supplier"]}
    release = {
        "ocid": PREFIX + key,
        "id": f"{PREFIX}{key}-1",
        "date": _moment(project["date"] or project["year"]) or at,  # the standard demands one
        "tag": ["award"] if awards else ["tender"],
        "initiationType": "tender",
        "language": "km",
        "parties": list(_parties(project, awards, suppliers)),
        "buyer": _named(project["ministry_id"], project["buyer_km"], project["buyer_en"]),
        "tender": {
            "id": key,
            "title": project["title_km"],
            "title_en": project["title_en"],
            "procurementMethodDetails": project["method_km"],
            "procurementMethodDetails_en": project["method_en"],
        },
        "awards": [_written_award(award, suppliers) for award in awards],
        "chbas": _beyond(project, _said_of_project(project))
        | {"disclosure": {item: dict(row) for item, row in shown.items()}},
    }
    return {name: value for name, value in release.items() if value not in ("", [], None)}


def _beyond(row: Mapping[str, str], said: Sequence[str]) -> dict[str, str]:
    """A row without what the standard's own fields say: whoever changes these must not be overruled by a second copy."""
    return {name: value for name, value in row.items() if name not in said}


def _said_of_project(project: Mapping[str, str]) -> list[str]:
    """The columns that stand in fields of the standard, in both languages."""
    pairs = [(f"{name}_km", f"{name}_en") for name in ("title", "buyer", "method")]
    return [name for pair in pairs if all(project[name] for name in pair) for name in pair]


def _parties(
    project: Mapping[str, str], awards: Sequence[Mapping[str, str]], suppliers: Mapping[str, Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    if project["buyer_km"] or project["buyer_en"]:
        yield _named(project["ministry_id"], project["buyer_km"], project["buyer_en"]) | {"roles": ["buyer"]}
    for key in dict.fromkeys(award["supplier_id"] for award in awards if award["supplier_id"]):
        yield _named(key, suppliers[key]["name_km"], suppliers[key]["name_en"]) | {"roles": ["supplier"]}


def _written_award(award: Mapping[str, str], suppliers: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    written: dict[str, Any] = {"id": award["award_id"], "status": "active"}
    written["chbas"] = _beyond(award, ("amount", "currency") if award["amount"] else ())
    if award["date"]:
        written["date"] = _moment(award["date"])
    if award["supplier_id"]:
        winner = suppliers[award["supplier_id"]]
        written["suppliers"] = [_named(award["supplier_id"], winner["name_km"], winner["name_en"])]
    if award["amount"]:
        amount = float(award["amount"]) if "." in award["amount"] else int(award["amount"])
        written["value"] = {"amount": amount, "currency": award["currency"]}
    return written


def _named(key: str, km: str, en: str) -> dict[str, Any]:
    named = {"id": key, "name": km or en, "name_en": en}
    return {name: value for name, value in named.items() if value}


def _moment(date: str) -> str:
    """A date of the store as the standard wants it: a whole moment. The day as known stands in `chbas`."""
    return f"{date}{'0000-01-01'[len(date) :]}T00:00:00Z" if date else ""
