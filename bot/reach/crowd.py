"""Which people a filter means: by what they said of themselves, by the event they came through."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Connection, Pool, Select, case, func, select

from bot.reach.block import Column
from bot.reach.daybook import Daybook
from bot.reach.figures import Cut, mark
from bot.reach.told import TOLD, told
from bot.store.campaign_tables import attribution, profile
from bot.store.reach_tables import reach_person

_lock = threading.Lock()
_known: weakref.WeakKeyDictionary[Pool, tuple[Any, dict[str, Any]]] = weakref.WeakKeyDictionary()


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
    found = {}
    for field, told_by in _told(connection).items():
        found[field] = {value: mark(numbers, book.people) for value, numbers in told_by.items()}
        said = [marks for value, marks in found[field].items() if value != "not_asked"]
        found[field]["not_asked"] = ~np.logical_or.reduce(said)
    return found


def _told(connection: Connection) -> Mapping[str, Mapping[str, Column]]:
    """Numbers by field and what was told, kept in memory until a profile changes or goes."""
    pool = connection.engine.pool
    people = select(func.count(), func.max(reach_person.c.number)).select_from(reach_person)
    moments = profile.c.changed_at
    changed = select(func.count(), func.max(moments), func.sum(moments, type_=BigInteger))
    state = tuple(connection.execute(changed).one())
    state += tuple(connection.execute(people).one())
    with _lock:
        if pool in _known and _known[pool][0] == state:
            return _known[pool][1]
    found = _read(connection)
    with _lock:
        _known[pool] = (state, found)
    return found


def _read(connection: Connection) -> dict[str, dict[str, Column]]:
    number = reach_person.c.number
    codes = [case({value: at for at, value in enumerate(values)}, value=told(field)) for field, values in TOLD.items()]
    wanted = select(number, *codes).join(profile, profile.c.citizen == reach_person.c.citizen)
    rows = np.array([tuple(row) for row in connection.execute(wanted)], np.int64).reshape(-1, 1 + len(TOLD))
    return {
        field: {value: rows[rows[:, at] == code, 0] for code, value in enumerate(values)}
        for at, (field, values) in enumerate(TOLD.items(), 1)
    }


def _numbers(connection: Connection, wanted: Select[Any]) -> Any:
    return np.fromiter(connection.execute(wanted).scalars(), np.int64)
