"""`bot db`: brings the store up to date."""

from __future__ import annotations

import os

import click

from bot.cli.wording import in_language
from bot.faults.fault import sentence
from bot.settings import from_env
from bot.store.engine import upgrade


@click.group()
def db() -> None:
    """The store: SQLite or PostgreSQL (BOT_DATABASE_URL)."""


@db.command("upgrade")
@in_language
def upgrade_command(language: str) -> None:
    """Run the migrations that the store still lacks. Safe to run twice."""
    upgrade(from_env(os.environ).database_url)
    click.echo(sentence("store_ready", language))
