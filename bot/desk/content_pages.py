"""Content: all intents with their state, a form for each, the history of changes, and the way back."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.conversation.checks import STALE
from bot.conversation.editing import EditError
from bot.desk.files import difference, digest, merged
from bot.desk.login import requires
from bot.desk.new_intent import shelf_holes
from bot.desk.parts import FORM, Parts, parts_of, with_parts
from bot.desk.people import content_alarms
from bot.desk.speech import language, say
from bot.desk.titles import called
from bot.desk.tools import desk, me
from bot.desk.unanswered import path_of, title_of
from bot.errors import DeskError
from bot.faults.fault import Fault
from bot.faults.fault import say as say_fault
from bot.store import drafts
from bot.store.drafts import Draft
from bot.text.normalise import match_key
from bot.understanding.catalogue import Intent


@dataclass(frozen=True)
class Row:
    """One intent of the list. ``state``: current, stale or no_source."""

    intent: Intent
    path: str
    state: str


def content_pages() -> Blueprint:
    """``/desk/content`` and ``/desk/history``."""
    pages = Blueprint("content", __name__, url_prefix="/desk")
    editor = requires("editor")
    pages.add_url_rule("/content", "intents", editor(_intents))
    pages.add_url_rule("/content/<path:path>", "intent", editor(_intent))
    pages.add_url_rule("/content/<path:path>", "edit", editor(_edit), methods=["POST"])
    pages.add_url_rule("/merge/<int:id>", "merge", editor(_merge))
    pages.add_url_rule("/history", "history", editor(_history))
    pages.add_url_rule("/history/<int:id>", "change", editor(_change))
    pages.add_url_rule("/history/<int:id>/undo", "undo", editor(_undo), methods=["POST"])
    return pages


def state_of(intent: Intent, today: date) -> str:
    """Whether an intent can be relied on: ``current``, ``stale`` (read too long ago) or ``no_source``."""
    if intent.kind == "answer" and not intent.sources and "((" not in intent.answer.km:
        return "no_source"
    try:
        read = date.fromisoformat(intent.reviewed)
    except ValueError:
        return "stale"
    return "stale" if today - read > STALE else "current"


def _intents() -> str:
    wanted, state = match_key(request.args.get("q", "")), request.args.get("state", "")
    today = datetime.now(desk().settings.timezone).date()
    catalogue = desk().content.conversation.reader.catalogue.values()
    rows = [Row(intent, path_of(intent), state_of(intent, today)) for intent in catalogue if _speaks_of(intent, wanted)]
    rows = [row for row in rows if state in ("", row.state)]
    with desk().reading() as connection:
        begun = drafts.count_open_drafts(connection)
    q = request.args.get("q", "")
    return render_template("desk/content.html", rows=rows, q=q, state=state, alarms=content_alarms(), begun=begun)


def _speaks_of(intent: Intent, wanted: str) -> bool:
    texts = (intent.name, intent.title.km, intent.title.en, intent.answer.km, intent.answer.en)
    texts += tuple(example.text for example in intent.examples)
    return not wanted or any(wanted in match_key(text) for text in texts)


def _intent(path: str) -> str:
    """A form of the file, or of a draft of it that is edited further."""
    draft = _draft_of(path)
    file = desk().files.now(path) if draft else desk().files.read(path)
    base = text = file.text
    if draft:
        base, text = str(draft.additions.get("base", file.text)), draft.text
    with desk().reading() as connection:
        changes = drafts.history(connection, path, 5)
    faults = _faults(path)
    # What is wrong with a file is seldom among the parts of the form.
    parts = {} if faults or "whole" in request.args else _parts(base, text)
    return render_template(
        "desk/intent.html",
        path=path,
        title=title_of(path),
        parts=parts,
        text=text,
        base=_packed(base),
        changes=changes,
        draft=draft,
        holes=_holes(path),
        faults=[(say_fault(fault, language()), _line(text, fault.line)) for fault in faults],
    )


def _faults(path: str) -> Sequence[Fault]:
    """Why the newest version of a file is not in use."""
    shown = f"{desk().settings.intents_dir.name}/{path}"
    return [fault for fault in desk().content.faults() if fault.file == shown]


def _line(text: str, number: int) -> str:
    """A line of a text, as it stands: nobody need count to find it."""
    return dict(enumerate(text.splitlines(), start=1)).get(number, "").strip()


def _holes(path: str) -> Sequence[str]:
    """What the answer of an aspect can hold; empty for other files."""
    intent = desk().content.conversation.reader.catalogue.get(Path(path).stem)
    return shelf_holes(intent) if intent else ()


def _draft_of(path: str) -> Draft | None:
    with desk().reading() as connection:
        draft = drafts.draft(connection, request.args.get("draft", 0, int))
    return draft if draft and draft.path == path else None


def _parts(base: str, text: str) -> Parts:
    """The parts of the form; none where only the whole text can be mended, or says more than they do."""
    try:
        parts = parts_of(text)
        return parts if with_parts(base, parts) == text else {}
    except EditError:
        return {}


def _edit(path: str) -> ResponseReturnValue:
    """Makes a draft; it begins from the text the form was filled from, so that nobody else's words are lost."""
    file = desk().files.now(path)
    base = _unpacked(request.form.get("base", ""))
    try:
        if "text" in request.form:
            ending = "\r\n" if "\r\n" in base else "\n"
            text = request.form["text"].replace("\r\n", "\n").rstrip("\n").replace("\n", ending) + ending
        else:
            text = with_parts(base, {part: request.form[part] for part in FORM if part in request.form})
    except EditError as error:
        raise DeskError(f"edit.{error.code}", f"{path}:{error.line}") from error
    if text == base:
        flash(say("content.nothing_changed"))
        return redirect(url_for("content.intent", path=path) if file.text else url_for("content.intents"), 303)
    with desk().engine.begin() as connection:
        now, kept = datetime.now(UTC), {"base": base}
        id = drafts.new_draft(connection, now, me().name, file.path, digest(base), text, kept)
        drafts.give_way(connection, request.form.get("draft", 0, int))
    return redirect(url_for("drafts.show", id=id), 303)


