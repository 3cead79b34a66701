"""Drafts: what a change would do, before it is saved; and what happens when somebody else was quicker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.conversation.editing import EditError
from bot.desk.files import difference
from bot.desk.login import requires
from bot.desk.speech import language, say
from bot.desk.tools import desk, me
from bot.desk.unanswered import added_to, title_of, titles
from bot.store import drafts
from bot.store.drafts import Draft
from bot.store.unanswered import open_questions, set_state

SHOWN = 60  # changed answers that are listed


def draft_pages() -> Blueprint:
    """``/desk/drafts``."""
    pages = Blueprint("drafts", __name__, url_prefix="/desk/drafts")
    editor = requires("editor")
    pages.add_url_rule("", "waiting", editor(_waiting))
    pages.add_url_rule("/<int:id>", "show", editor(_show))
    pages.add_url_rule("/<int:id>/save", "save", editor(_save), methods=["POST"])
    pages.add_url_rule("/<int:id>/drop", "drop", editor(_drop), methods=["POST"])
    return pages


@dataclass(frozen=True)
class Waiting:
    """A draft of the list: what it is about, how far it is, and whether its file was changed by somebody else."""

    draft: Draft
    title: str
    state: str  # checking | mend | ready
    overtaken: bool
    mine: bool


def _waiting() -> str:
    """Changes that were begun and neither saved nor given up."""
    with desk().reading() as connection:
        found = drafts.open_drafts(connection)
    return render_template("desk/drafts.html", rows=[_row(draft) for draft in found])


def _row(draft: Draft) -> Waiting:
    state = "checking" if draft.state == "checking" else "mend" if _errors(draft) else "ready"
    overtaken = desk().files.now(draft.path).digest != draft.base
    title = title_of(draft.path) or str(draft.additions.get("fields", {}).get(f"title.{language()}", ""))
    return Waiting(draft, title, state, overtaken, draft.author == me().name)


def _errors(draft: Draft) -> bool:
    return any(not fault["warning"] for fault in draft.findings.get("faults", []))


def _show(id: int) -> str:
    draft = _found(id)
    if draft.state == "checking":
        desk().checker.begin(id)
    now = desk().files.now(draft.path)
    return render_template(
        "desk/draft.html",
        draft=draft,
        lines=difference(now.text, draft.text),
        overtaken=now.digest != draft.base and draft.state != "saved",
        changed=_readable(draft.findings.get("changed", [])),
        titles=titles(),
        title=title_of(draft.path),
        new=not draft.base,
        further=_further(draft),
    )


def _save(id: int) -> ResponseReturnValue:
    draft = _found(id)
    if draft.state != "checked" or _errors(draft):
        abort(409)
    if not desk().files.save(draft, me().name, undoes=draft.additions.get("undoes")):
        return _again(draft)
    with desk().engine.begin() as connection:
        set_state(connection, draft.additions.get("unanswered", []), "added")
    flash(say("draft.saved" if draft.text else "draft.removed", path=draft.path))
    return redirect(_onward(draft), 303)


def _further(draft: Draft) -> str:
    """Where the words of a draft can be edited further; empty for one that is made of other words than a form's."""
    if "fields" in draft.additions:
        return url_for("new.page", draft=draft.id)
    edited = "base" in draft.additions and draft.text
    return url_for("content.intent", path=draft.path, draft=draft.id) if edited else ""


def _onward(draft: Draft) -> str:
    """The file's page, or the list while there is no file."""
    there = desk().files.now(draft.path).text
    return url_for("content.intent", path=draft.path) if there else url_for("content.intents")


def _again(draft: Draft) -> ResponseReturnValue:
    """Somebody saved the same file meanwhile. Added lines go onto the new text; edited texts are shown side by side."""
    file = desk().files.now(draft.path)
    if not file.text and (taken := desk().files.called(Path(draft.path).stem)):
        flash(say("new.name_taken", path=taken))
        return redirect(_further(draft) or url_for("drafts.show", id=draft.id), 303)
    if "question" not in draft.additions:
        flash(say("draft.overtaken"))
        return redirect(url_for("content.merge", id=draft.id), 303)
    try:
        text = added_to(file.text, draft.additions)
    except EditError:
        abort(409)
    with desk().engine.begin() as connection:
        now = datetime.now(UTC)
        id = drafts.new_draft(connection, now, me().name, file.path, file.digest, text, draft.additions)
        drafts.settle_draft(connection, draft.id, "dropped")
    flash(say("draft.added_again"))
    return redirect(url_for("drafts.show", id=id), 303)


def _drop(id: int) -> ResponseReturnValue:
    draft = _found(id)
    with desk().engine.begin() as connection:
        drafts.give_way(connection, id)
    flash(say("draft.dropped"))
    return redirect(url_for("drafts.waiting") if "listed" in request.form else _onward(draft), 303)


def _found(id: int) -> Draft:
    with desk().reading() as connection:
        return drafts.draft(connection, id) or abort(404)


def _readable(changed: Sequence[Mapping[str, Any]]) -> Mapping[str, list[tuple[str, str, str]]]:
    """Question, intent before and intent after, by where the questions are from."""
    with desk().reading() as connection:
        words = {str(one.id): one.text for one in open_questions(connection)} if changed else {}
    rows: dict[str, list[tuple[str, str, str]]] = {"waiting": [], "test": [], "labelled": []}
    for one in changed:
        text = words.get(one["key"], "") if one["from"] == "waiting" else one["key"]
        row = (text, one["before"], one["after"])
        if text and row not in rows[one["from"]]:
            rows[one["from"]].append(row)
    return {origin: found[:SHOWN] for origin, found in rows.items() if found}
