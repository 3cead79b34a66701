"""Was this useful? Asked calmly: at most once in a talk, beside an answer about facts, never beside another question.

Asked after every answer, people learn to overlook the question, and only the angry ones go on tapping; asked once
a talk, each person's voice weighs about the same and most answers stay free of it. Without an answer nothing is noted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.answering.shelf import payload
from bot.answering.speech import Speech
from bot.conversation.asides import Aside, with_choices
from bot.conversation.asking import PERSON
from bot.domain.campaign import Judged, Standing
from bot.domain.talk import Button, Reply
from bot.text.personal import without_personal_data

USEFUL = "do/useful"


def ask_if_useful(replies: Sequence[Reply], intent: str, question: str, standing: Standing, speech: Speech) -> Aside:
    """The replies with the question and two taps on the last one."""
    choices = [
        Button(speech.phrase(f"button.useful.{says}"), payload(USEFUL, {"of": intent, "is": says}))
        for says in ("yes", "no")
    ]
    asked = with_choices(replies, choices, speech.phrase("useful.ask"))
    return Aside(asked, replace(standing, useful=True, judging=without_personal_data(question)))


def judged(names: Mapping[str, str], standing: Standing, speech: Speech) -> Aside:
    """The tap: thanked; an answer that was of no use opens the way to a person."""
    useful = names.get("is") == "yes"
    note = Judged(names.get("of", ""), useful, "" if useful else standing.judging)
    standing = replace(standing, judging="")
    if useful:
        return Aside((Reply(speech.phrase("useful.thanks")),), standing, (note,))
    person = Button(speech.phrase("button.person"), PERSON)
    return Aside((Reply(speech.phrase("useful.sorry"), choices=(person,)),), standing, (note,))
