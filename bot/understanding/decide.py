"""From candidates to a decision: answer, ask for what is missing, offer up to three, or say no."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from bot.domain.talk import Memory
from bot.understanding.catalogue import Catalogue, Intent
from bot.understanding.entities import Question
from bot.understanding.matcher import Candidate
from bot.understanding.reading import Reading

SURE = 0.62  # probability at or above which the bot answers; below it offers
SURE_OF_A_WORD = 0.99  # the same where no more was said than a word or two: "luy khum" is a subject, no question
MAYBE = 0.12  # below: say no
LEAD = 0.30  # the second candidate must be this much less probable
DOUBT = 0.60  # less probable a question nobody can answer, and what else it may be is offered
ABOUT_IT = 0.12  # so probable together the questions about a thing, and its essentials are told
ABOUT_DESCRIBED = 0.2  # the same where the thing was not named but described: twice unsure needs more
CLEARLY = 0.6  # such a share of what may be asked about a thing, and just that is told of it
ALSO, ALSO_APART = -0.4, -0.85  # so much speaks for a further demand in one stretch, in a message of several pieces
HARDLY = 0.30  # less probable a refusal, and what is known of the thing that was named is told instead
POLITE = 0.35  # less probable a kind word alone, and it is not said
OFFERED = 3
ALTERNATIVE = "|"  # between the ids that one name may mean


@dataclass(frozen=True)
class Request:
    """A question in the form in which facts are looked up."""

    intent: str
    names: Mapping[str, str] = field(default_factory=dict)  # kind -> id, one each
    year: int | None = None
    key: str = ""  # the whole question in comparison form: it may hold words that choose a variant
    foreigner: bool = False


@dataclass(frozen=True)
class Answer:
    """``sure``: false where only the thing meant is clear, and its essentials are told as no more than that.

    ``also``: what else was asked of the same thing in the same breath.
    """

    request: Request
    score: float = 1.0
    sure: bool = True
    also: tuple[Request, ...] = ()


@dataclass(frozen=True)
class AskFor:
    """A name is missing or ambiguous; ``options`` are the ids it can be, empty where anything goes."""

    request: Request
    kind: str
    options: tuple[str, ...] = ()
    score: float = 1.0


@dataclass(frozen=True)
class Offer:
    requests: tuple[Request, ...]
    score: float = 0.0


@dataclass(frozen=True)
class GiveUp:
    score: float = 0.0
    intent: str = ""  # the kind of question nobody can answer, where it is known


_ABOUT = ("project", "service", "indicator", "category", "ministry")  # what is asked about, the most telling first

Decision = Answer | AskFor | Offer | GiveUp


def decide(reading: Reading, memory: Memory, catalogue: Catalogue) -> Decision:
    """What to do about a message that was read, given what the talk was about; of several questions about the first."""
    question = reading.question
    if follow_up := _about_the_same(reading, memory, catalogue):
        return follow_up
    if reading.several:
        return _of_one_thing(reading, memory, catalogue) or decide(reading.several[0][1], memory, catalogue)
    ranked = _told_of(rank(reading.candidates, catalogue), question, catalogue)
    named = bool(question.found) and "country" not in question.found  # of other countries nothing is known
    if named and (question.bare or (question.brief and not reading.exact)):
        return _bare(question, memory, catalogue) or _offer(ranked, question, memory, catalogue)
    if not ranked or ranked[0].score < MAYBE:
        return _known_of(question, memory, catalogue) or GiveUp(ranked[0].score if ranked else 0.0)
    if catalogue[ranked[0].intent].does == "refuse":
        return _refused(ranked, question, memory, catalogue)
    best, second = ranked[0], _second(ranked, question, catalogue)
    subject = question.short and not memory.intent and catalogue[best.intent].kind != "talk"
    least = SURE_OF_A_WORD if subject else SURE
    if reading.exact or (best.score >= least and best.score - second >= LEAD):
        decision = settle(catalogue[best.intent], question, memory, best.score)
        return _with_also(decision, _asked_too(ranked, reading, catalogue))
    return _unsure(ranked, question, memory, catalogue) or _offer(ranked, question, memory, catalogue)


def _refused(ranked: list[Candidate], question: Question, memory: Memory, catalogue: Catalogue) -> Decision:
    """No; where that is doubtful, what is known of the thing that was named, or what else may have been meant."""
    score, intent = ranked[0].score, ranked[0].intent
    if score < HARDLY and (known := _known_of(question, memory, catalogue)):
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
    things = [kind for kind in ("project", "service") if kind in knows and len(question.found.get(kind, ())) == 1]

    def about_another(intent: Intent) -> bool:
        return intent.kind == "aspect" and not intent.knows.issuperset(things)

    return next((c.score for c in ranked[1:] if not about_another(catalogue[c.intent])), 0.0)


def _told_of(ranked: list[Candidate], question: Question, catalogue: Catalogue) -> list[Candidate]:
    """The candidates without those about budgets where another country is named: nothing is known of its money."""
    abroad = "country" in question.found
    return [candidate for candidate in ranked if not (abroad and catalogue[candidate.intent].topic == "budget")]


def settle(intent: Intent, question: Question, memory: Memory, score: float) -> Answer | AskFor:
    """The intent is known: gather the names it needs, or ask for the first that is missing."""
    names: dict[str, str] = {}
    unclear: tuple[str, tuple[str, ...]] | None = None
    for kind in (*intent.needs, *intent.uses):
        ids = narrowed(kind, question.found.get(kind, ()), memory)
        if kind in intent.uses and len(ids) > 1:
            ids = _holding_all(ids)
        if len(ids) == 1:
            names[kind] = ids[0]
        elif not ids and kind in memory.names and kind != "year":
            names[kind] = memory.names[kind]
        elif kind in intent.needs and unclear is None:
            unclear = (kind, ids or (memory.options if memory.asked_for == kind else ()))  # still to be chosen
    if "service" in names and names["service"] == memory.names.get("service") and "variant" in memory.names:
        names["variant"] = memory.names["variant"]
    remembered = memory.names.get("year") if "place" in names and "place" not in question.found else None
    year = max(question.years) if question.years else int(remembered) if remembered and "year" in intent.knows else None
    request = Request(intent.name, names, year, question.key, question.foreigner)
    return AskFor(request, unclear[0], unclear[1], score) if unclear else Answer(request, score)


def narrowed(kind: str, ids: tuple[str, ...], memory: Memory) -> tuple[str, ...]:
    """Ids of an ambiguous place that fit the place the talk is about."""
    before = memory.names.get("place", "")
    if kind != "place" or len(ids) < 2 or not before or before == "KH":
        return ids
    for width in (len(before), 4, 2):
        inside = tuple(code for code in ids if code[:width] == before[:width])
        if inside:
            return inside
    return ids


def _holding_all(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The place in which all the others lie, where there is one: "Poipet" is a town and a sangkat of it."""
    return tuple(id for id in ids if all(other.startswith(id) for other in ids)) or ids


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


