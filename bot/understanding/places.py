"""Which place is meant: type words beside a name, places lying in one another, common words that look like places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.domain.facts import Place
from bot.text.normalise import match_key
from bot.understanding.names import Hit

TYPES = {
    "province": ("ខេត្ត", "រាជធានី", "province", "khet", "khaet", "khett", "capital"),
    "district": (
        "ស្រុក",
        "ខណ្ឌ",
        "ក្រុង",
        "district",
        "srok",
        "srork",
        "sruk",
        "khan",
        "krong",
        "city",
        "municipality",
        "town",
        "distric",
        "distict",
    ),
    "commune": (
        "ឃុំ",
        "សង្កាត់",
        "commune",
        "khum",
        "khom",
        "sangkat",
        "songkat",
        "sangkart",
        "songkart",
        "sankat",
        "comune",
        "commun",
    ),
}
LEVEL_OF = {match_key(word): level for level, words in TYPES.items() for word in words}
_WORDS = sorted(LEVEL_OF, key=len, reverse=True)
# "The administration of Bati district spent …" speaks of the district; "spending on administration …" does not.
_HALL = "(?:(?:(?<=តើ)|(?<=របស់)|(?<=ដោយ)|^)រដ្ឋបាល)?"
_BEFORE = re.compile(f"(?:(?<![a-z])|(?=[^a-z])){_HALL}(" + "|".join(map(re.escape, _WORDS)) + r") ?$")
_AFTER = re.compile("^ (" + "|".join(word for word in _WORDS if word.isascii()) + r")\b")
_MIN_LETTERS = 4


_IN, _IN_KHMER = "in|at|nov|nw|nv|nou|neou|nev|knong|srok", "នៅ|ក្នុង|ប្រទេស|ស្រុក"
_STANDS_BEFORE = r"(?:(?<![a-z])(?:{latin}) |{khmer}) ?$"
WITHIN = re.compile(_STANDS_BEFORE.format(latin=_IN, khmer=_IN_KHMER))
"""What stands before a place where somebody is: "in Japan", not "from Japan"."""
AT = re.compile(_STANDS_BEFORE.format(latin=f"{_IN}|from|near|pi|khet", khmer=f"{_IN_KHMER}|ពី"))
"""What stands before any place: "in Kep", "pi Kep"."""


class PlaceSense:
    """Decides which of the places a name could mean are meant."""

    def __init__(self, places: Mapping[str, Place], risky: frozenset[str]) -> None:
        """``risky``: place names that are also common words of the bot's subjects."""
        self._places, self._risky = places, risky

    def of(self, places: Mapping[str, Place]) -> PlaceSense:
        """The same sense of other places."""
        return PlaceSense(places, self._risky)

    def typed(self, key: str, hit: Hit) -> tuple[Hit, bool]:
        """The hit with a word such as "commune" beside it swallowed, and only places of that level kept."""
        before, after = _BEFORE.search(key[: hit.start]), _AFTER.match(key[hit.end :])
        word = before or after
        if not word:
            return hit, False
        level = LEVEL_OF[word.group(1)]
        fitting = tuple(owner for owner in hit.owners if owner[0] == "place" and self._level(owner[1]) == level)
        if not fitting:
            return hit, False
        start = before.start() if before else hit.start
        end = hit.end if before else hit.end + word.end()
        return Hit(start, end, fitting, hit.name, hit.score), True

    def may_stand(self, key: str, hit: Hit) -> bool:
        """Whether a place name without a type word is one: no common word, not too short."""
        if hit.start == 0 and hit.end == len(key):
            return True
        province = any(self._level(code) == "province" for code in hit.of("place"))
        if province and AT.search(key[: hit.start]):  # "in kep", where kep alone is to keep
            return True
        return hit.name not in self._risky and (province or len(hit.name) >= _MIN_LETTERS)

    def meant(self, hits: Sequence[Hit]) -> tuple[str, ...]:
        """Codes of the place meant; several where the name is shared and nothing tells them apart."""
        groups = [self._widest(hit.of("place")) if not self._within_any(hit, hits) else hit.of("place") for hit in hits]
        for number, group in enumerate(groups):
            others = [code for other, codes in enumerate(groups) if other != number for code in codes]
            inner = tuple(code for code in group if any(lies_in(code, other) for other in others))
            if inner:
                return inner
        codes = tuple(dict.fromkeys(code for group in groups for code in group))
        return tuple(code for code in codes if code != "KH") or codes

    def fits(self, hits: Sequence[Hit]) -> bool:
        """Whether some place named lies in another one named."""
        return any(
            lies_in(inner, outer)
            for one in hits
            for other in hits
            if one is not other
            for inner in one.of("place")
            for outer in other.of("place")
        )

    def _within_any(self, hit: Hit, hits: Sequence[Hit]) -> bool:
        return any(
            lies_in(code, other)
            for code in hit.of("place")
            for two in hits
            if two is not hit
            for other in two.of("place")
        )

    def _widest(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """A province and its town share a name; without a type word the province is meant."""
        provinces = tuple(code for code in codes if self._level(code) in ("province", "country"))
        return provinces or codes

    def _level(self, code: str) -> str:
        place = self._places.get(code)
        return place.level if place else ""


def lies_in(code: str, other: str) -> bool:
    """Whether a place lies in another one (NCDD codes begin with the code of the wider place)."""
    return code != other and other != "KH" and code.startswith(other)
