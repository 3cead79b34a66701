"""The filters of the dashboard as options of a command."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

import click
from sqlalchemy import Connection

from bot.cli.reach import period_of, read_by
from bot.cli.wording import spoken
from bot.faults.fault import sentence
from bot.reach.daybook import daybook
from bot.reach.drill import NONE
from bot.reach.figures import Cut
from bot.reach.period import read_day
from bot.reach.told import AGES, SEXES
from bot.settings import Settings
from bot.store.events import event_of, known_places


@dataclass
class Filters:
    """What was typed; an empty one filters nothing."""

    first: date | None
    last: date | None
    topic: str
    intent: str
    place: str
    spoken: str
    sex: str
    age: str
    event: str
    none: str

    def named(self) -> dict[str, str]:
        """The filters by name, without the days."""
        return {name: value for name, value in vars(self).items() if name not in ("first", "last")}


_OPTIONS = (
    click.option("--from", "first", callback=read_by(read_day), metavar="DAY",
                 help="First day, as 2026-01-31. Default: the first of the last day's month."),
    click.option("--to", "last", callback=read_by(read_day), metavar="DAY", help="Last day, included. Default: today."),
    click.option("--topic", default="", help="Only queries on this topic, such as budget."),
    click.option("--intent", default="", help="Only queries that this intent answered."),
    click.option("--place", default="", metavar="CODE", help="Only queries about this province or district (NCDD code)."),
    click.option("--spoken", default="", type=click.Choice(["", "km", "en"]), metavar="LANGUAGE",
                 help="Only queries in this language: km or en."),
    click.option("--sex", default="", type=click.Choice(["", *SEXES]), metavar="SEX",
                 help=f"Only people who told this sex: {', '.join(SEXES)}."),
    click.option("--age", default="", type=click.Choice(["", *AGES]), metavar="AGE",
                 help=f"Only people who told this age: {', '.join(AGES)}."),
    click.option("--event", default="", metavar="CODE", help="Only people who came through this event."),
    click.option("--none", default="", type=click.Choice(["", *NONE]), metavar="FIELD",
                 help=f"Only queries that left this empty: {', '.join(NONE)}."),
)  # fmt: skip


def filtered(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of the filters; it gets them as ``filters``."""

    @wraps(command)
    def called(**options: Any) -> Any:
        names = Filters.__dataclass_fields__
        filters = Filters(**{name: options.pop(name) for name in names})
        return command(filters=filters, **options)

    for option in reversed(_OPTIONS):
        called = option(called)
    return called


def cut_of(connection: Connection, filters: Filters, settings: Settings, topics: Collection[str] = ()) -> Cut:
    """What the filters mean; ``topics``: names beside those in the log.

    One that means nothing is refused: it would count nothing, and nobody would notice.
    """
    period = period_of(filters.first, filters.last, settings, datetime.now(UTC))
    if filters.event:
        filters.event = event_code(connection, filters.event)
    if filters.place and (len(filters.place) > 4 or filters.place not in known_places(connection)):
        wrong = sentence("event_place", spoken(), value=filters.place, near="")
        raise click.BadParameter(wrong, param_hint="--place")
    words = daybook(connection).words
    for name, value, more in (("topic", filters.topic, topics), ("intent", filters.intent, ())):
        known_words = dict.fromkeys([*words[name], *more])
        if value and value not in known_words:
            known = ", ".join(word for word in known_words if word) or "-"
            raise click.BadParameter(
                sentence("none_counted", spoken(), value=value, known=known), param_hint=f"--{name}"
            )
    kept = filters
    return Cut(period, kept.topic, kept.place, kept.spoken, kept.event, kept.sex, kept.intent, kept.none, kept.age)


def event_code(connection: Connection, typed: str) -> str:
    """An event's code as it is kept, from one typed in any way."""
    event = event_of(connection, typed)
    if event is None:
        raise click.ClickException(sentence("no_event", spoken(), code=typed))
    return event.code


def header(cut: Cut, filters: Filters) -> str:
    """The line above what was counted: days, zone and filters."""
    chosen = "".join(f" · {name}={value}" for name, value in filters.named().items() if value)
    return f"{cut.period.first} – {cut.period.last} · {cut.period.zone.key}{chosen}"