def _bare(question: Question, memory: Memory, catalogue: Catalogue) -> Decision | None:
    for kind in ("project", "service", "supplier", "sector", "ministry", "category", "indicator"):
        if kind in question.found and (alone := _alone(kind, question, memory, catalogue, 1.0)):
            return alone
    return None


def _unsure(ranked: list[Candidate], question: Question, memory: Memory, catalogue: Catalogue) -> Decision | None:
    """What was named is clear, what is asked about it is not: what is known of it is told, and that it may be beside."""
    kind = _thing(question)
    about = [c for c in ranked if kind in catalogue[c.intent].knows and catalogue[c.intent].kind == "aspect"]
    others = max((c.score for c in ranked if c not in about), default=0.0)
    told = sum(c.score for c in about)
    if not kind or told <= others or told < (ABOUT_DESCRIBED if question.described else ABOUT_IT):
        return None
    if kind in ("project", "service") and about[0].score < CLEARLY * told:
        decision = _alone(kind, question, memory, catalogue, about[0].score)
    else:
        decision = settle(catalogue[about[0].intent], question, memory, about[0].score)
    return _doubted(decision)


def _doubted(decision: Decision | None) -> Decision | None:
    return replace(decision, sure=False) if isinstance(decision, Answer) else decision


def _thing(question: Question) -> str:
    """The kind of the thing that was named, even if several have that name; empty where there is none."""
    named = {kind: len(question.found[kind]) for kind in _ABOUT if kind in question.found}
    return next((kind for kind, count in named.items() if count == 1), next(iter(named), ""))


