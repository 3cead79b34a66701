"""Tells things of one kind apart by the words around their shared name: "transfer … motorbike" is no land."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log

from bot.domain.facts import Name
from bot.text.normalise import match_key

_LATIN = re.compile("[a-z0-9]{3,}")
_KHMER = re.compile("[\u1780-\u17dd]+")
# "package 2", "កញ្ចប់ទី២", "kanhchob ti 2", "phase II": which part of a thing.
_PART = re.compile(
    r"(?:package|pakage|packet|pack|pkg|pk|phase|zone|lot|stage|k[aou][gnhj]*[cj]h?[ao][bp]|kjo[bp]|domnak|damnak(?: kal)?"
    r"|tomban|tamboun|vok"
    r"|កញ្ចប់|ជំហាន|ដំណាក់កាល|តំបន់|វគ្គ)[ .]*(?:ទី|ti|lek|no)?[ .]*(?P<number>[0-9]+|i{1,3})(?![a-z0-9])"
)
_ORDINAL = re.compile(r"(?<![a-z])(?P<word>first|second|third)(?= (?:package|phase|zone|lot|stage))")
_COUNTED = {"i": "1", "ii": "2", "iii": "3", "first": "1", "second": "2", "third": "3"}
_GROUP = 4  # code points of a Khmer letter group: about a syllable
_COMMON = 0.01  # share of questions from which on their word is plain
_LEAD = 1.5  # by so much rarity must the best be ahead


class Telling:
    """The words that the names of each thing are made of, weighted by how few things have them."""

    def __init__(self, names: Iterable[Name], plain: Sequence[str] = ()) -> None:
        """``plain``: keys of questions without names; what many of them say tells no thing."""
        met = Counter(word for key in plain for word in _words(key))
        self._plain = {word for word, count in met.items() if count > _COMMON * len(plain)}
        words: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for name in names:
            words[name.kind][name.id] |= _words(match_key(name.text))
        self._words = {kind: dict(of) for kind, of in words.items()}
        self._rarity = {kind: _rarity(list(of.values())) for kind, of in self._words.items()}

    def choose(self, kind: str, ids: tuple[str, ...], key: str) -> tuple[str, ...]:
        """Those of several ids that the words of a key tell from the others; all of them where it tells none."""
        said = _words(key) - self._plain
        rarity = self._rarity.get(kind, {})
        weights = {id: sum(rarity[word] for word in said & self._words.get(kind, {}).get(id, set())) for id in ids}
        least = max(weights.values(), default=0.0) - _LEAD
        return tuple(id for id in ids if weights[id] > least)


def _words(key: str) -> set[str]:
    runs = _KHMER.findall(key)
    groups = {run[at : at + _GROUP] for run in runs for at in range(max(len(run) - _GROUP + 1, 1))}
    parts = [*(m["number"] for m in _PART.finditer(key)), *(m["word"] for m in _ORDINAL.finditer(key))]
    return groups | set(_LATIN.findall(key)) | {f"#{_COUNTED.get(part, part)}" for part in parts}


def _rarity(things: list[set[str]]) -> dict[str, float]:
    met = Counter(word for words in things for word in words)
    return {word: log((1 + len(things)) / (1 + count)) for word, count in met.items()}
