"""What was made of a message."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.talk import Language
from bot.text.language import Script
from bot.understanding.entities import Question
from bot.understanding.matcher import Candidate


@dataclass(frozen=True)
class Reading:
    """What was made of one message."""

    script: Script
    question: Question
    candidates: tuple[Candidate, ...]
    exact: bool = False  # the question stands in a file as it is
    pieces: int = 1  # of a message with seams: more than one demand may be in it
    several: tuple[tuple[str, Reading], ...] = ()  # where more than one thing is asked: each text, and what it means

    @property
    def language(self) -> Language | None:
        """The language to answer in; None where the message does not tell, as a mere name in Latin letters."""
        if self.script == "none" or (self.script in ("en", "rom") and self.question.bare):
            return None
        return "en" if self.script == "en" else "km"
