"""A place whose kind is said may be spelt roughly: "khum Talo" is Ta Lou, while "talo" alone might be anything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.domain.facts import Name, Place
from bot.text.normalise import match_key
from bot.understanding.names import Hit, may_end, sound_of
from bot.understanding.places import LEVEL_OF

_KINDS = "|".join(sorted(map(re.escape, LEVEL_OF), key=len, reverse=True))
_KIND = re.compile(rf"(?:(?<![a-z])|(?=[^a-z]))(?P<kind>{_KINDS})(?P<gap> ?)")
_WORDS = re.compile(r"[a-z]+(?: [a-z]+){0,3}")
_LETTERS = re.compile("[\u1780-\u17dd]{2,16}")
_LEAST = 4  # letters without which a name is too little to be likened
_ALIKE = 83.0  # how alike a name must be, 0 to 100
_LEAD = 4.0  # by how much it must be ahead of the next
_NEAR = 65.0  # so alike in letters a name at least is, whatever its sound
_COMPARED = 20


@dataclass
class _Level:
    """The names of the places of one kind, without spaces, with the codes of the places."""

    keys: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Roughly:
    """Names of places by the kind of place."""

    def __init__(self, names: Iterable[Name], places: Mapping[str, Place], plain: Iterable[str]) -> None:
        """``plain``: keys of examples; their words, and what they say in Khmer after "commune", are no names."""
        self._plain = "\n".join(plain)
        self._words = frozenset(re.findall("[a-z]+", self._plain))
        self._levels: dict[str, _Level] = defaultdict(_Level)
        for name in names:
            place = places.get(name.id) if name.kind == "place" else None
            if place and (key := _closed(match_key(name.text))):
                level = self._levels[place.level]
                if key not in level.codes:
                    level.keys.append(key)
                    level.sounds.append(_closed(sound_of(key)))
                level.codes[key].append(place.code)

    def find(self, key: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, and where none is a place, the place whose kind is said and whose name is nearly this."""
        if any(hit.of("place") for hit in hits):
            return list(hits)
        best: tuple[float, Hit] | None = None
        for said in _KIND.finditer(key):
            level = self._levels.get(LEVEL_OF[said.group("kind")])
            for end in _ends(key, said) if level else ():
                name = key[said.end() : end]
                if self._is_plain(said.group(), name) or any(h.start < end and said.start() < h.end for h in hits):
                    continue
                likeness, codes = _nearest(_closed(name), level)  # type: ignore[arg-type]
                if codes and (best is None or likeness > best[0]):
                    owners = tuple(("place", code) for code in codes)
                    best = likeness, Hit(said.start(), end, owners, name, likeness / 100)
        return sorted([*hits, best[1]], key=lambda hit: hit.start) if best else list(hits)

    def _is_plain(self, kind: str, name: str) -> bool:
        return self._words.issuperset(name.split()) if name.isascii() else f"{kind}{name}" in self._plain


def _ends(key: str, said: re.Match[str]) -> Iterator[int]:
    """Where a name that begins after the word for its kind may end."""
    words = _WORDS.match(key, said.end()) if said.group("gap") or not said.group("kind").isascii() else None
    if words:
        yield from (said.end() + found.end() for found in re.finditer("[a-z]+", words.group()))
    elif letters := _LETTERS.match(key, said.end()):
        yield from (end for end in range(letters.start() + 2, letters.end() + 1) if may_end(key, end))


def _nearest(name: str, level: _Level) -> tuple[float, tuple[str, ...]]:
    """How alike the nearest name is, and the places that bear it; none where no name is clearly the nearest."""
    if len(name) < _LEAST:
        return 0.0, ()
    sound = _closed(sound_of(name))
    likeness: dict[str, float] = {}
    for known, letters, number in process.extract(
        name, level.keys, scorer=fuzz.ratio, processor=None, score_cutoff=_NEAR, limit=_COMPARED
    ):
        heard = (letters + fuzz.ratio(sound, level.sounds[number])) / 2
        likeness[known] = max(letters, heard)
    ranked = sorted(likeness, key=lambda known: -likeness[known])
    if not ranked or likeness[ranked[0]] < _ALIKE:
        return 0.0, ()
    codes = level.codes[ranked[0]]
    others = [likeness[known] for known in ranked if not set(level.codes[known]) & set(codes)]
    if others and likeness[ranked[0]] - others[0] < _LEAD:
        return 0.0, ()
    return likeness[ranked[0]], tuple(dict.fromkeys(codes))


def _closed(text: str) -> str:
    return text.replace(" ", "")
