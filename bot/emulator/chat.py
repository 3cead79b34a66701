"""The web chat at /chat: a person's side of the emulated Messenger, for the browser."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from bot.emulator.people import Line
from bot.emulator.platform import Platform
from bot.messenger import limits

chat = Blueprint("chat", __name__, url_prefix="/chat", template_folder="templates", static_folder="static")
LONGEST_WORDS = 20_000  # code points of one message; U: the limit of Messenger's own composer
PHNOM_PENH = {"coordinates": {"lat": 11.5564, "long": 104.9282}}


def _platform() -> Platform:
    platform: Platform = current_app.extensions["emulator"]
    return platform


@chat.url_value_preprocessor
def _check_person(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "person" in values and not re.fullmatch(r"[1-9][0-9]{9,19}", values["person"]):
        abort(404)


@chat.after_request
def _protect(response: Response) -> Response:
    """Nothing from elsewhere, nothing inline, nobody's frame; addresses of talks stay here."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if not request.path.startswith("/chat/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


@chat.get("", strict_slashes=False)
def page() -> str:
    """The chat page; ``?ref=…`` is read by its script, like an m.me link's."""
    return render_template("chat.html", page_name=_platform().page_name)


@chat.get("/api/<person>/log")
def log(person: str) -> ResponseReturnValue:
    """The lines after number ``after``, whether the Page types, what it has seen, and its profile."""
    platform = _platform()
    known = platform.person(person)
    after = max(0, request.args.get("after", 0, int))
    lines = [_line(line) for line in known.lines[after:]]
    state = {"typing": known.typing_until > platform.clock.now(), "seen": known.seen_at, "started": known.opened_at > 0}
    profile = platform.profile.get([]) if after == 0 else None
    return jsonify(run=platform.run, lines=lines, profile=profile, **state)


@chat.post("/api/<person>/say")
def say(person: str) -> ResponseReturnValue:
    """A text was typed."""
    _platform().say(person, _text("text", LONGEST_WORDS))
    return "", 204


@chat.post("/api/<person>/tap")
def tap(person: str) -> ResponseReturnValue:
    """A quick reply, a button, a menu item or an ice breaker was tapped."""
    title, payload = _text("title", limits.PAYLOAD), _text("payload", limits.PAYLOAD)
    if _given().get("kind") == "quick_reply":
        _platform().choose(person, title, payload)
    else:
        _platform().press(person, title, payload)
    return "", 204


@chat.post("/api/<person>/open")
def open_link(person: str) -> ResponseReturnValue:
    """The talk was opened by a link with a campaign reference."""
    ref = _text("ref", limits.REF)
    if not re.fullmatch(r"[A-Za-z0-9_=-]+", ref):  # Meta: m.me links
        abort(400)
    _platform().follow_link(person, ref)
    return "", 204


@chat.post("/api/<person>/start")
def start(person: str) -> ResponseReturnValue:
    """Get Started was tapped, perhaps after a link with a campaign reference."""
    if _given().get("ref"):
        open_link(person)
    try:
        _platform().start(person, str(_given().get("title") or "Get Started"))
    except LookupError:
        abort(409)
    return "", 204


@chat.post("/api/<person>/sticker")
def sticker(person: str) -> ResponseReturnValue:
    """The thumb was tapped."""
    _given()
    _platform().like(person)
    return "", 204


@chat.post("/api/<person>/location")
def location(person: str) -> ResponseReturnValue:
    """A place was shared: always the same one, so that nobody's whereabouts are asked for."""
    _given()
    _platform().attach(person, "location", PHNOM_PENH)
    return "", 204


@chat.post("/api/<person>/voice")
def voice(person: str) -> ResponseReturnValue:
    """A voice clip was sent: an empty one, nothing is recorded."""
    _given()
    _platform().attach(person, "audio", {"url": "https://cdn.example/voice.mp4"})
    return "", 204


def _line(line: Line) -> dict[str, Any]:
    shown = {key: value for key, value in line.message.items() if key != "metadata"}
    return {"number": line.number, "who": line.who, "at": line.at, "message": shown}


def _given() -> dict[str, Any]:
    # A body that is not declared as JSON is refused (415), so that no other site's form can post here.
    given = request.get_json()
    if not isinstance(given, dict):
        abort(400)
    return given


def _text(name: str, longest: int) -> str:
    text = _given().get(name)
    if not isinstance(text, str) or not text.strip() or len(text) > longest:
        abort(400)
    return text
