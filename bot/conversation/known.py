"""What the bot knows about the citizen who asks, said in plain words from the store's own count."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.answering.speech import Speech
from bot.domain.keeping import Keeping


def known_text(keeping: Keeping, speech: Speech, zone: tzinfo) -> str:
    """The sentences to say; moments are told as days in ``zone``."""
    if keeping.first_at is None or keeping.last_at is None:
        return speech.phrase("known.nothing")
    lines = [
        speech.phrase("known.head"),
        speech.phrase(
            "known.since", first=_day(keeping.first_at, speech, zone), last=_day(keeping.last_at, speech, zone)
        ),
        speech.phrase("known.questions", count=speech.number(keeping.questions)),
        speech.phrase("known.sentences", count=speech.number(keeping.sentences)),
    ]
    if keeping.waits_for_person:
        lines.append(speech.phrase("known.waits"))
    return "\n".join([*lines, speech.phrase("known.delete")])


def _day(moment: datetime, speech: Speech, zone: tzinfo) -> str:
    return speech.date(moment.astimezone(zone).date().isoformat())
