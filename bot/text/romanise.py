"""Sound keys: one Khmer word, many Latin spellings, one key.

Khmer has no standard Latin spelling; people write by ear ("tlai ponman", "thlay bonman"). Consonants survive better
than vowels, so a sound key keeps classes of consonants and drops vowels and breath.
"""

from __future__ import annotations

import re
from functools import lru_cache

_KHMER_SOUND = {
    "ក": "k", "ខ": "k", "គ": "k", "ឃ": "k", "ង": "n", "ច": "c", "ឆ": "c", "ជ": "c", "ឈ": "c", "ញ": "n", "ដ": "t", "ឋ": "t",
    "ឌ": "t", "ឍ": "t", "ណ": "n", "ត": "t", "ថ": "t", "ទ": "t", "ធ": "t", "ន": "n", "ប": "p", "ផ": "p", "ព": "p", "ភ": "p",
    "ម": "m", "យ": "y", "រ": "r", "ល": "l", "វ": "v", "ឝ": "s", "ឞ": "s", "ស": "s", "ហ": "h", "ឡ": "l", "អ": "", "\u17c6": "m",
}  # fmt: skip
_LATIN = [
    (re.compile(p), s)
    for p, s in [
        (r"[^a-z ]", ""),
        (r"nh|ng|gn", "n"), (r"kh|gh|ck|q|x|g", "k"), (r"chh|ch|j|z", "c"), (r"th|dh|d", "t"), (r"ph|bh|b|f", "p"),
        (r"sh", "s"), (r"w", "v"),
        (r"(?<=[aeiou])y\b|(?<=[aeiou])y(?=[^aeiou])", ""), (r"(?<=[aeiou])r\b", ""),
        (r"(?<=[aeiou])h\b", ""), (r"[aeiou]", ""), (r"(.)\1+", r"\1"),
    ]
]  # fmt: skip
_SILENT_END = re.compile(r"(?<=[a-z])[r](?= |$)")


@lru_cache(maxsize=32768)
def latin_sound(text: str) -> str:
    """The sound key of a text in Latin letters; words stay apart."""
    text = text.casefold()
    for pattern, sound in _LATIN:
        text = pattern.sub(sound, text)
    return " ".join(text.split())


@lru_cache(maxsize=32768)
def khmer_sound(text: str) -> str:
    """The sound key of a text in Khmer letters; words as far as spaces show them."""
    sound = "".join(_KHMER_SOUND.get(letter, " " if letter.isspace() else "") for letter in text)
    return re.sub(r"(.)\1+", r"\1", " ".join(_SILENT_END.sub("", sound).split()))
