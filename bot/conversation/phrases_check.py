"""Checks the bot's own sentences: the same holes in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answering.phrases import Phrases
from bot.answering.template import holes
from bot.faults.fault import Fault
from bot.understanding.form import LANGUAGES


def phrase_faults(phrases: Phrases, folder: str) -> Iterator[Fault]:
    """Holes that a sentence has in one language only."""
    for key in sorted(phrases.known()):
        km, en = (set(holes(phrases(key, language))) for language in LANGUAGES)
        for hole in sorted(km ^ en):
            lacks = "en" if hole in km else "km"
            yield Fault("phrase_hole", f"{folder}/{lacks}", details={"key": key, "hole": hole})
