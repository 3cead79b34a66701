"""Puts the staff pages into a Flask application."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Engine

from bot.desk import login, speech
from bot.desk.home import desk
from bot.desk.sign_in import door
from bot.settings import Settings


def mount(app: Flask, settings: Settings, engine: Engine) -> None:
    """Register everything under ``/desk``. Raises IntentFileError when a file of phrases is broken."""
    login.install(app, engine)
    speech.install(app, settings)
    app.register_blueprint(door())
    app.register_blueprint(desk())
