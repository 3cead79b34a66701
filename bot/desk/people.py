"""People waiting: who asked for a person, and letters that were not answered or not delivered."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bot.delivery.backlog import measure
from bot.desk.login import requires
from bot.desk.reasons import message_reason, reply_reason
from bot.desk.speech import language, say
from bot.desk.tools import desk
from bot.store import letters
from bot.text.personal import without_personal_data

LATE = 60.0  # seconds a message waits before the page says so


def people() -> Blueprint:
    """``/desk/people``."""
    pages = Blueprint("people", __name__, url_prefix="/desk/people")
    editor = requires("editor")
    pages.add_url_rule("", "page", editor(_page))
    pages.add_url_rule("/<citizen>/helped", "helped", editor(_helped), methods=["POST"])
    pages.add_url_rule("/replies/<int:id>/again", "send", editor(_send), methods=["POST"])
    pages.add_url_rule("/messages/<int:id>/again", "answer", editor(_answer), methods=["POST"])
    return pages


def alarms() -> list[Markup]:
    """What needs somebody now, in the page's language."""
    found = measure(desk().engine, datetime.now(UTC))
    said = [say("alarm.content", problem=problem) for problem in desk().content.problems(language())]
    if found.lag_seconds > LATE:
        said.append(say("alarm.lag", minutes=round(found.lag_seconds / 60)))
    if dead := found.dead_messages + found.dead_replies:
        said.append(say("alarm.dead", count=dead))
    return said


def _page() -> str:
    with desk().reading() as connection:
        return render_template(
            "desk/people.html",
            waiting=letters.waiting(connection),
            replies=letters.undelivered(connection),
            messages=letters.unhandled(connection),
            now=datetime.now(UTC),
            alarms=alarms(),
            reply_reason=reply_reason,
            message_reason=message_reason,
            stripped=without_personal_data,
        )


def _helped(citizen: str) -> ResponseReturnValue:
    with desk().engine.begin() as connection:
        letters.helped(connection, citizen)
    return _told("people.helped")


def _send(id: int) -> ResponseReturnValue:
    with desk().engine.begin() as connection:
        sent = letters.send_again(connection, id, datetime.now(UTC))
    return _told("people.sent_again" if sent else "people.too_late")


def _answer(id: int) -> ResponseReturnValue:
    with desk().engine.begin() as connection:
        taken = letters.answer_again(connection, id, datetime.now(UTC))
    return _told("people.answered_again" if taken else "people.taken")


def _told(phrase: str) -> ResponseReturnValue:
    flash(say(phrase))
    return redirect(url_for("people.page"), 303)
