"""Numbers as citizens read and write them: Khmer digits, riel, thousands, years."""

from __future__ import annotations

import re

_TO_KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
_TO_ASCII = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
BUDDHIST_OFFSET = 543  # Buddhist era years run 543 or 544 ahead; 544 only between Visak Bochea and December
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


def khmer_digits(text: str) -> str:
    """The same text with Khmer digits."""
    return text.translate(_TO_KHMER)


def ascii_digits(text: str) -> str:
    """The same text with the digits 0 to 9."""
    return text.translate(_TO_ASCII)


def years_in(text: str) -> list[int]:
    """Years named in a text, in order: 1990 to 2099, Buddhist era years turned into common ones."""
    found = []
    for match in _YEAR.finditer(ascii_digits(text)):
        year = int(match.group())
        if 2533 <= year <= 2642:
            year -= BUDDHIST_OFFSET
        if 1990 <= year <= 2099:
            found.append(year)
    return found
