"""Stores what turns leave for the counts of the campaign, in the transaction of the turn itself."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from sqlalchemy import Connection, desc, func, select, update

from bot.domain.campaign import AboutSelf, Judged, QuizStep, Touched
from bot.domain.talk import Incoming, Outcome, Turn
from bot.store.campaign_tables import attribution, feedback, profile, profile_answer, quiz_answer, quiz_attempt
from bot.store.talk_tables import outbox, query
from bot.store.upsert import insert


def keep_notes(zone: tzinfo) -> Callable[[Connection, Incoming, Turn], None]:
    """A further write of each turn (delivery/turns.py): its notes. ``zone``: for the days of the reports."""

    def keep(connection: Connection, incoming: Incoming, turn: Turn) -> None:
        for note in turn.notes:
            day = incoming.at.astimezone(zone).date().isoformat()
            _keep(note, connection, incoming, day)

    return keep


@functools.singledispatch
def _keep(note: Any, connection: Connection, incoming: Incoming, day: str) -> None:
    raise TypeError(f"nobody keeps notes of the kind {type(note).__name__}")


@_keep.register
def _(note: Touched, connection: Connection, incoming: Incoming, day: str) -> None:
    """Every touch is a row. The one that happened first is the first, even if it is heard of late."""
    theirs = attribution.c.citizen == incoming.citizen
    earlier = connection.execute(select(func.count()).where(theirs, attribution.c.at <= incoming.at)).scalar_one()
    if not earlier:
        connection.execute(update(attribution).where(theirs, attribution.c.first).values(first=False))
    row = {"citizen": incoming.citizen, "event": note.event, "at": incoming.at, "day": day, "how": note.how}
    connection.execute(attribution.insert().values(row | {"first": not earlier}))


@_keep.register
def _(note: AboutSelf, connection: Connection, incoming: Incoming, day: str) -> None:
    """The newest answer counts; that a question was put never takes the place of an answer."""
    said = {"citizen": incoming.citizen, "question": note.question, "state": note.state, "value": note.value}
    connection.execute(profile_answer.insert().values(said | {"at": incoming.at}))
    new = insert(connection.dialect.name, profile).values(
        {"citizen": incoming.citizen, "changed_at": incoming.at}
        | {note.question: note.value, f"{note.question}_state": note.state}
    )
    changed = {name: new.excluded[name] for name in (note.question, f"{note.question}_state", "changed_at")}
    only = profile.c[f"{note.question}_state"] == "not_asked" if note.state == "asked" else None
    connection.execute(new.on_conflict_do_update(index_elements=[profile.c.citizen], set_=changed, where=only))


@_keep.register
def _(note: QuizStep, connection: Connection, incoming: Incoming, day: str) -> None:
    key = {"citizen": incoming.citizen, "event": note.event, "moment": note.moment}
    begun = {"items": list(note.items), "asked": len(note.items), "day": day, "started_at": incoming.at}
    new = insert(connection.dialect.name, quiz_attempt).values({**key, **begun, "score": 0})
    connection.execute(new.on_conflict_do_nothing(index_elements=list(key)))
    if note.item:
        answered = {"item": note.item, "topic": note.topic, "choice": note.choice, "correct": note.correct}
        answer = insert(connection.dialect.name, quiz_answer).values(key | answered | {"at": incoming.at})
        connection.execute(answer.on_conflict_do_nothing(index_elements=[*key, "item"]))
    _advance(note, connection, incoming, key)


def _advance(note: QuizStep, connection: Connection, incoming: Incoming, key: dict[str, Any]) -> None:
    """Bring the attempt up to date with its answers; what is finished stays as it is."""
    theirs = [quiz_attempt.c[name] == value for name, value in key.items()]
    right = select(func.count()).where(
        *(quiz_answer.c[name] == value for name, value in key.items()), quiz_answer.c.correct
    )
    values: dict[str, Any] = {"score": right.scalar_subquery(), "refused_at": incoming.at if note.refused else None}
    if note.items:
        values |= {"items": list(note.items), "asked": len(note.items)}
    if note.finished:
        values["finished_at"] = incoming.at
    connection.execute(update(quiz_attempt).where(*theirs, quiz_attempt.c.finished_at.is_(None)).values(values))


@_keep.register
def _(note: Judged, connection: Connection, incoming: Incoming, day: str) -> None:
    """About the citizen's newest answer of that intent; a tap on an answer that is not theirs is left alone."""
    answered = (query.c.citizen == incoming.citizen, query.c.intent == note.intent, ~query.c.profile)
    newest = (
        select(query).where(*answered, query.c.outcome == Outcome.ANSWERED.value).order_by(desc(query.c.id)).limit(1)
    )
    row = connection.execute(newest).one_or_none()
    if row is None:
        return
    texts = {"question": None, "answer": None} if note.useful else _said(connection, note, row.inbox_id)
    values = {"useful": note.useful, "at": incoming.at, "day": day} | texts
    about = {
        "query": row.id,
        "citizen": row.citizen,
        "intent": row.intent,
        "topic": row.topic,
        "language": row.language,
    }
    new = insert(connection.dialect.name, feedback).values(about | values)
    connection.execute(new.on_conflict_do_update(index_elements=[feedback.c.query], set_=values))


def _said(connection: Connection, note: Judged, turn: int | None) -> dict[str, str | None]:
    """Question and answer of a turn, as far as they are still kept, for staff to learn from."""
    sent = connection.execute(select(outbox.c.message).where(outbox.c.inbox_id == turn).order_by(outbox.c.id)).scalars()
    texts: list[str] = [text for message in sent if (text := _text_of(message))]
    return {"question": note.question or None, "answer": "\n\n".join(texts) or None}


def _text_of(message: Any) -> str:
    """The words of a stored message, those above buttons too."""
    payload = (message.get("attachment") or {}).get("payload") or {}
    return str(message.get("text") or payload.get("text") or "")
