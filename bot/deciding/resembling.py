"""What a question resembles: offered where it names nothing, and a reason to doubt where it names something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.deciding.decide import OFFERED
from bot.deciding.decision import Answer, AskFor, Decision, GiveUp, Offer, Request
from bot.deciding.doubt import ENOUGH, LEAST, Signs, surely
from bot.deciding.settle import settle
from bot.domain.talk import Memory
from bot.understanding.catalogue import THINGS, Catalogue, Intent
from bot.understanding.described import KINDS, MONEY, Likely
from bot.understanding.entities import Question
from bot.understanding.reader import Reader

_TOLD = tuple(kind for kind in THINGS if kind != "sector")  # "health 2011" may well be a ministry
_LISTS = ("procurement", "services")  # topics whose lists may well sound like one thing of them
_LIKE = -0.3  # from where on a thing is offered instead of saying no; two in three times it is the one that was meant
_OWN_WORDS = 24  # code points from which on a message in a talk says enough by itself; "and the documents?" does not
_STRANGE = 0.8  # so much less than for none of them may speak for things offered where one must be meant
_BEHIND = 0.6  # so much less may speak for the others offered beside it


def with_resembling(decision: Decision, question: Question, memory: Memory, reader: Reader) -> Decision:
    """The decision; where it lacks the thing that is asked about, with those that the question resembles most."""
    if isinstance(decision, AskFor) and decision.kind in THINGS and not decision.options:
        likely = reader.nearest(question, (decision.kind,))[:OFFERED]
        return replace(decision, options=tuple(one.id for one in likely)) if len(likely) > 1 else decision
    lost = isinstance(decision, GiveUp) and not decision.intent
    if not (lost or isinstance(decision, Offer)) or any(kind in question.found for kind in _TOLD):
        return decision
    likely = reader.nearest(question)
    if likely and likely[0].score >= _LIKE:
        return _offer(decision, likely, question, memory, reader.catalogue)
    return _of_which(decision, question, reader) if isinstance(decision, Offer) else decision


def _of_which(offer: Offer, question: Question, reader: Reader) -> Decision:
    """The offer; where all of it lacks the same thing, things it may be about: nobody is helped by "do you mean the fee?"."""
    request, kinds = offer.requests[0], {_lacking(request, reader.catalogue) for request in offer.requests}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind == "project" and "place" in request.names:  # one of those there
        return AskFor(request, kind, (), offer.score)
    likely = reader.nearest(question, (kind,), _STRANGE)[:OFFERED] if kind else []
    requests = tuple(replace(request, names={**request.names, kind: one.id}) for one in likely)
    return replace(offer, requests=requests) if requests else offer


def _lacking(request: Request, catalogue: Catalogue) -> str:
    """The first kind of thing without which a request cannot be answered; empty where nothing is missing."""
    needs = catalogue[request.intent].needs
    return next((kind for kind in needs if kind in THINGS and kind not in request.names), "")


def with_doubt(decision: Decision, question: Question, reader: Reader) -> Decision:
    """The decision; an answer is told as no more than what is known, where the words describe something else."""
    if not (isinstance(decision, Answer) and decision.sure):
        return decision
    intent, names = reader.catalogue[decision.request.intent], decision.request.names
    of_the_talk = any(names[kind] not in question.found.get(kind, ()) for kind in _TOLD if kind in names)
    if intent.kind == "talk" or of_the_talk:
        return decision
    if question.abroad and "service" in names:  # what is done in an embassy, and for how much, is not known
        return replace(decision, sure=False)
    return replace(decision, sure=surely(signs_of(decision, question, intent.topic, reader)) >= ENOUGH)


def with_another_thing(decision: Decision, question: Question, reader: Reader) -> Decision:
    """In a talk: the decision; where its thing is only remembered and the words describe another, that one, with doubt.

    After a driving licence "the permit for a villa?" asks for no licence, though it names nothing.
    """
    if not isinstance(decision, Answer) or len(question.key.replace(" ", "")) < _OWN_WORDS:
        return decision
    names = decision.request.names
    for kind in (kind for kind in KINDS if kind in names and kind not in question.found):
        likely = reader.nearest(question, (kind,)) if reader.worth(question, kind, names[kind]) else []
        if likely and likely[0].id != names[kind] and likely[0].score >= _LIKE:
            named = {**{k: id for k, id in names.items() if k != "variant"}, kind: likely[0].id}
            return replace(decision, request=replace(decision.request, names=named), sure=False, also=())
    return decision


def signs_of(decision: Answer, question: Question, topic: str, reader: Reader) -> Signs:
    """What speaks for and against the thing that an answer would tell; ``topic``: of the intent."""
    names = decision.request.names
    for kind in (kind for kind in (*KINDS, *MONEY) if kind in names):
        if known := reader.worth(question, kind, names[kind]):
            return Signs(decision.score, question.described, *known)
    strange = topic not in _LISTS and not set(names) & set(THINGS)
    likely = reader.nearest(question) if strange else []
    return Signs(decision.score, question.described, near=likely[0].score if likely else LEAST)


def _offer(
    decision: Decision, likely: Sequence[Likely], question: Question, memory: Memory, catalogue: Catalogue
) -> Decision:
    """The likeliest things of the kind of the likeliest, each with what is asked about it as far as that is clear."""
    kind, best = likely[0].kind, likely[0].score
    things = [one for one in likely if one.kind == kind and best - one.score < _BEHIND][:OFFERED]
    meant = [catalogue[r.intent] for r in decision.requests] if isinstance(decision, Offer) else []
    about = [intent for intent in (*meant, *catalogue.values()) if kind in intent.needs and _fits(intent, kind, meant)]
    if not about:
        return decision
    named = (replace(question, found={**question.found, kind: (one.id,)}) for one in things)
    settled = [settle(about[0], one, memory, decision.score) for one in named]
    if len(settled) == 1 and isinstance(settled[0], Answer):  # told at once, with the doubt, instead of "is it this?"
        return replace(settled[0], sure=False)
    return Offer(tuple(one.request for one in settled), decision.score)


def _fits(intent: Intent, kind: str, meant: Sequence[Intent]) -> bool:
    return intent in meant or intent.alone == kind
