"""Reads a message: its language, the names in it, and the intents it may mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast

from bot.domain.facts import Name, Place
from bot.domain.talk import Language
from bot.text.language import Detector, Script, latin_words
from bot.text.normalise import match_key
from bot.understanding.catalogue import HOLE, LIFTED, NAMES, PLACEHOLDER, Catalogue, Example, Intent
from bot.understanding.described import Describe, Described
from bot.understanding.entities import Extractor, Question
from bot.understanding.evidence import Rule
from bot.understanding.learning import learn
from bot.understanding.matcher import Candidate, Learn, Matcher, Sample, best_of
from bot.understanding.parts import parts
from bot.understanding.places import lies_in

_CLEAR = 0.9  # so probable an intent needs no help from what the talk was about
_ONE = 0.95  # so probable as a whole, a message is one question, whatever its pieces look like
_MARK = re.compile("[\ue000-\ue0ff]")
_KHMER = re.compile("[\u1780-\u17b3]")


@dataclass(frozen=True)
class Reading:
    """What was made of one message."""

    script: Script
    question: Question
    candidates: tuple[Candidate, ...]
    exact: bool = False  # the question stands in a file as it is
    several: tuple[tuple[str, Reading], ...] = ()  # where more than one thing is asked: each text, and what it means

    @property
    def language(self) -> Language | None:
        """The language to answer in; None where the message does not tell, as a mere name in Latin letters."""
        if self.script == "none" or (self.script in ("en", "rom") and self.question.bare):
            return None
        return "en" if self.script == "en" else "km"


class Reader:
    """Everything that understanding needs, built once from the intents and the names in the store."""

    def __init__(
        self,
        catalogue: Catalogue,
        names: Iterable[Name],
        places: Mapping[str, Place],
        how: Learn = learn,
        describe: Describe = Described.learnt,
    ) -> None:
        """``how`` learns to tell the intents apart, ``describe`` to recognise things by their description."""
        self.learnt = True  # from these very examples and names
        self.kept_as = ""  # the name of what was learnt, where it is kept: the same name, the same understanding
        self.before = ""  # under which name that is kept from which this one adopted what was learnt,
        self.changed: frozenset[str] = frozenset()  # and its questions that may be read otherwise since
        self._names = names = tuple(names)
        examples = [(intent, example) for intent in catalogue.values() for example in intent.examples]
        self.catalogue = catalogue
        self.detector = _detector([example.text for _, example in examples if example.language == "en"], names,
                                  [e.text for _, e in examples if e.language == "km" and not _KHMER.search(e.text)])  # fmt: skip
        self.extractor = Extractor(names, places, [example.text for _, example in examples], describe)
        samples = [self._sample(intent, example) for intent, example in examples]
        self._keys = {sample.shown: sample.key for sample in samples}
        self._matcher = Matcher(samples, _rules(catalogue), _STRONG, how)

    def adopting(self, catalogue: Catalogue, names: Iterable[Name], places: Mapping[str, Place]) -> Reader:
        """A reader of other examples and names that is ready in a second, because it learns nothing anew.

        A new question is found as it stands, and nearly so where its intent was there before; a new name at once.
        What tells the intents apart, and what only looks like a misspelt name, stays as it was learnt before.
        """
        other, names = copy(self), tuple(names)
        other.catalogue, other.learnt, other.kept_as, other.before = catalogue, False, "", self.kept_as
        examples = [(intent, example) for intent in catalogue.values() for example in intent.examples]
        other.changed = frozenset(example.text for _, example in examples if example.text not in self._keys)
        if names != self._names:
            other._names, other.extractor = names, self.extractor.renamed(names, places)
            other.changed |= _naming({*names} ^ {*self._names}, self._keys)
        samples = [other._sample(intent, example, self._keys) for intent, example in examples]
        other._keys = {sample.shown: sample.key for sample in samples}
        other._matcher = self._matcher.adopting(samples, _rules(catalogue))
        return other

    def read(self, text: str, this_year: int, awaited: str = "", remembered: Collection[str] = ()) -> Reading:
        """Understand one message.

        ``awaited`` is the kind of name the bot has just asked for; ``remembered`` are the kinds of names that the
        talk is about, so that "where?" is read as "where is it done?".
        """
        whole = self._read(text, this_year, awaited, remembered)
        pieces = parts(text)
        if len(pieces) < 2 or whole.exact or self._settled(whole, _ONE):
            return whole
        named = {*remembered, *(kind for kind in whole.question.found if kind in NAMES)}
        clear: dict[object, tuple[str, Reading]] = {}
        for piece in pieces:
            one = self._read(piece, this_year, "", named)
            if one.candidates and one.candidates[0].score >= _CLEAR and self._asks(one.candidates[0]):
                clear.setdefault((one.candidates[0].intent, *sorted(one.question.found.items())), (piece, one))
        asked = self._asked(list(clear.values()))
        if len(asked) > 1:
            return replace(whole, several=tuple(asked))
        for _, one in asked:  # thanks, a greeting or a story around the one question
            if not self._settled(whole):
                return self._within(whole, one)
        return whole

    def _asked(self, pieces: list[tuple[str, Reading]]) -> list[tuple[str, Reading]]:
        """The pieces without those that only name what another asks about: "the border pass, what papers?"."""
        things = [one.question.found for _, one in pieces if not self.catalogue[one.candidates[0].intent].alone]
        about = {kind: found[kind] for found in things for kind in _THINGS if kind in found}

        def names_only(one: Reading) -> bool:
            kind = self.catalogue[one.candidates[0].intent].alone
            named = one.question.found.get(kind)
            return bool(things and kind) and about.get(kind, named) == named

        return [(piece, one) for piece, one in pieces if not names_only(one)]

    def _within(self, whole: Reading, one: Reading) -> Reading:
        """A message whose one question is clear: by itself, or with the names of the rest; else as it was read."""
        needs = self.catalogue[one.candidates[0].intent].needs
        if all(kind in one.question.found for kind in needs) and not _torn(whole.question, one.question):
            return one
        if all(kind in whole.question.found for kind in needs):
            return replace(whole, candidates=one.candidates)
        return whole

    def key_of(self, example: Example) -> str:
        """The comparison form of an example, names lifted, as it was learnt."""
        return self._keys.get(example.text) or self.extractor.example(example.text)

    def _settled(self, reading: Reading, least: float = _CLEAR) -> bool:
        """Whether a message as a whole is a clear question."""
        return bool(reading.candidates) and reading.candidates[0].score >= least and self._asks(reading.candidates[0])

    def _asks(self, candidate: Candidate) -> bool:
        return self.catalogue[candidate.intent].kind != "talk"

    def _read(self, text: str, this_year: int, awaited: str, remembered: Collection[str]) -> Reading:
        script = self.detector.detect(text)
        heard = script in ("rom", "mixed")
        question = self.extractor.extract(text, this_year, heard, awaited)
        plain = question
        if any(kind in question.found for kind in _THINGS):
            plain = self.extractor.extract(text, this_year, heard, awaited, ignored=_THINGS)
        as_is = (plain.rest,) if question.described else (plain.rest, question.rest)
        for rest in dict.fromkeys(as_is):  # as it stands in a file; then with its names lifted
            equal = self._equal(rest, text, question, script)
            if equal and not self._names_too_little(equal, remembered):
                return equal
        kept = frozenset(PLACEHOLDER[kind] for kind in remembered if kind in PLACEHOLDER)
        matched = self._matcher.match(question.rest, kept)
        if plain.rest != question.rest and not (question.years or "place" in question.found):
            # What asks about a name reads it as a name; fixed knowledge may have it among its plain words. With a place
            # or a year an amount is asked for: "how much commune fund did Kraya receive?"
            others = [c for c in self._matcher.match(plain.rest, kept) if self.catalogue[c.intent].kind == "answer"]
            if others and others[0].score >= _CLEAR:  # "what is the commune fund?" asks for no amount
                matched = [c for c in matched if self.catalogue[c.intent].kind == "answer"]
            matched = best_of([matched, others])
        matched = self._of_the_talk(matched, question, plain.rest, remembered)
        return Reading(self._without_names(script, question), question, tuple(matched[:10]))

    def _names_too_little(self, equal: Reading, remembered: Collection[str]) -> bool:
        """Whether a question says not what it is about, while the talk is about something else: "how much?"."""
        named = {*remembered, *equal.question.found}
        lacking = all(not named.issuperset(self.catalogue[one.intent].needs) for one in equal.candidates)
        return lacking and any(kind in remembered for kind in _THINGS)

    def _of_the_talk(
        self, matched: list[Candidate], question: Question, rest: str, remembered: Collection[str]
    ) -> list[Candidate]:
        """The candidates, and those about what the talk is about where the question is unclear or names too little."""
        named = {*remembered, *question.found}
        unclear = not matched or matched[0].score < _CLEAR
        lacking = not unclear and not named.issuperset(self.catalogue[matched[0].intent].needs)
        if question.bare or not (unclear or lacking):
            return matched
        for kind in (kind for kind in NAMES if kind in remembered and kind not in question.found):
            about = self._about(kind, rest)
            if lacking and about and about[0].score >= _CLEAR:  # "how much?" asks for the price of the project
                matched = [c for c in matched if named.issuperset(self.catalogue[c.intent].needs)]
            matched = best_of([matched, about])
        return matched

    def _without_names(self, script: Script, question: Question) -> Script:
        """The language of the words around names: "where in Siem Reap" is English."""
        unsure = script in ("rom", "mixed") and not _KHMER.search(question.key)
        return "en" if unsure and self.detector.detect(_MARK.sub(" ", question.rest)) == "en" else script

    def _about(self, kind: str, rest: str) -> list[Candidate]:
        """Candidates that need a kind of name, had it been said with the rest."""
        said = match_key(f"{PLACEHOLDER[kind]} {rest}")
        return [c for c in self._matcher.match(said) if kind in self.catalogue[c.intent].needs]

    def _equal(self, rest: str, text: str, question: Question, script: Script) -> Reading | None:
        """A text equal to an example takes that example's language; mere names have their own."""
        equal = self._matcher.exact(rest)
        if not equal:
            return None
        way = script if question.bare else cast(Script, next(iter(equal.values())))
        found = tuple(Candidate(intent, 1.0, text) for intent in equal)
        return Reading(way, question, found, exact=len(found) == 1)

    def _sample(self, intent: Intent, example: Example, known: Mapping[str, str] = MappingProxyType({})) -> Sample:
        """``known``: keys of examples that were read before."""
        key = known.get(example.text) or self.extractor.example(example.text)
        way = "en" if example.language == "en" else "km" if _KHMER.search(key) else "rom"
        return Sample(intent.name, key, example.text, way)


