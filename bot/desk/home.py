"""The first page after the sign-in: what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from flask import Blueprint, abort, render_template

from bot.desk.login import requires
from bot.desk.people import alarms
from bot.desk.tools import desk, me
from bot.messenger.payloads import words_of
from bot.store import letters
from bot.store.drafts import count_open_drafts
from bot.store.unanswered import open_questions


@dataclass(frozen=True)
class Counts:
    """How much there is to do."""

    unanswered: int
    drafts: int
    waiting: int
    dead: int


def home() -> Blueprint:
    """``/desk``."""
    pages = Blueprint("desk", __name__, url_prefix="/desk")
    pages.add_url_rule("", "home", requires("editor", "me")(_home), strict_slashes=False)
    pages.add_url_rule("/<path:anything>", "unknown", requires("editor", "me")(_unknown))
    return pages


def _unknown(anything: str) -> NoReturn:
    """Every other address of the desk: said in words, but only to the staff."""
    abort(404)


def _home() -> str:
    if not me().may("editor"):
        return render_template("desk/home.html", alarms=[], counts=None)
    with desk().reading() as connection:
        dead = len(letters.undelivered(connection, words_of)) + len(letters.unhandled(connection))
        begun = count_open_drafts(connection)
        counts = Counts(len(open_questions(connection)), begun, len(letters.waiting(connection)), dead)
    return render_template("desk/home.html", alarms=alarms(), counts=counts)
