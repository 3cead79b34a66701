"""Lifts names out of a question, so that a place name does not drown what is asked about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.domain.facts import Name, Place
from bot.text.normalise import match_key
from bot.text.numerals import years_in
from bot.understanding import countries
from bot.understanding.beside import Beside
from bot.understanding.catalogue import HOLE, PLACEHOLDER
from bot.understanding.denied import without_denied
from bot.understanding.described import KINDS, MONEY, Describe, Described, Likely, lessons_of
from bot.understanding.lifting import TELLING, cut, lift
from bot.understanding.names import Gazetteer, Hit
from bot.understanding.places import AT, WITHIN, PlaceSense
from bot.understanding.roughly import Roughly
from bot.understanding.telling import Telling

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_CENTURY = 2000
# "chnam 19", "ឆ្នាំ ២៣"; but not "10 years 20 days".
_SHORT_YEAR = re.compile(
    rf"(?P<word>{match_key('ឆ្នាំ')}|chh?nam|(?<![a-z])year) ?'?(?P<year>1[4-9]|2[0-9]|30)(?![\d.,%])"
    rf"(?! ?(?:khe|month|day|t?h?ngai|m2|percent|{match_key('ខែ')}|{match_key('ថ្ងៃ')}|{match_key('នាក់')}|{match_key('ភាគរយ')}))"
)
_THIS_YEAR = tuple(map(match_key, ("ឆ្នាំនេះ", "this year", "chnam nis", "chhnam nih")))
_LAST_YEAR = tuple(map(match_key, ("ឆ្នាំមុន", "ឆ្នាំទៅ", "last year", "chnam mun", "chhnam mun", "previous year")))
_NEXT_YEAR = tuple(map(match_key, ("ឆ្នាំក្រោយ", "ឆ្នាំខាងមុខ", "next year", "chnam kroy", "chnam krouy", "chhnam kraoy")))
# Words that ask nothing: "no, I mean the one in", "ទេ ខ្ញុំចង់សួរពី", "te jong sour pi".
_SMALL = re.compile(
    r"(?<![a-z])(?:in|at|of|from|the|one|no|i|mean|meant|it|is|s|sorry|nov|now|nv|neou|knong|khnong|chea|jea"
    r"|khnhom|knhom|nhom|jong|chong|sour|suor|pi|te|ot|srok|khet|khum|sangkat)(?![a-z])"
    "|អត់ទេ|មិនមែន|ទេ|ចុះ|វិញ|ខ្ញុំ|ចង់|បាន|សួរ|និយាយ|អំពី|ពី|នៅ|ក្នុង|គឺ|ជា|សុំទោស|ចាស|បាទ"
)
_DESCRIBED = 0.7  # score of a thing that is described and not named
_A_WORD = 10  # code points: hardly a Khmer word is longer
_SHORT = re.compile(r"(?<![a-z])[a-z]{2,3}(?![a-z])")
_MANY = 10  # questions in which a short word stands that is no name
_EMBASSY = re.compile(
    f"embass|consul(?:ate?)?(?![a-z])|{match_key('ស្ថានទូត')}|{match_key('ស្ថានកុងស៊ុល')}|sth?an ?th?[ou]+t"
)
_OF = ("", " ", " of ", " from ", f" {match_key('របស់')} ", match_key("របស់"))  # between a paper and whose it is
_ANY_YEAR = 2000  # where only the placeholder matters
_FOREIGNER = tuple(
    map(
        match_key, ("ជនបរទេស", "បរទេស", "ទិដ្ឋាការ", "foreign", "expat", "barang", "non-cambodian", "visa", "nationality")
    )
)
_PEOPLE = (
    "american|australian|british|chinese|english|european|filipino|french|german|indian|japanese|korean|malaysian|russian"
    "|thai|vietnamese"
)
# "ជនជាតិបារាំង", but not the Khmer nor the indigenous; "jon japon"; "my husband is French", "a Korean friend".
_OF_ANOTHER_PEOPLE = re.compile(
    f"{match_key('ជនជាតិ')}(?!{match_key('ខ្មែរ')}|{match_key('ភាគតិច')}|{match_key('ដើម')})"
    r"|(?<![a-z])(?:jon|chon|jun|chun) ?(?:je?at|che?at|chiet)? ?(?:jopon|japon|chapon|kore|koure|chen|jen|amerik|yuon|thai|angkles)"
    rf"|(?<![a-z])(?:i ?'?m|am|is|are) (?:an? )?(?:{_PEOPLE})(?![a-z])"
    rf"|(?<![a-z])(?:{_PEOPLE}) (?:man|woman|husband|wife|friend|citizen|national|boyfriend|girlfriend|guy|tourist)"
)


@dataclass(frozen=True)
class Question:
    """A text with its names lifted out."""

    key: str  # the text in comparison form
    rest: str  # the key with placeholders where names stood
    found: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # kind -> ids, several where ambiguous
    years: tuple[int, ...] = ()
    foreigner: bool = False
    abroad: bool = False  # asked from another country, of its papers or about an embassy
    exact: bool = True  # every name was found without a misspelling
    described: bool = False  # a thing was not named, but described
    around: str = ""  # the whole message in comparison form, where this is the one question in it

    def names_one(self, kind: str) -> bool:
        """Whether exactly one thing of a kind was named."""
        return len(self.found.get(kind, ())) == 1

    @property
    def bare(self) -> bool:
        """Nothing but names was said."""
        return not self.rest.strip("".join(PLACEHOLDER.values()) + " ")

    @property
    def short(self) -> bool:
        """No name was said, and no more than a word or two."""
        return not (self.found or self.years) and len(self.rest.replace(" ", "")) <= _A_WORD

    @property
    def brief(self) -> bool:
        """Nothing but names was said, and small words around them: "no, I mean the one in Takeo"."""
        return not _SMALL.sub(" ", self.rest).strip("".join(PLACEHOLDER.values()) + " ")

    def told_otherwise(self, piece: Question) -> bool:
        """Whether all that was said tells another thing than a piece of it: "he is a monk. His passport?"."""
        return any(
            len(self.found.get(kind, ())) == 1 and self.found[kind] != piece.found.get(kind, self.found[kind])
            for kind in KINDS
        )


class Extractor:
    """Finds names with a gazetteer and knows how places lie in each other."""

    def __init__(
        self,
        names: Iterable[Name],
        places: Mapping[str, Place],
        common: Iterable[str] = (),
        describe: Describe = Described.learnt,
    ) -> None:
        """``common``: examples, whose words are no place names unless marked as such, and no misspelt names.

        ``describe`` learns to recognise things by their description.
        """
        names, common = [*names, *countries.names()], list(common)
        self._plain = [match_key(HOLE.sub(" ", text)) for text in common]
        self._name(names, places)
        self._described = describe(lessons_of(names, common))
        self._places = PlaceSense(places, self._find_risky(self._plain))
        self._gazetteer.learn_plain(self._plain)
        self._everyday = _everyday(self._plain)

    def renamed(self, names: Iterable[Name], places: Mapping[str, Place]) -> Extractor:
        """The same with other names; which words only look like names is not looked for anew."""
        other, names = copy(self), [*names, *countries.names()]
        other._name(names, places)
        other._described = self._described.among(names)
        other._places = self._places.of(places)
        other._gazetteer.take_plain(self._gazetteer)
        return other

    def _name(self, names: Sequence[Name], places: Mapping[str, Place]) -> None:
        self._gazetteer = Gazetteer(names)
        self._name_only = frozenset((name.kind, name.id) for name in names if not name.known)
        self._telling = Telling(names, self._plain)
        plain = set(self._plain)
        self._beside, self._roughly = Beside(names, places, plain), Roughly(names, places, plain)

    def extract(
        self, text: str, this_year: int, romanised: bool = False, awaited: str = "", ignored: Collection[str] = ()
    ) -> Question:
        """The question with its names lifted.

        ``awaited``: the kind of name the bot has just asked for; ``ignored``: kinds to leave in the text.
        """
        key = match_key(text)
        rest, years = self._lift_years(key, this_year)
        named = [hit for hit in self._gazetteer.find(rest, romanised) if not self._is_everyday(rest, hit, text)]
        hits = self._roughly.find(rest, self._chosen(rest, _without(named, ignored), awaited))
        rest, hits = without_denied(rest, hits)
        hits = self._beside.sharpen(rest, self._with_described(rest, hits, ignored))
        if any(hit.of("project") for hit in hits):  # a project has its place: naming it too asks nothing more
            rest, hits = cut(rest, hits, [hit for hit in hits if hit.of("place") and not hit.of("project")])
        return Question(
            key=key,
            rest=lift(rest, hits),
            found=self._meant(hits, rest),
            years=tuple(years),
            foreigner=any(word in key for word in _FOREIGNER) or _OF_ANOTHER_PEOPLE.search(key) is not None,
            abroad=_EMBASSY.search(key) is not None
            or any(hit.of("country") and WITHIN.search(rest[: hit.start]) for hit in hits)
            or _of_another_country(rest, hits),
            exact=all(hit.score == 1.0 for hit in hits),
            described=any(hit.score == _DESCRIBED for hit in hits),
        )

    def _is_everyday(self, key: str, hit: Hit, text: str) -> bool:
        """Whether a short name is rather a word: "neak naa" (who), unless NAA (the audit authority) is typed as such.

        "khet kep", "in kep" is the province, "kep" alone means to keep.
        """
        if hit.name not in self._everyday or re.search(rf"(?<![A-Za-z]){hit.name.upper()}(?![A-Za-z])", text):
            return False
        return not (hit.of("place") and (self._places.typed(key, hit)[1] or AT.search(key[: hit.start])))

    def nearest(self, key: str, kinds: Collection[str], behind_none: float = 0.0) -> list[Likely]:
        """The things of some kinds that a key resembles, the likeliest first (see ``Described.nearest``)."""
        return self._described.nearest(key, kinds, behind_none)

    def worth(self, key: str, kind: str, id: str) -> tuple[float, float] | None:
        """How well a key describes a thing, and how much worse than the best (see ``Described.worth``)."""
        return self._described.worth(key, kind, id)

    def example(self, text: str) -> str:
        """The comparison form of an example whose names stand as ((place)), ((service)) …"""
        key = match_key(HOLE.sub(lambda hole: f" {PLACEHOLDER.get(hole.group(1), '')} ", text))
        key = self._lift_years(key, _ANY_YEAR)[0]
        hits = _without_overlap([hit for hit in self._gazetteer.exact(key) if hit.of("country")])
        return lift(key, sorted(hits, key=lambda hit: hit.start))

    def _find_risky(self, keys: Iterable[str]) -> frozenset[str]:
        risky: set[str] = set()
        for key in set(keys):
            hits = self._gazetteer.exact(key)
            risky.update(hit.name for hit in hits if hit.of("place"))
        return frozenset(risky)

    def _lift_years(self, key: str, this_year: int) -> tuple[str, list[int]]:
        years = years_in(key)
        mark = PLACEHOLDER["year"]
        rest = _YEAR.sub(lambda m: mark if years_in(m.group()) else m.group(), key)
        years += [_CENTURY + int(m["year"]) for m in _SHORT_YEAR.finditer(rest)]
        rest = _SHORT_YEAR.sub(lambda m: f"{m['word']} {mark}", rest)
        said = bool(years)
        for words, year in ((_THIS_YEAR, this_year), (_LAST_YEAR, this_year - 1), (_NEXT_YEAR, this_year + 1)):
            for word in words:
                if word in rest:
                    if not (said and words is _LAST_YEAR):  # "in 2022, how much more than the year before?"
                        years.append(year)
                    rest = rest.replace(word, mark)
        return match_key(rest), years

    def _chosen(self, key: str, hits: list[Hit], awaited: str) -> list[Hit]:
        """The hits that stand, from the most to the least telling, none overlapping."""
        usable = [hit for hit in hits if not hit.of("place")]
        for hit in hits:
            if hit.of("place"):
                typed, marked = self._places.typed(key, hit)
                if marked or awaited == "place" or self._places.may_stand(key, hit):
                    usable.append(typed)
                    if typed.length > hit.length:  # "the programme of the province Takeo": the word is another's
                        usable.append(replace(typed, start=hit.start, end=hit.end))
        chosen = _without_overlap(usable)
        if any(hit.of("service") or hit.of("project") for hit in chosen):  # beside a thing its group asks nothing more
            chosen = [hit for hit in chosen if not hit.of("sector")]
        return sorted(self._nested(chosen, usable), key=lambda hit: hit.start)

    def _with_described(self, key: str, hits: list[Hit], ignored: Collection[str]) -> list[Hit]:
        """The hits, and a thing that is described where none is named, or far better than the one named."""
        if any(hit.of("supplier") for hit in hits):
            return hits
        named = [hit for hit in hits if any(hit.of(kind) for kind in KINDS)]
        others = [hit for hit in hits if hit not in named or not self._is_name_only(hit)]
        if any(hit in named for hit in others):  # "a passport to work in Korea"
            return [self._exchanged(key, hit) if hit in named else hit for hit in others]
        kinds = [kind for kind in KINDS if kind not in ignored]
        described = self._with_new(key, others, kinds)
        if described == others and not any(hit.of(kind) for hit in hits for kind in (*KINDS, *MONEY)):
            described = self._with_new(key, others, [kind for kind in MONEY if kind not in ignored])
        return hits if described == others else described  # "the embassy wants a paper that I am single"

    def _is_name_only(self, hit: Hit) -> bool:
        return all(owner in self._name_only for owner in hit.owners)

    def _with_new(self, key: str, hits: list[Hit], kinds: list[str]) -> list[Hit]:
        thing = self._described.find(key, kinds)
        if thing is None:
            return hits
        new = Hit(thing.start, thing.end, ((thing.kind, thing.id),), key[thing.start : thing.end], _DESCRIBED)
        apart = [hit for hit in hits if hit.end <= new.start or hit.start >= new.end]
        own = [n for n in range(new.start, new.end) if not any(hit.start <= n < hit.end for hit in hits)]
        if not _tells("".join(key[n] for n in own)):  # "Takeo" is no road to Takeo
            return hits
        return sorted([*apart, new], key=lambda hit: hit.start)

    def _exchanged(self, key: str, hit: Hit) -> Hit:
        if len(hit.owners) != 1:
            return hit
        kind, id = hit.owners[0]
        other = self._described.instead(key, kind, id, hit.start, hit.end)
        return hit if other == id else replace(hit, owners=((kind, other),), score=_DESCRIBED)

    def _nested(self, chosen: list[Hit], usable: list[Hit]) -> list[Hit]:
        """Prefer a shorter place name where only it lies in the other place named: "សំរោង ក្នុង តាកែវ"."""
        places = [hit for hit in chosen if hit.of("place")]
        if len(places) < 2 or self._places.fits(places):
            return chosen
        for hit in places:
            rest = [other for other in chosen if other is not hit]
            for short in (
                u for u in usable if u.of("place") and hit.start <= u.start and u.end <= hit.end and u is not hit
            ):
                if self._places.fits([short, *(other for other in rest if other.of("place"))]):
                    return [short, *rest]
        return chosen

    def _meant(self, hits: list[Hit], key: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for kind in TELLING[:-1]:
            ids = _owners(kind, hits)
            if ids:
                rest = lift(key, [hit for hit in hits if hit.of(kind)])
                found[kind] = self._described.one_of(key, rest, kind, self._telling.choose(kind, ids, rest))
        places = [hit for hit in hits if hit.of("place")]
        meant = self._places.meant(places) if all(code for hit in places for code in hit.of("place")) else ()
        return {**found, "place": meant} if meant else found


def _of_another_country(key: str, hits: Sequence[Hit]) -> bool:
    """Whether a country stands beside what is done for citizens: "a Thai passport" is given by others."""
    named = [hit for hit in hits if hit.score > _DESCRIBED and (hit.of("country") or hit.of("service"))]
    return any(
        key[one.end : other.start] in _OF and bool(one.of("country")) is not bool(other.of("country"))
        for one, other in pairwise(named)
    )


def _everyday(keys: Iterable[str]) -> frozenset[str]:
    """Short words in Latin letters that stand in many questions."""
    met = Counter(word for key in keys for word in set(_SHORT.findall(key)))
    return frozenset(word for word, count in met.items() if count >= _MANY)


def _tells(words: str) -> bool:
    """Whether words are enough to describe a thing: a single one is none, nor are small ones ("no, I mean Samraong")."""
    latin = re.findall("[a-z0-9]+", _SMALL.sub(" ", words))
    return len(latin) > 1 or len(re.findall("[\u1780-\u17dd]", words)) > _A_WORD


def _owners(kind: str, hits: list[Hit]) -> tuple[str, ...]:
    """Ids that the hits name; where some name just one, those that could be several add nothing."""
    each = [hit.of(kind) for hit in hits if hit.of(kind)]
    single = [ids for ids in each if len(ids) == 1]
    return tuple(dict.fromkeys(id for ids in single or each for id in ids))


def _without(hits: list[Hit], kinds: Collection[str]) -> list[Hit]:
    kept = [replace(hit, owners=tuple(owner for owner in hit.owners if owner[0] not in kinds)) for hit in hits]
    return [hit for hit in kept if hit.owners]


def _without_overlap(hits: list[Hit]) -> list[Hit]:
    chosen: list[Hit] = []
    for hit in sorted(hits, key=_weight, reverse=True):
        if all(hit.end <= other.start or hit.start >= other.end for other in chosen):
            chosen.append(hit)
    return chosen


def _weight(hit: Hit) -> tuple[float, ...]:
    telling = min((TELLING.index(kind) for kind, _ in hit.owners), default=len(TELLING))
    return (hit.length * (hit.score - 0.35 * (hit.score < 1)), hit.score, -telling)
