"""What was probably meant by a word that is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from bot.faults.fault import Fault

_ALIKE = 0.7  # share of letters that stay, of the longer word: two slips in seven
_SHORTEST = 3  # letters that one slip, or a part of a key, needs to be told from chance
_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


def guess(word: str, known: Iterable[str]) -> str:
    """The known word that is most like ``word``, or nothing where none is."""
    near = process.extractOne(
        word, list(known), scorer=JaroWinkler.normalized_similarity, processor=None, score_cutoff=0.75
    )
    return str(near[0]) if near else ""


def guess_key(word: str, known: Iterable[str]) -> str:
    """The key that is probably meant by ``word``, or nothing.

    Only slips of typing are mended: a key with other digits, such as the code of another place, is another thing.
    """
    folded = {key: _folded(key) for key in known}
    asked = _folded(word)
    same_digits = {key: text for key, text in folded.items() if _figures(text) == _figures(asked)}
    if len(asked) < _SHORTEST:
        return next((key for key, text in folded.items() if text == asked), "")
    near = process.extractOne(asked, same_digits, scorer=OSA.normalized_similarity)
    if near and (near[1] >= _ALIKE or OSA.distance(asked, same_digits[near[2]]) == 1):
        return str(near[2])
    parts = [key for key, text in folded.items() if _is_part(asked.removesuffix("s"), text)]
    return parts[0] if len(parts) == 1 else ""


def others(word: str, known: Iterable[str], kind: str) -> tuple[str, Fault]:
    """What was meant by ``word``; where that cannot be told, a sentence of this kind with all that is known."""
    near = guess(word, known)
    return near, Fault("nothing" if near else kind, "", details={"known": tuple(known)})


def _folded(word: str) -> str:
    return word.strip().casefold().translate(_DIGITS).replace("_", "-").replace(" ", "-")


def _figures(text: str) -> str:
    return "".join(re.findall(r"\d", text))


def _is_part(word: str, key: str) -> bool:
    """Whether ``word`` is one or more whole words of ``key``, such as "passport" of "passport-renewal"."""
    return f"-{word}-" in f"-{key}-"
