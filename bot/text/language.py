"""In which language a text is written: Khmer, English, Khmer in Latin letters, or a mix."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from bot.text.normalise import match_key

Script = Literal["km", "en", "rom", "mixed", "none"]
_LATIN_WORD = re.compile(r"[a-z]+")
_KHMER_LETTER = re.compile("[\u1780-\u17b3]")
# Function words that almost only English sentences hold; vocabulary of the subject comes from the files.
_ENGLISH = frozenset(
    [
        "a",
        "about",
        "all",
        "an",
        "and",
        "any",
        "are",
        "at",
        "be",
        "been",
        "by",
        "can",
        "can't",
        "cost",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "get",
        "give",
        "go",
        "had",
        "has",
        "have",
        "hello",
        "hey",
        "hi",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "know",
        "let",
        "like",
        "long",
        "many",
        "may",
        "me",
        "more",
        "much",
        "must",
        "my",
        "need",
        "new",
        "no",
        "not",
        "now",
        "of",
        "off",
        "office",
        "on",
        "one",
        "or",
        "our",
        "out",
        "pay",
        "please",
        "price",
        "say",
        "see",
        "she",
        "should",
        "show",
        "so",
        "tell",
        "thank",
        "thanks",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "time",
        "to",
        "too",
        "two",
        "up",
        "us",
        "use",
        "want",
        "was",
        "we",
        "were",
        "what",
        "what's",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "without",
        "would",
        "yes",
        "you",
        "your",
    ]
)


class Detector:
    """Tells languages apart with the help of the words the bot knows in each."""

    def __init__(self, english: Iterable[str] = (), romanised: Iterable[str] = ()) -> None:
        self._romanised = frozenset(romanised)
        self._english = _ENGLISH | (frozenset(english) - self._romanised)

    def detect(self, text: str) -> Script:
        """The way of writing; ``none`` where a text has no letters of either script."""
        key = match_key(text)
        khmer = len(_KHMER_LETTER.findall(key))
        words = [word for word in _LATIN_WORD.findall(key) if len(word) > 1]
        if khmer:
            return "mixed" if sum(map(len, words)) > khmer else "km"
        if not words:
            return "none"
        english = sum(word in self._english for word in words)
        romanised = sum(word in self._romanised and word not in _ENGLISH for word in words)
        if english > romanised and english * 2 >= len(words):
            return "en"
        return "en" if english and not romanised and english * 3 >= len(words) else "rom"


def latin_words(text: str) -> list[str]:
    """The Latin words of a text in comparison form."""
    return _LATIN_WORD.findall(match_key(text))
