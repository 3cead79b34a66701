"""Why the bot answers as it does: one question, and all that was understood of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.spine import Conversation
from bot.deciding.decide import rank
from bot.domain.talk import Incoming, Kind, Memory, Turn
from bot.understanding.matcher import Candidate

CANDIDATES = 3


@dataclass(frozen=True)
class Explanation:
    """What was made of a question: language, names by kind, nearest intents with the example each matched, the turn."""

    script: str
    names: Mapping[str, Sequence[str]]
    candidates: Sequence[Candidate]
    turn: Turn


def explain(conversation: Conversation, text: str, now: datetime) -> Explanation:
    """How a question is understood and answered at the beginning of a talk."""
    reading = conversation.reader.read(text, now.year)
    turn = conversation.respond(Incoming("terminal", Kind.TEXT, now, text), Memory(greeted=True), now)
    names = {kind: list(ids) for kind, ids in reading.question.found.items()}
    if reading.question.years:
        names["year"] = [str(year) for year in reading.question.years]
    return Explanation(reading.script, names, nearest(conversation, text, now), turn)


def nearest(conversation: Conversation, text: str, now: datetime, count: int = CANDIDATES) -> list[Candidate]:
    """The ``count`` intents a question may mean, likeliest first, names taken into account."""
    reading = conversation.reader.read(text, now.year)
    ranked = rank(reading.candidates, conversation.reader.catalogue)
    return ranked[:count]
