"""What people learned, ready to be shown: each part by its name, with the filter that leads to its pairs."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.board import filters, ways
from bot.desk.speech import language
from bot.events.words import TOPICS
from bot.reach.definitions import said
from bot.reach.learning import Gain, gains_by
from bot.reach.names import names_of
from bot.reach.period import Period


def gain_rows(connection: Connection, period: Period, by: str) -> list[tuple[str, Gain, dict[str, str]]]:
    """Name, figures and filter of each part."""
    names = _names(connection, by)
    return [
        (
            names.get(one.value) or said(by, one.value, language()),
            one,
            ways.part(by, one.value) if one.value else {"none": by},
        )
        for one in gains_by(connection, period, by)
    ]


def _names(connection: Connection, by: str) -> dict[str, str]:
    if by == "event":
        return dict(filters.events(connection, language()))
    if by == "province":
        return {code: name.get(language()) for code, name in names_of(connection, by).items()}
    return {key: text.get(language()) for key, text in TOPICS.items()} if by == "topic" else {}
