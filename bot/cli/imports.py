"""`bot facts imports` and `bot facts revert`: what staff imported, and taking it back."""

from __future__ import annotations

import os
from zoneinfo import ZoneInfo

import click

from bot.cli.facts import WHO, facts, refuse, store
from bot.cli.wording import in_language
from bot.errors import FactsError
from bot.faults.fault import sentence
from bot.settings import from_env
from bot.store.importing import load_package
from bot.store.package import check_package
from bot.store.reverting import Import, imports, revert_import


@facts.command("imports")
@in_language
def imports_command(language: str) -> None:
    """List what was imported, newest first: number, time, who, file, tables, rows changed, digest of the file."""
    settings = from_env(os.environ)
    with store(settings) as engine:
        found = imports(engine)
    for one in found:
        click.echo(_line(one, settings.timezone, language))
    if not found:
        click.echo(sentence("no_imports", language))


@facts.command()
@click.argument("number", type=int)
@click.option("--who", default=WHO, help="Who takes it back, for the record; without it the name of this login.")
@in_language
def revert(number: int, who: str, language: str) -> None:
    """Take import NUMBER back: every row it changed is as before, or none is and the reason is told."""
    settings = from_env(os.environ)
    try:
        with store(settings) as engine:
            done = revert_import(engine, number, settings.facts_dir, who)
            if not check_package(settings.facts_dir):  # rows given back to the package may have changed there since
                load_package(engine, settings.facts_dir)
    except FactsError as error:
        refuse(error, language)
    click.echo(sentence("reverted", language, number=number, written=done.written, removed=done.removed))


def _line(one: Import, zone: ZoneInfo, language: str) -> str:
    state = ""
    if one.reverts is not None:
        state = sentence("is_revert", language, number=one.reverts)
    elif one.reverted:
        state = sentence("is_reverted", language)
    details = {
        "number": one.number,
        "at": f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}",
        "who": one.who or "-",
        "file": one.file or "-",
        "tables": ", ".join(one.tables),
        "changed": one.changed,
        "digest": one.digest[:12],
        "state": state,
    }
    return sentence("import_line", language, **details)
