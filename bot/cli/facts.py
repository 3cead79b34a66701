"""`bot facts`: checks, imports and exports the tables the answers come from."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine

from bot.errors import FactsError
from bot.settings import Settings, from_env
from bot.store.engine import open_engine, upgrade
from bot.store.exporting import export_package
from bot.store.fact_schema import DESCRIPTOR
from bot.store.importing import Loaded, check_files, import_files, load_package
from bot.store.package import check_package

EXISTING = click.Path(exists=True, path_type=Path)


@click.group()
def facts() -> None:
    """The facts: places, services, budgets, procurement (CSV files; see facts/README.md)."""


@facts.command()
@click.argument("path", type=EXISTING, required=False)
def check(path: Path | None) -> None:
    """Check facts and load nothing. PATH is a package, a folder of CSV files or one CSV file named like its table.

    Without PATH the bot's own package is checked. Exit code 1 when there are faults.
    """
    settings = from_env(os.environ)
    path = path or settings.facts_dir
    click.echo(f"Checking {path} …", err=True)
    if (path / DESCRIPTOR).is_file() or path == settings.facts_dir:
        faults = check_package(path)
    else:  # single tables lead to rows that only the store has
        with _store(settings) as engine:
            faults = check_files(engine, path, settings.facts_dir)
    for fault in faults:
        click.echo(fault)
    click.echo(f"{_count(len(faults), 'fault')}." if faults else "No faults.")
    sys.exit(1 if faults else 0)


@facts.command("import")
@click.argument("path", type=EXISTING)
@click.option("--replace", is_flag=True, help="Make each table equal to its file; otherwise rows are put in by key.")
def import_command(path: Path, replace: bool) -> None:
    """Load facts, all or nothing. PATH is a package, a folder of CSV files or one CSV file named like its table.

    Rows imported from files of your own stay when the bot's own package changes. Exit code 1 when there are faults.
    """
    settings = from_env(os.environ)
    click.echo(f"Reading {path} …", err=True)
    try:
        with _store(settings) as engine:
            if path.resolve() == settings.facts_dir.resolve():
                loaded = load_package(engine, path, replace, _progress)
            else:
                loaded = import_files(engine, path, settings.facts_dir, replace, _progress)
    except FactsError as error:
        for fault in error.faults:
            click.echo(fault)
        click.echo(f"{_count(len(error.faults), 'fault')}; nothing was loaded.")
        sys.exit(1)
    _tell(loaded)


@facts.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write the facts of the store into DIR, as CSV files and datapackage.json. Importing them changes nothing."""
    settings = from_env(os.environ)
    with _store(settings) as engine:
        rows = export_package(engine, folder, settings.facts_dir)
    click.echo(f"Wrote {_count(sum(rows.values()), 'row')} in {_count(len(rows), 'table')} to {folder}.")


@contextmanager
def _store(settings: Settings) -> Iterator[Engine]:
    upgrade(settings.database_url)
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _progress(table: str) -> None:
    if sys.stderr.isatty():  # one line that changes; not for a log file
        click.echo(f"\r{f'Loading {table} …':<40}", nl=False, err=True)


def _tell(loaded: Loaded) -> None:
    if sys.stderr.isatty():
        click.echo("\r" + " " * 40 + "\r", nl=False, err=True)
    for table, rows in loaded.rows.items():
        click.echo(f"{table:<20}{rows:>8,}")
    click.echo(
        f"{_count(sum(loaded.rows.values()), 'row')} read: {loaded.written:,} new or different, "
        f"{loaded.removed:,} taken out, {loaded.kept:,} passed over for rows that staff imported."
    )


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
