"""The Page's profile: what citizens see before and around the talk (Meta: Messenger Profile API)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

# Khmer is the default: km_KH was not found among the locales that Messenger supports.
LOCALES = (("default", "km"), ("en_US", "en"), ("en_GB", "en"))
Say = Callable[[str, str], str]
"""A phrase by key and language."""


def page_profile(say: Say, start: str, menu: Sequence[tuple[str, str]], questions: Sequence[str]) -> dict[str, Any]:
    """Greeting, Get Started, persistent menu and ice breakers, in one body.

    ``start``: payload of Get Started; ``menu``: pairs of phrase key and payload; ``questions``: keys of
    phrases that are sent as if the citizen had typed them.
    """
    return {
        "get_started": {"payload": start},
        "greeting": [{"locale": locale, "text": say("greeting", language)} for locale, language in LOCALES],
        "persistent_menu": [
            {
                "locale": locale,
                "composer_input_disabled": False,
                "call_to_actions": [
                    {"type": "postback", "title": say(key, language), "payload": payload} for key, payload in menu
                ],
            }
            for locale, language in LOCALES
        ],
        "ice_breakers": [
            {
                "locale": locale,
                "call_to_actions": [
                    {"question": say(key, language), "payload": f"say?{say(key, language)}"} for key in questions
                ],
            }
            for locale, language in LOCALES
        ],
    }
