"""Fills ((holes)) in a text; a line that begins with ``?`` disappears when a hole of it is unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping

HOLE = re.compile(r"\(\(([a-z0-9][a-z0-9 /-]*)\)\)")


def holes(text: str) -> list[str]:
    """Names of the holes of a text, in order."""
    return HOLE.findall(text)


def required(text: str) -> set[str]:
    """Names of the holes without which the text cannot be said."""
    return {hole for line in text.splitlines() if not line.lstrip().startswith("?") for hole in holes(line)}


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its holes filled. Raises KeyError for an unknown hole outside a ``?`` line."""
    lines = []
    for line in text.splitlines():
        optional = line.lstrip().startswith("?")
        if optional:
            line = line.lstrip()[1:].lstrip()
            if any(not values.get(hole) for hole in holes(line)):
                continue
        lines.append(HOLE.sub(lambda hole: values[hole.group(1)], line))
    return "\n".join(lines).strip()
