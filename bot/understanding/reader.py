"""Reads a message: its language, the names in it, and the intents it may mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.domain.facts import Name, Place
from bot.domain.talk import Language
from bot.text.language import Detector, Script, latin_words
from bot.text.normalise import match_key
from bot.text.romanise import khmer_sound, latin_sound
from bot.understanding.catalogue import NAMES, Catalogue, Example, Intent
from bot.understanding.entities import PLACEHOLDER, SUBJECTS, Extractor, Question
from bot.understanding.matcher import Candidate, Matcher, best_of

_CLEAR = 0.9  # so probable an intent needs no help from what the talk was about
_KHMER = re.compile("[\u1780-\u17b3]")
_HOLE = re.compile(r"\(\([a-z]+\)\)")
_PIECE = re.compile("([\ue000-\ue0ff])")


@dataclass(frozen=True)
class Reading:
    """What was made of one message."""

    script: Script
    question: Question
    candidates: tuple[Candidate, ...]
    exact: bool = False  # the question stands in a file as it is

    @property
    def language(self) -> Language | None:
        """The language to answer in; None where the message does not tell, as a mere name in Latin letters."""
        if self.script == "none" or (self.script in ("en", "rom") and self.question.bare):
            return None
        return "en" if self.script == "en" else "km"


class Reader:
    """Everything that understanding needs, built once from the intents and the names in the store."""

    def __init__(self, catalogue: Catalogue, names: Iterable[Name], places: Mapping[str, Place]) -> None:
        names = list(names)
        examples = [(intent, example) for intent in catalogue.values() for example in intent.examples]
        self.catalogue = catalogue
        self.detector = _detector([example.text for _, example in examples if example.language == "en"], names,
                                  [e.text for _, e in examples if e.language == "km" and not _KHMER.search(e.text)])  # fmt: skip
        self.extractor = Extractor(names, places, [example.text for _, example in examples])
        self._matchers = {view: Matcher(rows, self._fits) for view, rows in self._views(examples).items()}

    def read(self, text: str, this_year: int, awaited: str = "", remembered: Collection[str] = ()) -> Reading:
        """Understand one text.

        ``awaited`` is the kind of name the bot has just asked for; ``remembered`` are the kinds of names that the
        talk is about, so that "where?" is read as "where is it done?".
        """
        script = self.detector.detect(text)
        heard = script in ("rom", "mixed")
        question = self.extractor.extract(text, this_year, heard, awaited)
        plain = question
        if any(kind in question.found for kind in SUBJECTS):
            plain = self.extractor.extract(text, this_year, heard, awaited, ignored=SUBJECTS)
        for rest in dict.fromkeys((question.rest, plain.rest)):
            if equal := self._equal(rest, text, question):
                return equal
        matched = self._matched(question.rest, script)
        if plain.rest != question.rest:
            # Intents that can use such a name read it as a name; the others read it as plain words.
            named = [c for c in matched if set(SUBJECTS) & self.catalogue[c.intent].knows]
            matched = best_of([named, [c for c in self._matched(plain.rest, script) if c.intent not in self._naming]])
        unclear = not matched or matched[0].score < _CLEAR
        for kind in NAMES:
            if unclear and kind in remembered and kind not in question.found and not question.bare:
                matched = best_of([matched, self._about(kind, plain.rest, script)])
        return Reading(script, question, tuple(matched[:10]))

    def _about(self, kind: str, rest: str, script: Script) -> list[Candidate]:
        """Candidates that need a kind of name, had it been said with the rest."""
        said = match_key(f"{PLACEHOLDER[kind]} {rest}")
        return [c for c in self._matched(said, script) if kind in self.catalogue[c.intent].needs]

    @cached_property
    def _naming(self) -> frozenset[str]:
        return frozenset(name for name, intent in self.catalogue.items() if set(SUBJECTS) & intent.knows)

    def _equal(self, rest: str, text: str, question: Question) -> Reading | None:
        """A text equal to an example takes that example's language."""
        views: tuple[Script, ...] = ("km", "en", "rom")
        for view in views:
            if equal := self._matchers[view].exact(rest):
                found = tuple(Candidate(intent, 1.0, text) for intent in equal)
                return Reading(view, question, found, exact=len(found) == 1)
        return None

    def _fits(self, intent: str, key: str) -> bool:
        """Whether an intent leaves room for the names lifted from a key: a service has no winner, a project no fee."""
        said = frozenset(_PIECE.findall(key)) & _STRONG
        if not said or self.catalogue[intent].kind != "aspect":
            return True
        return bool(said & self._room[intent])

    @cached_property
    def _room(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(PLACEHOLDER[kind] for kind in intent.knows) for name, intent in self.catalogue.items()}

    def _matched(self, rest: str, script: Script) -> list[Candidate]:
        lists = [self._matchers[view].match(rest) for view in _VIEWS[script]]
        if script in ("rom", "mixed"):
            lists.append(self._matchers["sound"].match(_sound(rest)))
        return best_of(lists)

    def _views(self, examples: list[tuple[Intent, Example]]) -> dict[str, list[tuple[str, str, str]]]:
        views: dict[str, list[tuple[str, str, str]]] = {"km": [], "en": [], "rom": [], "sound": []}
        for intent, example in examples:
            key = self.extractor.example(example.text)
            row = (intent.name, key, example.text)
            if example.language == "en":
                views["en"].append(row)
                continue
            views["km" if _KHMER.search(key) else "rom"].append(row)
            views["sound"].append((row[0], _sound(key), row[2]))
        return views


_STRONG = frozenset(PLACEHOLDER[kind] for kind in ("service", "project", "supplier"))
_VIEWS: dict[str, tuple[str, ...]] = {
    "km": ("km",), "en": ("en",), "rom": ("rom", "en"), "mixed": ("km", "rom", "en"), "none": ("km", "en", "rom"),
}  # fmt: skip


def _sound(key: str) -> str:
    """The sound of a key, its placeholders kept."""
    pieces = (piece if _PIECE.match(piece) else _heard(piece) for piece in _PIECE.split(key))
    return "".join(piece.replace(" ", "") for piece in pieces)


def _heard(piece: str) -> str:
    return khmer_sound(piece) if _KHMER.search(piece) else latin_sound(piece)


def _detector(english: list[str], names: list[Name], romanised: list[str]) -> Detector:
    english = [_HOLE.sub(" ", text) for text in english] + [
        name.text for name in names if name.language == "en" and name.kind in ("service", "category", "sector")
    ]
    listed = [_HOLE.sub(" ", text) for text in romanised] + [name.text for name in names if name.language == "rom"]
    in_english = Counter(word for text in english for word in latin_words(match_key(text)))
    in_khmer = Counter(word for text in listed for word in latin_words(match_key(text)))
    # Mixed sentences put words into the other language's list; where a word is commoner, there it belongs.
    romanised_words = {word for word, count in in_khmer.items() if count > in_english[word]}
    return Detector(set(in_english) - romanised_words, romanised_words)


__all__ = ["PLACEHOLDER", "Reader", "Reading"]
