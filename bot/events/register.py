"""The register of events: what staff write becomes events, all of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.domain.campaign import Event
from bot.domain.facts import Both
from bot.errors import EventsError
from bot.events.edits import record_edit
from bot.events.words import TOPICS, TYPES, Problem
from bot.store import events as store
from bot.text.codes import LONGEST, fold_code
from bot.text.numerals import ascii_digits

COLUMNS = (
    "code", "date", "place", "type", "topic", "organiser", "name_km", "name_en", "paper_women", "paper_men", "paper_unknown",
)  # fmt: skip
REQUIRED = ("date", "place", "type", "topic", "name_km", "name_en")
_LONGEST_TEXT = 200  # code points of a name: it must fit a poster
_MOST_PEOPLE = 1_000_000
_TRIES = 20  # each other writer costs at most one of them
_PRINTED = re.compile(r"[A-Za-z0-9-]+")  # of what a reference may hold (Meta: m.me links), what is easily read out
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """What was written about one event; ``number`` is the row of a file, 0 where there was none."""

    number: int
    cells: Cells


def register(engine: Engine, rows: Sequence[Row], now: datetime, new: bool = False, author: str = "") -> list[Event]:
    """Add the events, or change those whose code is there already. One without a code gets the next free one.

    ``new``: all of them must be new; a form sent twice adds nothing twice. ``author``: who is told to have done it.
    Raises EventsError with every fault of every row; then nothing was kept.
    """
    for _ in range(_TRIES):
        try:
            with engine.begin() as connection:
                return _keep(connection, rows, now, new, author)
        except IntegrityError:  # somebody else took one of the codes meanwhile: look again, now it is seen
            continue
    raise EventsError([Problem("busy")])


def _keep(connection: Connection, rows: Sequence[Row], now: datetime, new: bool, author: str) -> list[Event]:
    known = store.known_codes(connection)
    events = _events(rows, known, store.known_places(connection))
    if new and (there := [problem for pair in zip(rows, events, strict=True) for problem in _there(connection, *pair)]):
        raise EventsError(there)
    store.add(connection, [one for one in events if fold_code(one.code) not in known], now)
    for one in events:
        before = cells_of(store.change(connection, one, now)) if fold_code(one.code) in known else {}
        record_edit(connection, now, author, one.code, before, cells_of(one))
    return events


def _events(rows: Sequence[Row], known: Mapping[str, str], places: Mapping[str, Both]) -> list[Event]:
    """The events the rows tell, with a code each. Raises EventsError."""
    problems = [problem for row in rows for problem in _problems(row, places)]
    problems += _clashes(rows, known)
    if problems:
        raise EventsError(sorted(problems, key=lambda problem: problem.row))
    taken = {**known, **{fold_code(code): code for row in rows if (code := _clean(row.cells, "code"))}}
    events = []
    for row in rows:
        event = _event(row.cells)
        event = event if event.code else replace(event, code=next_code(event.date, taken))
        taken[fold_code(event.code)] = event.code
        events.append(event)
    return events


def cells_of(event: Event) -> dict[str, str]:
    """An event as it would be written; what is missing is empty."""
    counts = (event.women, event.men, event.unknown)
    texts = [
        event.code,
        event.date.isoformat(),
        event.place,
        event.type,
        event.topic,
        event.organiser,
        *vars(event.name).values(),
    ]
    return dict(zip(COLUMNS, [*texts, *("" if count is None else str(count) for count in counts)], strict=True))


def next_code(day: date, taken: Iterable[str]) -> str:
    """The next free code of a year, such as EV26-051. ``taken``: folded codes."""
    taken = set(taken)
    number = 1
    while fold_code(code := f"EV{day:%y}-{number:03}") in taken:
        number += 1
    return code


def _problems(row: Row, places: Mapping[str, Both]) -> Iterator[Problem]:
    for column in COLUMNS:
        value = _clean(row.cells, column)
        if not value and column in REQUIRED:
            yield Problem("required", column, row.number)
        elif value and (found := _CHECKS[column](value, places)):
            kind, more = found
            yield Problem(kind, column, row.number, {"value": value, **more})


_Found = tuple[str, dict[str, object]] | None


def _code_fault(value: str, _places: Mapping[str, Both]) -> _Found:
    return None if fold_code(value) and len(value) <= LONGEST and _PRINTED.fullmatch(value) else ("code", {})


def _date_fault(value: str, _places: Mapping[str, Both]) -> _Found:
    return None if _day(value) else ("date", {})


def _place_fault(value: str, places: Mapping[str, Both]) -> _Found:
    return None if value in places else ("place", {"near": _near_place(value, places)})


def _count_fault(value: str, _places: Mapping[str, Both]) -> _Found:
    return None if _count(value) is not None else ("count", {})


def _text_fault(value: str, _places: Mapping[str, Both]) -> _Found:
    return None if len(value) <= _LONGEST_TEXT else ("long", {"longest": _LONGEST_TEXT})


def _one_of(choices: Mapping[str, Both]) -> Callable[[str, Mapping[str, Both]], _Found]:
    return lambda value, _places: None if value in choices else ("choice", {"known": ", ".join(choices)})


_CHECKS: Mapping[str, Callable[[str, Mapping[str, Both]], _Found]] = {
    "code": _code_fault,
    "date": _date_fault,
    "place": _place_fault,
    "type": _one_of(TYPES),
    "topic": _one_of(TOPICS),
    **dict.fromkeys(("organiser", "name_km", "name_en"), _text_fault),
    **dict.fromkeys(("paper_women", "paper_men", "paper_unknown"), _count_fault),
}


def _clashes(rows: Sequence[Row], known: Mapping[str, str]) -> Iterator[Problem]:
    """Codes that stand twice, or that people would take for one another."""
    seen: dict[str, int] = {}
    for row in rows:
        code = _clean(row.cells, "code").upper()
        if not (folded := fold_code(code)):
            continue
        if folded in seen:
            yield Problem("twice", "code", row.number, {"value": code, "row": seen[folded]})
        elif known.get(folded, code) != code:
            yield Problem("taken", "code", row.number, {"value": code, "other": known[folded]})
        seen.setdefault(folded, row.number)


def _there(connection: Connection, row: Row, one: Event) -> Iterator[Problem]:
    """An event that is kept already: its code, or, where none was given, one of its name, day and place."""
    given = _clean(row.cells, "code")
    if given and store.event_of(connection, one.code):
        yield Problem("there", "code", values={"value": one.code})
    elif not given and (other := store.same_event(connection, one)):
        yield Problem("same", "name_km", values={"other": other})


def _event(cells: Cells) -> Event:
    day = _day(_clean(cells, "date"))
    assert day is not None  # looked at before
    women, men, unknown = (_count(_clean(cells, f"paper_{who}")) for who in ("women", "men", "unknown"))
    return Event(
        code=_clean(cells, "code").upper(),
        date=day,
        place=_clean(cells, "place"),
        type=_clean(cells, "type"),
        topic=_clean(cells, "topic"),
        name=Both(_clean(cells, "name_km"), _clean(cells, "name_en")),
        organiser=_clean(cells, "organiser"),
        women=women,
        men=men,
        unknown=unknown,
    )


def _clean(cells: Cells, column: str) -> str:
    text = " ".join((cells.get(column) or "").split())
    return text if column in ("name_km", "name_en", "organiser") else ascii_digits(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _MOST_PEOPLE else None


def _near_place(text: str, places: Mapping[str, Both]) -> str:
    """Codes that may have been meant: a leading zero lost by a spreadsheet, or the places of a name."""
    if f"0{text}" in places:
        return f"0{text}"
    named = [code for code, name in places.items() if text.casefold() in (name.km, name.en.casefold())]
    return ", ".join(f"{code} ({places[code].km})" for code in named[:5])
