"""Which people a filter means: by what they said of themselves, by the event they came through."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Connection, Pool, Select, case, func, select, type_coerce

from bot.reach.block import Column
from bot.reach.daybook import Daybook
from bot.reach.figures import Cut, mark
from bot.reach.told import TOLD, told
from bot.store.campaign_tables import attribution, profile
from bot.store.reach_tables import reach_person

_lock = threading.Lock()
_known: weakref.WeakKeyDictionary[Pool, _Known] = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class _State:
    """Changes whenever a profile or a person does: profiles, the newest change and the sum of all (milliseconds), people."""

    profiles: int
    newest: int
    total: int
    people: int


@dataclass(frozen=True)
class _Known:
    """By number, the place of what a person told in ``TOLD[field]``, and when their profile changed; 0: there is none."""

    state: _State
    told: Mapping[str, Column]
    changed: Column

    def apart(self) -> tuple[int, int]:
        """How many profiles are of nobody in the log, and the sum of their changes: the same before and after an update."""
        known = int(np.count_nonzero(self.changed)), int(self.changed.sum())
        return self.state.profiles - known[0], self.state.total - known[1]


def only(connection: Connection, book: Daybook, cut: Cut) -> Column | None:
    """Marks the people a cut asks for; None where it asks for everybody. Raises KeyError for a sex or age that is none."""
    asked = {field: value for field, value in (("sex", cut.sex), ("age_band", cut.age)) if value}
    known = groups(connection, book) if asked else {}
    marks = [known[field][value] for field, value in asked.items()]
    if cut.event:
        came = select(reach_person.c.number).join(attribution, attribution.c.citizen == reach_person.c.citizen)
        marks.append(mark(_numbers(connection, came.where(attribution.c.event == cut.event)), book.people))
    return np.logical_and.reduce(marks) if marks else None


def groups(connection: Connection, book: Daybook) -> dict[str, dict[str, Column]]:
    """For each field of ``TOLD``, marks the people of each of its values; everybody is in exactly one."""
    told_by = {field: _sized(codes, book.people, len(TOLD[field]) - 1) for field, codes in _told(connection).items()}
    return {field: {value: codes == at for at, value in enumerate(TOLD[field])} for field, codes in told_by.items()}


def _told(connection: Connection) -> Mapping[str, Column]:
    """What everybody told, kept in memory; only what changed since is read again."""
    pool, state = connection.engine.pool, _state(connection)
    with _lock:
        before = _known.get(pool)
    if before is None or before.state != state:
        before = (before and _brought_up(connection, before, state)) or _read(connection, None, state)
        with _lock:
            _known[pool] = before
    return before.told


def _state(connection: Connection) -> _State:
    moments = profile.c.changed_at
    sums = func.coalesce(func.max(moments, type_=BigInteger), 0), func.coalesce(func.sum(moments, type_=BigInteger), 0)
    profiles, newest, total = connection.execute(select(func.count(), *sums).select_from(profile)).one()
    people = connection.execute(select(func.coalesce(func.max(reach_person.c.number), 0))).scalar_one()
    return _State(profiles, int(newest), int(total), people)


def _brought_up(connection: Connection, before: _Known, state: _State) -> _Known | None:
    """What was known with the newer profiles; None where that is not what the store has, as when some were deleted."""
    found = _read(connection, before, state)
    return found if found.apart() == before.apart() else None


def _read(connection: Connection, before: _Known | None, state: _State) -> _Known:
    number, moment = reach_person.c.number, type_coerce(profile.c.changed_at, BigInteger)
    codes = [case({value: at for at, value in enumerate(values)}, value=told(field)) for field, values in TOLD.items()]
    wanted = select(number, moment, *codes).join(profile, profile.c.citizen == reach_person.c.citizen)
    # One question each: asked for both at once, databases join everything.
    newer = (
        [wanted.where(moment >= before.state.newest), wanted.where(number > before.state.people)]
        if before
        else [wanted]
    )
    found_rows = [tuple(row) for some in newer for row in connection.execute(some)]
    rows = np.array(found_rows, np.int64).reshape(-1, 2 + len(TOLD))
    changed = _sized(before.changed if before else np.zeros(0, np.int64), state.people + 1, 0)
    changed[rows[:, 0]] = rows[:, 1]
    found = {}
    for at, (field, values) in enumerate(TOLD.items(), 2):
        column = _sized(before.told[field] if before else np.zeros(0, np.uint8), state.people + 1, len(values) - 1)
        column[rows[:, 0]] = rows[:, at]
        found[field] = column
    return _Known(state, found, changed)


def _sized(column: Column, size: int, rest: int) -> Column:
    """A copy of the first ``size`` numbers; ``rest`` stands for those that it does not have: nobody asked them."""
    found = np.full(size, rest, column.dtype)
    found[: min(size, len(column))] = column[:size]
    return found


def _numbers(connection: Connection, wanted: Select[Any]) -> Any:
    return np.fromiter(connection.execute(wanted).scalars(), np.int64)
