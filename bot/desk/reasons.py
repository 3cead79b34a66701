"""Why a letter was given up, in the page's language, by the cause that stands beside it in the store."""

from __future__ import annotations

from markupsafe import Markup

from bot.delivery.sending import TRIED, TWICE
from bot.desk.speech import known, say
from bot.store.letters import Letter

_SAID_AS = {"unforeseen": "bot"}  # a fault of the program: its kind stands in the log


def reason_in_words(letter: Letter) -> Markup:
    """The sentence for a cause; the English one of the store where the cause has none, as in a store of tomorrow."""
    how, _, rest = letter.cause.partition(" ")
    if how == TRIED:
        tries, _, rest = rest.partition(" ")
        return say("people.tried", count=int(tries)) + _sentence(rest, letter)
    if how == TWICE:
        return say("people.twice") + _sentence(rest, letter)
    return _sentence(letter.cause, letter)


def _sentence(cause: str, letter: Letter) -> Markup:
    code, _, detail = cause.partition(" ")
    key = f"reason.{_SAID_AS.get(code, code)}"
    if key not in known("reason."):
        return Markup('<span lang="en">{}</span>').format(letter.reason)
    return say(key, detail=detail)
