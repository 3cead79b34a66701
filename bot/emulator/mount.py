"""Puts the emulated platform into a Flask application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from bot.emulator.chat import chat
from bot.emulator.graph import graph
from bot.emulator.platform import Platform
from bot.settings import Settings


def mount(app: Flask, settings: Settings, webhook_url: str, profile: Mapping[str, Any] | None = None) -> Platform:
    """Register ``/graph/<version>`` and ``/chat``, and return the platform behind them.

    ``webhook_url``: where the bot takes webhooks. ``profile``: properties of the Messenger Profile API, as if
    `bot messenger setup` had run. Raises Refused when Meta would refuse the profile.
    Close the platform at the end: it has threads.
    """
    platform = Platform(settings, webhook_url)
    if profile:
        platform.profile.change(profile)
    app.extensions["emulator"] = platform
    app.register_blueprint(graph)
    app.register_blueprint(chat)
    return platform
