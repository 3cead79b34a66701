"""What the counts may be broken down by, and which channels they take in."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

FIELDS = ("topic", "language", "outcome", "intent", "channel", "province", "kind", "day", "month")
CHANNELS = ("messenger", "emulator", "terminal")
CITIZENS = ("messenger", "emulator")
"""Channels counted unless others are asked for: the terminal is where staff try things out."""


def read_fields(text: str) -> tuple[str, ...]:
    """Fields separated by commas, each once, in the order given. Raises ValueError naming a field that does not exist."""
    return _known(text, FIELDS, "field")


def read_channels(text: str) -> tuple[str, ...]:
    """Channels separated by commas, or ``all``. Raises ValueError naming a channel that does not exist."""
    chosen = _known(text, (*CHANNELS, "all"), "channel")
    if not chosen:
        raise ValueError(f"Name a channel: {_list((*CHANNELS, 'all'))}.")
    return CHANNELS if "all" in chosen else chosen


def _known(text: str, names: Sequence[str], what: str) -> tuple[str, ...]:
    wanted = dict.fromkeys(part for part in (piece.strip().lower() for piece in text.split(",")) if part)
    for name in wanted:
        if name not in names:
            raise ValueError(f"There is no {what} “{name}”.{_did_you_mean(name, names)} There are {_list(names)}.")
    return tuple(wanted)


def _did_you_mean(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1)
    return f" Did you mean “{near[0]}”?" if near else ""


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}"
