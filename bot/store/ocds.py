"""Reads release packages of the Open Contracting Data Standard 1.1 into the tables of procurement.

Standard: https://standard.open-contracting.org/1.1/ . What the store knows beyond it stands in `chbas` of each release,
so that what was exported comes back unchanged. A document that is not there proves nothing: its disclosure is `unknown`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.faults.fault import Fault
from bot.store.fact_files import TextRow, TextTable
from bot.store.fact_schema import TableSchema
from bot.store.fact_tables import MINOR_UNITS
from bot.store.package import Package, digest_of, read_texts
from bot.text.clusters import shorten

PREFIX = "chbas-"  # of an ocid: no prefix is registered with the Open Contracting Partnership yet
ITEMS = {  # which documentType shows which item of disclosure (codelist documentType of OCDS 1.1)
    "technicalSpecifications": "specification",
    "biddingDocuments": "specification",
    "awardNotice": "winner",
    "contractSigned": "contract",
}
TABLES = ("supplier", "procurement", "award", "disclosure")
_KHMER = re.compile("[\u1780-\u17b3]")
_SHORT = 20
_Cells = dict[str, str]


def read_releases(path: Path, schemas: Sequence[TableSchema], source: str = "", status: str = "current") -> Package:
    """The tables of procurement that a release package holds. ``source`` is the key in source.csv of rows without one."""
    faults: list[Fault] = []
    releases = _releases(path, faults)
    rows: dict[str, dict[str, _Cells]] = {table: {} for table in TABLES}
    for number, release in enumerate(releases, start=1):
        problems = list(_problems(release))
        if problems:
            faults += [Fault("release", path.name, details={"number": number, "problem": one}) for one in problems]
            continue
        for table, key, cells in _rows(release, {"source_id": source, "status": status}):
            if key in rows[table] and table != "supplier":
                twice = Fault("release_twice", "", details={"value": key})
                faults.append(Fault("release", path.name, details={"number": number, "problem": twice}))
            rows[table].setdefault(key, cells)
    by_name = {schema.name: schema for schema in schemas}
    texts = [(by_name[table], _table(path.name, by_name[table], rows[table])) for table in TABLES if schemas]
    return _one_source_fault(read_texts(schemas, texts, faults, digest_of([path])), path.name)


def _one_source_fault(package: Package, file: str) -> Package:
    """Rows that lack their source lack it for one reason: nobody named it for the releases."""
    lacking = [
        fault for fault in package.faults if (fault.kind, fault.details.get("column")) == ("required", "source_id")
    ]
    if not lacking:
        return package
    rest = [fault for fault in package.faults if fault not in lacking]
    return replace(package, faults=[*rest, Fault("release_source", file)])


def _releases(path: Path, faults: list[Fault]) -> list[Any]:
    try:
        package = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=str, parse_int=str)
        releases = package["releases"]
        if not isinstance(releases, list):
            raise TypeError("releases is no list")
        return releases
    except UnicodeDecodeError:
        reason = Fault("ocds_not_utf8", "")
    except json.JSONDecodeError as error:
        reason = Fault("ocds_not_json", "", details={"at": error.lineno})
    except (KeyError, TypeError):
        reason = Fault("ocds_no_releases", "")
    faults.append(Fault("not_ocds", path.name, details={"reason": reason}))
    return []


def _problems(release: Any) -> Iterator[Fault]:
    if not isinstance(release, dict) or not release.get("ocid"):
        yield Fault("release_field", "", details={"field": "ocid"})
        return
    if not (release.get("tender") or {}).get("title") and not _own(release).get("title_km"):
        yield Fault("release_field", "", details={"field": "tender.title"})
    for place, award in enumerate(release.get("awards") or []):
        value = award.get("value") or {}
        if not award.get("id"):
            yield Fault("release_field", "", details={"field": f"awards[{place}].id"})
        if value.get("amount") is not None and not re.fullmatch(r"-?\d+(\.\d+)?", str(value["amount"])):
            yield Fault("release_amount", "", details={"field": f"awards[{place}].value.amount"})
        if value.get("currency") and value["currency"] not in MINOR_UNITS:
            details = {"field": f"awards[{place}].value", "value": value["currency"]}
            yield Fault("release_currency", "", details=details)


def _own(part: Mapping[str, Any]) -> _Cells:
    """What stands in `chbas`: columns of the store that the standard has no place for."""
    own = part.get("chbas")
    return {name: str(value) for name, value in own.items()} if isinstance(own, dict) else {}


def _rows(release: Mapping[str, Any], defaults: _Cells) -> Iterator[tuple[str, str, _Cells]]:
    """Table, key and cells of every row that a release tells."""
    project = _key(str(release["ocid"]).removeprefix(PREFIX))
    yield "procurement", project, _project(project, release, defaults)
    for place, award in enumerate(release.get("awards") or [], start=1):
        suppliers = award.get("suppliers") or []
        winner = suppliers[0] if suppliers else {}
        if winner.get("name"):
            key = _key(str(winner.get("id") or winner["name"]))
            yield "supplier", key, {"supplier_id": key, **_both("name", winner, "name")}
        yield _award(project, place, award, winner, defaults)
    found = dict(_disclosed(release))
    for item in ("specification", "winner", "price", "contract"):
        key = f"{project}/{item}"
        cells = {
            "disclosure_id": key, "procurement_id": project, "item": item, "source_id": defaults["source_id"],
            **(found.get(item) or {"state": "unknown"}),
        }  # fmt: skip
        own = _own({"chbas": (release.get("chbas") or {}).get("disclosure", {}).get(item)})
        if own or "chbas" not in release:
            yield "disclosure", own.get("disclosure_id", key), cells | own


def _project(key: str, release: Mapping[str, Any], defaults: _Cells) -> _Cells:
    tender, buyer = release.get("tender") or {}, release.get("buyer") or {}
    date = str(release.get("date") or "")[:10]
    record = "award" if release.get("awards") else "tender" if tender.get("title") else "planned"
    titles = _both("title", tender, "title")
    cells = {
        "procurement_id": key, "record": record, "date": date, "year": date[:4], **defaults, **titles,
        "short_km": shorten(titles["title_km"], _SHORT), "short_en": shorten(titles["title_en"], _SHORT),
        **_both("buyer", buyer, "name"), **_both("method", tender, "procurementMethodDetails"),
    }  # fmt: skip
    own = {name: value for name, value in _own(release).items() if name != "disclosure"}
    return cells | own


def _award(
    project: str, place: int, award: Mapping[str, Any], winner: Mapping[str, Any], defaults: _Cells
) -> tuple[str, str, _Cells]:
    value, own = award.get("value") or {}, _own(award)
    key = own.get("award_id") or f"{project}/{place}"
    cells = {
        "award_id": key, "procurement_id": project, "meaning": "contract_price", "approximate": "no", **defaults,
        "supplier_id": _key(str(winner.get("id") or winner["name"])) if winner.get("name") else "",
        "amount": str(value.get("amount") if value.get("amount") is not None else ""),
        "currency": str(value.get("currency") or "KHR"), "date": str(award.get("date") or "")[:10],
    }  # fmt: skip
    return "award", key, cells | own


def _disclosed(release: Mapping[str, Any]) -> Iterator[tuple[str, _Cells]]:
    """What the documents and values of a release show to be public."""
    parts = [release.get("tender") or {}, *(release.get("awards") or []), *(release.get("contracts") or [])]
    for part in parts:
        for document in part.get("documents") or []:
            item = ITEMS.get(str(document.get("documentType")))
            if item:
                address, date = str(document.get("url") or ""), str(document.get("datePublished") or "")[:10]
                yield item, {"state": "yes", "evidence_km": address, "evidence_en": address, "date": date}
        if (part.get("value") or {}).get("amount") is not None and "suppliers" in part:
            yield "price", {"state": "yes", "date": str(part.get("date") or "")[:10]}


def _both(column: str, part: Mapping[str, Any], field: str) -> _Cells:
    """A text in both languages: `title` and `title_en` of a release; one alone serves for both."""
    plain = str(part.get(field) or "")
    km = str(part.get(f"{field}_km") or (plain if _KHMER.search(plain) else ""))
    en = str(part.get(f"{field}_en") or ("" if _KHMER.search(plain) else plain))
    return {f"{column}_km": km or en, f"{column}_en": en or km}


def _key(text: str) -> str:
    """A key of small Latin letters, digits and hyphens."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def _table(file: str, schema: TableSchema, rows: Mapping[str, _Cells]) -> TextTable:
    read = TextTable()
    for number, cells in enumerate(rows.values(), start=1):
        whole = {column: cells.get(column, "") for column in schema.columns}
        read.rows.append(TextRow(number, whole, file, schema.name))
    return read
