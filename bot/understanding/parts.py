"""Several questions in one message: where one ends and the next begins, and what they mean together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.understanding.catalogue import THINGS, Catalogue
from bot.understanding.entities import Question
from bot.understanding.places import lies_in
from bot.understanding.reading import Reading

_BETWEEN = re.compile(
    r"[?!;។៕\n]+|, *|\.\s+|\b(?:and|plus|also|hery|haey|hery nung|hz|nung|nig)\b|ហើយនិង|ព្រមទាំង|ហើយ|និង", re.IGNORECASE
)
_CLAUSES = re.compile(rf"{_BETWEEN.pattern}|(?<=[\u1780-\u17d3]) +(?=[\u1780-\u17d3])", re.IGNORECASE)
_LEAST = 8  # code points that a question has at least
CLEAR = 0.85  # so probable an intent needs no help from elsewhere
_ONE = 0.95  # so probable as a whole, a message is one question, whatever its pieces look like
_LIKELY = 0.6  # so probable the likelier of two questions about one thing, the thing is asked about
_ALSO = 0.3  # so probable a second intent beside a clear one, a message may ask for both
Piece = tuple[str, Reading]
"""A piece of a message, and what it means by itself."""


def parts(text: str) -> list[str]:
    """The pieces of a message that may each be a question of its own, in their order; one piece where there is no seam."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text)]
    return [piece for piece in pieces if len(piece) >= _LEAST]


def seams(text: str) -> int:
    """How many pieces a message may be made of, those between the spaces of Khmer counted too: there one clause ends."""
    return max(sum(len(piece.strip()) >= _LEAST for piece in _CLAUSES.split(text)), 1)


def _is_one_question(whole: Reading, catalogue: Catalogue) -> bool:
    """Whether a message is so clear as a whole that its pieces tell nothing more of what it is about."""
    doubled = len(whole.candidates) > 1 and whole.candidates[1].score >= _ALSO
    return _how_surely(whole, catalogue) >= _ONE and not doubled


def joined(whole: Reading, pieces: Iterable[Piece], catalogue: Catalogue) -> Reading:
    """What a message means, given what it and each of its pieces means by itself.

    ``several`` of the result holds the questions where there is more than one.
    """
    clear: dict[object, Piece] = {}
    pieces = list(pieces)
    sure = [one for _, one in pieces if _asks(one, catalogue)]
    for piece, one in pieces:
        if _asks(one, catalogue) or _asks_too(one, sure, whole, catalogue):
            clear.setdefault((one.candidates[0].intent, *sorted(one.question.found.items())), (piece, one))
    asked = _without_mere_names(list(clear.values()), catalogue)
    each = [one for _, one in asked]
    several = _of_several_topics(each, catalogue) or _twice_of_one_thing(each, whole, catalogue)
    if _is_one_question(whole, catalogue) and not several:
        return whole
    if len(asked) > 1:
        return replace(whole, several=tuple((piece, _placed(one, whole, catalogue)) for piece, one in asked))
    if asked and not _asks(whole, catalogue):  # thanks, a greeting or a story around the one question
        return _within(whole, asked[0][1], catalogue)
    return whole


def _asks(reading: Reading, catalogue: Catalogue) -> bool:
    """Whether something is clearly asked, and not only said: one thing, or two about the thing that is named."""
    surely = _how_surely(reading, catalogue)
    kind = next((kind for kind in THINGS if len(reading.question.found.get(kind, ())) == 1), "")
    about = [c.score for c in reading.candidates[:2] if kind in catalogue[c.intent].needs]
    return surely >= CLEAR or (len(about) == 2 and surely >= _LIKELY and sum(about) >= CLEAR)


