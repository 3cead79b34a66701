"""What the store holds of one citizen, and which tables hold anything personal at all."""

from __future__ import annotations

from sqlalchemy import Column, Connection, func, select

from bot.domain.keeping import Keeping
from bot.store.campaign_tables import attribution, feedback, profile, profile_answer, quiz_answer, quiz_attempt
from bot.store.desk_tables import unanswered
from bot.store.reach_tables import reach_person
from bot.store.talk_tables import OPEN, citizen, inbox, outbox, query

# Every table with a row about a single citizen. A test compares it with the tables there really are,
# and the privacy page says a sentence about each: a new table cannot be forgotten by either.
PERSONAL: dict[str, tuple[Column[str], ...]] = {
    "citizen": (citizen.c.citizen,),
    "inbox": (inbox.c.citizen, inbox.c.address),
    "outbox": (outbox.c.citizen, outbox.c.address),
    "query": (query.c.citizen,),
    "unanswered": (unanswered.c.citizen,),
    "attribution": (attribution.c.citizen,),
    "profile": (profile.c.citizen,),
    "profile_answer": (profile_answer.c.citizen,),
    "quiz_attempt": (quiz_attempt.c.citizen,),
    "quiz_answer": (quiz_answer.c.citizen,),
    "feedback": (feedback.c.citizen,),
    "reach_person": (reach_person.c.citizen,),
}


def kept_of(connection: Connection, pseudonym: str) -> Keeping:
    """What is kept of a citizen now."""
    row = connection.execute(select(citizen).where(citizen.c.citizen == pseudonym)).first()
    logged = connection.execute(
        select(func.count(), func.min(query.c.at), func.max(query.c.at)).where(query.c.citizen == pseudonym)
    ).one()
    puzzling = select(func.count()).where(unanswered.c.citizen == pseudonym)
    complaints = select(func.count(feedback.c.question)).where(feedback.c.citizen == pseudonym)
    waiting = select(func.count()).where(inbox.c.citizen == pseudonym, inbox.c.status == OPEN)
    return Keeping(
        first_at=row.first_at if row else logged[1],
        last_at=row.last_at if row else logged[2],
        questions=logged[0],
        sentences=connection.execute(puzzling).scalar_one() + connection.execute(complaints).scalar_one(),
        unanswered=connection.execute(waiting).scalar_one(),
        waits_for_person=bool(row and row.waits_since),
    )
