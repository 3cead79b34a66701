"""`bot reach …`: the campaign's figures in the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TypeVar

import click
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.reach_table import as_table
from bot.cli.wording import in_language, spoken
from bot.domain.talk import Language
from bot.errors import AskError, StoreError
from bot.faults.fault import both
from bot.reach.counts import Scope
from bot.reach.export import as_csv, as_json
from bot.reach.fields import CHANNELS, CITIZENS, FIELDS, read_channels, read_fields
from bot.reach.period import Period, read_day
from bot.reach.summary import Summary, summarise
from bot.settings import Settings, from_env
from bot.store.engine import open_engine, upgrade

WRITERS: dict[str, Callable[[Summary], str]] = {"table": as_table, "csv": as_csv, "json": as_json}

Read = TypeVar("Read")


@click.group()
def reach() -> None:
    """Figures for monitoring and evaluation: people, sessions, queries."""


def read_by(reader: Callable[[str], Read]) -> Callable[[click.Context, click.Parameter, str | None], Read | None]:
    """An option's text read by ``reader``, whose AskError says what to do."""

    def callback(_context: click.Context, _option: click.Parameter, text: str | None) -> Read | None:
        try:
            return None if text is None else reader(text)
        except AskError as error:
            raise click.BadParameter(error.told(spoken())) from None

    return callback


@reach.command()
@click.option(
    "--from",
    "first",
    callback=read_by(read_day),
    metavar="DAY",
    help="First day, as 2026-01-31. Default: the first of the last day's month.",
)
@click.option("--to", "last", callback=read_by(read_day), metavar="DAY", help="Last day, included. Default: today.")
@click.option(
    "--by",
    default="",
    callback=read_by(read_fields),
    metavar="FIELDS",
    help=f"Break down by: {', '.join(FIELDS)}. Several: with commas.",
)
@click.option(
    "--channel",
    default=",".join(CITIZENS),
    show_default=True,
    callback=read_by(read_channels),
    metavar="CHANNELS",
    help=f"Count only: {', '.join(CHANNELS)}, or all.",
)
@click.option("--format", "form", type=click.Choice(list(WRITERS)), default="table", show_default=True)
@in_language
def summary(
    first: date | None, last: date | None, by: tuple[str, ...], channel: tuple[str, ...], form: str, language: Language
) -> None:
    """Count people, sessions and queries of a period, and break them down.

    Days are days in BOT_TIMEZONE. BOT_SESSION_MINUTES of silence end a session.
    """
    settings = from_env(os.environ)
    now = datetime.now(UTC)
    scope = Scope(period_of(first, last, settings, now), channel)
    with store_of(settings) as engine:
        found = summarise(engine, scope, by, settings.session_minutes, language, now)
    click.echo(WRITERS[form](found), nl=form != "csv")


def period_of(first: date | None, last: date | None, settings: Settings, now: datetime) -> Period:
    last = last or now.astimezone(settings.timezone).date()
    try:
        return Period(first or last.replace(day=1), last, settings.timezone)
    except AskError as error:
        raise click.UsageError(error.told(spoken())) from None


@contextmanager
def store_of(settings: Settings) -> Iterator[Engine]:
    """The store, up to date. Raises StoreError when it cannot be read."""
    engine = open_engine(settings.database_url)
    try:
        upgrade(settings.database_url)
        yield engine
    except SQLAlchemyError as error:
        # Not the error's own text: it can hold the address with its password.
        raise StoreError(*both("store_unread", cause=type(error).__name__)) from None
    finally:
        engine.dispose()
