"""Unanswered: what citizens asked in vain, grouped by likeness, and the way to teach it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.conversation.editing import EditError, add_questions, add_tests
from bot.conversation.explaining import CANDIDATES, nearest
from bot.desk.grouping import Group, grouped
from bot.desk.login import requires
from bot.desk.speech import language, say
from bot.desk.tools import desk, me
from bot.domain.talk import Language
from bot.errors import DeskError
from bot.store import drafts
from bot.store.unanswered import open_questions, set_state
from bot.understanding.catalogue import Intent

LIKELY = 0.2  # of 1: a candidate is marked beforehand only where somebody may well have meant it
SHOWN = 40  # groups on the page; the rarer ones come up when these are dealt with


def unanswered() -> Blueprint:
    """``/desk/unanswered``."""
    pages = Blueprint("unanswered", __name__, url_prefix="/desk/unanswered")
    editor = requires("editor")
    pages.add_url_rule("", "groups", editor(_groups))
    pages.add_url_rule("/<int:id>", "group", editor(_group))
    pages.add_url_rule("/<int:id>/teach", "teach", editor(_teach), methods=["POST"])
    pages.add_url_rule("/<int:id>/dismiss", "dismiss", editor(_dismiss), methods=["POST"])
    return pages


def added_to(text: str, additions: Mapping[str, Any]) -> str:
    """The text of an intent file with a question and, if there is one, a test added. Raises EditError."""
    text = add_questions(text, additions["language"], [additions["question"]])
    return add_tests(text, [{"says": additions["test"]}]) if additions["test"] else text


def _groups() -> str:
    conversation, now = desk().content.conversation, datetime.now(UTC)
    groups = _all()
    near = {group.id: nearest(conversation, group.wordings[0], now)[:1] for group in groups[:SHOWN]}
    total = sum(group.count for group in groups)
    return render_template(
        "desk/unanswered.html",
        groups=groups[:SHOWN],
        near=near,
        total=total,
        rest=len(groups) - SHOWN,
        titles=titles(),
        days=desk().settings.unanswered_days,
    )


def _group(id: int) -> str:
    group = _found(id)
    catalogue = desk().content.conversation.reader.catalogue
    near = nearest(desk().content.conversation, group.wordings[0], datetime.now(UTC), 6)
    # What the bot is told to leave alone explains the silence, but is nothing to teach.
    teachable = [candidate for candidate in near if catalogue[candidate.intent].does not in ("refuse", "repeat")]
    return render_template(
        "desk/group.html",
        group=group,
        candidates=teachable[:CANDIDATES],
        left_alone=near[0] if near and near[0] not in teachable else None,
        likely=LIKELY,
        titles=titles(),
        written=written_in(group.wordings[0]),
    )


def _teach(id: int) -> ResponseReturnValue:
    """Makes a draft of the intent's file with the question in it; what it would change is shown before it is saved."""
    group, form = _found(id), request.form
    name = form.get("intent") or form.get("near", "")
    if (intent := desk().content.conversation.reader.catalogue.get(name)) is None:
        flash(say("group.choose"))
        return redirect(url_for("unanswered.group", id=id), 303)
    chosen: Language = "en" if form.get("language") == "en" else "km"
    additions = {"language": chosen, "question": form.get("question", ""), "test": form.get("test", "").strip()}
    file = desk().files.read(path_of(intent))
    try:
        text = added_to(file.text, additions)
    except EditError as error:
        raise DeskError(f"edit.{error.code}", file.path) from error
    if text == file.text:
        flash(say("unanswered.there_already"))
        return redirect(url_for("unanswered.group", id=id), 303)
    with desk().engine.begin() as connection:
        kept = {**additions, "unanswered": group.ids}
        number = drafts.new_draft(connection, datetime.now(UTC), me().name, file.path, file.digest, text, kept)
    return redirect(url_for("drafts.show", id=number), 303)


def _dismiss(id: int) -> ResponseReturnValue:
    group = _found(id)
    with desk().engine.begin() as connection:
        set_state(connection, group.ids, "dismissed")
    flash(say("unanswered.dismissed", count=group.count))
    return redirect(url_for("unanswered.groups"), 303)


def path_of(intent: Intent) -> str:
    """The path of an intent's file below the folder of intents."""
    return "/".join(Path(intent.path).parts[1:])


def group_of(id: int) -> Group | None:
    """The group that a question is in now; others may have joined it since the page was shown."""
    return next((group for group in _all() if id in group.ids), None)


def written_in(text: str) -> Language:
    """Under which language of a file a question goes: Khmer in Latin letters goes under Khmer."""
    return "en" if desk().content.conversation.reader.detector.detect(text) == "en" else "km"


def title_of(path: str) -> str:
    """The title of an intent in use, by the path of its file; empty where there is none."""
    return titles().get(Path(path).stem, "")


def titles() -> dict[str, str]:
    """The titles of all intents in use, by name."""
    catalogue = desk().content.conversation.reader.catalogue
    return {name: intent.title.get(language()) for name, intent in sorted(catalogue.items())}


def _all() -> Sequence[Group]:
    with desk().reading() as connection:
        return grouped(open_questions(connection))


def _found(id: int) -> Group:
    return group_of(id) or abort(404)
