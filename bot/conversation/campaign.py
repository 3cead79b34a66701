"""The talk with the campaign around it: events, who is asking, the quiz, whether an answer was useful.

The spine answers; this stands around it and adds at most one thing of its own to a turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.shelf import parse_payload
from bot.answering.speech import Speech
from bot.conversation.arriving import Arrival, Events, arrival
from bot.conversation.asides import Aside, beside, with_choices
from bot.conversation.asking import Asker
from bot.conversation.asking_who import BASIC, WHO, Who
from bot.conversation.feedback import USEFUL, ask_if_useful, judged
from bot.conversation.numbered import typed
from bot.conversation.quizzing import QUIZ, Quiz, readable
from bot.conversation.saying import offered
from bot.conversation.spine import Conversation
from bot.domain.campaign import Event, Standing, Touched
from bot.domain.talk import Incoming, Kind, Language, Memory, Outcome, Reply, Turn
from bot.quiz.items import Items
from bot.text.clusters import shorten
from bot.text.codes import fold_code

OWN = (WHO, QUIZ, USEFUL)
TAKES_QUIZ, CHANGES_ANSWERS = "take-the-quiz", "change-my-answers"  # intents that lead here
_SURE = 0.6  # so probable an intent is a question, and not the name of a commune that was asked for
_NAME = 300  # code points of an event's name in a message


@dataclass(frozen=True)
class _Room:
    """All that is at hand in one turn."""

    language: Language
    speech: Speech
    asker: Asker
    who: Who
    quiz: Quiz
    memory: Memory
    event: Event | None  # the one last come through

    @property
    def near(self) -> tuple[str, ...]:
        """Codes of places the citizen may come from: the one talked about, and that of the event."""
        places = (self.memory.names.get("place", ""), self.event.place if self.event else "")
        return tuple(dict.fromkeys(filter(None, places)))

    @property
    def standing(self) -> Standing:
        return self.memory.campaign


class Talk:
    """Understands, answers, and stands by. ``questions``: what is asked about oneself."""

    def __init__(
        self, conversation: Conversation, events: Events, items: Items, questions: Sequence[str] = BASIC
    ) -> None:
        self.conversation, self.events, self.items, self.questions = conversation, events, items, tuple(questions)

    def respond(self, incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        """The whole way of a message, the campaign included."""
        memory = replace(memory, campaign=readable(memory.campaign, self.items))
        came = arrival(incoming, self.events)
        if came:
            memory = replace(memory, campaign=replace(memory.campaign, event=came.event.code))
        event = came.event if came else self._event(memory.campaign.event)
        room = self._room(incoming, memory, now, event)
        turn = self._aside(incoming, came, room, now) or self._around(incoming, came, room, now)
        notes = (Touched(came.event.code, came.how), *turn.notes) if came else turn.notes
        return replace(turn, notes=notes)

    def _aside(self, incoming: Incoming, came: Arrival | None, room: _Room, now: datetime) -> Turn | None:
        """A turn that is the campaign's own, if it is one."""
        written = room.who.worded(incoming.text, room.memory.offered) if incoming.kind is Kind.TEXT else ""
        name, names = parse_payload(written or _own_tap(incoming, room.memory))
        if name == WHO:
            return self._told(room, room.who.tapped(names, room.standing, room.near), "about-you", now, profile=True)
        if name == QUIZ:
            event = self._event(names.get("event", ""))
            return self._told(room, room.quiz.tapped(names, event, room.standing), "quiz", now, profile=True)
        if name == USEFUL:
            return self._told(room, judged(names, room.standing, room.speech), "useful", now, profile=True)
        if came and (came.how == "code" or incoming.kind is Kind.START and room.memory.greeted):
            return self._told(room, self._met(came, room), "event", now)
        return self._commune(incoming, room, now)

    def _commune(self, incoming: Incoming, room: _Room, now: datetime) -> Turn | None:
        """The name of a commune, where it was asked for; anything else is a question like any other."""
        if room.standing.asking != "commune" or incoming.kind is not Kind.TEXT:
            return None
        reading = self.conversation.reader.read(incoming.text, now.year, "place")
        places = reading.question.found.get("place", ())
        is_question = not reading.question.bare and reading.candidates and reading.candidates[0].score >= _SURE
        if not places or is_question:
            return None
        return self._told(room, room.who.typed(places, room.standing), "about-you", now, profile=True)

    def _around(self, incoming: Incoming, came: Arrival | None, room: _Room, now: datetime) -> Turn:
        """The spine's turn, and at most one thing beside it."""
        turn = self.conversation.respond(incoming, room.memory, now)
        if turn.forget:
            return turn
        memory = replace(turn.memory, campaign=replace(room.standing, asking=""))
        room = self._room(incoming, memory, now, room.event)
        said = self._beside(incoming, turn, came, room)
        return replace(turn, replies=said.replies, notes=said.notes, memory=_offering(memory, said))

    def _beside(self, incoming: Incoming, turn: Turn, came: Arrival | None, room: _Room) -> Aside:
        standing, replies = room.standing, turn.replies
        if came:
            return _joined(replies, self._met(came, room))
        if turn.intent == CHANGES_ANSWERS:
            return room.who.mine(standing)
        if turn.intent == TAKES_QUIZ:
            return self._quiz_asked_for(room)
        if resume := room.quiz.resume(standing):
            return Aside(with_choices(replies, resume), standing)
        if turn.outcome is Outcome.ANSWERED and turn.topic not in ("", "talk"):
            return self._after_answer(incoming, turn, room)
        return Aside(replies, standing)

    def _after_answer(self, incoming: Incoming, turn: Turn, room: _Room) -> Aside:
        """The one thing to ask after an answer, if any: who asks, what was learnt, or whether it was useful."""
        standing, replies = room.standing, turn.replies
        if replies and replies[-1].cards:  # a list waits for a tap: nothing may come between
            return Aside(replies, standing)
        if not standing.who:
            return _joined(replies, room.who.begin(standing, room.near))
        if room.event and room.quiz.is_due(room.event.code, standing):
            return _joined(replies, room.quiz.offer(room.event, "post", standing))
        if not standing.useful and replies:
            return ask_if_useful(replies, turn.intent, incoming.text, standing, room.speech)
        return Aside(replies, standing)

    def _met(self, came: Arrival, room: _Room) -> Aside:
        """Which event it was, and its quiz where one is due."""
        event = came.event
        name = shorten(room.speech.both(event.name), _NAME)
        text = room.speech.phrase("event.met", event=name, date=room.speech.date(event.date.isoformat()))
        moment = came.moment or room.quiz.moment_for(event, room.standing)
        offer = room.quiz.offer(event, moment, room.standing)
        if not offer.replies:
            return Aside((Reply(text, choices=room.asker.menu_choices()),), offer.standing)
        (asked,) = offer.replies
        choices = (*asked.choices, *room.asker.menu_choices())
        return Aside((Reply(f"{text}\n\n{asked.text}", choices=choices),), offer.standing)

    def _quiz_asked_for(self, room: _Room) -> Aside:
        """The quiz was asked for in words: that of the event last come through, or one of its own."""
        moment = room.quiz.moment_for(room.event, room.standing) if room.event else None
        event = room.event if moment else None  # one that is over asks nothing any more
        return room.quiz.tapped({"when": moment or room.quiz.next_alone(room.standing)}, event, room.standing)

    def _told(self, room: _Room, said: Aside, intent: str, now: datetime, profile: bool = False) -> Turn:
        """A turn of our own; every one leaves something to tap, and a newcomer is welcomed first."""
        replies = said.replies
        if not replies[-1].choices:
            replies = (*replies[:-1], replace(replies[-1], choices=room.asker.menu_choices()))
        if not room.memory.greeted:
            welcome = room.asker.welcome()
            replies = beside((welcome,), replies[0])
        memory = replace(room.memory, last_language=room.language, greeted=True, at=now, asked_for="", options=())
        memory = _offering(memory, replace(said, replies=replies))
        notes = said.notes
        return Turn(replies, memory, room.language, Outcome.ANSWERED, intent, "talk", profile=profile, notes=notes)

    def _event(self, code: str) -> Event | None:
        folded = fold_code(code)
        return self.events.find(folded) if folded else None

    def _room(self, incoming: Incoming, memory: Memory, now: datetime, event: Event | None) -> _Room:
        answerer = self.conversation.answerer
        language = memory.language or memory.last_language or "km"
        speech = answerer.speech(language)
        asker = Asker(answerer.facts, self.conversation.reader.catalogue, speech)
        who = Who(answerer.facts, speech, self.questions)
        quiz = Quiz(self.items, answerer.facts, speech, incoming.citizen, now)
        return _Room(language, speech, asker, who, quiz, memory, event)


def _joined(replies: Sequence[Reply], further: Aside) -> Aside:
    joined: Sequence[Reply] = replies
    for reply in further.replies:
        joined = beside(joined, reply)
    return replace(further, replies=tuple(joined))


def _offering(memory: Memory, said: Aside) -> Memory:
    """What may be tapped now, so that its number can be typed instead."""
    return replace(memory, campaign=said.standing, offered=offered(said.replies))


def _own_tap(incoming: Incoming, memory: Memory) -> str:
    """The payload tapped, or that of the choice whose number was typed, where it is one of ours."""
    tap = typed(incoming.text, memory.offered) if incoming.kind is Kind.TEXT else incoming.tap
    return tap if parse_payload(tap)[0] in OWN else ""
