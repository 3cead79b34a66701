"""Days as people name them, and the moments at which they begin and end."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import AskError
from bot.faults.fault import both

EARLIEST, LATEST = 2000, 2099  # years; anything else is a slip of the hand
BUDDHIST_OFFSET = 543  # years that the Buddhist era runs ahead for most of the year

_DAY = timedelta(days=1)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")  # as dates are written in Cambodia
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")


@dataclass(frozen=True)
class Period:
    """Whole days, ``first`` and ``last`` included, as the clocks of ``zone`` tell them.

    Raises AskError when ``last`` comes before ``first``.
    """

    first: date
    last: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise AskError(*both("period_backwards", first=self.first, last=self.last))

    @property
    def start(self) -> datetime:
        """The first moment of the period, UTC."""
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after the period, UTC."""
        return _midnight(self.last + _DAY, self.zone)

    def offsets(self) -> list[tuple[datetime, timedelta]]:
        """What the zone adds to UTC, in order, each with the moment until which it holds."""
        found = []
        here, end = self.start, self.end
        while here < end:
            there = min(here + _DAY, end)
            if self._offset(here) != self._offset(there):
                found.append((self._change(here, there), self._offset(here)))
            here = there
        return [*found, (end, self._offset(end))]

    def _offset(self, moment: datetime) -> timedelta:
        return moment.astimezone(self.zone).utcoffset() or timedelta()

    def _change(self, before: datetime, after: datetime) -> datetime:
        """The second from which the offset of ``after`` holds."""
        while after - before > timedelta(seconds=1):
            middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
            if self._offset(middle) == self._offset(after):
                after = middle
            else:
                before = middle
        return after


def read_day(text: str) -> date:
    """The day named by ``text``, as 2026-01-31, in Khmer digits too. Raises AskError."""
    written = text.strip()  # \d and int() know Khmer digits too
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
        raise AskError(*both("not_a_day", value=text, near=_did_you_mean(written)))
    year, month, day = (int(part) for part in written.split("-"))
    if not EARLIEST <= year <= LATEST:
        near = _suggest(year - BUDDHIST_OFFSET, month, day)  # people in Cambodia also count from the Buddha's passing
        raise AskError(*both("day_year", year=year, earliest=EARLIEST, latest=LATEST, near=near))
    if not 1 <= month <= 12:
        raise AskError(*both("day_month", value=text, month=month, near=_suggest(year, day, month)))
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        named = f"{year}-{month:02}"
        raise AskError(*both("day_beyond", value=text, month=named, last=f"{named}-{length}"))
    return date(year, month, day)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _did_you_mean(written: str) -> str:
    if found := _YEAR_FIRST.fullmatch(written):
        return _suggest(*(int(part) for part in found.groups()))
    if found := _DAY_FIRST.fullmatch(written):
        return _suggest(*(int(part) for part in reversed(found.groups())))
    if found := _MONTH.fullmatch(written):
        return _suggest(int(found[1]), int(found[2]), 1)
    return ""


def _suggest(year: int, month: int, day: int) -> str:
    if not EARLIEST <= year <= LATEST:
        return ""
    try:
        return str(date(year, month, day))
    except ValueError:
        return ""
