"""Opens what the commands need: settings, a migrated store with facts, the content."""

from __future__ import annotations

import os

import click
from sqlalchemy import Engine

from bot.cli.wording import spoken
from bot.delivery.content import Content
from bot.errors import FactsError
from bot.faults.fault import sentence
from bot.settings import Settings, from_env
from bot.store.engine import open_engine, upgrade
from bot.store.facts import facts_version
from bot.store.importing import load_if_changed


def prepared(quiet: bool = False) -> tuple[Settings, Engine]:
    """Settings and a store that is migrated and holds the fact package. ``quiet``: the caller tells its faults.

    Raises SettingsError, and FactsError where the store has no facts yet and the package is at fault.
    """
    settings = from_env(os.environ)
    upgrade(settings.database_url)
    engine = open_engine(settings.database_url)
    try:
        loaded = load_if_changed(engine, settings.facts_dir)
    except FactsError as error:
        if not facts_version(engine):
            raise
        if not quiet:
            click.echo(f"{error.told(spoken())}\n{sentence('facts_stay', spoken())}", err=True)
        loaded = None
    if loaded:
        rows = sum(loaded.rows.values())
        click.echo(sentence("facts_loaded", spoken(), rows=rows, folder=settings.facts_dir), err=True)
    return settings, engine


def migrated() -> Engine:
    """A store that is migrated, whatever facts it holds. Raises SettingsError."""
    settings = from_env(os.environ)
    upgrade(settings.database_url)
    return open_engine(settings.database_url)


def opened() -> tuple[Settings, Content]:
    """Settings and content over a prepared store; where the files are broken, the last good ones, and what is wrong."""
    settings, engine = prepared()
    content = Content(settings, engine)
    for problem in content.problems(spoken()):
        click.echo(problem, err=True)
    return settings, content
