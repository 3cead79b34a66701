"""Short codes that people print, read out and type: compared without case, spaces, hyphens or the script of digits."""

from __future__ import annotations

import re
import unicodedata

from bot.text.numerals import ascii_digits

LONGEST = 20  # code points
_BETWEEN = re.compile(r"[\s\-_.‐-―​]+")
_CODE = re.compile(r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{3,20}")


def fold_code(text: str) -> str:
    """The form in which codes are compared, or an empty text for what cannot be one.

    A code has three letters and digits or more, at least one of each, so that no common word or number is taken for one.
    """
    if len(text) > 2 * LONGEST:
        return ""
    folded = _BETWEEN.sub("", ascii_digits(unicodedata.normalize("NFKC", text)).upper())
    return folded if _CODE.fullmatch(folded) else ""
