"""What values of the log are called on a page: words of the reports, and the titles that staff gave to intents."""

from __future__ import annotations

from bot.desk.speech import language
from bot.desk.tools import desk
from bot.reach.definitions import said


def named(field: str, value: str) -> str:
    """A value in the page's language; an intent that is no longer there keeps its id."""
    if field == "intent" and value:
        intent = desk().content.conversation.reader.catalogue.get(value)
        return intent.title.get(language()) if intent else value
    return said(field, value, language())
