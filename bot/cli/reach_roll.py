"""`bot reach roll|months`: the roll-up, and its table of months."""

from __future__ import annotations

import csv
import os
import re
import sys
from datetime import UTC, datetime

import click

from bot.cli.reach import reach, read_by, store_of
from bot.cli.wording import in_language
from bot.domain.facts import Both
from bot.errors import AskError
from bot.faults.fault import both
from bot.reach.fields import read_names
from bot.reach.months import month_table
from bot.reach.published import publish
from bot.reach.rollup import roll_up
from bot.settings import from_env

KEYS = ("province", "topic", "language")


def read_month(text: str) -> str:
    """A month as 2026-03. Raises AskError."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text.strip()):
        raise AskError(*both("not_a_month", value=text))
    return text.strip()


def _read_keys(text: str) -> tuple[str, ...]:
    return read_names(text, KEYS)


@reach.command()
@click.option("--thorough", is_flag=True, help="Compare all days with the log; finds deleted rows too. For the night.")
@in_language
def roll(thorough: bool, language: str) -> None:
    """Bring the roll-up and the public tables level with the log. Pages and reports do it for the newest messages.

    Run it nightly with --thorough, for example from cron. Running it twice does no harm.
    """
    settings = from_env(os.environ)
    with store_of(settings) as engine:
        done = roll_up(engine, settings.timezone, settings.session_minutes, thorough)
        publish(engine, settings.timezone, datetime.now(UTC).astimezone(settings.timezone).date())
    counted = Both("បានរាប់ឡើងវិញ {} ថ្ងៃ។", "{} days counted anew.")
    same = Both("គ្មានអ្វីប្រែប្រួលទេ។", "Nothing had changed.")
    click.echo((counted if done.days else same).get(language).format(done.days))


@reach.command()
@click.option("--from", "first", callback=read_by(read_month), required=True, metavar="MONTH", help="As 2026-01.")
@click.option("--to", "last", callback=read_by(read_month), metavar="MONTH", help="Included. Default: this month.")
@click.option("--by", default="", callback=read_by(_read_keys), metavar="KEYS", help=f"Some of: {', '.join(KEYS)}.")
@in_language
def months(first: str, last: str | None, by: tuple[str, ...], language: str) -> None:
    """Distinct people and queries of each month as CSV. People of months, topics or provinces do not add up."""
    settings = from_env(os.environ)
    last = last or f"{datetime.now(UTC).astimezone(settings.timezone):%Y-%m}"
    with store_of(settings) as engine:
        roll_up(engine, settings.timezone, settings.session_minutes)
        with engine.connect() as connection:
            rows = month_table(connection, first, last, by)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["month", *(key for key in KEYS if key in by), "people", "queries"])
    writer.writerows(row.values() for row in rows)
