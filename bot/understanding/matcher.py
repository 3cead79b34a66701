"""Which intent a question is nearest to, and how surely: what was learnt, applied to one question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz, process

from bot.understanding.evidence import RULED_OUT, Rule, Rules, Said
from bot.understanding.learning import HEARD, Learnt, Row, learn
from bot.understanding.linear import NEVER_MET
from bot.understanding.traits import sound, traits

_RANKED = 8
Learn = Callable[[Sequence[Row], Rules, frozenset[str]], Learnt]
"""How to learn, from examples, rules and strong names (see ``learning.learn``)."""


@dataclass(frozen=True)
class Sample:
    """An example ready to be compared: intent, comparison form, the text as written, and its way of writing."""

    intent: str
    key: str
    shown: str = ""
    way: str = "km"


@dataclass(frozen=True)
class Candidate:
    """An intent that may be meant, with the example that speaks for it."""

    intent: str
    score: float  # probability that it is meant, 0 to 1
    example: str
    worth: float = NEVER_MET  # what speaks for it alone, whatever else may be meant; above 0 speaks for it


class Matcher:
    """Examples in all ways of writing, ready to be matched."""

    def __init__(
        self,
        samples: Sequence[Sample],
        rules: Rules | None = None,
        strong: frozenset[str] = frozenset(),
        how: Learn = learn,
        heard: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """See ``learning.learn`` for ``rules`` and ``strong``; ``how`` learns; ``heard`` are sounds known already."""
        rules = rules or {}
        self._learnt = how([(sample.intent, sample.key) for sample in samples], rules, strong)
        self._strong = strong
        self._rules = tuple(rules.get(intent, Rule()) for intent in self._learnt.intents)
        self._equal: dict[str, dict[str, str]] = {}
        of: dict[str, list[Sample]] = {intent: [] for intent in self._learnt.intents}
        for sample in samples:
            self._equal.setdefault(sample.key, {}).setdefault(sample.intent, sample.way)
            of[sample.intent].append(sample)
        self._keys = {intent: [sample.key for sample in found] for intent, found in of.items()}
        self._sounds = {intent: [heard.get(key) or sound(key) for key in keys] for intent, keys in self._keys.items()}
        self._shown = {intent: [sample.shown for sample in found] for intent, found in of.items()}

    def adopting(self, samples: Sequence[Sample], rules: Rules) -> Matcher:
        """Other examples with what was learnt before: found as they stand or nearly so, told apart as before."""
        pairs = ((self._keys[intent], self._sounds[intent]) for intent in self._keys)
        heard = {key: known for keys, sounds in pairs for key, known in zip(keys, sounds, strict=True)}
        learnt = self._learnt
        return Matcher(
            samples, rules, self._strong, lambda rows, *_: learnt.widened(intent for intent, _ in rows), heard
        )

    def exact(self, key: str) -> dict[str, str]:
        """Intents that have this very question, each with the example's way of writing."""
        return self._equal.get(key, {})

    def match(self, key: str, remembered: Collection[str] = ()) -> list[Candidate]:
        """The likeliest intents, best first. ``remembered``: placeholders of names the talk is about."""
        if not key or not self._learnt.intents:
            return []
        learnt = self._learnt
        said = Said.of(key, self._strong)
        evidence, best = learnt.model.weigh(traits(key), said, self._rules, frozenset(remembered))
        heard = sound(key)
        shown = {}
        for column in best:
            intent = learnt.intents[column]
            evidence.alike[column], shown[intent] = self._nearest(intent, key, heard)
        best = best[evidence.scores[best] > RULED_OUT]
        chances = learnt.calibration.probability(evidence.signs(best))
        found = [
            Candidate(learnt.intents[column], round(float(chance), 4), shown[learnt.intents[column]], float(worth))
            for column, chance, worth in zip(best, chances, evidence.scores[best], strict=True)
            if self._keys[learnt.intents[column]]  # none are left of an intent whose file is gone
        ]
        return sorted(found, key=lambda candidate: -candidate.score)[:_RANKED]

    def _nearest(self, intent: str, key: str, heard: str) -> tuple[float, str]:
        """Likeness of an intent's nearest example, 0 to 1, and that example."""
        letters = process.extractOne(key, self._keys[intent], scorer=fuzz.ratio, processor=None)
        if letters is None:
            return 0.0, ""
        least = min(letters[1] / HEARD, 100)  # sounds that are not as near need not be compared to the end
        sounds = process.extractOne(heard, self._sounds[intent], scorer=fuzz.ratio, processor=None, score_cutoff=least)
        if sounds is None or letters[1] >= HEARD * sounds[1]:
            return letters[1] / 100, self._shown[intent][letters[2]]
        return HEARD * sounds[1] / 100, self._shown[intent][sounds[2]]


def best_of(lists: Iterable[list[Candidate]]) -> list[Candidate]:
    """Several candidate lists as one, each intent with its best score."""
    best: dict[str, Candidate] = {}
    for candidates in lists:
        for candidate in candidates:
            if candidate.intent not in best or candidate.score > best[candidate.intent].score:
                best[candidate.intent] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate.score)
