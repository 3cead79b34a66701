"""Which thing a question describes without its name: "put the used motorbike in my name" means a change of owner.

A linear model for each kind of thing, learnt from what people call the things. Every such name is put into a question
about a thing of its kind, so that the words of questions tell nothing, and other questions are learnt as none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from bot.domain.facts import Name
from bot.text.normalise import match_key
from bot.understanding.catalogue import HOLE, PLACEHOLDER
from bot.understanding.linear import Linear, fitted
from bot.understanding.names import may_begin, may_end
from bot.understanding.traits import Floats, Vector, Vocabulary, letter_groups, letter_trait, traits

KINDS = ("service", "project")
"""Kinds of things that are told by their description, even where a name of another kind is said."""

MONEY = ("ministry", "category", "indicator")
"""Kinds that are told by their description where nothing else is named: "what do the soldiers get?"."""

_LETTERS, _SOUNDS = (2, 3, 4), (3, 4)
_LEAST = 3  # names that must share a trait
_OTHERS = 2000  # questions about nothing of the kind, to learn from
_FRAMES = 300  # questions in each script to put names into
_FEW = 60  # fewer names than this teach nothing
_NONE = ""  # the class of what is none of the things
# From where on precision on the labelled questions stays; see docs/understanding.md.
_SURE, _LEAD, _OVER_NONE = -0.15, 0.3, 0.1  # to take a thing for meant where none is named,
_SURE_OF_MONEY = 0.0  # a figure or a heading: money is asked about in the same words again and again
_SURER, _FAR = -0.2, 0.4  # to take another thing for meant than the one named,
_TELLS, _BESIDE = -0.9, 0.2  # and how much what stands beside the name must speak for it
# To take one of several things that share a name for the one meant: far ahead, or told by what stands beside the name too.
_ONE, _OF_ALL, _BY_FAR, _TOLD = 0.3, 0.5, 1.9, 0.5
_NEAREST = 9  # things that a question resembles; more would not be read
_KHMER = re.compile("[\u1780-\u17b3]")
_MARKS = frozenset(PLACEHOLDER.values())


@dataclass(frozen=True)
class Description:
    """A thing that a key describes, and the stretch of the key that does so."""

    kind: str
    id: str
    start: int
    end: int


@dataclass(frozen=True)
class Likely:
    """A thing that a question resembles, and how much speaks for it."""

    kind: str
    id: str
    score: float


@dataclass(frozen=True)
class Lesson:
    """What is learnt from to tell the things of a kind apart: nothing else has a say in what is learnt."""

    kind: str
    called: tuple[tuple[str, str], ...]  # ids and names of the things; without an id where nothing else is known of one
    frames: tuple[str, ...]  # questions about a thing of the kind, with a hole for its name
    others: tuple[str, ...]  # questions about none
    places: tuple[str, ...]  # names of places that stand in names of things


@dataclass(frozen=True)
class _Model:
    """Tells the things of one kind apart; ``ids`` in the order of the linear model's classes."""

    kind: str
    ids: tuple[str, ...]
    vocabulary: Vocabulary
    linear: Linear
    left: frozenset[str]  # things that are still there to be meant

    def scores(self, text: str) -> tuple[Floats, Vector]:
        vector = self.vocabulary.vector(traits(text, _LETTERS, _SOUNDS))
        return self.linear.scores(vector), vector

    def among(self, left: Collection[tuple[str, str]]) -> _Model:
        """The same where only some things, by kind and id, are there to be meant."""
        return replace(self, left=frozenset(id for id in self.ids if (self.kind, id) in left))

    def worth(self, text: str) -> dict[str, float]:
        """What speaks for each thing."""
        return dict(zip(self.ids, self.scores(text)[0].tolist(), strict=True))


