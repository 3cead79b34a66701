"""Forms that came too late: what was written goes back into the page, to be sent again by whoever wrote it.

Nothing of it is stored, here or in the session. The token of a form says to whom the form was given, also when the
session is over; so nobody can be made to send on what others wrote.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from bot.desk.speech import known, language, say
from bot.store.fact_words import column_words

TOKEN, SEALED = "csrf_token", "unsent"
_SIGNED_BY_FORMS = "wtf-csrf-token"  # the salt of Flask-WTF
# What forms carry along and nobody wrote: it is sent again, and not shown.
_CARRIED = {"base", "digest", "draft", "asked", "mark", "listed", "save", "search"}


@dataclass(frozen=True)
class Unsent:
    """A form that was not taken: to whom it was given, where it goes, and its fields in their order."""

    owner: int  # of the staff
    address: str
    fields: Sequence[tuple[str, str]]

    @property
    def written(self) -> Sequence[tuple[str, str]]:
        """The fields that are shown."""
        return [(name, value) for name, value in self.fields if value and name not in _CARRIED]

    @property
    def carried(self) -> Sequence[tuple[str, str]]:
        """The others."""
        return [(name, value) for name, value in self.fields if not value or name in _CARRIED]

    def sealed(self) -> str:
        """The form as one field that nobody can forge, to be carried through the sign-in."""
        return str(_seal().dumps(astuple(self)))


def secret_of(id: int) -> str:
    """A session's secret for its forms, by which the forms given to one of the staff can be told."""
    return f"{id}.{secrets.token_hex(16)}"


def unsent() -> Unsent | None:
    """What was written in the form of this request; None where that is nothing, or we gave the form to none of the staff."""
    try:
        if SEALED in request.form:
            owner, address, fields = _seal().loads(request.form[SEALED])
            return Unsent(owner, address, [(name, value) for name, value in fields])
        given = str(URLSafeTimedSerializer(_key(), salt=_SIGNED_BY_FORMS).loads(request.form.get(TOKEN, "")))
    except BadData:
        return None
    id, dot, _ = given.partition(".")
    fields = [(name, value) for name, value in request.form.items(multi=True) if _may_be_kept(name)]
    if not dot or request.blueprint == "door":
        return None
    form = Unsent(int(id), request.full_path.rstrip("?"), fields)
    return form if form.written else None


def called(name: str) -> str:
    """What a field is called in the page's language; its own name where it has no other."""
    if name.startswith("c-"):
        return column_words(name.removeprefix("c-")).get(language())
    return str(say(f"part.{name}")) if f"part.{name}" in known("part.") else name


def _may_be_kept(name: str) -> bool:
    return name != TOKEN and "password" not in name


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(_key(), salt="chbas-unsent")


def _key() -> str:
    return str(current_app.secret_key)
