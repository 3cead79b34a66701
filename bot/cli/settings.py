"""`bot settings`: what is set, and where it comes from."""

from __future__ import annotations

import os

import click

from bot.settings import describe, from_env


@click.command()
def settings() -> None:
    """Print every setting, its value, where the value comes from, and what it means. Secrets are never shown."""
    found = from_env(os.environ)
    rows = describe(found)
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, value, origin, meaning in rows:
        click.echo(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin:<{widths[2]}}  {meaning}")
    click.echo()
    mode = "on (none of Meta's credentials is set)" if found.emulator else "off"
    click.echo(f"Emulator mode is {mode}.")
