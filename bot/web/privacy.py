"""What is kept of citizens, told to everybody; and the address at which the platform asks for a deletion."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, select

from bot.answering.phrases import Phrases
from bot.answering.speech import Speech
from bot.delivery.inbox import Inbox
from bot.domain.talk import Language
from bot.messenger.signature import read_signed_request
from bot.messenger.wire import as_id
from bot.settings import Settings
from bot.store.columns import metadata
from bot.store.forgetting import forget
from bot.store.keeping import PERSONAL, kept_of
from bot.store.pseudonym import pseudonym
from bot.store.talk_tables import deletion

CODE_BYTES = 8


def privacy(settings: Settings, inbox: Inbox, phrases: Callable[[], Phrases]) -> Blueprint:
    """``/privacy``, ``POST /data-deletion`` and its status page.

    The policy is made from the tables that really hold something personal: a new one cannot be left out.
    Meta: Data Deletion Request Callback.
    """
    pages = Blueprint(
        "privacy", __name__, template_folder="templates", static_folder="static", static_url_path="/pages"
    )

    @pages.get("/privacy")
    def policy() -> str:
        tables = {name: [column.name for column in metadata.tables[name].columns] for name in PERSONAL}
        return render_template("privacy.html", title="privacy.title", say=phrases(), tables=tables)

    @pages.post("/data-deletion")
    def requested() -> ResponseReturnValue:
        asked = read_signed_request(request.form.get("signed_request", ""), settings.app_secret)
        if asked is None or not (user := as_id(asked.get("user_id"))):
            return jsonify(error="signed_request is missing, not signed with the app secret, or names nobody"), 400
        code, now = secrets.token_hex(CODE_BYTES), datetime.now(UTC)
        inbox.writer.call(lambda connection: _delete(connection, settings, user, code, now))
        path = url_for("privacy.status", code=code)
        base = settings.public_url or request.host_url.rstrip("/")
        return jsonify(url=f"{base}{path}", confirmation_code=code)

    @pages.get("/data-deletion/<code>")
    def status(code: str) -> ResponseReturnValue:
        with inbox.writer.engine.execution_options(reading=True).connect() as connection:
            row = connection.execute(select(deletion).where(deletion.c.code == code)).first()
        say = phrases()

        def day(language: Language) -> str:
            local = row.asked_at.astimezone(settings.timezone) if row else None
            return Speech(language, say).date(local.date().isoformat()) if local else ""

        told = "deletion.unknown" if row is None else "deletion.done" if row.found else "deletion.nothing"
        page = render_template("deletion.html", title="deletion.title", say=say, code=code, told=told, day=day)
        return Response(page, 404 if row is None else 200)

    return pages


def _delete(connection: Connection, settings: Settings, user: str, code: str, now: datetime) -> None:
    """Forget who writes to the Page under this number.

    The platform names an app-scoped id, while a bot knows Page-scoped ones only; they are the same number for some
    people. Whoever is not found deletes by writing to the Page, as the status page says.
    """
    who = pseudonym(settings.pseudonym_key, settings.page_id, user)
    found = kept_of(connection, who).first_at is not None
    forget(connection, who)
    connection.execute(deletion.insert().values(code=code, asked_at=now, found=found))
