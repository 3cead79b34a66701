"""Try: type a question and see what the bot makes of it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template, request

from bot.conversation.explaining import explain
from bot.desk.cells import named
from bot.desk.login import requires
from bot.desk.tools import desk

LONGEST = 2000  # code points, Messenger's own limit of a message


def trying() -> Blueprint:
    """``/desk/try``."""
    pages = Blueprint("trying", __name__, url_prefix="/desk/try")
    pages.add_url_rule("", "page", requires("editor", "me")(_page))
    return pages


def _page() -> str:
    """Nothing is stored: the question stands in the address only."""
    question = request.args.get("q", "").strip()[:LONGEST]
    conversation = desk().content.conversation
    found = explain(conversation, question, datetime.now(UTC)) if question else None
    return render_template(
        "desk/try.html", question=question, found=found, named=named, catalogue=conversation.reader.catalogue
    )
