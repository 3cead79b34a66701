"""What stands beside a place's name tells which place is meant, be it spelt ever so roughly.

Among the thousands of the land a name must be spelt nearly right to be found; among the few that lie in a district or
share a name, a rough likeness is enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.domain.facts import Name, Place
from bot.text.normalise import match_key
from bot.understanding.names import Hit, sound_of
from bot.understanding.places import TYPES

_COMMUNE = (*TYPES["commune"], "kum")  # beside a district even a word that means other things elsewhere
_WIDER = ("ស្រុក", "ខណ្ឌ", "ក្រុង", "ខេត្ត", "srok", "srork", "khan", "krong", "khet", "khaet", "district", "province")
_IN = ("នៅក្នុង", "ក្នុង", "នៅ", "នៃ", "in", "of", "nov", "knong", "khnong")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(match_key(word)) for word in sorted(words, key=len, reverse=True))


_TAIL = rf" ?(?:(?:{_any(_IN)}) ?)?(?:(?:{_any(_WIDER)}) ?)?$"
_AFTER_WORD = re.compile(rf".*(?<![a-z])(?P<all>(?:{_any(_COMMUNE)}) ?(?P<name>.{{2,30}}?){_TAIL})")
_BEFORE_WORD = re.compile(rf".*?(?P<name>[a-z0-9]+(?: [a-z0-9]+){{0,3}}) (?:{_any(_COMMUNE)}){_TAIL}")
_PREPOSITIONS = frozenset(map(match_key, _IN))
_NUMBER = re.compile(r" ?(?:ទី|លេខ|ti|te|no|number|lek)? ?(\d{1,2})(?!\d)")
_DIGITS = re.compile(r"\d+")
_ALIKE = 75.0  # how alike a name must be, 0 to 100, among the few it can be
_LEAD = 8.0  # by how much it must be ahead of the next
_REACH = 20  # code points beside a name in which the place around it is looked for


@dataclass(frozen=True)
class _Spelt:
    key: str
    sound: str


class Beside:
    """The names of places, gathered by the place they lie in."""

    def __init__(self, names: Iterable[Name], places: Mapping[str, Place], plain: Iterable[str]) -> None:
        """``plain``: keys of examples; what they say between "commune" and a district is no commune's name."""
        self._plain = "\n".join(f" {key} " for key in plain)
        self._spelt: dict[str, list[_Spelt]] = defaultdict(list)
        for name in names:
            if name.kind == "place" and (key := match_key(name.text)):
                self._spelt[name.id].append(_Spelt(key, sound_of(key).replace(" ", "")))
        self._within: dict[str, list[str]] = defaultdict(list)
        for place in places.values():
            if place.level == "commune":
                self._within[place.code[:2]].append(place.code)
                self._within[place.code[:4]].append(place.code)

    def sharpen(self, key: str, hits: list[Hit]) -> list[Hit]:
        """Hits in the order of the text, places among them made as narrow as the words beside them tell.

        A district or province beside a commune nobody knows stands for no place: its figures are not what was asked.
        """
        sharpened: list[Hit] = []
        for hit in hits:
            codes = hit.of("place")
            wide = [code for code in codes if len(code) in (2, 4) and code != "KH"]
            if wide:
                sharpened = self._with_commune(key, sharpened, hit, min(wide, key=len))
            else:
                sharpened.append(self._one_of(codes, hit, key) if len(codes) > 1 else hit)
        return sharpened

    def _with_commune(self, key: str, before: list[Hit], wide: Hit, code: str) -> list[Hit]:
        """The hits before a wide place and that place, narrowed to the commune whose name stands before it."""
        strayed = (
            bool(before)
            and bool(before[-1].of("place"))
            and not any(inner.startswith(code) for inner in before[-1].of("place"))
        )  # a shorter name inside the one that was meant
        kept = before[:-1] if strayed else before
        told = _told(key, kept[-1].end if kept else 0, wide.start)
        found = self._found(code, told)
        if found:
            start, commune = found
            return [*kept, replace(wide, start=start, owners=(("place", commune),))]
        if told and not strayed and not any(self._is_plain(name) for _, name in told):
            return [*before, replace(wide, owners=(("place", ""),))]
        narrowed = self._one_of(wide.of("place"), wide, key) if len(wide.of("place")) > 1 else wide
        return [*before, narrowed]

    def _found(self, wide: str, told: list[tuple[int, str]]) -> tuple[int, str] | None:
        """Where the name of a commune inside a wider place begins, and its code."""
        best: dict[str, tuple[float, int]] = {}
        for start, name in told:
            spelt = _Spelt(name, sound_of(name).replace(" ", ""))
            for code in self._within[wide]:
                best[code] = max(best.get(code, (0.0, 0)), (self._alike(code, spelt), start))
        code = _ahead({code: likeness for code, (likeness, _) in best.items()})
        return (best[code][1], code) if code else None

    def _is_plain(self, name: str) -> bool:
        return f" {name} " in self._plain or (not name.isascii() and name in self._plain)

    def _one_of(self, codes: tuple[str, ...], hit: Hit, key: str) -> Hit:
        after, before = key[hit.end : hit.end + _REACH], key[max(hit.start - _REACH, 0) : hit.start]
        if number := _NUMBER.match(after):
            numbered = [code for code in codes if self._number(code) == number.group(1)]
            if len(numbered) == 1:
                return replace(hit, end=hit.end + number.end(), owners=(("place", numbered[0]),))
        found = _ahead({code: max(self._around(code, after), self._around(code, before)) for code in codes})
        return replace(hit, owners=(("place", found),)) if found else hit

    def _alike(self, code: str, said: _Spelt) -> float:
        """The best likeness of a spelling with a place's names, 0 to 100."""
        letters = max((fuzz.ratio(said.key, name.key) for name in self._spelt[code]), default=0.0)
        sounds = max((fuzz.ratio(said.sound, name.sound) for name in self._spelt[code]), default=0.0)
        return max(letters, (letters + sounds) / 2)

    def _around(self, code: str, text: str) -> float:
        """How well the name of a place around this one can be read out of a text, 0 to 100."""
        names = [name.key for wider in (code[:4], code[:2]) if wider != code for name in self._spelt[wider]]
        whole = max((fuzz.partial_ratio(name, text) for name in names if len(name) <= len(text)), default=0.0)
        return max(whole, *(fuzz.ratio(name, word) for name in names for word in text.split() or ("",)), 0.0)

    def _number(self, code: str) -> str:
        numbers = [number for name in self._spelt[code] for number in _DIGITS.findall(name.key)]
        return numbers[0] if numbers else ""


def _told(key: str, start: int, end: int) -> list[tuple[int, str]]:
    """What may be the name of a commune right before a wider place: where it begins, and how it is spelt."""
    after = _AFTER_WORD.match(key, start, end)
    if after and after.group("name") not in _PREPOSITIONS:
        return [(after.start("all"), after.group("name"))]
    if before := _BEFORE_WORD.match(key, start, end):
        words = before.group("name").split()
        names = [" ".join(words[number:]) for number in range(len(words))]
        return [(before.end("name") - len(name), name) for name in names]
    return []


def _ahead(likeness: Mapping[str, float]) -> str:
    """The one that is alike enough and clearly ahead; empty where there is none."""
    ranked = sorted(likeness, key=lambda code: -likeness[code])
    if not ranked or likeness[ranked[0]] < _ALIKE:
        return ""
    second = likeness[ranked[1]] if len(ranked) > 1 else 0.0
    return ranked[0] if likeness[ranked[0]] - second >= _LEAD else ""
