"""Finds places of the country by their names, so that nobody has to know an NCDD code by heart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler
from sqlalchemy import Connection, select

from bot.domain.facts import Both
from bot.store.fact_tables import place
from bot.text.normalise import match_key, word_key
from bot.text.numerals import ascii_digits

MOST = 30
"""Places that one search shows: more than there are communes of the commonest name."""
_LEVELS = {"province": 0, "district": 1, "commune": 2}
_NEAR = 0.85  # how alike a name must be where nothing holds the words themselves


@dataclass(frozen=True)
class Place:
    """A place as people tell it apart from others of the same name: ``around`` are those it lies in, smallest first."""

    code: str
    level: str
    name: Both
    around: tuple[Both, ...]

    def told(self, language: str) -> str:
        """Its name and those around it."""
        return ", ".join(name.get(language) for name in (self.name, *self.around))


def find_places(connection: Connection, words: str, most: int = MOST) -> list[Place]:
    """Places whose code or name is meant by ``words``; names of places around it may be among them.

    "svay chek, banteay meanchey" and "ស្វាយចេក បន្ទាយមានជ័យ" both find the commune and the district of that name.
    """
    places = _all(connection)
    asked = ascii_digits(" ".join(words.split()))
    if asked.isdigit():
        return [one for code, one in sorted(places.items()) if code.startswith(asked)][:most]
    wanted = [key for part in asked.replace(",", " ").split() if (key := word_key(part))]
    if not wanted:
        return []
    keys = {code: [(word_key(n.km), word_key(n.en)) for n in (one.name, *one.around)] for code, one in places.items()}
    found = [code for code, names in keys.items() if _holds(names, wanted)] or _near(keys, word_key(asked))
    whole = match_key(asked).replace(" ", "")
    return [places[code] for code in sorted(found, key=lambda code: _order(places[code], keys[code][0], whole))][:most]


def place_of(connection: Connection, code: str) -> Place | None:
    """The place of a code."""
    return _all(connection).get(code)


def _all(connection: Connection) -> Mapping[str, Place]:
    rows = {row.code: row for row in connection.execute(select(place).where(place.c.level != "country"))}
    return {code: Place(code, row.level, _name(row), tuple(_around(rows, row))) for code, row in rows.items()}


def _around(rows: Mapping[str, Any], row: Any) -> Iterable[Both]:
    while (parent := rows.get(row.parent)) is not None:
        yield _name(parent)
        row = parent


def _name(row: Any) -> Both:
    return Both(row.name_km, row.name_en)


def _holds(names: list[tuple[str, str]], wanted: list[str]) -> bool:
    """Whether every word stands in the name or in one around it, and the first word in the place's own."""
    own = names[0]
    return any(wanted[0] in name for name in own) and all(
        any(part in name for pair in names for name in pair) for part in wanted
    )


def _near(keys: Mapping[str, list[tuple[str, str]]], asked: str) -> list[str]:
    choices = {(code, at): names[0][at] for code, names in keys.items() for at in (0, 1)}
    scorer = JaroWinkler.normalized_similarity
    found = process.extract(asked, choices, scorer=scorer, processor=None, limit=MOST, score_cutoff=_NEAR)
    return list(dict.fromkeys(key[0] for _, _, key in found))


def _order(one: Place, own: tuple[str, str], asked: str) -> tuple[bool, bool, int, str]:
    """Names that are just the words come first, then those that begin so, large places before small ones."""
    exact = any(name and asked.startswith(name) for name in own)
    begins = any(name.startswith(asked) for name in own)
    return (not exact, not begins, _LEVELS.get(one.level, 3), one.code)
