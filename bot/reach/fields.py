"""What the counts may be broken down by, and which channels they take in."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from bot.errors import AskError
from bot.faults.fault import both

FIELDS = ("topic", "language", "outcome", "intent", "channel", "province", "kind", "day", "month")
CHANNELS = ("messenger", "emulator", "terminal")
CITIZENS = ("messenger", "emulator")
"""Channels counted unless others are asked for: the terminal is where staff try things out."""


def read_fields(text: str) -> tuple[str, ...]:
    """Fields separated by commas, each once, in the order given. Raises AskError."""
    return read_names(text, FIELDS)


def read_channels(text: str) -> tuple[str, ...]:
    """Channels separated by commas, or ``all``. Raises AskError."""
    known = (*CHANNELS, "all")
    chosen = read_names(text, known, "no_channel")
    if not chosen:
        raise AskError(*both("name_channel", known=known))
    return CHANNELS if "all" in chosen else chosen


def read_names(text: str, names: Sequence[str], fault: str = "no_field") -> tuple[str, ...]:
    """Some of the names, separated by commas. Raises AskError with the sentence ``fault`` for one that is none."""
    wanted = dict.fromkeys(part for part in (piece.strip().lower() for piece in text.split(",")) if part)
    for name in wanted:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            raise AskError(*both(fault, value=name, known=tuple(names), near=near[0] if near else ""))
    return tuple(wanted)
