"""What was decided, done: an answer, a question back, an offer, a refusal, or what the bot can do in the talk itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answerer import CHOICES, Answerer
from bot.answering.indicators import STATE
from bot.answering.one_service import variants_said
from bot.answering.shelf import FROM
from bot.conversation.asking import Asker
from bot.conversation.saying import Said
from bot.deciding.decision import ALTERNATIVE, Answer, AskFor, Decision, Offer, Request
from bot.domain.facts import NAME_ONLY
from bot.domain.talk import Language, Memory, Outcome, Reply
from bot.text.normalise import match_key
from bot.understanding.catalogue import Catalogue, Intent
from bot.understanding.entities import Question

_ENGLISH = ("english", "អង់គ្លេស", "angkles", "anglais", "onglish")
_KHMER = ("khmer", "ខ្មែរ", "kmer")
# What not every thing has: where the store has no age or validity, there is none. A fee that it lacks may well exist.
_OWN = ("service-who", "service-validity")
# The same question about a place: "the commune fund of Phsar Thmei III" asks for no figure of the state.
_OF_A_PLACE = {"state-category": "budget-category"}
_WORD_OR_TWO = 16  # code points
_FEW = 6  # projects of a place among which one is asked for


class Doing:
    """Does what was decided about a question or a tap."""

    def __init__(self, catalogue: Catalogue, answerer: Answerer) -> None:
        self.catalogue, self.answerer = catalogue, answerer

    def asker(self, language: Language) -> Asker:
        """Who words questions back in ``language``."""
        return Asker(self.answerer.facts, self.catalogue, self.answerer.speech(language))

    def resolved(self, decision: Decision) -> Decision:
        """The decision; where one name may mean several things, and the store tells of just one what was asked, that one.

        "How old for a driving licence?": only the first licence has an age, so nobody is asked which one is meant. Of fees
        and papers the store's silence tells nothing: "how much to transfer land?" is asked back. Of a thing whose name is
        all that is known nothing is offered to tap.
        """
        if isinstance(decision, Offer) and self._is_name_only(decision.requests[0]):
            return Answer(decision.requests[0], decision.score)
        if isinstance(decision, Answer):
            request = self._of_its_place(decision.request)
            return replace(decision, request=request) if decision.sure else self._unsurely(decision, request)
        if isinstance(decision, AskFor) and decision.kind == "project" and not decision.options:
            return self._of_the_place(decision)
        if isinstance(decision, AskFor) and len(decision.options) > 1:
            return self._only_one_told(decision)
        return decision

    def narrower(self, question: Question, memory: Memory) -> Answer | None:
        """The last question about a service again, where a word or two choose a variant of it: "a motorbike"."""
        intent, service = self.catalogue.get(memory.intent), memory.names.get("service", "")
        few = len(question.key.replace(" ", "")) <= _WORD_OR_TWO and not question.found
        if intent is None or "service" not in intent.needs or not (service and few):
            return None
        if not variants_said(self.answerer.facts.variants(service), question.key):
            return None
        names = {kind: id for kind, id in memory.names.items() if kind in intent.knows}
        return Answer(Request(intent.name, names, None, question.key, question.foreigner))

    def _only_one_told(self, missing: AskFor) -> Decision:
        """The one of several things of which the store tells what was asked, where that settles which one is meant."""
        requests = [_about(missing, id) for id in missing.options]
        if all(map(self._is_name_only, requests)):
            return Answer(requests[0], missing.score)
        if missing.request.intent not in _OWN:
            return missing
        told = [request for request in requests if self._is_known(request)]
        return Answer(told[0], missing.score) if len(told) == 1 else missing

    def _of_its_place(self, request: Request) -> Request:
        """A question about the state that names a place of which the very thing is known is about that place.

        So is one about a heading that only a single place has: "the roads of Sihanoukville".
        """
        narrower = _OF_A_PLACE.get(request.intent, "")
        place = request.names.get("place") or self._only_place_of(request.names.get("category", ""))
        if place == STATE or narrower not in self.catalogue:
            return request
        asked = replace(request, intent=narrower, names={**request.names, "place": place})
        return asked if self._is_known(asked) or not self._is_known(request) else request

    def _only_place_of(self, category: str) -> str:
        """The one place of whose budgets a heading is known; the state where there are several or none."""
        places = self.answerer.facts.places_with(category) if category else ()
        return places[0] if len(places) == 1 else STATE

    def _unsurely(self, decision: Answer, request: Request) -> Decision:
        """What is told with doubt; where nothing is known of it, what else may have been meant is offered."""
        request = self._or_all_of_it(request)
        others = tuple(other for other in decision.instead if other.intent != request.intent)
        if others and not self._is_name_only(request) and not self._is_known(request):
            return Offer(others, decision.score)
        return replace(decision, request=request)

    def _or_all_of_it(self, request: Request) -> Request:
        """What was asked of a thing with little sureness; its essentials, where just that is not known of it."""
        named = self.catalogue[request.intent].knows.intersection(request.names)
        essentials = next((one.name for one in self.catalogue.values() if one.alone in named), "")
        known = not essentials or self._is_known(request)
        return request if known else replace(request, intent=essentials)

    def _of_the_place(self, missing: AskFor) -> Decision:
        """A project is missing and a place was named: one of the few projects there is meant, if there are any."""
        place = missing.request.names.get("place", "")
        there = self.answerer.facts.projects(place=place) if place else ()
        if len(there) == 1:
            return Answer(_about(missing, there[0].id), missing.score)
        return replace(missing, options=tuple(project.id for project in there)) if len(there) <= _FEW else missing

    def _is_known(self, request: Request) -> bool:
        """Whether the store has an answer; in whatever language it is told."""
        return self.answerer.answer(request, "km").known

    def _is_name_only(self, request: Request) -> bool:
        """Whether nothing but its name is known of the service or project that a request is about."""
        facts, names = self.answerer.facts, request.names
        service = facts.service(names["service"]) if "service" in names else None
        thing = service or (facts.project(names["project"]) if "project" in names else None)
        return thing is not None and thing.status == NAME_ONLY

    def decided(self, decision: Decision, memory: Memory, language: Language, key: str = "") -> Said:
        """Do ``decision``; ``key``: the words it was made from, in their form for comparing."""
        if isinstance(decision, Answer):
            said = self._answered(decision.request, memory, language, decision.score, key)
            said = self._with_also(said, decision.also, language)
            return said if decision.sure else self._with_doubt(said, decision, language)
        if isinstance(decision, AskFor):
            return self._asked(decision, memory, language)
        if isinstance(decision, Offer):
            return self._offered(decision, memory, language)
        kind = self.catalogue.get(decision.intent)
        refusal = self.asker(language).refuse(kind)
        return Said((refusal,), Outcome.NOT_UNDERSTOOD, decision.intent, score=decision.score)

    def welcome(self, language: Language) -> Said:
        """Who the bot is; the talk begins anew."""
        return Said((self.asker(language).welcome(),), Outcome.ANSWERED, "welcome", "talk", about=Memory())

    def language(self, to: str, said: Said, language: Language) -> Said:
        """Speak the language ``to`` from now on, or ask which one; ``said`` is what is known of the turn."""
        if to not in ("km", "en"):
            return replace(said, replies=(self.asker(language).languages(),))
        chosen: Language = "km" if to == "km" else "en"
        asker = self.asker(chosen)
        return replace(said, replies=(asker.menu(text=asker.speech.phrase("language.chosen")),), language=chosen)

    def _asked(self, missing: AskFor, memory: Memory, language: Language) -> Said:
        """What is missing is asked for; what was said so far stays in mind."""
        request, intent = missing.request, self.catalogue.get(missing.request.intent)
        year = {"year": str(request.year)} if request.year else {}
        about = replace(
            memory, intent=request.intent, names={**request.names, **year}, asked_for=missing.kind,
            options=missing.options,
        )  # fmt: skip
        question = self.asker(language).ask(missing)
        topic = intent.topic if intent else ""
        return Said((question,), Outcome.ASKED_BACK, request.intent, topic, missing.score, about)

    def _offered(self, offer: Offer, memory: Memory, language: Language) -> Said:
        """What may have been meant is offered; a kind word is simply said."""
        asker = self.asker(language)
        if small_talk := self._small_talk(offer):
            reply = Reply(asker.speech.both(small_talk.answer), choices=asker.menu_choices())
            return Said((reply,), Outcome.OFFERED, score=offer.score)
        offer = replace(offer, requests=tuple(r for r in offer.requests if not self.catalogue[r.intent].kind_word))
        # What was named stays in mind, whatever is tapped next.
        named = {kind: id for r in offer.requests for kind, id in r.names.items() if ALTERNATIVE not in id}
        about = replace(memory, names={**memory.names, **named})  # and what was asked for: it may still be told
        return Said((asker.offer(offer),), Outcome.OFFERED, score=offer.score, about=about)

    def _small_talk(self, offer: Offer) -> Intent | None:
        """The first, where all that may have been meant are kind words, which do no harm said too much."""
        meant = [self.catalogue[request.intent] for request in offer.requests]
        return meant[0] if all(intent.kind_word for intent in meant) else None

    def _answered(self, request: Request, memory: Memory, language: Language, score: float, key: str = "") -> Said:
        intent = self.catalogue[request.intent]
        if intent.kind == "talk":
            return self._talked(intent, language, score, key)
        told = self.answerer.answer(request, language)
        names = {kind: id for kind, id in (told.names or request.names).items() if kind != FROM}
        about = replace(memory, intent=intent.name, names=names, asked_for="", options=(), offered=())
        if self._is_name_only(request):  # nothing else can be asked of it: the next question is about something else
            about = replace(about, intent="", names={})
        outcome = Outcome.ANSWERED if told.known else Outcome.NO_DATA
        return Said((told.reply,), outcome, intent.name, intent.topic, score, about, names, told.demonstration)

    def _with_also(self, said: Said, also: Sequence[Request], language: Language) -> Said:
        """What was said, and what else was asked in the same breath, where that is known: one message after the other."""
        told = [self.answerer.answer(request, language) for request in also]
        there = {line for reply in said.replies for line in reply.text.splitlines()}
        further = [one.reply for one in told if one.known and not there.issuperset(one.reply.text.splitlines()[1:-1])]
        if said.outcome is not Outcome.ANSWERED or not further:
            return said
        return replace(said, replies=(*(replace(one, choices=()) for one in said.replies), *further))

    def _with_doubt(self, said: Said, decision: Answer, language: Language) -> Said:
        """What is known of a thing, said to be no more than that; to the count it is something offered, not an answer.

        What else may have been meant is there to tap under the last message: what stands under an earlier one is hidden.
        """
        if said.outcome is not Outcome.ANSWERED:
            return said
        doubt = self.answerer.speech(language).phrase("unsure")
        told = {decision.request.intent, *(request.intent for request in decision.also)}
        others = [r for r in decision.instead if r.intent not in told and not self.catalogue[r.intent].kind_word]
        first, *further = said.replies
        replies = [replace(first, text=f"{doubt}\n{first.text}"), *further]
        choices = (*self.asker(language).choices_of(others), *replies[-1].choices)
        replies[-1] = replace(replies[-1], choices=choices[:CHOICES])
        return replace(said, replies=tuple(replies), outcome=Outcome.OFFERED)

    def _talked(self, intent: Intent, language: Language, score: float, key: str) -> Said:
        """An intent about the talk itself: what it does, or the text it has."""
        asker = self.asker(language)
        own_data = intent.does in ("forget", "known")
        said = Said((), Outcome.ANSWERED, intent.name, intent.topic, score, own_data=own_data)
        text = asker.speech.both(intent.answer)
        if intent.does == "welcome":
            return replace(said, replies=(asker.welcome(),))
        if intent.does == "language":
            return self.language(_language_in(key), said, language)
        if intent.does == "person":
            return replace(said, outcome=Outcome.TO_A_PERSON, wants_person=True)
        if intent.does == "forget":
            return replace(said, replies=(asker.really_forget(),))
        if intent.does in ("menu", "repeat"):
            return replace(said, replies=(asker.menu(text=text if intent.does == "menu" else ""),))
        told = self.answerer.answer(Request(intent.name), language)
        to_tap = told.reply.buttons or told.reply.choices
        reply = told.reply if to_tap else replace(told.reply, choices=asker.menu_choices())
        return replace(said, replies=(reply,), asks_known=intent.does == "known")


def _about(missing: AskFor, id: str) -> Request:
    return replace(missing.request, names={**missing.request.names, missing.kind: id})


def _language_in(key: str) -> str:
    if any(word in key for word in _ENGLISH):
        return "en"
    return "km" if any(match_key(word) in key for word in _KHMER) else ""
