"""Answers that citizens judged not useful, with question and answer: what to write better."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from bot.desk.login import requires
from bot.desk.tools import desk
from bot.desk.unanswered import path_of, title_of
from bot.store.judged import count_judged, not_useful

_SHOWN = 50


def judged() -> Blueprint:
    """``/desk/not-useful``."""
    pages = Blueprint("judged", __name__, url_prefix="/desk/not-useful")
    pages.add_url_rule("", "page", requires("editor")(_page))
    return pages


def _page() -> str:
    with desk().reading() as connection:
        found = not_useful(connection, request.args.get("before", 0, int), _SHOWN)
        bad, all_judged = count_judged(connection)
    catalogue = desk().content.conversation.reader.catalogue
    paths = {one.intent: path_of(catalogue[one.intent]) for one in found if one.intent in catalogue}
    titles = {name: title_of(path) for name, path in paths.items()}
    more = found[-1].id if len(found) == _SHOWN else 0
    return render_template(
        "desk/judged.html", found=found, paths=paths, titles=titles, more=more, bad=bad, all_judged=all_judged
    )
