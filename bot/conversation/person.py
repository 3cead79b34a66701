"""Calling for a person of the staff: when one answers, and the way back to the bot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone, tzinfo

from bot.answering.answerer import CHOICES
from bot.answering.speech import Speech
from bot.conversation.asking import Asker
from bot.domain.hours import StaffHours
from bot.domain.talk import Button, Reply

BOT = "do/bot"
"""Payload that gives the talk back to the bot."""

_CAMBODIA = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Staff:
    """When a person of the staff answers."""

    hours: StaffHours = field(default_factory=StaffHours)
    zone: tzinfo = _CAMBODIA

    def noted(self, now: datetime, asker: Asker) -> Reply:
        """Staff has been told; when to expect an answer, and how to have the bot back."""
        speech = asker.speech
        text = "\n".join((speech.phrase("person.noted"), self._expected(now, speech), speech.phrase("person.quiet")))
        # Under the message and not below it: a quick reply would vanish as soon as the citizen writes to the staff.
        return Reply(text, buttons=(_back(speech),))

    def _expected(self, now: datetime, speech: Speech) -> str:
        local = now.astimezone(self.zone)
        opens = self.hours.next(local)
        if opens == local:
            return speech.phrase("person.today", time=speech.digits(f"{self.hours.closes:%H:%M}"))
        day = speech.date(opens.date().isoformat())
        return speech.phrase("person.later", day=day, time=speech.digits(f"{opens:%H:%M}"))


def with_way_back(reply: Reply, speech: Speech) -> Reply:
    """What a tap is answered while a person has the talk: typed words reach the bot only after it was called back."""
    return replace(reply, choices=(_back(speech), *reply.choices)[:CHOICES])


def _back(speech: Speech) -> Button:
    return Button(speech.phrase("button.bot"), BOT)
