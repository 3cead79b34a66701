"""Reads a message: its language, the names in it, and the intents it may mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from types import MappingProxyType
from typing import cast

from bot.domain.facts import Name, Place
from bot.text.language import Detector, Script, latin_words
from bot.text.normalise import match_key
from bot.understanding.catalogue import HOLE, NAMES, PLACEHOLDER, THINGS, Catalogue, Example, Intent
from bot.understanding.described import KINDS, MONEY, Describe, Described, Likely
from bot.understanding.entities import Extractor, Question
from bot.understanding.evidence import Rule
from bot.understanding.learning import learn
from bot.understanding.matcher import Candidate, Learn, Matcher, Sample, best_of
from bot.understanding.parts import CLEAR, joined, parts, seams
from bot.understanding.reading import Reading

_MARK = re.compile("[\ue000-\ue0ff]")
_KHMER = re.compile("[\u1780-\u17b3]")
_NAMED = 40  # names of each thing, on the mean; what is shipped has twice as many
_SMALL_ENGLISH = frozenset(
    ["no", "i", "mean", "meant", "the", "one", "in", "at", "of", "from", "it", "is", "not", "sorry", "ok", "and"]
)
_SOUGHT = 500  # names for which it is worth looking through all questions


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
        self._well_named = _well_named(names)
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
            other._well_named = _well_named(names)
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
        pieces, whole = parts(text), replace(whole, pieces=seams(text))
        if len(pieces) < 2 or whole.exact:
            return whole
        named = {*remembered, *(kind for kind in whole.question.found if kind in NAMES)}
        return joined(whole, [(piece, self._read(piece, this_year, "", named)) for piece in pieces], self.catalogue)

    def nearest(
        self, question: Question, kinds: Collection[str] = (*KINDS, *MONEY), behind_none: float = 0.0
    ) -> list[Likely]:
        """The things of some kinds that a question resembles, the likeliest first (see ``Described.nearest``)."""
        return self.extractor.nearest(question.key, kinds, behind_none)

    def worth(self, question: Question, kind: str, id: str) -> tuple[float, float] | None:
        """How well a question describes a thing, and how much worse than the best of its kind.

        None if it was not met, or if things have so few names that a description tells too little.
        """
        return self.extractor.worth(question.key, kind, id) if self._well_named else None

    def key_of(self, example: Example) -> str:
        """The comparison form of an example, names lifted, as it was learnt."""
        return self._keys.get(example.text) or self.extractor.example(example.text)

    def _read(self, text: str, this_year: int, awaited: str, remembered: Collection[str]) -> Reading:
        script = self.detector.detect(text)
        heard = script in ("rom", "mixed")
        question = self.extractor.extract(text, this_year, heard, awaited)
        plain = question
        if any(kind in question.found for kind in THINGS):
            plain = self.extractor.extract(text, this_year, heard, awaited, ignored=THINGS)
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
            if others and others[0].score >= CLEAR:  # "what is the commune fund?" asks for no amount
                matched = [c for c in matched if self.catalogue[c.intent].kind == "answer"]
            matched = best_of([matched, others])
        matched = self._of_the_talk(matched, question, plain.rest, remembered)
        return Reading(self._without_names(script, question), question, tuple(matched[:10]))

    def _names_too_little(self, equal: Reading, remembered: Collection[str]) -> bool:
        """Whether a question says not what it is about, while the talk is about something else: "how much?"."""
        named = {*remembered, *equal.question.found}
        lacking = all(not named.issuperset(self.catalogue[one.intent].needs) for one in equal.candidates)
        return lacking and any(kind in remembered for kind in THINGS)

    def _of_the_talk(
        self, matched: list[Candidate], question: Question, rest: str, remembered: Collection[str]
    ) -> list[Candidate]:
        """The candidates, and those about what the talk is about where the question is unclear or names too little."""
        named = {*remembered, *question.found}
        unclear = not matched or matched[0].score < CLEAR
        lacking = not unclear and not named.issuperset(self.catalogue[matched[0].intent].needs)
        if question.bare or not (unclear or lacking):
            return matched
        for kind in (kind for kind in NAMES if kind in remembered and kind not in question.found):
            about = self._about(kind, rest)
            if lacking and about and about[0].score >= CLEAR:  # "how much?" asks for the price of the project
                matched = [c for c in matched if named.issuperset(self.catalogue[c.intent].needs)]
            matched = best_of([matched, about])
        return matched

    def _without_names(self, script: Script, question: Question) -> Script:
        """The language of the words around names: "where in Siem Reap" is English, and "no, I mean Bakan"."""
        unsure = script in ("rom", "mixed") and not _KHMER.search(question.key)
        words = set(latin_words(_MARK.sub(" ", question.rest)))
        if unsure and words and words <= _SMALL_ENGLISH:
            return "en"
        return "en" if unsure and self.detector.detect(_MARK.sub(" ", question.rest)) == "en" else script

    def _about(self, kind: str, rest: str) -> list[Candidate]:
        """Candidates that need a kind of name, had it been said with the rest."""
        said = match_key(f"{PLACEHOLDER[kind]} {rest}")
        return [c for c in self._matcher.match(said) if kind in self.catalogue[c.intent].needs]

    def _equal(self, rest: str, text: str, question: Question, script: Script) -> Reading | None:
        """A text equal to an example takes that example's language; mere names, and plain English, have their own.

        "((service)) how much" may stand among mixed questions: with an English name it is English all the same.
        """
        equal = self._matcher.exact(rest)
        if not equal:
            return None
        own = question.bare or (script == "en" and self.detector.detect(_MARK.sub(" ", question.rest)) == "en")
        way = script if own else cast(Script, next(iter(equal.values())))
        found = tuple(Candidate(intent, 1.0, text) for intent in equal)
        return Reading(way, question, found, exact=len(found) == 1)

    def _sample(self, intent: Intent, example: Example, known: Mapping[str, str] = MappingProxyType({})) -> Sample:
        """``known``: keys of examples that were read before."""
        key = known.get(example.text) or self.extractor.example(example.text)
        way = "en" if example.language == "en" else "km" if _KHMER.search(key) else "rom"
        return Sample(intent.name, key, example.text, way)


def _well_named(names: Collection[Name]) -> bool:
    """Whether the things that are told by their description have names enough, on the mean, to learn them well."""
    called = [(name.kind, name.id) for name in names if name.kind in KINDS or name.kind in MONEY]
    return len(called) >= _NAMED * len(set(called))


def _naming(names: Collection[Name], texts: Collection[str]) -> frozenset[str]:
    """The texts in which one of some names stands as it is written; all texts where that is sooner said than sought."""
    if len(names) > _SOUGHT:
        return frozenset(texts)
    named = re.compile("|".join(sorted(re.escape(name.text.lower()) for name in names)))
    return frozenset(text for text in texts if named.search(text.lower()))


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
