"""Several questions in one message: where one ends and the next begins."""

from __future__ import annotations

import re

_BETWEEN = re.compile(
    r"[?!;។៕\n]+|, *|\.\s+|\b(?:and|plus|also|hery|haey|hery nung|hz|nung|nig)\b|ហើយនិង|ព្រមទាំង|ហើយ|និង", re.IGNORECASE
)
_LEAST = 8  # code points that a question has at least


def parts(text: str) -> list[str]:
    """The pieces of a message that may each be a question of its own, in their order; one piece where there is no seam."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text)]
    return [piece for piece in pieces if len(piece) >= _LEAST]
