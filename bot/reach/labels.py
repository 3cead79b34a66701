"""Periods as people name them: a year, a quarter or a month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.errors import AskError
from bot.faults.fault import both
from bot.reach.period import EARLIEST, LATEST, Period

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?", re.IGNORECASE)


def plain(label: str) -> str:
    """A period's name in the digits 0 to 9, as facts and files are named: ``២០២៤-q3`` is ``2024-Q3``."""
    return re.sub(r"\d", lambda digit: str(int(digit[0])), label.strip()).upper()


def read_period(label: str, zone: ZoneInfo) -> Period:
    """``2024``, ``2024-Q3`` or ``2024-09`` as days. Raises AskError."""
    found = _PERIOD.fullmatch(label.strip())
    if not found or not EARLIEST <= int(found[1]) <= LATEST or not 1 <= int(found[3] or 1) <= 12:
        raise AskError(*both("not_a_period", value=label))
    year, first, months = int(found[1]), 1, 12
    if found[2]:
        first, months = 3 * int(found[2]) - 2, 3
    elif found[3]:
        first, months = int(found[3]), 1
    after = date(year + (first + months > 12), (first + months - 1) % 12 + 1, 1)
    return Period(date(year, first, 1), after - timedelta(days=1), zone)


def length_of(label: str) -> str:
    """``year``, ``quarter`` or ``month``: how long a period is that ``read_period`` reads."""
    return "year" if "-" not in label else "quarter" if "Q" in label.upper() else "month"


def labels_before(label: str, count: int) -> list[str]:
    """The periods of the same length before one, oldest first."""
    found = _PERIOD.fullmatch(label.strip())
    assert found is not None
    year = int(found[1])
    if found[2]:
        numbers = [4 * year + int(found[2]) - 1 - back for back in range(count, 0, -1)]
        return [f"{number // 4}-Q{number % 4 + 1}" for number in numbers]
    if found[3]:
        numbers = [12 * year + int(found[3]) - 1 - back for back in range(count, 0, -1)]
        return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]
    return [str(year - back) for back in range(count, 0, -1)]
