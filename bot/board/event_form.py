"""The form of an event: what was written, what is wrong with it, and the places that a name may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine

from bot.desk.files import digest
from bot.desk.speech import language, number
from bot.domain.campaign import Event
from bot.errors import EventsError
from bot.events.edits import Edit
from bot.events.places import Place, find_places, place_of
from bot.events.register import COLUMNS, REQUIRED, Row, cells_of, register
from bot.events.words import COLUMNS as LABELS
from bot.events.words import TOPICS, TYPES, Problem
from bot.store.events import place_names

CHOICES = {"type": TYPES, "topic": TOPICS}
EMPTY: Mapping[str, str] = dict.fromkeys(COLUMNS, "")


@dataclass(frozen=True)
class Form:
    """Cells as written, faults by column, and places to choose from; ``theirs`` is what somebody else saved meanwhile."""

    cells: Mapping[str, str]
    faults: Sequence[tuple[str, str]] = ()
    places: Sequence[Place] = ()
    chosen: Place | None = None
    theirs: Mapping[str, str] | None = None
    searched: bool = False

    def shown(self) -> dict[str, Any]:
        """What the page needs of it."""
        labels = {name: both.get(language()) for name, both in LABELS.items()}
        choices = {name: _said(known) for name, known in CHOICES.items()}
        return {**vars(self), "labels": labels, "choices": choices, "required": REQUIRED, "wrong": dict(self.faults)}


def read(sent: Mapping[str, str], code: str = "") -> dict[str, str]:
    """The cells of a form that was sent; ``code``: of the event that is changed, whose code stays."""
    cells = {name: sent.get(name, "").strip() for name in COLUMNS}
    chosen = sent.get("chosen", "").strip()  # one of the places found; what was typed led there
    return {**cells, "place": chosen or cells["place"], **({"code": code} if code else {})}


def searched(connection: Connection, cells: Mapping[str, str]) -> Form:
    """The same form with the places that the words mean; a single one is taken at once."""
    found = find_places(connection, cells["place"])
    exact = [one for one in found if one.code == cells["place"]]
    if len(exact or found) == 1:
        (one,) = exact or found
        return Form({**cells, "place": one.code}, chosen=one, searched=True)
    return Form(cells, places=found, searched=True)


def filled(connection: Connection, cells: Mapping[str, str]) -> Form:
    """A form as it is opened."""
    return Form(cells, chosen=place_of(connection, cells["place"]))


def saved(engine: Engine, cells: Mapping[str, str], new: bool, author: str) -> Event | Form:
    """The event kept, or the form with every fault, and places where a name was written for a code."""
    try:
        (kept,) = register(engine, [Row(0, cells)], datetime.now(UTC), new, author)
        return kept
    except EventsError as error:
        problems = [problem for problem in error.problems if isinstance(problem, Problem)]
    faults = [(problem.column, Problem(problem.kind, "", 0, problem.values).said(language())) for problem in problems]
    with engine.connect() as connection:
        lost = any(column == "place" for column, _ in faults) and cells["place"]
        places = find_places(connection, cells["place"]) if lost else []
        return Form(cells, faults, places, place_of(connection, cells["place"]))


def told(connection: Connection, edit: Edit) -> list[tuple[str, str, str]]:
    """What an edit changed, in words: the column, what it held, and what it holds now."""
    return [
        (LABELS[name].get(language()), *(_cell(connection, name, value) for value in pair))
        for name, pair in edit.parts.items()
    ]


def _cell(connection: Connection, column: str, value: str) -> str:
    if column in CHOICES and value in CHOICES[column]:
        return CHOICES[column][value].get(language())
    if column == "place" and (names := place_names(connection, value)):
        return f"{names[0][1].get(language())} ({value})"
    return number(int(value)) if column.startswith("paper_") and value else value or "–"


def mark_of(event: Event) -> str:
    """Changes whenever the event does: a form that began from another one is told so."""
    return digest("\n".join(f"{name}\t{value}" for name, value in cells_of(event).items()))


def _said(choices: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, both.get(language())) for name, both in choices.items()]
