"""A new intent file: one form for an answer, a talk or an aspect; what comes of it is a draft like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from bot.answering.answerer import SHELVES
from bot.conversation.checks import intent_faults
from bot.conversation.editing import EditError
from bot.conversation.writing import LONGEST_NAME, NewIntent, is_name, new_text, suggested_name
from bot.desk.login import requires
from bot.desk.speech import language, say
from bot.desk.tools import desk, me
from bot.desk.unanswered import group_of, written_in
from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.errors import ContentError
from bot.faults.fault import Fault
from bot.faults.fault import say as say_fault
from bot.store import drafts
from bot.store.fact_tables import FACT_TABLES
from bot.understanding.catalogue import TOPICS, Intent
from bot.understanding.form import LANGUAGES, TITLE
from bot.understanding.loader import load_text

KINDS = ("answer", "aspect", "talk")
ABOUT = tuple(topic for topic in TOPICS if topic != "talk")
LINES = ("title", "ask", "answer", "tests", "has")
FIELDS = ("name", "kind", "topic", "like", "source", *(f"{part}.{of}" for part in LINES for of in LANGUAGES))
BUTTONS = 4  # more are rarely read; the form of the whole file takes up to what a message shows
Fields = Mapping[str, str]


def new_intent() -> Blueprint:
    """``/desk/new``."""
    pages = Blueprint("new", __name__, url_prefix="/desk/new")
    editor = requires("editor")
    pages.add_url_rule("", "page", editor(_page))
    pages.add_url_rule("", "make", editor(_make), methods=["POST"])
    return pages


def _page() -> str:
    """Empty; or as it was sent for a draft; or with a question that nobody answered."""
    fields: Fields = {}
    if id := request.args.get("draft", 0, int):
        with desk().reading() as connection:
            draft = drafts.draft(connection, id)
        fields = draft.additions.get("fields", {}) if draft else {}
    elif (id := request.args.get("asked", 0, int)) and (group := group_of(id)):
        fields = {f"ask.{written_in(group.wordings[0])}": "\n".join(group.wordings[:20]), "asked": str(id)}
    return _form(fields)


def _make() -> ResponseReturnValue:
    """Makes a draft; what can be told at once is told in the form, with every word still in it."""
    fields = {field: request.form.get(field, "").strip() for field in (*FIELDS, "asked")}
    fields["name"] = fields["name"] or suggested_name(fields["title.en"])
    fields |= {f"button.{n}": name for n, name in enumerate(_buttons())}
    new = _new(fields)
    path = f"{new.topic}/{new.name}.yaml"
    if told := _wrong_name(new.name) or _wrong_aspect(new):
        return _form(fields, [told]), 422
    try:
        text = new_text(new)
        intent = load_text(text, new.name, f"{desk().settings.intents_dir.name}/{path}")
    except EditError as error:
        return _form(fields, [say(f"edit.{error.code}")]), 422
    except ContentError as error:
        return _form(fields, _said(error.found)), 422
    if faults := _faults(intent):
        return _form(fields, _said(faults)), 422
    return redirect(url_for("drafts.show", id=_drafted(path, text, fields)), 303)


def _drafted(path: str, text: str, fields: Fields) -> int:
    group = group_of(int(fields["asked"])) if fields["asked"].isdecimal() else None
    kept = {"base": "", "fields": dict(fields), "unanswered": group.ids if group else []}
    with desk().engine.begin() as connection:
        drafts.give_way(connection, request.form.get("draft", 0, int))
        return drafts.new_draft(connection, datetime.now(UTC), me().name, path, "", text, kept)


def _new(fields: Fields) -> NewIntent:
    kind = fields["kind"] if fields["kind"] in KINDS else KINDS[0]
    about = fields["topic"] if fields["topic"] in ABOUT else ABOUT[0]
    like = aspects().get(fields["like"]) if kind == "aspect" else None
    return NewIntent(
        facts=like.facts if like else "",
        needs=like.needs if like else (),
        uses=like.uses if like else (),
        name=fields["name"],
        kind=kind,
        topic="talk" if kind == "talk" else about,
        reviewed=_today().isoformat(),
        title=Both(fields["title.km"], fields["title.en"]),
        ask={of: _lines(fields[f"ask.{of}"]) for of in LANGUAGES},
        answer=Both(fields["answer.km"], fields["answer.en"]),
        source=fields["source"],
        buttons=_buttons(),
        tests=[test for of in LANGUAGES for test in _tests(fields, of)],
    )


def _tests(fields: Fields, of: Language) -> Sequence[Mapping[str, str]]:
    return [{"says": says, "has": fields[f"has.{of}"]} for says in _lines(fields[f"tests.{of}"])]


def _lines(text: str) -> Sequence[str]:
    return [line for line in dict.fromkeys(map(str.strip, text.splitlines())) if line]


def _buttons() -> Sequence[str]:
    return [name for name in dict.fromkeys(request.form.getlist("buttons")) if name]


def _wrong_name(name: str) -> str:
    """Why a file cannot be called so; empty when it can."""
    if not is_name(name):
        return say("new.name_wrong", longest=LONGEST_NAME)
    there = desk().files.called(name)
    return say("new.name_taken", path=there) if there else ""


def aspects() -> Mapping[str, Intent]:
    """The aspects there are, by name: a new one asks the same facts as one of them, in other words or for less of it."""
    catalogue = desk().content.conversation.reader.catalogue.values()
    found = [intent for intent in catalogue if intent.kind == "aspect" and intent.facts in SHELVES]
    return {intent.name: intent for intent in sorted(found, key=lambda one: (one.topic, one.title.get(language())))}


def shelf_holes(intent: Intent) -> Sequence[str]:
    """The holes that the facts of an aspect can fill, the surest first; empty for an intent without a shelf."""
    shelf = SHELVES.get(intent.facts)
    return [*sorted(shelf.sure), *sorted(shelf.maybe)] if shelf else []


def _wrong_aspect(new: NewIntent) -> str:
    return say("new.like_missing") if new.kind == "aspect" and not new.facts else ""


def _faults(intent: Intent) -> Sequence[Fault]:
    """What is wrong with the file by itself: told without learning anything, so at once."""
    found = intent_faults(intent, desk().content.conversation, _today())
    return [fault for fault in found if not fault.is_warning]


def _said(faults: Sequence[Fault]) -> Sequence[str]:
    return [say_fault(fault, language()) for fault in faults]


def _form(fields: Fields, told: Sequence[str] = ()) -> str:
    catalogue = desk().content.conversation.reader.catalogue
    titles = {topic: _titles(catalogue.values(), topic) for topic in TOPICS}
    return render_template(
        "desk/new.html",
        fields=fields,
        told=told,
        kinds=KINDS,
        aspects=aspects(),
        shelf_holes=shelf_holes,
        topics=ABOUT,
        sources=_sources(),
        titles=titles,
        draft=request.values.get("draft", 0, int),
        buttons=BUTTONS,
        longest_title=TITLE,
        longest_name=LONGEST_NAME,
    )


def _titles(intents: Iterable[Intent], topic: str) -> Mapping[str, str]:
    found = {intent.name: intent.title.get(language()) for intent in intents if intent.topic == topic}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _sources() -> Mapping[str, str]:
    """The store's sources by key; made-up ones are no ground for an answer."""
    table = FACT_TABLES["source"]
    wanted = select(table).where(table.c.kind != "demonstration").order_by(table.c.source_id)
    with desk().reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    return {row["source_id"]: f"{row[f'publisher_{language()}']} · {row['title']}" for row in rows}


def _today() -> date:
    return datetime.now(desk().settings.timezone).date()