class Described:
    """What things are called, learnt so that a description of one is recognised."""

    def __init__(self, models: Sequence[_Model]) -> None:
        self._models = tuple(models)

    @classmethod
    def learnt(cls, lessons: Iterable[Lesson]) -> Described:
        """Learn from names of things and from questions (see ``lessons_of``)."""
        return cls([_learn(lesson) for lesson in lessons])

    def among(self, names: Iterable[Name]) -> Described:
        """The same where only things of these names are there to be meant."""
        left = frozenset((name.kind, name.id) for name in names)
        return Described([model.among(left) for model in self._models])

    def find(self, key: str, kinds: Collection[str] = KINDS) -> Description | None:
        """The thing that a key without names of things describes, if it does so clearly."""
        text, at = _plain(key)
        best: tuple[float, Description] | None = None
        for model in (model for model in self._models if text and model.kind in kinds):
            scores, vector = model.scores(text)
            first, *rivals = (int(number) for number in np.argsort(-scores)[:3])
            id, score = model.ids[first], float(scores[first])
            ahead = all(score - scores[rival] >= (_LEAD if model.ids[rival] else _OVER_NONE) for rival in rivals)
            least = _SURE if model.kind in KINDS else _SURE_OF_MONEY
            if score >= least and ahead and id in model.left and (best is None or score > best[0]):
                start, end = _stretch(text, model, vector, first)
                best = score, Description(model.kind, id, at[start], at[end - 1] + 1)
        return best[1] if best else None

    def nearest(self, key: str, kinds: Collection[str], behind_none: float = 0.0) -> list[Likely]:
        """The things that a key resembles, the likeliest first; by so much less at most than nothing of their kind."""
        text, found = _plain(key)[0], []
        for model in (model for model in self._models if text and model.kind in kinds):
            worth = model.worth(text)
            none = worth.get(_NONE, -np.inf)
            found += [Likely(model.kind, id, worth[id]) for id in model.left if id and worth[id] > none - behind_none]
        return sorted(found, key=lambda one: -one.score)[:_NEAREST]

    def worth(self, key: str, kind: str, id: str) -> tuple[float, float] | None:
        """What speaks for a thing in a key, and by how much less than for the best of its kind; None if it was not met."""
        model = self._model_of(kind, [id])
        worth = model.worth(_plain(key)[0]) if model else {}
        return (worth[id], max(worth.values()) - worth[id]) if worth else None

    def instead(self, key: str, kind: str, id: str, start: int, end: int) -> str:
        """The thing that a key describes far better than the thing ``id`` named from ``start`` to ``end``; else ``id``.

        What stands beside the name must speak for it too: "passport" alone is no passport of monks.
        """
        beside, model = _plain(f"{key[:start]} {key[end:]}")[0], self._model_of(kind, [id])
        if model is None or not beside:
            return id
        worth = model.worth(_plain(key)[0])
        first = max(worth, key=worth.__getitem__)
        far = worth[first] >= _SURER and worth[first] - worth[id] >= _FAR
        if not far or first not in model.left:
            return id
        others = model.worth(beside)
        told = others[first] >= _TELLS and others[first] - others[id] >= _BESIDE
        return first if told else id

    def one_of(self, key: str, rest: str, kind: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """The one of things sharing a name that a key describes far better than the others; else all of them.

        ``rest``: the key without the name. "How old for a driving licence?" is about no licence more than another.
        """
        model = self._model_of(kind, ids) if len(ids) > 1 else None
        if model is None:
            return ids
        worth, beside = (model.worth(_plain(text)[0]) for text in (key, rest))
        first, second = sorted(ids, key=lambda id: -worth[id])[:2]
        lead = worth[first] - worth[second]
        told = beside[first] - max(beside[id] for id in ids if id != first) >= _TOLD
        clear = worth[first] >= _ONE and lead >= (_OF_ALL if told else _BY_FAR)
        return (first,) if clear else ids

    def _model_of(self, kind: str, ids: Collection[str]) -> _Model | None:
        """The model that tells some things of a kind apart, if it has met them all."""
        met = (model for model in self._models if model.kind == kind and all(id in model.ids for id in ids))
        return next(met, None)


Describe = Callable[[Sequence[Lesson]], Described]
"""How to learn from lessons (see ``Described.learnt``)."""


def lessons_of(names: Sequence[Name], examples: Iterable[str]) -> tuple[Lesson, ...]:
    """What there is to learn, for each kind of thing with names enough.

    ``examples``: questions in which such names stand as ((service)), ((project)). Of these only some are taken, always
    the same: a new example seldom makes another lesson, and what was learnt from names serves on.
    """
    texts = sorted(set(examples), key=lambda text: crc32(text.encode()))
    found = (_lesson(kind, names, texts) for kind in (*KINDS, *MONEY))
    return tuple(lesson for lesson in found if len(lesson.called) >= _FEW and lesson.frames)


def _lesson(kind: str, names: Iterable[Name], texts: Sequence[str]) -> Lesson:
    hole = f"(({kind}))"
    called = tuple(sorted({(name.id if name.known else _NONE, name.text) for name in names if name.kind == kind}))
    words = "\n".join(text for _, text in called)
    places = tuple(sorted({name.text for name in names if name.kind == "place" and name.text in words}))
    frames = [text for text in texts if hole in text]
    khmer = [frame for frame in frames if _KHMER.search(frame)]
    latin = [frame for frame in frames if not _KHMER.search(frame)]
    others = [text for text in texts if hole not in text]
    return Lesson(kind, called, (*khmer[:_FRAMES], *latin[:_FRAMES]), tuple(others[:_OTHERS]), places)


def _learn(lesson: Lesson) -> _Model:
    chance = np.random.default_rng(1)
    rows = [*_framed(lesson, chance), *_others(lesson, chance)]
    ids = tuple(sorted({id for id, _ in rows}))
    number = {id: place for place, id in enumerate(ids)}
    counted = [traits(match_key(text), _LETTERS, _SOUNDS) for _, text in rows]
    vocabulary = Vocabulary.of(counted, _LEAST)
    vectors = [vocabulary.vector(one) for one in counted]
    labels = np.array([number[id] for id, _ in rows], dtype=np.int64)
    linear = fitted(vectors, len(vocabulary), labels, len(ids))
    return _Model(lesson.kind, ids, vocabulary, linear, frozenset(ids) - {_NONE})


def _framed(lesson: Lesson, chance: np.random.Generator) -> Iterable[tuple[str, str]]:
    """Every name in a question of its own script."""
    khmer = [frame for frame in lesson.frames if _KHMER.search(frame)]
    latin = [frame for frame in lesson.frames if not _KHMER.search(frame)]
    for id, text in lesson.called:
        fitting = (khmer if _KHMER.search(text) else latin) or lesson.frames
        frame = fitting[int(chance.integers(len(fitting)))]
        yield id, HOLE.sub(" ", frame.replace(f"(({lesson.kind}))", f" {text} "))


def _others(lesson: Lesson, chance: np.random.Generator) -> Iterable[tuple[str, str]]:
    """Questions about none of the things, some with places that stand in names of things: a place is no project."""
    for text in lesson.others:
        place = lesson.places[int(chance.integers(len(lesson.places)))] if lesson.places else ""
        yield _NONE, HOLE.sub(" ", text.replace("((place))", f" {place} "))


def _plain(key: str) -> tuple[str, list[int]]:
    """A key without placeholders of names, and where in the key each of its letters stands."""
    kept: list[int] = []
    for place, letter in enumerate(key):
        space = letter == " " or letter in _MARKS
        if not space or (kept and key[kept[-1]] != " " and key[kept[-1]] not in _MARKS):
            kept.append(place)
    while kept and (key[kept[-1]] == " " or key[kept[-1]] in _MARKS):
        kept.pop()
    return "".join(" " if key[place] in _MARKS else key[place] for place in kept), kept


def _stretch(text: str, model: _Model, vector: Vector, column: int) -> tuple[int, int]:
    """The stretch of a text whose letter groups speak most for a thing; whole words and letter stacks."""
    worth = vector.weights * model.linear.weights_of(column, vector.columns)
    speaks = dict(zip(model.vocabulary.numbers(vector.columns), worth.tolist(), strict=True))
    shares = np.zeros(len(text) + 2)
    for size in _LETTERS:
        for at, group in enumerate(letter_groups(text, (size,))):
            shares[at : at + size] += speaks.get(letter_trait(group), 0.0) / size
    start, end = _heaviest(shares[1:-1] - shares[1:-1].mean())
    while start > 0 and not may_begin(text, start):
        start -= 1
    while end < len(text) and not may_end(text, end):
        end += 1
    return start, end


def _heaviest(shares: Floats) -> tuple[int, int]:
    """Where the sum over a stretch is greatest."""
    best, found, total, start = 0.0, (0, len(shares)), 0.0, 0
    for place, share in enumerate(shares.tolist()):
        if total <= 0:
            total, start = 0.0, place
        total += share
        if total > best:
            best, found = total, (start, place + 1)
    return found