def _asks_too(piece: Reading, sure: Iterable[Reading], whole: Reading, catalogue: Catalogue) -> bool:
    """Whether a piece likely asks something of the very thing of which another surely asks something else."""
    if _how_surely(piece, catalogue) < _LIKELY:
        return False
    meant = catalogue[piece.candidates[0].intent]
    others = [catalogue[one.candidates[0].intent] for one in sure]
    return any(
        kind in meant.needs and whole.question.names_one(kind) and other is not meant and kind in other.needs
        for kind in ("service", "project")
        for other in others
    )


def _how_surely(reading: Reading, catalogue: Catalogue) -> float:
    """How probable the likeliest question is; 0 where it is talk."""
    best = reading.candidates[0] if reading.candidates else None
    return best.score if best and catalogue[best.intent].kind != "talk" else 0.0


def _of_several_topics(pieces: Iterable[Reading], catalogue: Catalogue) -> bool:
    """Whether pieces surely ask about several topics: who won a contract, and what the state spends."""
    best = [one.candidates[0] for one in pieces]
    return len({catalogue[one.intent].topic for one in best if one.score >= _ONE}) > 1


def _twice_of_one_thing(pieces: Iterable[Reading], whole: Reading, catalogue: Catalogue) -> bool:
    """Whether pieces surely ask different things of the one thing that was named: its fee, and how long it is valid."""
    best = [catalogue[one.candidates[0].intent] for one in pieces if one.candidates[0].score >= _ONE]
    return any(
        whole.question.names_one(kind)
        and len({intent.name for intent in best if kind in intent.needs and not intent.alone}) > 1
        for kind in ("service", "project")
    )


def _without_mere_names(pieces: Sequence[Piece], catalogue: Catalogue) -> list[Piece]:
    """The pieces without those that only name what another asks about: "the border pass, what papers?"."""
    things = [one.question.found for _, one in pieces if not catalogue[one.candidates[0].intent].alone]
    about = {kind: found[kind] for found in things for kind in THINGS if kind in found}

    def names_only(one: Reading) -> bool:
        kind = catalogue[one.candidates[0].intent].alone
        named = one.question.found.get(kind)
        return bool(things and kind) and about.get(kind, named) == named

    return [(piece, one) for piece, one in pieces if not names_only(one)]


def _within(whole: Reading, one: Reading, catalogue: Catalogue) -> Reading:
    """A message whose one question is clear: by itself, or with the names of the rest; else as it was read."""
    needs = catalogue[one.candidates[0].intent].needs
    told = whole.question.told_otherwise(one.question)
    if one.question.bare and any(len(whole.question.found.get(kind, ())) > 1 for kind in needs):
        return whole  # "education, finance and interior": no single one of them was meant
    if all(kind in one.question.found for kind in needs) and not told and not _torn(whole.question, one.question):
        placed = _placed(one, whole, catalogue)
        return replace(placed, question=replace(placed.question, around=whole.question.key))
    if all(kind in whole.question.found for kind in needs):
        return replace(whole, candidates=one.candidates)
    return whole


def _placed(one: Reading, whole: Reading, catalogue: Catalogue) -> Reading:
    """The one question, with what only the rest tells: "Where is it done? I live in Kampong Cham.", "I am French."."""
    intent, question, around = catalogue[one.candidates[0].intent], one.question, whole.question
    lacking = [kind for kind in ("place", *THINGS) if kind in (intent.knows if kind == "place" else intent.needs)]
    further = {kind: around.found[kind] for kind in lacking if kind in around.found and kind not in question.found}
    question = replace(question, found={**question.found, **further})
    years, foreigner = question.years or around.years, question.foreigner or around.foreigner
    abroad = question.abroad or around.abroad
    return replace(one, question=replace(question, years=years, foreigner=foreigner, abroad=abroad))


def _torn(whole: Question, piece: Question) -> bool:
    """Whether a piece has only the wider part of a place: "Popel (Baribour, Kampong Chhnang)"."""
    wider = piece.found.get("place", ())
    return len(wider) == 1 and any(lies_in(code, wider[0]) for code in whole.found.get("place", ()))
