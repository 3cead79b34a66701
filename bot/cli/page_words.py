"""What the commands for the Facebook Page say, in Khmer or English."""

from __future__ import annotations

from pathlib import Path

from bot.answering.phrases import read_phrases
from bot.messenger.errors import SendError
from bot.messenger.setup import Difference
from bot.text.numerals import khmer_digits


class PageWords:
    """The phrases of ``page.po`` in one language. Raises IntentFileError when a file of phrases is broken."""

    def __init__(self, locales: Path, language: str) -> None:
        self._phrases, self._desk = read_phrases(locales, "page"), read_phrases(locales, "desk")
        self._language = language

    def __call__(self, key: str, **holes: object) -> str:
        """The sentence of a key with its holes filled."""
        text = self._phrases(key, self._language)
        for hole, value in holes.items():
            shown = khmer_digits(str(value)) if isinstance(value, int) and self._language == "km" else str(value)
            text = text.replace(f"(({hole}))", shown)
        return text

    def why(self, error: SendError) -> str:
        """What the platform refuses, and the numbers that its support asks for."""
        code, _, detail = error.cause.partition(" ")
        if (key := f"reason.{code}") not in self._desk.known():
            return str(error)
        numbers = str(error).removeprefix(error.reason)
        return self._desk(key, self._language).replace("((detail))", detail) + numbers

    def differs(self, difference: Difference) -> str:
        """One thing of the profile that is not as it should be: what it is, and what it should be."""
        return f"{difference.path}: {self._shown(difference.found)} → {self._shown(difference.wanted)}"

    def _shown(self, value: object) -> str:
        if value is None:
            return self("setup.nothing")
        return self("setup.several", count=len(value)) if isinstance(value, dict | list) else f"“{value}”"
