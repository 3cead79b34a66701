"""`bot settings`: what is set, and where it comes from."""

from __future__ import annotations

import os

import click

from bot.cli.wording import in_language
from bot.faults.fault import sentence
from bot.settings import describe, from_env


@click.command()
@in_language
def settings(language: str) -> None:
    """Print every setting, its value, where the value comes from, and what it means. Secrets are never shown."""
    found = from_env(os.environ)
    rows = describe(found, language)
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, value, origin, meaning in rows:
        click.echo(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin:<{widths[2]}}  {meaning}")
    click.echo()
    click.echo(sentence("emulator_on" if found.emulator else "emulator_off", language))
