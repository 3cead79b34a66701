"""The pages at the door: sign in, sign out, and what every staff page is dressed in."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Conflict, Forbidden, NotFound

from bot.desk.login import Refused, SignedOut, protect_form, sign_in, sign_out, signed_in
from bot.desk.navigation import entries
from bot.desk.unsent import called, unsent
from bot.errors import DeskError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def door() -> Blueprint:
    """``/desk/sign-in`` and ``/desk/sign-out``; the style sheet; the base template ``desk/base.html``."""
    pages = Blueprint("door", __name__, url_prefix="/desk", template_folder="templates", static_folder="static")
    pages.add_url_rule("/sign-in", "sign_in", _sign_in, methods=["GET", "POST"])
    pages.add_url_rule("/sign-out", "sign_out", _sign_out, methods=["POST"])
    pages.app_context_processor(lambda: {"me": signed_in(), "navigation": entries(signed_in())})
    pages.app_errorhandler(CSRFError)(_too_late)
    pages.app_errorhandler(SignedOut)(_too_late)
    pages.app_errorhandler(DeskError)(lambda error: _refused(error.phrase, 400, error.detail))
    pages.app_errorhandler(Forbidden)(lambda _: _refused("refused.role", 403))
    pages.after_app_request(_dress)
    return pages


def in_words(pages: Blueprint) -> Blueprint:
    """Let pages of staff say in words what other addresses say to programs."""
    pages.errorhandler(NotFound)(lambda _: _refused("refused.not_found", 404))
    pages.errorhandler(Conflict)(lambda _: _refused("refused.conflict", 409))
    return pages


def _sign_in() -> ResponseReturnValue:
    """Public: a form of name and password; wrong ones say so, and too many of them lock the name for a while."""
    protect_form()
    if request.method == "GET":
        return render_template("desk/sign_in.html") if signed_in() is None else redirect(_onward())
    found = sign_in(request.form.get("name", ""), request.form.get("password", ""), datetime.now(UTC))
    written = unsent()
    if isinstance(found, Refused):
        name = request.form.get("name", "")
        return render_template("desk/sign_in.html", refused=found.phrase, name=name, unsent=written, called=called), 401
    if written and written.owner == found.id:
        return render_template("desk/again.html", unsent=written, called=called)
    return redirect(_onward(), 303)


def _too_late(error: CSRFError | SignedOut) -> ResponseReturnValue:
    """What was written is shown; who wrote it may send it again, with a fresh token, after signing in."""
    written, member = unsent(), signed_in()
    if written is None:
        return redirect(url_for("door.sign_in")) if isinstance(error, SignedOut) else _refused("refused.form", 400)
    if member and member.id == written.owner:
        return render_template("desk/again.html", unsent=written, called=called), 400
    return render_template("desk/sign_in.html", unsent=written, called=called), 401


def _sign_out() -> ResponseReturnValue:
    """Public: signing out twice does no harm."""
    protect_form()
    sign_out()
    return redirect(url_for("door.sign_in"), 303)


def _onward() -> str:
    """Where one wanted to go: only to an address of our own."""
    wanted = request.args.get("next", "")
    # Browsers read "//host" and "/\\host" as another site.
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours else url_for("desk.home")


def _refused(phrase: str, status: int, detail: str = "") -> ResponseReturnValue:
    return render_template("desk/refused.html", phrase=phrase, detail=detail), status


def _dress(response: Response) -> Response:
    """Staff pages: nothing inline, nothing from elsewhere, nothing kept by the browser."""
    if request.path.startswith("/desk") and response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
    return response
