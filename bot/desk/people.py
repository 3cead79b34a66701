"""People waiting: who asked for a person, and letters that were not answered or not delivered."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bot.delivery.backlog import measure
from bot.desk.login import requires
from bot.desk.reasons import reason_in_words
from bot.desk.speech import language, say
from bot.desk.tools import desk
from bot.faults.fault import Fault
from bot.faults.fault import say as say_fault
from bot.messenger.payloads import words_of
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
    said = [say(f"alarm.{name}") for name in found.alarms]
    said += content_alarms()
    if found.lag_seconds > LATE:
        said.append(say("alarm.lag", minutes=round(found.lag_seconds / 60)))
    if dead := found.dead_messages + found.dead_replies:
        said.append(say("alarm.dead", count=dead))
    return said


def content_alarms() -> list[Markup]:
    """Why the newest content is not in use, each with the way to the file that must be mended."""
    return [
        say("alarm.content", problem=say_fault(fault, language())) + _way_to(fault) for fault in desk().content.faults()
    ]


def _way_to(fault: Fault) -> Markup:
    folder = desk().settings.intents_dir
    path = fault.file.removeprefix(f"{folder.name}/")
    if path == fault.file or not (folder / path).is_file():
        return Markup()
    return Markup(' <a href="{}">{}</a>').format(url_for("content.intent", path=path), say("alarm.open"))


def _page() -> str:
    with desk().reading() as connection:
        return render_template(
            "desk/people.html",
            waiting=letters.waiting(connection),
            replies=letters.undelivered(connection, words_of),
            messages=letters.unhandled(connection),
            now=datetime.now(UTC),
            alarms=alarms(),
            why=reason_in_words,
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
