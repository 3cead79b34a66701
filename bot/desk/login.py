"""The login: who is asking, and whether they may."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine
from werkzeug.exceptions import Unauthorized

from bot.desk.passwords import is_right, refreshed
from bot.desk.unsent import TOKEN, secret_of
from bot.store import staff
from bot.store.staff import Member, Role

log = logging.getLogger(__name__)

TRIES = 5  # wrong passwords in a row, then the name is locked
LOCK = timedelta(minutes=15)
SESSION = timedelta(hours=12)  # a working day; then one signs in again
_EXTENSION = "chbas-login"

csrf = CSRFProtect()


class SignedOut(Unauthorized):
    """A form was sent and nobody is signed in; the door keeps what was written in it."""


@dataclass(frozen=True)
class Refused:
    """A sign-in that failed; ``phrase`` is the key of the reason told."""

    phrase: str


def install(app: Flask, engine: Engine) -> None:
    """Give an application the login. ``requires`` and ``signed_in`` work only where this was done."""
    app.extensions[_EXTENSION] = engine
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # `requires` checks; the webhook has a signature instead
        WTF_CSRF_TIME_LIMIT=None,  # a form written for an hour must not be lost; the token ends with the session
        WTF_CSRF_SSL_STRICT=False,  # would ask for a Referer, which our pages never send; the token suffices
        PERMANENT_SESSION_LIFETIME=SESSION,
        SESSION_REFRESH_EACH_REQUEST=False,  # a late style sheet would bring an old cookie back, and with it the language
    )
    csrf.init_app(app)


def requires(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A page for those of the staff who have one of ``roles``; administrators may see every page.

    Others are sent to the sign-in (not signed in) or get 403 (another role). A form sent here must
    carry ``csrf_token``; without it the answer is 400.
    """

    def protecting(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def protected(*args: Any, **kwargs: Any) -> Any:
            if (member := signed_in()) is None:
                if request.method == "POST":
                    raise SignedOut
                return redirect(url_for("door.sign_in", next=request.full_path.rstrip("?")))
            if not any(member.may(role) for role in roles):
                abort(403)
            protect_form()
            return view(*args, **kwargs)

        protected.requires = roles  # type: ignore[attr-defined]  # the test of all routes looks here
        return protected

    return protecting


def protect_form() -> None:
    """Check the CSRF token of a form that was sent; 400 when it lacks or is old."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        csrf.protect()


def signed_in() -> Member | None:
    """Who is asking; None for somebody unknown, disabled, signed out elsewhere or signed in too long ago."""
    if "member" not in g:
        g.member = _of_session()
    return cast("Member | None", g.member)


def sign_in(name: str, password: str, now: datetime) -> Member | Refused:
    """Begin a session, or say why not. The old session, whatever was in it, ends."""
    with _engine().begin() as connection:
        tries = staff.count_try(connection, name, now, TRIES, LOCK)
    if tries > TRIES:
        log.warning("a staff login is locked after wrong passwords")
        return Refused("sign_in.locked")
    with _engine().execution_options(reading=True).connect() as connection:
        member = staff.find(connection, name)
    if not is_right(password, member.password if member else None) or member is None or member.disabled:
        return Refused("sign_in.wrong")
    with _engine().begin() as connection:
        staff.forget_tries(connection, name)
        staff.seen(connection, member, now, refreshed(password, member.password))
    _begin_session(member, now)
    return member


def sign_out() -> None:
    """End the session here, and every other one of the same person: a copied cookie is worth nothing after it."""
    if member := signed_in():
        with _engine().begin() as connection:
            staff.end_sessions(connection, member.id)
    _rotate()
    g.pop("member", None)


def _begin_session(member: Member, now: datetime) -> None:
    _rotate()
    session.permanent = True
    session.update(staff=member.id, version=member.version, since=now.timestamp(), nonce=secrets.token_hex(16))
    session[TOKEN] = secret_of(member.id)
    g.member = member


def _rotate() -> None:
    """A new session that keeps nothing of the old one but the language; the CSRF token is another too."""
    language = session.get("language")
    session.clear()
    g.pop("csrf_token", None)
    if language:
        session["language"] = language


def _of_session() -> Member | None:
    id, version, since = session.get("staff"), session.get("version"), session.get("since")
    if not isinstance(id, int) or not isinstance(since, int | float):
        return None
    if datetime.now(UTC).timestamp() - since > SESSION.total_seconds():
        return None
    with _engine().execution_options(reading=True).connect() as connection:
        member = staff.by_id(connection, id)
    return member if member and member.version == version and not member.disabled else None


def _engine() -> Engine:
    return cast(Engine, current_app.extensions[_EXTENSION])
