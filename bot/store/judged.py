"""Answers that citizens judged not useful, for staff to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.store.campaign_tables import feedback


@dataclass(frozen=True)
class Judgement:
    """One answer judged not useful; question and answer are None once they were forgotten."""

    id: int
    at: datetime
    intent: str
    language: str
    question: str | None
    answer: str | None


def not_useful(connection: Connection, before: int = 0, limit: int = 50) -> Sequence[Judgement]:
    """The newest judgements first; ``before``: only those older than the one of this number."""
    kept = feedback.c
    wanted = select(kept.id, kept.at, kept.intent, kept.language, kept.question, kept.answer).where(~kept.useful)
    if before:
        wanted = wanted.where(kept.id < before)
    rows = connection.execute(wanted.order_by(kept.id.desc()).limit(limit))
    return [Judgement(**row._mapping) for row in rows]


def count_judged(connection: Connection) -> tuple[int, int]:
    """How many answers were judged not useful, and how many were judged at all."""
    row = connection.execute(select(func.count().filter(~feedback.c.useful), func.count()).select_from(feedback)).one()
    return row[0], row[1]
