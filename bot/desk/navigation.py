"""What the menu of the staff pages leads to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, request

from bot.store.staff import Member

# Endpoint, phrase of its name. An entry shows where its page exists and the person's role may see it.
MENU: tuple[tuple[str, str], ...] = (
    ("desk.home", "nav.home"),
    ("unanswered.groups", "nav.unanswered"),
    ("judged.page", "nav.judged"),
    ("trying.page", "nav.try"),
    ("content.intents", "nav.content"),
    ("facts.facts", "nav.facts"),
    ("people.page", "nav.people"),
    ("board.dashboard", "nav.reach"),
    ("board.events_", "nav.events"),
    ("board.indicators", "nav.indicators"),
)


# Which pages of the desk belong to which entry, by their blueprints.
SECTIONS = {name: name for name in ("unanswered", "content", "facts")} | {"drafts": "content", "new": "content"}


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    endpoint: str
    phrase: str
    here: bool  # this is the page one is on
    around: bool = False  # the page one is on belongs to it


def entries(member: Member | None) -> list[Entry]:
    """The menu of a person; empty for somebody not signed in."""
    if member is None:
        return []
    views = current_app.view_functions
    open_to = [(name, phrase) for name, phrase in MENU if name in views and _may(member, views[name])]
    return [Entry(name, phrase, name == request.endpoint, name == _section()) for name, phrase in open_to]


def _section() -> str | None:
    """The entry that a page without one of its own belongs to."""
    return next((name for name, _ in MENU if name.split(".")[0] == SECTIONS.get(request.blueprint or "")), None)


def _may(member: Member, view: object) -> bool:
    roles = getattr(view, "requires", ())
    return any(member.may(role) for role in roles)
