"""When a person of the staff answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

_FORM = re.compile(r"([1-7])-([1-7]) (\d\d?:\d\d)-(\d\d?:\d\d)")


@dataclass(frozen=True)
class StaffHours:
    """Weekdays (1 is Monday) and hours, in the time zone of whoever asks."""

    first: int = 1
    last: int = 5
    opens: time = time(8)
    closes: time = time(17)

    @staticmethod
    def read(text: str) -> StaffHours:
        """Hours such as ``1-5 08:00-17:00``. Raises ValueError for any other form."""
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        opens, closes = (_time(part) for part in found.groups()[2:])
        hours = StaffHours(int(found[1]), int(found[2]), opens, closes)
        if hours.first > hours.last or opens >= closes:
            raise ValueError(text)
        return hours

    def next(self, now: datetime) -> datetime:
        """The next moment at which a person answers: ``now`` itself within the hours. ``now`` is local time."""
        day = now
        while not self._open_on(day) or (day.date() == now.date() and now.time() >= self.closes):
            day += timedelta(days=1)
        opening = datetime.combine(day.date(), self.opens, now.tzinfo)
        return max(now, opening)

    def __str__(self) -> str:
        return f"{self.first}-{self.last} {self.opens:%H:%M}-{self.closes:%H:%M}"

    def _open_on(self, day: datetime) -> bool:
        return self.first <= day.isoweekday() <= self.last


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
