"""What was probably meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.faults.fault import Fault


def guess(word: str, known: Iterable[str]) -> str:
    """The known word that is most like ``word``, or nothing where none is."""
    near = process.extractOne(
        word, list(known), scorer=JaroWinkler.normalized_similarity, processor=None, score_cutoff=0.75
    )
    return str(near[0]) if near else ""


def others(word: str, known: Iterable[str], kind: str) -> tuple[str, Fault]:
    """What was meant by ``word``; where that cannot be told, a sentence of this kind with all that is known."""
    near = guess(word, known)
    return near, Fault("nothing" if near else kind, "", details={"known": tuple(known)})
