"""How much of the rate limits is used up, as the platform's answers tell. Meta: Graph API rate limits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.messenger.wire import as_dict, as_list, as_number

_SHARES = ("call_count", "total_time", "total_cputime")


def used_percent(headers: Mapping[str, str]) -> int:
    """The highest share of any limit, in per cent; 0 when the answer does not tell. It can exceed 100."""
    shares = [as_number(use.get(name)) or 0 for use in _uses(headers) for name in _SHARES]
    return int(max(shares, default=0))


def regain_seconds(headers: Mapping[str, str]) -> float:
    """Seconds until calls are accepted again; 0 when the answer does not tell.

    Meta gives ``estimated_time_to_regain_access`` in minutes, HTTP gives ``Retry-After`` in seconds.
    """
    minutes = [as_number(use.get("estimated_time_to_regain_access")) or 0 for use in _uses(headers)]
    after = headers.get("Retry-After", "")
    seconds = float(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0.0
    return max(60.0 * max(minutes, default=0), seconds)


def _uses(headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    yield as_dict(_read(headers.get("X-App-Usage")))
    for uses in as_dict(_read(headers.get("X-Business-Use-Case-Usage"))).values():
        yield from map(as_dict, as_list(uses))


def _read(header: str | None) -> object:
    try:
        return json.loads(header or "null")
    except (ValueError, RecursionError):
        return None
