"""`bot messenger`: set the Page up and look whether all is well."""

from __future__ import annotations

import os
import sys

import click

from bot.answering.phrases import read_phrases
from bot.cli.doctor import Doctor
from bot.cli.page_words import PageWords
from bot.cli.wording import in_language
from bot.errors import BotError
from bot.messenger.client import Client
from bot.messenger.errors import SendError
from bot.messenger.setup import FIELDS, Profile, differences, read_profile, set_profile, subscribe, subscribed_fields
from bot.settings import Settings, from_env
from bot.web.assembly import client_of, profile_of


@click.group()
def messenger() -> None:
    """The Facebook Page at the platform: its set-up and its health."""


@messenger.command()
@click.option("--check", is_flag=True, help="Only show what differs and change nothing; exit 1 if anything does.")
@in_language
def setup(check: bool, language: str) -> None:
    """Give the Page its greeting, Get Started, first questions and menu, and subscribe it to its events.

    The words come from the phrases in locales/. Safe to run again.
    """
    settings = from_env(os.environ)
    words = PageWords(settings.locales_dir, language)
    client, wanted = client_of(settings), profile_of(read_phrases(settings.locales_dir))
    try:
        _set_up(settings, client, wanted, words, check)
    except SendError as error:
        raise BotError(words.why(error)) from None


@messenger.command()
@in_language
def doctor(language: str) -> None:
    """Look at token, permissions, subscription, profile, clock, webhook and signature; exit 1 if one is not well."""
    settings = from_env(os.environ)
    words = PageWords(settings.locales_dir, language)
    wanted = profile_of(read_phrases(settings.locales_dir))
    ill = 0
    for finding in Doctor(settings, client_of(settings), wanted, words).findings():
        ill += not finding.fine
        state, name = words("doctor.ok" if finding.fine else "doctor.wrong"), words(f"doctor.{finding.name}")
        click.echo(f"{state} {name}: {finding.said}")
        if finding.remedy:
            click.echo(f"      → {finding.remedy}")
    if settings.emulator:
        click.echo(words("doctor.emulated"))
    sys.exit(1 if ill else 0)


def _set_up(settings: Settings, client: Client, wanted: Profile, words: PageWords, check: bool) -> None:
    wrong = _wrong(settings, client, wanted, words)
    for line in wrong:
        click.echo(f"  {line}")
    if not wrong:
        click.echo(words("setup.fine"))
    elif check:
        click.echo(words("setup.differs", count=len(wrong)))
        sys.exit(1)
    else:
        _mend(settings, client, wanted, words)


def _wrong(settings: Settings, client: Client, wanted: Profile, words: PageWords) -> list[str]:
    missing = sorted(set(FIELDS) - subscribed_fields(client, settings.app_id))
    differing = [words.differs(one) for one in differences(wanted, read_profile(client))]
    return [*differing, *(words("setup.missing", name=name) for name in missing)]


def _mend(settings: Settings, client: Client, wanted: Profile, words: PageWords) -> None:
    set_profile(client, wanted)
    subscribe(client)
    if left := _wrong(settings, client, wanted, words):
        click.echo(words("setup.left") + "\n  " + "\n  ".join(left), err=True)
        sys.exit(1)
    click.echo(words("setup.done"))
