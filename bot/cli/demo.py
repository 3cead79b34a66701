"""`bot demo …`: a made-up campaign to see and try the reports with."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bot.cli.opening import prepared
from bot.domain.facts import Both
from bot.errors import StoreError
from bot.reach.campaign import clear_campaign, make_campaign
from bot.reach.rollup import roll_up

_REAL = Both(
    "បុតនេះបម្រើប្រជាពលរដ្ឋពិតប្រាកដ៖ ទិន្នន័យសាកល្បងមិនត្រូវបញ្ចូលក្នុងចំនួនពិតទេ។",
    "This bot serves real citizens: made-up people must not come among its figures. "
    "Run it without Meta's credentials and with another BOT_DATABASE_URL.",
)


@click.group()
def demo() -> None:
    """A made-up campaign, marked as demonstration everywhere; only where the bot is tried."""


@demo.command()
@click.option("--seed", default=1, show_default=True, help="The same number makes the same campaign.")
@click.option("--year", default=2024, show_default=True, type=click.IntRange(2000, 2099), help="When it was held.")
def campaign(seed: int, year: int) -> None:
    """Write 51 events with about 2,000 people into the store, in place of an earlier demonstration."""
    settings, engine = prepared()
    if not settings.emulator:
        raise StoreError(f"{_REAL.en}\n{_REAL.km}")
    with engine.begin() as connection:
        events, people = make_campaign(connection, seed, settings.timezone, year)
    roll_up(engine, settings.timezone, settings.session_minutes, thorough=True)
    click.echo(f"Made {events} demonstration events with {people:,} people. `bot demo clear` takes them away.")


@demo.command()
def clear() -> None:
    """Delete the demonstration, and nothing else."""
    settings, engine = prepared()
    with engine.begin() as connection:
        clear_campaign(connection)
    roll_up(engine, settings.timezone, settings.session_minutes, thorough=True)
    click.echo(f"The demonstration is gone ({datetime.now(UTC):%Y-%m-%d}).")
