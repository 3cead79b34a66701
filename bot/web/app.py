"""The web application: hands every page its tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from flask import Blueprint, Flask, Request, Response, jsonify, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy import Engine
from werkzeug.exceptions import HTTPException

from bot.delivery.inbox import Inbox
from bot.settings import Settings
from bot.web.health import health
from bot.web.webhook import webhook

LARGEST_UPLOAD = 16 * 1024 * 1024  # bytes: staff hand in fact tables; the webhook has its own, smaller limit
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
}


class _Sessions(SecureCookieSessionInterface):
    """Spares the platform's posts, which never carry a cookie, the cost of looking for a session."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)


def create_app(
    settings: Settings,
    engine: Engine,
    inbox: Inbox,
    ready: Callable[[], list[str]],
    blueprints: Iterable[Blueprint] = (),
) -> Flask:
    """The Flask application with the webhook, the health pages and ``blueprints``.

    ``ready`` returns plain sentences on what keeps the bot from working, besides the store; empty when all is well.
    """
    app = Flask("bot.web", static_folder=None)
    app.secret_key = settings.secret_key
    app.session_interface = _Sessions()
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Khmer stays readable
    app.register_blueprint(webhook(settings, inbox))
    app.register_blueprint(health(engine, ready))
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _error)
    app.after_request(_guard)
    return app


def _guard(response: Response) -> Response:
    headers = response.headers
    for name, value in HEADERS.items():
        if name not in headers:
            headers.add(name, value)
    return response


def _error(error: HTTPException) -> Response:
    """A plain page, or JSON for programs; a redirect stays what it is."""
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # type: ignore[return-value]
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        answer = jsonify({"error": error.name, "status": error.code})
    else:
        name = escape(error.name)
        answer = Response(f"<!doctype html><title>{name}</title><h1>{name}</h1>", mimetype="text/html")
    answer.status_code = error.code or 500
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value  # such as Allow and Retry-After
    return answer
