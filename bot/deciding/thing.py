"""The thing that was named: what is known of it, told where it is unclear what is asked; and all that is asked of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.deciding.decision import Answer, Decision
from bot.deciding.settle import settle
from bot.domain.talk import Memory
from bot.understanding.catalogue import Catalogue, Intent
from bot.understanding.described import MONEY
from bot.understanding.entities import Question
from bot.understanding.matcher import Candidate
from bot.understanding.reading import Reading

ABOUT_IT = 0.12  # so probable together the questions about a thing, and its essentials are told
ABOUT_DESCRIBED = 0.2  # the same where the thing was not named but described: twice unsure needs more
ABOUT_OFFICE = 0.03  # the same of an office
CLEARLY = 0.6  # such a share of what may be asked about a thing, and just that is told of it
DEMANDS = 2  # of the likeliest demands told beside the essentials
ALSO, ALSO_APART = -0.4, -0.85  # so much speaks for a further demand in one stretch, in a message of several pieces
_ABOUT = ("project", "service", "office", "indicator", "category", "ministry")  # the most telling first


def told_alone(question: Question, memory: Memory, catalogue: Catalogue) -> Decision | None:
    """The essentials of what was named, where nothing else was said; with doubt where it was but described."""
    for kind in (*_ABOUT, "supplier", "sector"):
        if kind in question.found and (alone := _alone(kind, question, memory, catalogue, 1.0)):
            return _doubted(alone) if question.described else alone
    return None


def told_unsurely(ranked: list[Candidate], question: Question, memory: Memory, catalogue: Catalogue) -> Decision | None:
    """What was named is clear, what is asked about it is not: what is known of it is told, and that it may be beside."""
    kind = _thing(question)
    kinds = {kind, *question.found}.intersection(MONEY) if kind in MONEY else {kind}  # a ministry and its programme
    about = [c for c in ranked if catalogue[c.intent].knows & kinds and catalogue[c.intent].kind != "talk"]
    told = sum(c.score for c in about)
    rival = 0.0 if kind == "office" else _best_beside(ranked, about, question, catalogue)
    if not kind or told <= rival or told < _least(kind, question):
        return None
    own = next((c for c in about if kind in catalogue[c.intent].knows), None)
    if own is None or (kind in ("project", "service") and own.score < CLEARLY * told):
        essentials = _alone(kind, question, memory, catalogue, about[0].score)
        demands = [c.intent for c in about if _asks_of(catalogue[c.intent]) and kind in catalogue[c.intent].needs]
        return _doubted(with_also(essentials, demands[:DEMANDS]) if essentials else None)
    return _doubted(settle(catalogue[own.intent], question, memory, own.score))


def _best_beside(ranked: list[Candidate], about: list[Candidate], question: Question, catalogue: Catalogue) -> float:
    """How probable the best is that is not about the thing; what can make nothing of a ministry named is no rival."""
    ministry = question.names_one("ministry")

    def is_rival(intent: Intent) -> bool:
        return intent.kind != "aspect" or intent.topic != "budget" or not ministry

    return max((c.score for c in ranked if c not in about and is_rival(catalogue[c.intent])), default=0.0)


def _least(kind: str, question: Question) -> float:
    """From which probability on something is told of a thing; several ministries in a row are not one that was meant."""
    if kind in MONEY and len(question.found[kind]) > 1:
        return 1.0
    if kind == "office":  # whoever names one wants to reach it
        return ABOUT_OFFICE
    return ABOUT_DESCRIBED if question.described else ABOUT_IT


def known_of(question: Question, memory: Memory, catalogue: Catalogue, score: float) -> Decision | None:
    """What is known of the thing that was named, where nothing clear is asked of it."""
    kind = _thing(question)
    if not kind or "country" in question.found:  # "passport of Thailand"
        return None
    return _doubted(_alone(kind, question, memory, catalogue, score))


def _doubted(decision: Decision | None) -> Decision | None:
    return replace(decision, sure=False) if isinstance(decision, Answer) else decision


def _thing(question: Question) -> str:
    """The kind of the thing that was named, even if several have that name; empty where there is none."""
    named = [kind for kind in _ABOUT if kind in question.found]
    return next(filter(question.names_one, named), next(iter(named), ""))


def _alone(kind: str, question: Question, memory: Memory, catalogue: Catalogue, score: float) -> Decision | None:
    intent = next((intent for intent in catalogue.values() if intent.alone == kind), None)
    return settle(intent, question, memory, score) if intent else None


def of_one_thing(reading: Reading, memory: Memory, catalogue: Catalogue) -> Decision | None:
    """Several things asked of one thing in one breath: its essentials, and what these do not tell."""
    meant = list(dict.fromkeys(one.candidates[0].intent for _, one in reading.several))
    kind = _one_thing(reading.question, meant, catalogue) if len(meant) > 1 else ""
    essentials = _alone(kind, reading.question, memory, catalogue, 1.0) if kind else None
    return with_also(essentials, meant) if essentials else None


def asked_too(ranked: list[Candidate], reading: Reading, catalogue: Catalogue) -> list[str]:
    """What else is asked of the same thing, by what speaks for it alone; more easily in a message with seams."""
    first, least = catalogue[ranked[0].intent], ALSO_APART if reading.pieces > 1 else ALSO
    if reading.exact or first.kind != "aspect" or first.alone or not _one_thing(reading.question, (), catalogue):
        return []
    others = [c for c in ranked[1:] if c.worth >= least and catalogue[c.intent].needs == first.needs]
    return [c.intent for c in others if _asks_of(catalogue[c.intent])][:1]


def _asks_of(intent: Intent) -> bool:
    """Whether an intent asks one thing about a name, and not for its essentials."""
    return intent.kind == "aspect" and not intent.alone


def with_also(decision: Decision, intents: Collection[str]) -> Decision:
    """An answer with what else is asked of the same thing; other decisions as they are."""
    if not isinstance(decision, Answer):
        return decision
    return replace(decision, also=tuple(replace(decision.request, intent=intent) for intent in intents))


def _one_thing(question: Question, intents: Collection[str], catalogue: Catalogue) -> str:
    """The kind of the one thing that was named and that all intents are about; empty where there is none."""
    for kind in ("project", "service"):
        if question.names_one(kind) and all(
            intent in catalogue and kind in catalogue[intent].knows for intent in intents
        ):
            return kind
    return ""
