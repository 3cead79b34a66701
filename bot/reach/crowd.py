"""Which people a filter means: by declared sex, by the event they came through."""

from __future__ import annotations

import threading
import weakref
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Connection, Pool, Select, func, select

from bot.reach.block import Column
from bot.reach.daybook import Daybook
from bot.reach.figures import Cut, mark
from bot.store.campaign_tables import attribution, profile
from bot.store.reach_tables import reach_person

SEXES = ("female", "male", "other", "declined", "unknown")
"""As reports tell them. unknown: not asked, or asked without an answer."""

_lock = threading.Lock()
_known: weakref.WeakKeyDictionary[Pool, tuple[Any, dict[str, Any]]] = weakref.WeakKeyDictionary()


def only(connection: Connection, book: Daybook, cut: Cut) -> Column | None:
    """Marks the people a cut asks for; None where it asks for everybody. Raises KeyError for a sex that is none."""
    size = book.people
    marks = None
    if cut.sex:
        marks = sexes(connection, book)[cut.sex]
    if cut.event:
        came = select(reach_person.c.number).join(attribution, attribution.c.citizen == reach_person.c.citizen)
        through = mark(_numbers(connection, came.where(attribution.c.event == cut.event)), size)
        marks = through if marks is None else marks & through
    return marks


def sexes(connection: Connection, book: Daybook) -> dict[str, Column]:
    """Marks the people of each of ``SEXES``; everybody is in exactly one."""
    size = book.people
    told = {name: mark(numbers, size) for name, numbers in _told(connection).items()}
    known = np.logical_or.reduce(list(told.values()))
    return {**told, "unknown": ~known}


def _told(connection: Connection) -> dict[str, Any]:
    """Numbers by what was declared, kept in memory until a profile changes or goes."""
    pool = connection.engine.pool
    people = select(func.count(), func.max(reach_person.c.number)).select_from(reach_person)
    moments = profile.c.changed_at
    told = select(func.count(), func.max(moments), func.sum(moments, type_=BigInteger))
    state = tuple(connection.execute(told).one())
    state += tuple(connection.execute(people).one())
    with _lock:
        if pool in _known and _known[pool][0] == state:
            return _known[pool][1]
    number = select(reach_person.c.number).join(profile, profile.c.citizen == reach_person.c.citizen)
    said = profile.c.sex_state == "answered"
    found = {name: _numbers(connection, number.where(said, profile.c.sex == name)) for name in SEXES[:3]}
    found["declined"] = _numbers(connection, number.where(profile.c.sex_state == "declined"))
    with _lock:
        _known[pool] = (state, found)
    return found


def _numbers(connection: Connection, wanted: Select[Any]) -> Any:
    return np.fromiter(connection.execute(wanted).scalars(), np.int64)
