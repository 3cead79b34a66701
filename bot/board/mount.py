"""Puts the dashboard, the event pages and the open data into a Flask application."""

from __future__ import annotations

from flask import Flask, Response, request
from sqlalchemy import Engine

from bot.board.dashboard import board
from bot.board.opened import opened
from bot.desk import speech
from bot.desk.sign_in import POLICY
from bot.settings import Settings


def mount(app: Flask, settings: Settings, engine: Engine) -> None:
    """Register ``/reach`` and ``/open``; the desk is there already. Raises IntentFileError when the phrases are broken."""
    speech.add(app, settings, "board")
    app.register_blueprint(board(settings, engine))
    app.register_blueprint(opened(settings, engine))
    app.after_request(_dress)


def _dress(response: Response) -> Response:
    """Nothing inline, nothing from elsewhere; what staff see is not kept by the browser."""
    if request.path.startswith(("/reach", "/open")) and response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = POLICY
        if request.path.startswith("/reach"):
            response.headers.setdefault("Cache-Control", "no-store")
    return response