def _known_of(question: Question, memory: Memory, catalogue: Catalogue) -> Decision | None:
    """What is known of the thing that was named, where nothing clear is asked of it."""
    kind = _thing(question)
    if not kind or "country" in question.found:  # "passport of Thailand"
        return None
    decision = _alone(kind, question, memory, catalogue, MAYBE)
    return _doubted(decision)


def _of_one_thing(reading: Reading, memory: Memory, catalogue: Catalogue) -> Decision | None:
    """Several things asked of one thing in one breath: its essentials, and what these do not tell."""
    meant = list(dict.fromkeys(one.candidates[0].intent for _, one in reading.several))
    kind = _one_thing(reading.question, meant, catalogue) if len(meant) > 1 else ""
    essentials = _alone(kind, reading.question, memory, catalogue, 1.0) if kind else None
    return _with_also(essentials, meant) if essentials else None


def _asked_too(ranked: list[Candidate], reading: Reading, catalogue: Catalogue) -> list[str]:
    """What else is asked of the same thing, by what speaks for it alone; more easily in a message with seams."""
    first, least = catalogue[ranked[0].intent], ALSO_APART if reading.pieces > 1 else ALSO
    if reading.exact or first.kind != "aspect" or first.alone or not _one_thing(reading.question, (), catalogue):
        return []
    others = [c for c in ranked[1:] if c.worth >= least and catalogue[c.intent].needs == first.needs]
    return [c.intent for c in others if catalogue[c.intent].kind == "aspect" and not catalogue[c.intent].alone][:1]


def _with_also(decision: Decision, intents: Collection[str]) -> Decision:
    if not isinstance(decision, Answer):
        return decision
    return replace(decision, also=tuple(replace(decision.request, intent=intent) for intent in intents))


def _one_thing(question: Question, intents: Collection[str], catalogue: Catalogue) -> str:
    """The kind of the one thing that was named and that all intents are about; empty where there is none."""
    for kind in ("project", "service"):
        one = len(question.found.get(kind, ())) == 1
        if one and all(intent in catalogue and kind in catalogue[intent].knows for intent in intents):
            return kind
    return ""


def _alone(kind: str, question: Question, memory: Memory, catalogue: Catalogue, score: float) -> Decision | None:
    intent = next((intent for intent in catalogue.values() if intent.alone == kind), None)
    return settle(intent, question, memory, score) if intent else None


def _open(decision: Answer | AskFor) -> Request:
    """A request whose ambiguous name is kept as alternatives, so that a tap asks which one is meant."""
    if isinstance(decision, Answer) or not decision.options:
        return decision.request
    alternatives = ALTERNATIVE.join(decision.options)
    return replace(decision.request, names={**decision.request.names, decision.kind: alternatives})


def _offer(ranked: list[Candidate], question: Question, memory: Memory, catalogue: Catalogue) -> Decision:
    likely = [candidate for candidate in ranked if _may_be_offered(candidate, catalogue[candidate.intent])]
    requests = tuple(_open(settle(catalogue[c.intent], question, memory, c.score)) for c in likely[:OFFERED])
    score = ranked[0].score if ranked else 0.0
    if not requests and "place" in question.found:
        return AskFor(Request("", {}, None, question.key), "topic", question.found["place"], score)
    return Offer(requests, score) if requests else GiveUp(score)


def _may_be_offered(candidate: Candidate, intent: Intent) -> bool:
    return candidate.score >= (POLITE if intent.kind_word else MAYBE) and intent.does not in ("repeat", "refuse")
