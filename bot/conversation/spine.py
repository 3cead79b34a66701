"""The spine: one thing a citizen did in, one turn out. Knows no platform, no web server, no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.answering.answerer import Answerer
from bot.conversation import nearby
from bot.conversation.asking import Asker
from bot.conversation.doing import Doing
from bot.conversation.numbered import typed
from bot.conversation.person import Staff, with_way_back
from bot.conversation.saying import Said, offered
from bot.conversation.taps import Taps
from bot.conversation.wordless import heard
from bot.deciding.decide import decide
from bot.deciding.decision import Answer, AskFor, Decision, GiveUp, Offer
from bot.deciding.likeliest import told_first
from bot.deciding.resembling import with_another_thing, with_doubt, with_resembling
from bot.domain.talk import Incoming, Kind, Language, Memory, Outcome, Reply, Turn
from bot.understanding.reader import Reader
from bot.understanding.reading import Reading

SAY = "say?"
_WELCOMING = ("welcome", "language", "delete-my-data", "greeting")  # they introduce the bot by themselves


class Conversation:
    """Understands and answers, with the memory it is given."""

    def __init__(self, reader: Reader, answerer: Answerer, staff: Staff | None = None) -> None:
        self.reader, self.answerer, self.staff = reader, answerer, staff or Staff()
        self._doing = Doing(reader.catalogue, answerer)
        self._taps = Taps(self._doing)

    def respond(self, incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        """The whole way of a message, from reading to reply."""
        reading = self._read(incoming, memory, now)
        language = memory.language or (reading and reading.language) or memory.last_language or "km"
        said = self._say(incoming, reading, memory, language)
        language = said.language or language
        asker = self._doing.asker(language)
        replies = self._replies(incoming, said, asker, now)
        if not memory.greeted and said.intent not in _WELCOMING:
            replies = (asker.welcome(), *replies)
        about = said.about if said.about is not None else replace(memory, asked_for="", options=(), offered=())
        after = replace(
            about, language=said.language or memory.language, last_language=language, greeted=True, at=now,
            offered=offered(replies),
        )  # fmt: skip
        return Turn(
            replies, after, language, said.outcome, said.intent, said.topic, said.score, said.names, said.demonstration,
            said.forget, said.wants_person, wants_bot=said.wants_bot, asks_known=said.asks_known,
            own_data=said.own_data,
        )  # fmt: skip

    def _replies(self, incoming: Incoming, said: Said, asker: Asker, now: datetime) -> tuple[Reply, ...]:
        """What is said, and while a person of the staff has the talk or is called how to have the bot back."""
        if said.wants_person:
            return (self.staff.noted(now, asker),)
        about_data = said.own_data or said.forget  # "yes" and "no" stand alone
        if not incoming.held or said.wants_bot or about_data or said.outcome is Outcome.ASKED_BACK:
            return said.replies
        return (*said.replies[:-1], with_way_back(said.replies[-1], asker.speech))

    def _read(self, incoming: Incoming, memory: Memory, now: datetime) -> Reading | None:
        if incoming.tap.startswith(SAY):  # a prepared question was tapped: as if it had been typed
            return self.reader.read(incoming.tap.removeprefix(SAY), now.year)
        if incoming.kind is not Kind.TEXT or not incoming.text.strip():
            return None
        about = {*memory.names, memory.asked_for}  # "how much?" may ask of the project that is still to be chosen
        return self.reader.read(incoming.text, now.year, memory.asked_for, about)

    def _say(self, incoming: Incoming, reading: Reading | None, memory: Memory, language: Language) -> Said:
        if incoming.kind is Kind.TAP and reading is None:
            return self._taps.tapped(incoming.tap, memory, language)
        if incoming.kind is Kind.START:
            return self._doing.welcome(language)
        if reading is None:
            return self._wordless(incoming, memory, language)
        if payload := typed(incoming.text, memory.offered):
            return self._taps.tapped(payload, memory, language)
        return self._asked(reading, memory, language)

    def _asked(self, reading: Reading, memory: Memory, language: Language) -> Said:
        """A question in words."""
        asker, question = self._doing.asker(language), reading.question
        if question.key == "" or reading.script == "none" and not question.found and not question.years:
            return Said((asker.menu(),), Outcome.NOT_UNDERSTOOD)
        said = self._doing.decided(self.decision(reading, memory), memory, language, question.key)
        return replace(said, replies=self._others(reading, said, asker)) if reading.several else said

    def decision(self, reading: Reading, memory: Memory) -> Decision:
        """What to do about a message that was read, given what the talk was about."""
        decision = self._doing.resolved(self._decide(reading, memory))
        first = told_first(decision, self.reader.catalogue) if isinstance(decision, Offer) else None
        likely = first or with_resembling(decision, reading.question, memory, self.reader)
        chosen_among = isinstance(likely, AskFor) and likely.options
        decision = likely if likely is decision or chosen_among else self._doing.resolved(likely)
        second_look = with_another_thing if memory.intent else with_doubt
        decision = second_look(decision, reading.question, self.reader)
        unclear = isinstance(decision, GiveUp | Offer) or (isinstance(decision, Answer) and not decision.sure)
        return (self._doing.narrower(reading.question, memory) if unclear else None) or decision

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

    def _others(self, reading: Reading, said: Said, asker: Asker) -> tuple[Reply, ...]:
        """What is said, and to be tapped what else was asked in the same message; the essentials tell it already."""
        answered = self.reader.catalogue.get(said.intent)
        if not said.replies or answered and answered.alone:
            return said.replies
        others = [(one.candidates[0].intent, SAY + text) for text, one in reading.several[1:]]
        return (*said.replies[:-1], asker.also(said.replies[-1], others))

    def _wordless(self, incoming: Incoming, memory: Memory, language: Language) -> Said:
        asker = self._doing.asker(language)
        if incoming.kind is Kind.TEXT:  # blank
            return Said((asker.menu(),), Outcome.NOT_UNDERSTOOD)
        if incoming.spot:
            return Said((nearby.located(incoming.spot, asker),), Outcome.ASKED_BACK, "near", "talk")
        intent, reply = heard(incoming.kind, asker, memory)
        outcome = Outcome.ANSWERED if incoming.kind is Kind.STICKER else Outcome.NOT_UNDERSTOOD
        return Said((reply,), outcome, intent, "talk")
