"""The web chat at /chat: a person's side of the emulated Messenger, for the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from bot.emulator.backstage import judge, staff_writes
from bot.emulator.faults import TROUBLES
from bot.emulator.people import Line
from bot.emulator.platform import Platform
from bot.emulator.quirks import Quirk
from bot.emulator.refusals import UNAVAILABLE
from bot.messenger import limits

chat = Blueprint("chat", __name__, url_prefix="/chat", template_folder="templates", static_folder="static")
LONGEST_WORDS = 20_000  # code points of one message; U: the limit of Messenger's own composer
PHNOM_PENH = (11.5564, 104.9282)  # latitude, longitude


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
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"  # side by side, one frame a citizen
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if not request.path.startswith("/chat/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


@chat.get("", strict_slashes=False)
def page() -> str:
    """The chat page; ``?ref=…`` is read by its script, like an m.me link's."""
    return render_template("chat.html", page_name=_platform().page_name)


@chat.get("/many")
def many() -> str:
    """Several citizens side by side, and what can go wrong at the platform."""
    return render_template("many.html", page_name=_platform().page_name)


@chat.get("/api/<person>/log")
def log(person: str) -> ResponseReturnValue:
    """The lines after number ``after``, whether the Page types, what it has seen, and its profile."""
    platform = _platform()
    known = platform.person(person)
    after = max(0, request.args.get("after", 0, int))
    lines = [_line(line) for line in known.lines[after:]]
    state = {"typing": known.typing_until > platform.clock.now(), "seen": known.seen_at, "started": known.opened_at > 0}
    profile = platform.profile.get([]) if after == 0 else None
    whole = {"edits": known.rewritten, "blocked": known.refusal is not None}
    return jsonify(run=platform.run, lines=lines, profile=profile, **state, **whole)


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
    """A place was shared: the one given, else always the same, so that nobody's whereabouts are asked for."""
    given = _given()
    lat, long = given.get("lat", PHNOM_PENH[0]), given.get("long", PHNOM_PENH[1])
    if not all(isinstance(value, int | float) for value in (lat, long)):
        abort(400)
    _platform().attach(person, "location", {"coordinates": {"lat": lat, "long": long}})
    return "", 204


@chat.post("/api/<person>/voice")
def voice(person: str) -> ResponseReturnValue:
    """A voice clip was sent: an empty one, nothing is recorded."""
    _given()
    _platform().attach(person, "audio", {"url": "https://cdn.example/voice.mp4"})
    return "", 204


@chat.post("/api/<person>/image")
def image(person: str) -> ResponseReturnValue:
    """A photo was sent: an address that leads nowhere."""
    _given()
    _platform().attach(person, "image", {"url": "https://cdn.example/photo.jpg"})
    return "", 204


@chat.post("/api/<person>/edit")
def edit(person: str) -> ResponseReturnValue:
    """The last text was edited."""
    return _or_conflict(lambda: _platform().edit(person, _text("text", LONGEST_WORDS)))


@chat.post("/api/<person>/unsend")
def unsend(person: str) -> ResponseReturnValue:
    """The last text was taken back."""
    _given()
    return _or_conflict(lambda: _platform().take_back(person))


@chat.post("/api/<person>/react")
def react(person: str) -> ResponseReturnValue:
    """The Page's last message got a heart."""
    _given()
    return _or_conflict(lambda: _platform().react(person))


@chat.post("/api/<person>/block")
def block(person: str) -> ResponseReturnValue:
    """The person blocks the Page, or lets it write again."""
    platform = _platform()
    platform.block(person, UNAVAILABLE if _given().get("on", True) else None)
    return "", 204


@chat.post("/api/<person>/staff")
def staff(person: str) -> ResponseReturnValue:
    """A person of the staff writes from the Page's inbox."""
    staff_writes(_platform(), person, _text("text", LONGEST_WORDS))
    return "", 204


@chat.get("/api/platform")
def state() -> ResponseReturnValue:
    """What the platform is like now: its clock, the troubles still to strike, how the webhook fares."""
    platform = _platform()
    return jsonify(
        now=platform.clock.now(),
        waiting=platform.faults.waiting(),
        troubles=[*TROUBLES, *(quirk.value for quirk in Quirk)],
        subscribed=sorted(platform.subscribed),
        alerts=platform.postman.alerts,
        webhook={str(status): count for status, count in sorted(platform.postman.answers.items())},
        restricted=platform.restricted,
    )


@chat.post("/api/platform/clock")
def clock() -> ResponseReturnValue:
    """Some hours pass at once."""
    hours = _given().get("hours")
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 24 * 365:
        abort(400)
    _platform().clock.forward(hours)
    return state()


@chat.post("/api/platform/trouble")
def trouble() -> ResponseReturnValue:
    """A trouble by name is ordered: it strikes the next message, or the next thing a person does."""
    name, times = _text("name", 100), _given().get("times", 1)
    if not isinstance(times, int) or not 0 < times <= 1000:
        abort(400)
    faults = _platform().faults
    if name in TROUBLES:
        for _ in range(times):
            faults.add_fault(TROUBLES[name])
    elif name in {quirk.value for quirk in Quirk}:
        faults.bend(*[Quirk(name)] * times)
    else:
        abort(400)
    return state()


@chat.post("/api/platform/judge")
def judged() -> ResponseReturnValue:
    """The platform warns, blocks or unblocks the Page."""
    action = _given().get("action")
    if action not in ("warning", "block", "unblock"):
        abort(400)
    judge(_platform(), action)
    return state()


def _or_conflict(act: Callable[[], None]) -> ResponseReturnValue:
    try:
        act()
    except LookupError:
        abort(409)
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
