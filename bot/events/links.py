"""The link of an event: it opens the talk with the Page and carries the event's code."""

from __future__ import annotations

from urllib.parse import quote

from bot.settings import Settings

AFTER = "=after"  # as in conversation/arriving.py; the letters a reference may hold (Meta: m.me links)


def link_of(code: str, settings: Settings, after: bool = False) -> str:
    """The link of an event as the settings have it: to the Page, or to the web chat where there is no Page."""
    page = settings.page_name or settings.page_id
    host = settings.public_url or f"http://{settings.host}:{settings.port}"
    return event_link(code, page, f"{host}/chat" if settings.emulator and not settings.page_name else "", after)


def event_link(code: str, page: str, chat: str = "", after: bool = False) -> str:
    """The address that a citizen follows, or that a QR code holds.

    ``page``: name or id of the Page; ``chat``: address of the emulated chat, where there is no Page.
    ``after``: for the quiz after the event.
    """
    ref = code + (AFTER if after else "")
    base = chat or f"https://m.me/{quote(page)}"
    return f"{base}?ref={quote(ref, safe='=-_')}"
