"""Words an answer: fills an intent's text from facts, adds source, date and what to tap next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.answering import budgets, figures, headings, indicators, procurement, service_lists, services
from bot.answering.in_vain import asked_in_vain
from bot.answering.phrases import Phrases
from bot.answering.ports import FactStore
from bot.answering.shelf import Found, Nothing, ShelfCard, payload
from bot.answering.speech import Speech
from bot.answering.template import fill, holes, required
from bot.deciding.decision import Request
from bot.domain.talk import Button, Card, Language, Reply
from bot.understanding.catalogue import Catalogue, Intent

_ROOMS = (services, service_lists, budgets, headings, indicators, procurement)
SHELVES: dict[str, ShelfCard] = {name: shelf for room in _ROOMS for name, shelf in room.SHELVES.items()}
"""Every shelf an intent file can name after ``facts:``."""

BUTTONS = 3  # that stay under a message (Meta: button template)
CHOICES = 13  # that vanish after a tap (Meta: quick replies)
_BUTTON_TEXT = 640  # code points a message with buttons may have (Meta: button template)
_CARRIED = ("service", "place", "project", "supplier", "ministry", "sector", "category", "indicator", "office", "year",
            "variant")  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A worded answer."""

    reply: Reply
    known: bool  # False: the store has nothing, and the reply says so
    demonstration: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


class Answerer:
    """Answers requests from facts, in either language."""

    def __init__(self, catalogue: Catalogue, facts: FactStore, phrases: Phrases) -> None:
        self.catalogue, self.facts, self.phrases = catalogue, facts, phrases

    def speech(self, language: Language) -> Speech:
        return Speech(language, self.phrases)

    def answer(self, request: Request, language: Language) -> Told:
        """The answer to a request whose names are known."""
        intent = self.catalogue[request.intent]
        speech = self.speech(language)
        text = speech.both(intent.answer)
        found = self._look(intent, request, text, speech)
        if isinstance(found, Nothing):
            return Told(self._nothing(found, intent, request, speech), known=False)
        if any(not found.holes.get(hole) for hole in required(text)):
            missing = Reply(speech.phrase("missing.any"))
            return Told(self._dressed(missing.text, intent, request, (), speech), known=False)
        names = {**request.names, **found.names}
        told, known = fill(text, found.holes), True
        if request.year and intent.kind == "answer" and "year" in intent.uses and not intent.facts:
            told, known, found = self._of_the_year(request.year, told, text, found, speech)
        if vain := asked_in_vain(request.key, intent.name, told):
            told, known = f"{speech.phrase('missing.demand', name=speech.both(vain))}\n{told}", False
        lines = [told]
        if found.demonstration:
            lines.append(speech.phrase("demonstration"))
        if found.sources:
            lines.append(speech.sources(found.sources))
        reply = self._dressed("\n".join(lines), intent, Request(intent.name, names), found.choices, speech, found.cards)
        return Told(reply, known, found.demonstration, names)

    def _look(self, intent: Intent, request: Request, text: str, speech: Speech) -> Found | Nothing:
        """The facts, and the source of what the text itself says."""
        shelf = SHELVES[intent.facts].look if intent.facts else None
        found = shelf(request, self.facts, speech) if shelf else figures.figures(text, self.facts, speech)
        own = [source for id in intent.sources if (source := self.facts.source(id))]
        return replace(found, sources=(*found.sources, *own)) if isinstance(found, Found) else found

    def _of_the_year(self, year: int, told: str, text: str, found: Found, speech: Speech) -> tuple[str, bool, Found]:
        """Fixed knowledge asked for one year: with what was counted in it, or the remark that its figures are of others."""
        if not holes(text) or re.search(rf"(?<!\d){speech.year(year)}(?!\d)", told):
            return told, True, found
        counted = figures.of_year(text, year, self.facts, speech)
        if counted is None:
            return f"{speech.phrase('missing.year.known', year=speech.year(year))}\n{told}", False, found
        made_up = found.demonstration or counted.demonstration
        found = replace(found, sources=(*found.sources, *counted.sources), demonstration=made_up)
        return "\n".join(filter(None, (told, counted.holes["lines"]))), True, found

    def _nothing(self, found: Nothing, intent: Intent, request: Request, speech: Speech) -> Reply:
        if not found.instead:
            return self._dressed(found.text, intent, request, found.choices, speech)
        elsewhere = (self._button(found.instead, Request(""), speech),) if found.instead in self.catalogue else ()
        return Reply(found.text, choices=elsewhere)

    def _dressed(
        self, text: str, intent: Intent, request: Request, own: tuple[Button, ...], speech: Speech,
        cards: tuple[Card, ...] = (),
    ) -> Reply:  # fmt: skip
        next_steps = tuple(self._button(name, request, speech) for name in intent.buttons if name in self.catalogue)
        if own or cards or len(text) > _BUTTON_TEXT:
            return Reply(text, choices=(*own, *next_steps)[:CHOICES], cards=cards)
        return Reply(text, buttons=next_steps[:BUTTONS], choices=next_steps[BUTTONS:][:CHOICES])

    def _button(self, name: str, request: Request, speech: Speech) -> Button:
        intent = self.catalogue[name]
        names = {kind: request.names[kind] for kind in _CARRIED if kind in request.names and _fits(kind, intent)}
        return Button(speech.both(intent.title), payload(name, names))


def _fits(kind: str, intent: Intent) -> bool:
    return kind in intent.knows or (kind == "variant" and "service" in intent.knows)
