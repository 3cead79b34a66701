"""Rows of the log as the worker stores them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")

Row = dict[str, Any]
Log = Callable[[Iterable[Row]], None]


def turn(at: datetime, citizen: str = "a", **more: Any) -> Row:
    """A row of the log: an answered question in Khmer about a budget, where ``more`` says nothing else."""
    day = at.astimezone(PHNOM_PENH).date().isoformat()
    usual = {"channel": "messenger", "kind": "text", "language": "km", "outcome": "answered", "topic": "budget"}
    return {"at": at, "day": day, "citizen": citizen, "intent": "total", "names": {}, **usual, **more}
