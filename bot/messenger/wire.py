"""Careful reading of JSON values: what is missing or of a wrong type reads as nothing, never as an error."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 10**12  # smaller timestamps are seconds: some events carry those
LONGEST_ID = 64


def as_dict(value: object) -> dict[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """The array, or an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """The text without what a database refuses to store: NUL and half surrogate pairs."""
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def as_id(value: object, longest: int = LONGEST_ID) -> str:
    """An id, which Meta writes as text and sometimes as a whole number; one that is too long is none."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST_ID:
        value = str(value)
    text = as_text(value)
    return text if len(text) <= longest else ""


def as_number(value: object) -> float | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def as_time(value: object) -> datetime | None:
    """A moment given in milliseconds, in seconds, or as text of either."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    number = as_number(value)
    if number is None or number <= 0:
        return None
    try:
        return _EPOCH + (timedelta(milliseconds=number) if number >= _MILLISECONDS_FROM else timedelta(seconds=number))
    except OverflowError:
        return None
