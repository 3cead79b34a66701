"""What was tapped: a button, a quick reply, a card, or a number typed instead."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.shelf import parse_payload
from bot.conversation import nearby
from bot.conversation.asking import FORGET, LANGUAGE, MENU, PERSON, TOPIC, Asker
from bot.conversation.doing import Doing
from bot.conversation.person import BOT
from bot.conversation.saying import Said
from bot.deciding.decision import ALTERNATIVE, Answer, AskFor, Request
from bot.domain.talk import Language, Memory, Outcome
from bot.understanding.catalogue import NAMES, Intent


class Taps:
    """Does what a tap stands for; a payload that means nothing gets the welcome."""

    def __init__(self, doing: Doing) -> None:
        self._doing = doing
        self._catalogue, self._answerer = doing.catalogue, doing.answerer

    def tapped(self, payload: str, memory: Memory, language: Language) -> Said:
        """What the tap on something with ``payload`` leads to."""
        name, names = parse_payload(payload)
        if name in self._catalogue:
            return self._intent(self._catalogue[name], names, memory, language)
        asker = self._doing.asker(language)
        if name == MENU:
            return Said((asker.menu(names.get("about", "")),), Outcome.ANSWERED, "menu", "talk")
        if name == LANGUAGE:
            return self._doing.language(names.get("to", ""), Said((), Outcome.ANSWERED, "language", "talk"), language)
        if name == PERSON:
            return Said((), Outcome.TO_A_PERSON, "talk-to-a-person", "talk", wants_person=True)
        if name == FORGET:
            return _forgotten(names.get("sure") == "yes", asker)
        if name == BOT:
            back = asker.menu(text=asker.speech.phrase("person.over"))
            return Said((back,), Outcome.ANSWERED, "menu", "talk", wants_bot=True)
        if names.get("place") in self._answerer.facts.places():
            return self._placed(name, names, memory, language)
        return self._doing.welcome(language)

    def _placed(self, name: str, names: dict[str, str], memory: Memory, language: Language) -> Said:
        """A place was tapped: what about it, or what is there."""
        place = names["place"]
        asker, about = self._doing.asker(language), replace(memory, names={"place": place}, asked_for="", offered=())
        if name == nearby.WITHIN:
            return Said((nearby.within(names, asker),), Outcome.ASKED_BACK, "near", "talk")
        if name == nearby.HERE:
            told = self._answerer.answer(Request("office-list", {"place": place}), language)
            outcome = Outcome.ANSWERED if told.known else Outcome.NO_DATA
            reply = nearby.here(place, told.reply if told.known else None, asker)
            topic = self._catalogue["office-list"].topic
            return Said(
                (reply,), outcome, "office-list", topic, about=about, names={"place": place},
                demonstration=told.demonstration,
            )  # fmt: skip
        if name == TOPIC:
            return Said((asker.about_place([place]),), Outcome.ASKED_BACK, about=about)
        return self._doing.welcome(language)

    def _intent(self, intent: Intent, names: dict[str, str], memory: Memory, language: Language) -> Said:
        """A prepared question was tapped: answered, or what is missing or unclear is asked for."""
        year = names.pop("year", "")
        names = {**{kind: memory.names[kind] for kind in intent.needs if kind in memory.names}, **names}
        unclear = next((kind for kind, id in names.items() if ALTERNATIVE in id and kind in NAMES), "")
        options = tuple(names.pop(unclear).split(ALTERNATIVE)) if unclear else ()
        missing = unclear or next((kind for kind in intent.needs if kind not in names), "")
        request = Request(intent.name, names, int(year) if year.isdecimal() else None)
        decision = AskFor(request, missing, self._existing(missing, options)) if missing else Answer(request)
        return self._doing.decided(decision, memory, language)

    def _existing(self, kind: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Ids that exist: a payload may be old, or not be ours."""
        return tuple(id for id in ids if id in self._answerer.facts.places()) if kind == "place" else ids


def _forgotten(sure: bool, asker: Asker) -> Said:
    text = asker.speech.phrase("forget.done" if sure else "forget.kept")
    return Said((asker.menu(text=text),), Outcome.ANSWERED, "delete-my-data", "talk", about=Memory(), forget=sure)