def _torn(whole: Question, piece: Question) -> bool:
    """Whether a piece has only the wider part of a place: "Popel (Baribour, Kampong Chhnang)"."""
    wider = piece.found.get("place", ())
    return len(wider) == 1 and any(lies_in(code, wider[0]) for code in whole.found.get("place", ()))


def _naming(names: Iterable[Name], texts: Iterable[str]) -> frozenset[str]:
    """The texts in which one of some names stands as it is written."""
    named = re.compile("|".join(sorted(re.escape(name.text.lower()) for name in names)))
    return frozenset(text for text in texts if named.search(text.lower()))


_THINGS = tuple(kind for kind in LIFTED if kind not in ("place", "year", "country"))
_STRONG = frozenset(PLACEHOLDER[kind] for kind in ("service", "project", "supplier"))


def _rules(catalogue: Catalogue) -> dict[str, Rule]:
    return {name: _rule(intent) for name, intent in catalogue.items()}


def _rule(intent: Intent) -> Rule:
    needs = frozenset(PLACEHOLDER[kind] for kind in intent.needs)
    return Rule(needs, frozenset(PLACEHOLDER[kind] for kind in intent.knows), intent.kind != "aspect")


def _detector(english: list[str], names: Sequence[Name], romanised: list[str]) -> Detector:
    english = [HOLE.sub(" ", text) for text in english] + [
        name.text for name in names if name.language == "en" and name.kind in ("service", "category", "sector")
    ]
    listed = [HOLE.sub(" ", text) for text in romanised] + [name.text for name in names if name.language == "rom"]
    in_english = Counter(word for text in english for word in latin_words(match_key(text)))
    in_khmer = Counter(word for text in listed for word in latin_words(match_key(text)))
    # Mixed sentences put words into the other language's list; where a word is commoner, there it belongs.
    romanised_words = {word for word, count in in_khmer.items() if count > in_english[word]}
    return Detector(set(in_english) - romanised_words, romanised_words)
