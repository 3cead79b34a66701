"""A gazetteer: finds names of places, services, companies … in a text, exactly or one or two letters wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.domain.facts import Name
from bot.text.normalise import match_key
from bot.text.romanise import khmer_sound, latin_sound

_INSIDE_STACK = frozenset(map(chr, (*range(0x17B4, 0x17D4), 0x17DD)))
_DIGITS = re.compile(r"\d+")  # "road 5" and "road 6" are one letter apart and two roads
_NUMBER_BEFORE, _NUMBER_AFTER = re.compile(r"\d+ ?$"), re.compile(r" ?\d+")
_KHMER = re.compile("[\u1780-\u17b3]")
_NUMBERED = re.compile(r"(?:\s*ទី\s*[០-៩]+| [0-9]+)$")
_SCRIPT = re.compile("[\u1780-\u17dd]+|[^\u1780-\u17dd]+")
_REPEATED = re.compile(r"(.)\1+")
_GRAM = 3
_START = 3  # first letters under which names are kept; none is shorter than one letter less
_SHARED = 0.5  # a misspelt name still shares half of its letter triples
_MIN_SOUND = 5  # shorter sound keys say too little
_BY_PLACE = ("office",)  # kinds of things that differ by little but their place
Owner = tuple[str, str]
"""What a name stands for: kind and id."""


@dataclass(frozen=True)
class Hit:
    """A name found in a text key, from ``start`` to ``end``; several owners share an ambiguous name."""

    start: int
    end: int
    owners: tuple[Owner, ...]
    name: str  # the key of the name as it is known
    score: float  # 1.0 for an exact find

    @property
    def length(self) -> int:
        return self.end - self.start

    def of(self, kind: str) -> tuple[str, ...]:
        """Ids of one kind among the owners."""
        return tuple(id for owner, id in self.owners if owner == kind)


class Gazetteer:
    """Names in comparison form with what they stand for."""

    def __init__(self, names: Iterable[Name]) -> None:
        owners: dict[str, dict[Owner, None]] = defaultdict(dict)
        # A thing of which nothing else is known is found by its very names: only what can be answered is guessed at.
        # So are those that only their place tells apart: "the one window of Kep" is a letter or two from another's.
        self._strict: set[str] = set()
        for name in names:
            for text in _called(name):
                if key := match_key(text):
                    owners[key][(name.kind, name.id)] = None
                    if not name.known or name.kind in _BY_PLACE:
                        self._strict.add(key)
        self._owners = {key: tuple(found) for key, found in owners.items()}
        self._keys = sorted(self._owners)
        self._plain: set[str] = set()
        self._plain_sounds: dict[str, list[str]] = {}
        self._lengths = self._index_lengths()
        self._index_grams()
        self._sounds = self._index_sounds()

    def __len__(self) -> int:
        return len(self._keys)

    def owners(self, key: str) -> tuple[Owner, ...]:
        """What a key stands for, if it is a name as it is."""
        return self._owners.get(key, ())

    def find(self, key: str, romanised: bool = False) -> list[Hit]:
        """All names in a text key, overlapping ones too; ``romanised`` also listens by sound."""
        exact = self.exact(key)
        heard = [hit for hit in self._heard(key) if not self._sounds_plain(hit.name)] if romanised else []
        unsure = self._rough(key, {hit.name for hit in exact}) + heard
        return exact + [hit for hit in unsure if key[hit.start : hit.end] not in self._plain]

    def learn_plain(self, keys: Iterable[str]) -> None:
        """Words of texts that hold no names: what looks like a misspelt name in them is none."""
        for key in set(keys):
            unsure = self._rough(key, set()) + self._heard(key)
            self._plain.update(key[hit.start : hit.end] for hit in unsure)
        for words in sorted(self._plain):
            self._plain_sounds.setdefault(_heard_as(words), []).append(words)

    def take_plain(self, other: Gazetteer) -> None:
        """What another gazetteer learnt of such words."""
        self._plain, self._plain_sounds = other._plain, other._plain_sounds

    def _sounds_plain(self, words: str) -> bool:
        """Whether words that sound like a name are spelt more like words that are none: "chamnol ban" (how much came
        in), "chamnol pun" (taxes)."""
        sound = _heard_as(words)
        plain, names = self._plain_sounds.get(sound, ()), self._spelt.get(sound, ())
        nearest = max((fuzz.ratio(words, one) for one in names), default=0.0)
        return any(fuzz.ratio(words, one) >= nearest for one in plain)

    def _index_lengths(self) -> dict[str, list[int]]:
        """How long the names are that begin with some letters, the longest first: many names, few lengths."""
        table: dict[str, set[int]] = defaultdict(set)
        for key in self._keys:
            table[key[:_START]].add(len(key))
        return {start: sorted(lengths, reverse=True) for start, lengths in table.items()}

    def exact(self, key: str) -> list[Hit]:
        """Names that stand in a text key as they are."""
        hits = []
        for start in range(len(key)):
            lengths = self._lengths.get(key[start : start + _START], ())
            short = key[start : start + _START - 1]
            if short in self._owners and len(key) - start >= _START:  # it stands under its own letters alone
                lengths = [*lengths, len(short)]
            if not lengths or not may_begin(key, start):
                continue
            for length in lengths:
                name, end = key[start : start + length], start + length
                if end <= len(key) and name in self._owners and may_end(key, end):
                    hits.append(Hit(start, end, self._owners[name], name, 1.0))
        return hits

    def _index_grams(self) -> None:
        postings: dict[str, list[int]] = defaultdict(list)
        self._needed = np.ones(len(self._keys), dtype=np.int32)
        for number, key in enumerate(self._keys):
            if key in self._strict or not allowed_edits(key):  # it must be exact
                continue
            grams = _grams(key)
            self._needed[number] = max(ceil(len(grams) * _SHARED), 1)
            for gram in grams:
                postings[gram].append(number)
        self._postings = {gram: np.array(numbers, dtype=np.int32) for gram, numbers in postings.items()}

    def _rough(self, key: str, known: set[str]) -> list[Hit]:
        lists = [self._postings[gram] for gram in _grams(key) if gram in self._postings]
        if not lists:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=len(self._keys))
        hits = []
        for number in np.flatnonzero(shared >= self._needed):
            name = self._keys[number]
            if name not in known and (hit := self._aligned(key, name)):
                hits.append(hit)
        return hits

    def _aligned(self, key: str, name: str) -> Hit | None:
        allowed = allowed_edits(name)
        if not allowed or len(name) > len(key) + allowed:
            return None
        near = fuzz.partial_ratio_alignment(name, key, processor=None, score_cutoff=70)
        if near is None:
            return None
        best: Hit | None = None
        for start in _near(key, near.dest_start, may_begin):
            for end in _near(key, near.dest_end, may_end):
                edits = OSA.distance(name, key[start:end], processor=None, score_cutoff=allowed)
                if end > start and edits <= allowed and _may_be(_with_number(key, start, end), name):
                    score = 1 - edits / len(name)
                    if best is None or score > best.score:
                        best = Hit(start, end, self._owners[name], name, score)
        return best

    def _index_sounds(self) -> dict[str, tuple[Owner, ...]]:
        table: dict[str, dict[Owner, None]] = defaultdict(dict)
        self._spelt: dict[str, list[str]] = defaultdict(list)
        for key, owners in self._owners.items():
            sound = sound_of(key).replace(" ", "")
            # A number has no sound here: see _DIGITS.
            if len(sound) >= _MIN_SOUND and not _DIGITS.search(key) and key not in self._strict:
                table[sound].update(dict.fromkeys(owners))
                self._spelt[sound].append(key)
        return {sound: tuple(owners) for sound, owners in table.items()}

    def _heard(self, key: str) -> list[Hit]:
        """Runs of Latin words that sound like a known name."""
        words = [(m.start(), m.end(), latin_sound(m.group()).replace(" ", "")) for m in re.finditer(r"[a-z]+", key)]
        hits = []
        for first in range(len(words)):
            sound = ""
            for last in range(first, min(first + 7, len(words))):
                sound += words[last][2]
                if owners := self._sounds.get(_REPEATED.sub(r"\1", sound)):
                    start, end = words[first][0], words[last][1]
                    hits.append(Hit(start, end, owners, key[start:end], 0.8))
        return hits


def _heard_as(words: str) -> str:
    """The sound of words in Latin letters, as names are looked up by it."""
    return _REPEATED.sub(r"\1", "".join(latin_sound(word).replace(" ", "") for word in words.split()))


def _called(name: Name) -> tuple[str, ...]:
    """A name, and for numbered places ("Chaom Chau 3") what people call them all together."""
    together = _NUMBERED.sub("", name.text) if name.kind == "place" else name.text
    return (name.text,) if together == name.text else (name.text, together)


def allowed_edits(name: str) -> int:
    """How many letters of a name may be wrong: short names must be exact, or they are found everywhere."""
    letters = len(name.replace(" ", ""))
    if letters < 7:
        return 0
    return 1 if letters < 12 else 2


def _may_be(surface: str, name: str) -> bool:
    """Whether a near miss may be a misspelling: digits are never misspelt, first letters keep their sound."""
    if _DIGITS.findall(surface) != _DIGITS.findall(name) or not _word_by_word(surface, name):
        return False
    return surface[0] == name[0] or sound_of(surface)[:1] == sound_of(name)[:1] != ""


def _with_number(key: str, start: int, end: int) -> str:
    """A stretch of a key with the number right beside it: "road 1" is no misspelt "road one" or "road three"."""
    before, after = _NUMBER_BEFORE.search(key, 0, start), _NUMBER_AFTER.match(key, end)
    return key[before.start() if before else start : after.end() if after else end]


def _word_by_word(surface: str, name: str) -> bool:
    """Whether no single Latin word is another one: "certificate wrong" is no misspelt "certificate strong"."""
    said, known = surface.split(), name.split()
    if len(said) != len(known) or len(known) < 2:
        return True
    return all(OSA.distance(one, two) <= max(1, len(two) // 3) for one, two in zip(said, known, strict=True))


def sound_of(text: str) -> str:
    """The sound of a name, of its Khmer and of its Latin letters."""
    return " ".join(khmer_sound(p) if _KHMER.search(p) else latin_sound(p) for p in _SCRIPT.findall(text))


def _grams(key: str) -> set[str]:
    return {key[i : i + _GRAM] for i in range(len(key) - _GRAM + 1)}


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def may_begin(key: str, at: int) -> bool:
    """Whether a name may begin here: not inside a letter stack or a Latin word."""
    if at >= len(key) or key[at] == " " or key[at] in _INSIDE_STACK:
        return False
    return at == 0 or (key[at - 1] != "\u17d2" and not (_is_latin(key[at]) and _is_latin(key[at - 1])))


def may_end(key: str, at: int) -> bool:
    """Whether a name may end before this position."""
    if at == 0 or key[at - 1] in " \u17d2":
        return False
    return at >= len(key) or not (key[at] in _INSIDE_STACK or (_is_latin(key[at]) and _is_latin(key[at - 1])))


def _near(key: str, at: int, fits: object) -> list[int]:
    return [place for place in range(max(at - 3, 0), min(at + 3, len(key)) + 1) if fits(key, place)]  # type: ignore[operator]
