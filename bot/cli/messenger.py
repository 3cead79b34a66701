"""`bot messenger`: set the Page up and look whether all is well."""

from __future__ import annotations

import os
import sys

import click

from bot.answering.phrases import read_phrases
from bot.cli.doctor import examine
from bot.messenger.client import Client
from bot.messenger.setup import FIELDS, Profile, differences, read_profile, set_profile, subscribe, subscribed_fields
from bot.settings import Settings, from_env
from bot.web.assembly import client_of, profile_of


@click.group()
def messenger() -> None:
    """The Facebook Page at the platform: its set-up and its health."""


@messenger.command()
@click.option("--check", is_flag=True, help="Only show what differs and change nothing; exit 1 if anything does.")
def setup(check: bool) -> None:
    """Give the Page its greeting, Get Started, first questions and menu, and subscribe it to its events.

    The words come from the phrases in locales/. Safe to run again.
    """
    settings = from_env(os.environ)
    client, wanted = client_of(settings), profile_of(read_phrases(settings.locales_dir))
    wrong = _wrong(settings, client, wanted)
    for line in wrong:
        click.echo(f"  {line}")
    if not wrong:
        click.echo("The Page is set up as it should be.")
    elif check:
        click.echo(f"{len(wrong)} differences. `bot messenger setup` mends them.")
        sys.exit(1)
    else:
        _mend(settings, client, wanted)


@messenger.command()
def doctor() -> None:
    """Look at token, permissions, subscription, profile, clock, webhook and signature; exit 1 if one is not well."""
    settings = from_env(os.environ)
    ill = 0
    for finding in examine(settings, client_of(settings), profile_of(read_phrases(settings.locales_dir))):
        ill += not finding.fine
        click.echo(f"{'ok   ' if finding.fine else 'WRONG'} {finding.name}: {finding.said}")
        if finding.remedy:
            click.echo(f"      → {finding.remedy}")
    if settings.emulator:
        click.echo("This was the emulated platform: none of Meta's credentials is set.")
    sys.exit(1 if ill else 0)


def _wrong(settings: Settings, client: Client, wanted: Profile) -> list[str]:
    missing = sorted(set(FIELDS) - subscribed_fields(client, settings.app_id))
    return [*differences(wanted, read_profile(client)), *(f"subscription: {name} is missing" for name in missing)]


def _mend(settings: Settings, client: Client, wanted: Profile) -> None:
    set_profile(client, wanted)
    subscribe(client)
    if left := _wrong(settings, client, wanted):
        click.echo("Set, but the platform still tells it otherwise:\n  " + "\n  ".join(left), err=True)
        sys.exit(1)
    click.echo("Done and read back. The menu of a Page may take up to a day to show everywhere.")
