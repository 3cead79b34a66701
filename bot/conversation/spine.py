"""The spine: one thing a citizen did in, one turn out. Knows no platform, no web server, no database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.answering.answerer import Answerer
from bot.answering.shelf import FROM, parse_payload
from bot.conversation import nearby
from bot.conversation.asking import FORGET, LANGUAGE, MENU, PERSON, TOPIC, Asker
from bot.conversation.numbered import typed
from bot.conversation.person import BOT, Staff
from bot.conversation.saying import offered
from bot.conversation.wordless import heard
from bot.domain.talk import Incoming, Kind, Language, Memory, Outcome, Reply, Turn
from bot.text.normalise import match_key
from bot.understanding.catalogue import NAMES, Intent
from bot.understanding.decide import ALTERNATIVE, Answer, AskFor, Decision, Offer, Request, decide
from bot.understanding.reader import Reader, Reading

SAY = "say?"
_ENGLISH = ("english", "អង់គ្លេស", "angkles", "anglais", "onglish")
_KHMER = ("khmer", "ខ្មែរ", "kmer")


@dataclass(frozen=True)
class _Said:
    """What one turn says and what it leaves behind."""

    replies: tuple[Reply, ...]
    outcome: Outcome
    intent: str = ""
    topic: str = ""
    score: float = 0.0
    about: Memory | None = None  # what to remember of names, intent and questions asked; None: as before
    names: dict[str, str] = field(default_factory=dict)
    demonstration: bool = False
    forget: bool = False
    wants_person: bool = False
    wants_bot: bool = False
    asks_known: bool = False
    language: Language | None = None  # chosen by the citizen in this turn


class Conversation:
    """Understands and answers, with the memory it is given."""

    def __init__(self, reader: Reader, answerer: Answerer, staff: Staff | None = None) -> None:
        self.reader, self.answerer, self.staff = reader, answerer, staff or Staff()

    def respond(self, incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        """The whole way of a message, from reading to reply."""
        reading = self._read(incoming, memory, now)
        language = memory.language or (reading and reading.language) or memory.last_language or "km"
        said = self._say(incoming, reading, memory, language, now)
        language = said.language or language
        replies = said.replies
        if not memory.greeted and not self._welcomes(said):
            replies = (self._asker(language).welcome(), *replies)
        about = said.about if said.about is not None else replace(memory, asked_for="", options=(), offered=())
        after = replace(
            about, language=said.language or memory.language, last_language=language, greeted=True, at=now,
            offered=offered(replies),
        )  # fmt: skip
        return Turn(
            replies, after, language, said.outcome, said.intent, said.topic, said.score, said.names, said.demonstration,
            said.forget, said.wants_person, wants_bot=said.wants_bot, asks_known=said.asks_known,
        )  # fmt: skip

    def _read(self, incoming: Incoming, memory: Memory, now: datetime) -> Reading | None:
        if incoming.tap.startswith(SAY):  # a prepared question was tapped: as if it had been typed
            return self.reader.read(incoming.tap.removeprefix(SAY), now.year)
        if incoming.kind is not Kind.TEXT or not incoming.text.strip():
            return None
        return self.reader.read(incoming.text, now.year, memory.asked_for, memory.names)

    def _say(
        self, incoming: Incoming, reading: Reading | None, memory: Memory, language: Language, now: datetime
    ) -> _Said:
        if incoming.kind is Kind.TAP and reading is None:
            return self._tapped(incoming.tap, memory, language, now)
        if incoming.kind is Kind.START:
            return self._welcome(language)
        if reading is None:
            return self._wordless(incoming, memory, language)
        if payload := typed(incoming.text, memory.offered):
            return self._tapped(payload, memory, language, now)
        if (
            reading.question.key == ""
            or reading.script == "none"
            and not reading.question.found
            and not reading.question.years
        ):
            return _Said((self._asker(language).menu(),), Outcome.NOT_UNDERSTOOD)
        decision = self._decide(reading, memory)
        said = self._decided(decision, memory, language, reading.question.key)
        if reading.several:
            said = replace(said, replies=self._others(reading, said, self._asker(language)))
        return replace(said, replies=(self.staff.noted(now, self._asker(language)),)) if said.wants_person else said

    def _decide(self, reading: Reading, memory: Memory) -> Decision:
        """What to do about it; "and X instead?" that fits nothing said before is taken for X alone."""
        decision = decide(reading, memory, self.reader.catalogue)
        question = reading.question
        again = isinstance(decision, Answer) and self.reader.catalogue[decision.request.intent].does == "repeat"
        if again and question.found and memory.intent:
            alone = replace(reading, question=replace(question, rest=""))
            return decide(alone, replace(memory, intent=""), self.reader.catalogue)
        if isinstance(decision, AskFor) and not decision.options and decision.kind == memory.asked_for:
            # The same is still missing: the same choice is shown again, not an empty question.
            return replace(decision, options=memory.options) if decision.request.intent == memory.intent else decision
        return decision

    def _others(self, reading: Reading, said: _Said, asker: Asker) -> tuple[Reply, ...]:
        """What is said, and to be tapped what else was asked in the same message; the essentials tell it already."""
        answered = self.reader.catalogue.get(said.intent)
        if answered and answered.alone:
            return said.replies
        others = [(one.candidates[0].intent, SAY + text) for text, one in reading.several[1:]]
        return (*said.replies[:-1], asker.also(said.replies[-1], others))

    def _decided(self, decision: Decision, memory: Memory, language: Language, key: str = "") -> _Said:
        if isinstance(decision, Answer):
            return self._answered(decision.request, memory, language, decision.score, key)
        asker = self._asker(language)
        if isinstance(decision, AskFor):
            intent = self.reader.catalogue.get(decision.request.intent)
            year = {"year": str(decision.request.year)} if decision.request.year else {}
            about = replace(
                memory,
                intent=decision.request.intent,
                names={**decision.request.names, **year},
                asked_for=decision.kind,
                options=decision.options,
            )
            topic = intent.topic if intent else ""
            return _Said(
                (asker.ask(decision),), Outcome.ASKED_BACK, decision.request.intent, topic, decision.score, about
            )
        if isinstance(decision, Offer):
            if small_talk := self._small_talk(decision):
                reply = Reply(asker.speech.both(small_talk.answer), choices=asker.menu_choices())
                return _Said((reply,), Outcome.OFFERED, score=decision.score)
            # What was named stays in mind, whatever is tapped next.
            named = {kind: id for r in decision.requests for kind, id in r.names.items() if ALTERNATIVE not in id}
            about = replace(memory, names={**memory.names, **named}, asked_for="", options=())
            return _Said((asker.offer(decision),), Outcome.OFFERED, score=decision.score, about=about)
        kind = self.reader.catalogue.get(decision.intent)
        return _Said((asker.refuse(kind),), Outcome.NOT_UNDERSTOOD, decision.intent, score=decision.score)

    def _small_talk(self, offer: Offer) -> Intent | None:
        """The only thing that may have been meant, where it is a kind word that does no harm said too much."""
        intents = [self.reader.catalogue[request.intent] for request in offer.requests]
        return intents[0] if len(intents) == 1 and intents[0].kind == "talk" and not intents[0].does else None

    def _answered(self, request: Request, memory: Memory, language: Language, score: float, key: str = "") -> _Said:
        intent = self.reader.catalogue[request.intent]
        if intent.kind == "talk":
            return self._talked(intent, language, score, key)
        told = self.answerer.answer(request, language)
        names = {kind: id for kind, id in (told.names or request.names).items() if kind != FROM}
        about = replace(memory, intent=intent.name, names=names, asked_for="", options=(), offered=())
        outcome = Outcome.ANSWERED if told.known else Outcome.NO_DATA
        return _Said((told.reply,), outcome, intent.name, intent.topic, score, about, names, told.demonstration)

    def _talked(self, intent: Intent, language: Language, score: float, key: str) -> _Said:
        """An intent about the talk itself: what it does, or the text it has."""
        asker = self._asker(language)
        said = _Said((), Outcome.ANSWERED, intent.name, intent.topic, score)
        text = asker.speech.both(intent.answer)
        if intent.does == "welcome":
            return replace(said, replies=(asker.welcome(),))
        if intent.does == "language":
            return self._language(_language_in(key), said, language)
        if intent.does == "person":
            return replace(said, replies=(Reply(text),), outcome=Outcome.TO_A_PERSON, wants_person=True)
        if intent.does == "forget":
            return replace(said, replies=(asker.really_forget(),))
        if intent.does in ("menu", "repeat"):
            return replace(said, replies=(asker.menu(text=text if intent.does == "menu" else ""),))
        told = self.answerer.answer(Request(intent.name), language)
        reply = (
            told.reply
            if told.reply.buttons or told.reply.choices
            else replace(told.reply, choices=asker.menu_choices())
        )
        return replace(said, replies=(reply,), asks_known=intent.does == "known")

    def _tapped(self, payload: str, memory: Memory, language: Language, now: datetime) -> _Said:
        """A button, a quick reply or a number typed instead."""
        name, names = parse_payload(payload)
        if name in self.reader.catalogue:
            return self._tapped_intent(self.reader.catalogue[name], names, memory, language)
        asker = self._asker(language)
        if name == MENU:
            return _Said((asker.menu(names.get("about", "")),), Outcome.ANSWERED, "menu", "talk")
        if name == LANGUAGE:
            return self._language(names.get("to", ""), _Said((), Outcome.ANSWERED, "language", "talk"), language)
        if name == PERSON:
            reply = self.staff.noted(now, asker)
            return _Said((reply,), Outcome.TO_A_PERSON, "talk-to-a-person", "talk", wants_person=True)
        if name == FORGET:
            return self._forget(names.get("sure") == "yes", asker)
        if name == BOT:
            return _Said((asker.menu(text=asker.speech.phrase("person.over")),), Outcome.ANSWERED, "menu", "talk",
                         wants_bot=True)  # fmt: skip
        if names.get("place") in self.answerer.facts.places():
            return self._placed(name, names, memory, language)
        return self._welcome(language)

    def _placed(self, name: str, names: dict[str, str], memory: Memory, language: Language) -> _Said:
        """A place was tapped: what about it, or what is there."""
        place = names["place"]
        asker, about = self._asker(language), replace(memory, names={"place": place}, asked_for="", offered=())
        if name == nearby.WITHIN:
            return _Said((nearby.within(names, asker),), Outcome.ASKED_BACK, "near", "talk")
        if name == nearby.HERE:
            told = self.answerer.answer(Request("office-list", {"place": place}), language)
            outcome = Outcome.ANSWERED if told.known else Outcome.NO_DATA
            reply = nearby.here(place, told.reply if told.known else None, asker)
            return _Said((reply,), outcome, "office-list", self.reader.catalogue["office-list"].topic, about=about,
                         names={"place": place}, demonstration=told.demonstration)  # fmt: skip
        if name == TOPIC:
            return _Said((asker.about_place([place]),), Outcome.ASKED_BACK, about=about)
        return self._welcome(language)

    def _tapped_intent(self, intent: Intent, names: dict[str, str], memory: Memory, language: Language) -> _Said:
        year = names.pop("year", "")
        names = {**{kind: memory.names[kind] for kind in intent.needs if kind in memory.names}, **names}
        unclear = next((kind for kind, id in names.items() if ALTERNATIVE in id and kind in NAMES), "")
        options = tuple(names.pop(unclear).split(ALTERNATIVE)) if unclear else ()
        missing = unclear or next((kind for kind in intent.needs if kind not in names), "")
        request = Request(intent.name, names, int(year) if year.isdecimal() else None)
        decision = AskFor(request, missing, self._known(missing, options)) if missing else Answer(request)
        return self._decided(decision, memory, language)

    def _known(self, kind: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Ids that exist: a payload may be old, or not be ours."""
        return tuple(id for id in ids if id in self.answerer.facts.places()) if kind == "place" else ids

    def _wordless(self, incoming: Incoming, memory: Memory, language: Language) -> _Said:
        asker = self._asker(language)
        if incoming.kind is Kind.TEXT:  # blank
            return _Said((asker.menu(),), Outcome.NOT_UNDERSTOOD)
        if incoming.spot:
            return _Said((nearby.located(incoming.spot, asker),), Outcome.ASKED_BACK, "near", "talk")
        intent, reply = heard(incoming.kind, asker, memory)
        outcome = Outcome.ANSWERED if incoming.kind is Kind.STICKER else Outcome.NOT_UNDERSTOOD
        return _Said((reply,), outcome, intent, "talk")

    def _welcome(self, language: Language) -> _Said:
        return _Said((self._asker(language).welcome(),), Outcome.ANSWERED, "welcome", "talk", about=Memory())

    def _language(self, to: str, said: _Said, language: Language) -> _Said:
        if to not in ("km", "en"):
            return replace(said, replies=(self._asker(language).languages(),))
        chosen: Language = "km" if to == "km" else "en"
        asker = self._asker(chosen)
        return replace(said, replies=(asker.menu(text=asker.speech.phrase("language.chosen")),), language=chosen)

    def _forget(self, sure: bool, asker: Asker) -> _Said:
        text = asker.speech.phrase("forget.done" if sure else "forget.kept")
        return _Said((asker.menu(text=text),), Outcome.ANSWERED, "delete-my-data", "talk", about=Memory(), forget=sure)

    def _welcomes(self, said: _Said) -> bool:
        """Whether a turn introduces the bot by itself, so that it need not be said twice."""
        return said.intent in ("welcome", "language", "delete-my-data", "greeting")

    def _asker(self, language: Language) -> Asker:
        return Asker(self.answerer.facts, self.reader.catalogue, self.answerer.speech(language))


def _language_in(key: str) -> str:
    if any(word in key for word in _ENGLISH):
        return "en"
    return "km" if any(match_key(word) in key for word in _KHMER) else ""
