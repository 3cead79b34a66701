"""The session export of the original Pidor: written in its order of columns, and read so that history continues."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot.errors import FactsError
from bot.faults.fault import Fault
from bot.reach.counts import Scope
from bot.reach.rows import SHEETS, Cells, Sheet, joined, persons, split_sessions
from bot.store.campaign_tables import profile
from bot.store.talk_tables import query
from bot.store.upsert import insert

# session_id, created_at, repeated, then one column a variable (chatfuel's session export, 2023).
COLUMNS = ("session_id", "created_at", "repeated", "gender", "province", "district", "service_accessed", "language")
_NEEDED = ("session_id", "created_at")
_INDOCHINA = timezone(timedelta(hours=7))  # its clock, where a moment names no zone
_SEXES = {
    "female": "female",
    "f": "female",
    "ស្រី": "female",
    "male": "male",
    "m": "male",
    "ប្រុស": "male",
    "other": "other",
}
_NONE = {"", "null", "nu", "none", "n/a", "other", "00", "0000"}
_AT_ONCE = 500


@dataclass(frozen=True)
class Imported:
    """What an import did: new sessions, sessions that were there already, people whose sex was told."""

    sessions: int
    known: int
    sexes: int


def pidor_rows(connection: Connection, scope: Scope, gap: timedelta, texts: bool = False) -> Sheet:
    """One row a session in Pidor's columns; ``session_id`` is the pseudonym."""
    told = {row.citizen: row for row in connection.execute(select(profile))}
    return Sheet("sessions", COLUMNS, _rows(connection, scope, gap, told))


KINDS = {**SHEETS, "pidor": pidor_rows}
"""Everything that can be taken away row by row."""


def read_pidor(path: Path, pseudonym: Callable[[str], str]) -> list[dict[str, Any]]:
    """The sessions of an export. Raises FactsError naming every row that cannot be read; ``pseudonym`` hides the ids."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except UnicodeDecodeError:
        raise FactsError([Fault("not_utf8", path.name)]) from None
    header = list(rows[0]) if rows else []
    if missing := [name for name in _NEEDED if name not in header]:
        raise FactsError([Fault("pidor_columns", path.name, details={"columns": tuple(missing)})])
    faults: list[Fault] = []
    found = [one for number, row in enumerate(rows, 2) if (one := _session(path.name, number, row, pseudonym, faults))]
    if faults:
        raise FactsError(faults)
    return found


def import_pidor(
    connection: Connection, sessions: Iterable[Mapping[str, Any]], day_of: Callable[[datetime], str]
) -> Imported:
    """Add sessions to the log, one query each. Reading the same export again adds nothing."""
    sessions = list(sessions)
    new = 0
    for start in range(0, len(sessions), _AT_ONCE):
        rows = [_query(one, day_of) for one in sessions[start : start + _AT_ONCE]]
        adding = insert(connection.dialect.name, query).values(rows)
        new += len(connection.execute(adding.on_conflict_do_nothing().returning(query.c.id)).all())
    return Imported(new, len(sessions) - new, _keep_sexes(connection, sessions))


def _rows(connection: Connection, scope: Scope, gap: timedelta, told: Mapping[str, Any]) -> Iterator[Cells]:
    for citizen, rows in persons(connection, scope):
        said = told.get(citizen)
        for number, run in enumerate(split_sessions(rows, gap)):
            began = run[0].at.astimezone(scope.period.zone)
            place = next((str(row.names["place"]) for row in run if row.names.get("place")), "")
            province = next((row.province for row in run if row.province), "")
            district = place[:4] if len(place) >= 4 else ""
            topics = joined(row.topic for row in run)
            repeated = "true" if number else "false"
            sex = said.sex if said and said.sex_state == "answered" else ""
            yield citizen, began, repeated, sex, province, district, topics, run[0].language


def _session(
    file: str, number: int, row: Mapping[str, Any], pseudonym: Callable[[str], str], faults: list[Fault]
) -> dict[str, Any] | None:
    id, moment = str(row["session_id"] or "").strip(), str(row["created_at"] or "").strip()
    at = _moment(moment)
    if not id:
        faults.append(Fault("pidor_no_id", file, row=number))
    if at is None:
        faults.append(Fault("pidor_no_moment", file, row=number, details={"value": moment}))
    province, district = _place(row, "province", 2), _place(row, "district", 4)
    if not id or at is None:
        return None
    return {
        "citizen": pseudonym(id),
        "key": int.from_bytes(hashlib.sha256(f"{id} {at.isoformat()}".encode()).digest()[:7]),
        "at": at,
        "sex": _SEXES.get(str(row.get("gender") or "").strip().lower(), ""),
        "province": district[:2] or province,
        "place": district or province,
        "services": any(_said(row, name) for name in ("service_accessed", "ticket_tracking", "most_request")),
    }


def _moment(text: str) -> datetime | None:
    for written in (text, text.removesuffix(" UTC") + "+00:00" if text.endswith(" UTC") else text):
        try:
            at = datetime.fromisoformat(written.replace(" +", "+"))
        except ValueError:
            continue
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=_INDOCHINA).astimezone(UTC)
    return None


def _said(row: Mapping[str, Any], name: str) -> str:
    text = str(row.get(name) or "").strip()
    return "" if text.lower() in _NONE else text


def _place(row: Mapping[str, Any], name: str, width: int) -> str:
    """An NCDD code, its lost zero restored; what is no code is no place."""
    text = _said(row, name) or _said(row, f"{name}_id")
    code = text.zfill(width) if text.isdigit() else ""
    return code if len(code) == width and code.isascii() else ""


def _query(one: Mapping[str, Any], day_of: Callable[[datetime], str]) -> dict[str, Any]:
    return {
        "inbox_id": -one["key"],  # below zero: never an own message; the key keeps a session from being added twice
        "at": one["at"],
        "day": day_of(one["at"]),
        "citizen": one["citizen"],
        "channel": "messenger",
        "kind": "start",
        "language": "km",
        "intent": "pidor-session",
        "topic": "services" if one["services"] else "",
        "province": one["province"],
        "names": {"place": one["place"]} if one["place"] else {},
        "outcome": "answered",
    }


def _keep_sexes(connection: Connection, sessions: Iterable[Mapping[str, Any]]) -> int:
    """The newest sex each person told, where we know nothing newer of them."""
    told = {one["citizen"]: one for one in sorted(sessions, key=lambda one: one["at"]) if one["sex"]}
    kept = 0
    for citizen, one in told.items():
        row = {"citizen": citizen, "sex": one["sex"], "sex_state": "answered", "changed_at": one["at"]}
        adding = insert(connection.dialect.name, profile).values(row).on_conflict_do_nothing()
        kept += len(connection.execute(adding.returning(profile.c.citizen)).all())
    return kept
