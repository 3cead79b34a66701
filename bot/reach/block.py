"""A day of the log packed into columns of small numbers: a hundredth of the time of reading its rows."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]

# Little-endian and of fixed width, so that a store can move between machines.
WIDTHS: dict[str, str] = {
    "person": "<u4",
    "at": "<u4",  # milliseconds since the day began
    "session": "<u4",  # second (since 1970) in which the person's session began: with the person, its name
    "place": "<u2",  # district asked about as a number (province × 100), 0: no place named
    "latency": "<u4",  # milliseconds
    "channel": "<u1",
    "topic": "<u1",
    "language": "<u1",
    "kind": "<u1",
    "outcome": "<u1",
    "intent": "<u2",
    "flags": "<u1",
}
WORDED = ("channel", "topic", "language", "kind", "outcome", "intent")
PROFILE, DEMONSTRATION, GOES_ON = 1, 2, 4  # flags; GOES_ON: its session began on an earlier day


@dataclass(frozen=True)
class Block:
    """Columns of equal length, rows in the order of person and time; ``words`` name the numbers of ``WORDED``."""

    columns: Mapping[str, Column]
    words: Mapping[str, Sequence[str]]

    @property
    def turns(self) -> int:
        """How many rows of the log it holds."""
        return len(self.columns["person"])


def pack(block: Block) -> bytes:
    """The bytes to store; equal blocks give equal bytes."""
    plain = b"".join(np.ascontiguousarray(block.columns[name], WIDTHS[name]).tobytes() for name in WIDTHS)
    return zlib.compress(plain, 1)


def unpack(packed: bytes, turns: int, words: Mapping[str, Sequence[str]]) -> Block:
    """What ``pack`` was given."""
    plain, columns, at = zlib.decompress(packed), {}, 0
    for name, width in WIDTHS.items():
        columns[name] = np.frombuffer(plain, width, turns, at)
        at += turns * np.dtype(width).itemsize
    return Block(columns, words)


def coded(values: Sequence[str]) -> tuple[Column, list[str]]:
    """Words as numbers, and the words in alphabetical order."""
    words = sorted(set(values))
    number = {word: index for index, word in enumerate(words)}
    return np.fromiter((number[value] for value in values), np.uint16, len(values)), words


def place_number(district: str, province: str) -> int:
    """Four digits of a district, or two of a province, as one number; 0 for no place."""
    code = district[:4] if len(district) >= 4 else f"{(district or province)[:2]}00"
    return int(code) if len(code) == 4 and code.isascii() and code.isdigit() else 0
