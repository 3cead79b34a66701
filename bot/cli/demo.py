"""`bot demo …`: a made-up campaign to see and try the reports with."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from bot.cli.opening import prepared
from bot.cli.wording import in_language
from bot.domain.facts import Both
from bot.errors import StoreError
from bot.faults.fault import both, figure
from bot.reach.campaign import clear_campaign, make_campaign
from bot.reach.published import publish
from bot.reach.rollup import roll_up
from bot.settings import Settings

_MADE = Both(
    "បានបង្កើតព្រឹត្តិការណ៍សាកល្បង {events} មានមនុស្ស {people} នាក់។ `bot demo clear` លុបទិន្នន័យសាកល្បងនេះចេញវិញ។",
    "Made {events} demonstration events with {people} people. `bot demo clear` takes them away.",
)
_GONE = Both("ទិន្នន័យសាកល្បងត្រូវបានលុបអស់ហើយ។", "The demonstration is gone.")


@click.group()
def demo() -> None:
    """A made-up campaign, marked as demonstration everywhere; only where the bot is tried."""


@demo.command()
@click.option("--seed", default=1, show_default=True, help="The same number makes the same campaign.")
@click.option("--year", default=2024, show_default=True, type=click.IntRange(2000, 2099), help="When it was held.")
@in_language
def campaign(seed: int, year: int, language: str) -> None:
    """Write 51 events with about 2,000 people into the store, in place of an earlier demonstration."""
    settings, engine = prepared()
    if not settings.emulator:
        raise StoreError(*both("serves_citizens"))
    with engine.begin() as connection:
        events, people = make_campaign(connection, seed, settings.timezone, year)
    _count(engine, settings)
    told = {"events": figure(events, language), "people": figure(people, language)}
    click.echo(_MADE.get(language).format(**told))


@demo.command()
@in_language
def clear(language: str) -> None:
    """Delete the demonstration, and nothing else."""
    settings, engine = prepared()
    with engine.begin() as connection:
        clear_campaign(connection)
    _count(engine, settings)
    click.echo(_GONE.get(language))


def _count(engine: Engine, settings: Settings) -> None:
    """At once, so that no public table shows a demonstration that is gone."""
    roll_up(engine, settings.timezone, settings.session_minutes, thorough=True)
    publish(engine, settings.timezone, datetime.now(UTC).astimezone(settings.timezone).date())