def _merge(id: int) -> str:
    """Two editors changed one file: what the other did, what one wrote oneself, and one text to bring both into."""
    with desk().reading() as connection:
        draft = drafts.draft(connection, id) or abort(404)
    now = desk().files.now(draft.path)
    base = str(draft.additions.get("base", now.text))
    both = merged(base, now.text, draft.text)
    return render_template(
        "desk/merge.html",
        draft=draft,
        both=both,
        theirs=difference(base, now.text),
        mine=difference(base, draft.text),
        text=both or draft.text,
        base=_packed(now.text),
    )


def _history() -> str:
    path = request.args.get("path", "")
    with desk().reading() as connection:
        changes = drafts.history(connection, path)
    return render_template("desk/history.html", rows=list(zip(changes, called(changes), strict=True)))


def _change(id: int) -> str:
    with desk().reading() as connection:
        change = drafts.change(connection, id) or abort(404)
    lines = difference(change.before, change.after)
    return render_template("desk/change.html", change=change, title=called([change])[0], lines=lines)


def _undo(id: int) -> ResponseReturnValue:
    """Makes a draft of the text as it was before; only while nothing newer would be lost with it."""
    with desk().reading() as connection:
        change = drafts.change(connection, id) or abort(404)
    file = desk().files.now(change.path)
    if file.text != change.after:
        flash(say("history.newer"))
        return redirect(url_for("content.change", id=id), 303)
    with desk().engine.begin() as connection:
        now, kept = datetime.now(UTC), {"base": file.text, "undoes": id}
        number = drafts.new_draft(connection, now, me().name, file.path, file.digest, change.before, kept)
    return redirect(url_for("drafts.show", id=number), 303)


def _packed(text: str) -> str:
    """A text as a form carries it unchanged: browsers rewrite the ends of lines."""
    return base64.b64encode(zlib.compress(text.encode())).decode()


def _unpacked(packed: str) -> str:
    try:
        return zlib.decompress(base64.b64decode(packed)).decode()
    except (ValueError, zlib.error):
        abort(400)
