"""From candidates to a decision: answer, ask for what is missing, offer up to three, or say no."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.deciding.decision import Answer, AskFor, Decision, GiveUp, Offer, Request
from bot.deciding.settle import left_open, settle
from bot.deciding.thing import asked_too, known_of, of_one_thing, told_alone, told_unsurely, with_also
from bot.domain.talk import Memory
from bot.understanding.catalogue import THINGS, Catalogue, Intent
from bot.understanding.entities import Question
from bot.understanding.matcher import Candidate
from bot.understanding.reading import Reading

SURE = 0.62  # probability at or above which the bot answers; below it offers
SURE_OF_A_WORD = 0.99  # the same where no more was said than a word or two: "luy khum" is a subject, no question
MAYBE = 0.12  # below: say no
LEAD = 0.30  # the second candidate must be this much less probable
DOUBT = 0.60  # less probable a question nobody can answer, and what else it may be is offered
HARDLY = 0.30  # less probable a refusal, and what is known of the thing that was named is told instead
POLITE = 0.35  # less probable a kind word alone, and it is not said
OFFERED = 3


def decide(reading: Reading, memory: Memory, catalogue: Catalogue) -> Decision:
    """What to do about a message that was read, given what the talk was about; of several questions about the first."""
    question = reading.question
    if follow_up := _about_the_same(reading, memory, catalogue):
        return follow_up
    if reading.several:
        return of_one_thing(reading, memory, catalogue) or decide(reading.several[0][1], memory, catalogue)
    ranked = _told_of(rank(reading.candidates, catalogue), question, catalogue)
    ranked = _of_the_choice(_of_the_figure(ranked, question, catalogue), question, memory, catalogue)
    named = bool(question.found) and "country" not in question.found  # of other countries nothing is known
    if named and (question.bare or (question.brief and not reading.exact)):
        return told_alone(question, memory, catalogue) or _offer(ranked, question, memory, catalogue)
    if not ranked or ranked[0].score < MAYBE:
        score = ranked[0].score if ranked else 0.0
        return known_of(question, memory, catalogue, score) or _about_the_place(question, score) or GiveUp(score)
    if catalogue[ranked[0].intent].does == "refuse":
        return _refused(ranked, question, memory, catalogue)
    best, second = ranked[0], _second(ranked, question, catalogue)
    subject = question.short and not memory.intent and catalogue[best.intent].kind != "talk"
    least = SURE_OF_A_WORD if subject else SURE
    if reading.exact or (best.score >= least and best.score - second >= LEAD):
        decision = settle(catalogue[best.intent], question, memory, best.score)
        return with_also(decision, asked_too(ranked, reading, catalogue))
    told, offer = told_unsurely(ranked, question, memory, catalogue), _offer(ranked, question, memory, catalogue)
    if isinstance(told, Answer) and isinstance(offer, Offer):
        return replace(told, instead=offer.requests)
    return told or offer


def _refused(ranked: list[Candidate], question: Question, memory: Memory, catalogue: Catalogue) -> Decision:
    """No; where that is doubtful, what is known of the thing that was named, or what else may have been meant."""
    score, intent = ranked[0].score, ranked[0].intent
    if score < HARDLY and (known := known_of(question, memory, catalogue, score)):
        return known
    doubtful = score < DOUBT and not question.bare
    offered = _offer(ranked, question, memory, catalogue) if doubtful else None
    return offered if isinstance(offered, Offer) else GiveUp(score, intent)


def rank(candidates: tuple[Candidate, ...], catalogue: Catalogue) -> list[Candidate]:
    """The candidates that are still in the files, best first."""
    return sorted((c for c in candidates if c.intent in catalogue), key=lambda candidate: -candidate.score)


def _second(ranked: list[Candidate], question: Question, catalogue: Catalogue) -> float:
    """How probable the best rival is. Where a project was named, what is about its company or ministry is none."""
    knows = catalogue[ranked[0].intent].knows
    things = [kind for kind in ("project", "service") if kind in knows and question.names_one(kind)]

    def about_another(intent: Intent) -> bool:
        return intent.kind == "aspect" and not intent.knows.issuperset(things)

    return next((c.score for c in ranked[1:] if not about_another(catalogue[c.intent])), 0.0)


def _told_of(ranked: list[Candidate], question: Question, catalogue: Catalogue) -> list[Candidate]:
    """The candidates without those about budgets where another country is named: nothing is known of its money."""
    abroad = "country" in question.found
    return [candidate for candidate in ranked if not (abroad and catalogue[candidate.intent].topic == "budget")]


def _of_the_figure(ranked: list[Candidate], question: Question, catalogue: Catalogue) -> list[Candidate]:
    """The candidates; what tells the very figure that was named asks for it too: "the oversight score of 2017"."""
    ids = question.found.get("indicator", ())
    figure = next((c for c in ranked if catalogue[c.intent].alone == "indicator"), None)
    if len(ids) != 1 or figure is None:
        return ranked
    hole = re.compile(rf"\(\({ids[0]}[ )]")
    same = [c for c in ranked if hole.search(catalogue[c.intent].answer.en)]
    score = min(figure.score + sum(c.score for c in same), 1.0)
    rest = [c for c in ranked if c is not figure and c not in same]
    return sorted([replace(figure, score=score), *rest], key=lambda c: -c.score) if same else ranked


def _of_the_choice(
    ranked: list[Candidate], question: Question, memory: Memory, catalogue: Catalogue
) -> list[Candidate]:
    """The candidates; while a thing is still to be chosen, what asks of it and not of things of another kind.

    After "which project?" the question "how much?" asks for no fee.
    """
    kind = memory.asked_for
    if kind not in THINGS or any(named in question.found for named in THINGS):
        return ranked
    if not any(c.score >= MAYBE and kind in catalogue[c.intent].needs for c in ranked):
        return ranked
    others = {*THINGS} - {kind}
    return [c for c in ranked if others.isdisjoint(catalogue[c.intent].needs)]


def _about_the_place(question: Question, score: float) -> AskFor | None:
    """What is to be told of a place that was named, where nothing clear is asked."""
    if "place" not in question.found or "country" in question.found:
        return None
    return AskFor(Request("", {}, None, question.key), "topic", question.found["place"], score)


def _about_the_same(reading: Reading, memory: Memory, catalogue: Catalogue) -> Decision | None:
    """A name the bot asked for, or a short "and in 2023?" after an answer."""
    intent = catalogue.get(memory.intent)
    question = reading.question
    if intent is None:
        return None
    if memory.asked_for == "place" and (chosen := _chosen_place(question.found.get("place", ()), memory.options)):
        question = replace(question, found={**question.found, "place": chosen})
    said = set(question.found) | ({"year"} if question.years else set())
    best = reading.candidates[0] if reading.candidates else None
    asked = memory.asked_for and memory.asked_for in said
    if asked and (question.brief or best is None or best.score < SURE):
        return settle(intent, question, memory, 1.0)
    again = (
        best is not None
        and best.intent in catalogue
        and catalogue[best.intent].does == "repeat"
        and best.score >= MAYBE
    )
    if again and not said:  # "and for a car?": the words themselves may choose another variant
        return settle(intent, question, memory, best.score if best else 1.0)
    only_year = said == {"year"}  # which place it is stays open
    if said & intent.knows and (again or (question.brief and (only_year or not memory.asked_for))):
        return settle(intent, question, memory, best.score if best else 1.0)
    return None


def _chosen_place(named: tuple[str, ...], options: tuple[str, ...]) -> tuple[str, ...]:
    """Options that a named place is, or that lie in it: "Ou Chrov" answers "in which district?"."""
    return tuple(code for code in options if any(code.startswith(place) for place in named))


def _offer(ranked: list[Candidate], question: Question, memory: Memory, catalogue: Catalogue) -> Decision:
    likely = [candidate for candidate in ranked if _may_be_offered(candidate, catalogue[candidate.intent])]
    requests = tuple(left_open(settle(catalogue[c.intent], question, memory, c.score)) for c in likely[:OFFERED])
    score = likely[0].score if likely else ranked[0].score if ranked else 0.0
    return Offer(requests, score) if requests else _about_the_place(question, score) or GiveUp(score)


def _may_be_offered(candidate: Candidate, intent: Intent) -> bool:
    return candidate.score >= (POLITE if intent.kind_word else MAYBE) and intent.does not in ("repeat", "refuse")
