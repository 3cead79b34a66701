"""Deleting what is personal of one citizen, so that the counts stay right."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import JSON, Connection, case, func, literal, or_, select, update

from bot.store.campaign_tables import attribution, feedback, profile, profile_answer, quiz_answer, quiz_attempt
from bot.store.desk_tables import unanswered
from bot.store.reach_tables import reach_person
from bot.store.talk_tables import AWAITING_ECHO, CANCELLED, OPEN, citizen, inbox, outbox, query

# What becomes of a row of the outbox that has left and was written for someone who asked to be forgotten.
BLANK_WHEN_SENT: dict[str, Any] = {
    "address": case((outbox.c.forget, literal("")), else_=outbox.c.address),
    "citizen": case((outbox.c.forget, literal("")), else_=outbox.c.citizen),
    "message": case((outbox.c.forget, literal({}, JSON)), else_=outbox.c.message),
}


def forget(connection: Connection, pseudonym: str, saying: int | None = None) -> None:
    """Delete everything personal of a citizen.

    Logged turns, and what was counted of the campaign, stay countable under one random name that leads nowhere. ``saying`` is the inbox row
    whose replies still have to be sent; they are blanked once they have left.
    """
    stranger = "forgotten-" + secrets.token_hex(16)
    connection.execute(citizen.delete().where(citizen.c.citizen == pseudonym))
    connection.execute(update(query).where(query.c.citizen == pseudonym).values(citizen=stranger))
    connection.execute(unanswered.delete().where(unanswered.c.citizen == pseudonym))
    # The roll-up stays right without counting anew: the same number now stands for the random name.
    connection.execute(update(reach_person).where(reach_person.c.citizen == pseudonym).values(citizen=stranger))
    handled = inbox.c.status != OPEN
    blank = {"address": "", "citizen": stranger, "body": {}}
    connection.execute(update(inbox).where(inbox.c.citizen == pseudonym, handled).values(blank))
    _forget_outgoing(connection, pseudonym, stranger, saying)
    _forget_campaign(connection, pseudonym, stranger)


def _forget_campaign(connection: Connection, pseudonym: str, stranger: str) -> None:
    """What was counted stays countable under the same random name: events, quizzes, sex and age band.

    Of the commune only the province stays; difficulties, earlier answers and words are deleted.
    """
    for table in (attribution, quiz_attempt, quiz_answer):
        connection.execute(update(table).where(table.c.citizen == pseudonym).values(citizen=stranger))
    wordless = {"citizen": stranger, "question": None, "answer": None}
    connection.execute(update(feedback).where(feedback.c.citizen == pseudonym).values(wordless))
    connection.execute(profile_answer.delete().where(profile_answer.c.citizen == pseudonym))
    coarse = {"commune": func.substr(profile.c.commune, 1, 2), "disability": "", "disability_state": "not_asked"}
    connection.execute(update(profile).where(profile.c.citizen == pseudonym).values(coarse | {"citizen": stranger}))


def _forget_outgoing(connection: Connection, pseudonym: str, stranger: str, saying: int | None) -> None:
    theirs = outbox.c.citizen == pseudonym
    # Locked in one order everywhere, so that two transactions never wait for each other.
    connection.execute(select(outbox.c.id).where(theirs).order_by(outbox.c.id).with_for_update())
    if saying is not None:
        connection.execute(update(outbox).where(theirs, outbox.c.inbox_id == saying).values(forget=True))
    others = theirs if saying is None else theirs & (outbox.c.inbox_id != saying)
    unsent = or_(outbox.c.status == OPEN, outbox.c.status == AWAITING_ECHO)
    cancelled = {"status": CANCELLED, "reason": "the citizen asked to be forgotten"}
    connection.execute(update(outbox).where(others, unsent).values(cancelled))
    connection.execute(update(outbox).where(others).values(address="", citizen=stranger, message={}))
