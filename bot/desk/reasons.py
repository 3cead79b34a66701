"""Why a letter was given up, in the page's language: the store keeps reasons in English, as the log says them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from bot.delivery.sending import TOO_LATE
from bot.desk.speech import known, say

_TRIED = re.compile(r"tried (\d+) times: ")
_TWICE = "sent twice, neither answer nor echo: "
_KEY = "reason."
_STORE = ("OperationalError", "DBAPIError", "InterfaceError", "InternalError", "DatabaseError", "ProgrammingError",
          "IntegrityError", "DataError", "StatementError", "TimeoutError", "PendingRollbackError")  # fmt: skip
_OWN_FAULT = re.compile(r"(?:unforeseen: )?[A-Za-z]*(?:Error|Exception)")


def reason_in_words(reason: str) -> Markup:
    """The sentence for ``reason``; of a fault of the program only whose fault it is, its kind stands in the log."""
    if reason == TOO_LATE:
        return say("people.reason_late")
    if tried := _TRIED.match(reason):
        return say("people.tried", count=int(tried[1])) + _sentence(reason[tried.end() :])
    if reason.startswith(_TWICE):
        return say("people.twice") + _sentence(reason.removeprefix(_TWICE))
    return _sentence(reason)


def _sentence(reason: str) -> Markup:
    """A reason that begins as one of the phrases; what follows, such as a status, follows."""
    if _OWN_FAULT.fullmatch(reason):
        return say("people.reason_store" if reason.removeprefix("unforeseen: ") in _STORE else "people.reason_bot")
    begins = max((key for key in known(_KEY) if reason.startswith(key.removeprefix(_KEY))), key=len, default="")
    if not begins:
        return Markup('<span lang="en">{}</span>').format(reason)
    return say(f"reason.{begins.removeprefix(_KEY)}") + escape(reason[len(begins) - len(_KEY) :])
