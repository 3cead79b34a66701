"""`bot facts`: checks, imports and exports the tables the answers come from."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import Engine

from bot.cli.wording import in_language
from bot.errors import FactsError
from bot.faults.fault import Fault, figure, sentence
from bot.faults.likely import guess_key
from bot.settings import Settings, from_env
from bot.store.engine import open_engine, upgrade
from bot.store.exporting import export_budget, export_package, export_releases
from bot.store.fact_links import View
from bot.store.fact_plan import make_plans, stored_rows
from bot.store.fact_schema import DESCRIPTOR, read_schemas
from bot.store.importing import Loaded, check_files, import_package, load_package, preview_package, read_handed_in
from bot.store.package import Package, check_package
from bot.store.telling import Teller
from bot.store.templates import SHORT_NAMES, write_template

EXISTING = click.Path(exists=True, path_type=Path)
WHO = os.environ.get("USER", "")  # who sits at this machine, unless told otherwise


@click.group()
def facts() -> None:
    """The facts: places, services, budgets, procurement (CSV files or workbooks; see facts/README.md)."""


@facts.command()
@click.argument("path", type=EXISTING, required=False)
@in_language
def check(path: Path | None, language: str) -> None:
    """Check facts and load nothing. PATH is what `bot facts import` takes.

    Without PATH the bot's own package is checked. Exit code 1 when there are faults.
    """
    settings = from_env(os.environ)
    path = path or settings.facts_dir
    click.echo(f"{path} …", err=True)
    if (path / DESCRIPTOR).is_file() or path == settings.facts_dir:
        faults = check_package(path, language)
    else:  # single tables lead to rows that only the store has
        with store(settings) as engine:
            faults = check_files(engine, path, settings.facts_dir, language)
    for fault in faults:
        click.echo(fault)
    click.echo(f"{_faults(len(faults), language)}." if faults else sentence("no_faults", language))
    sys.exit(1 if faults else 0)


@facts.command("import")
@click.argument("path", type=EXISTING)
@click.option("--replace", is_flag=True, help="Make each table equal to its file; otherwise rows are put in by key.")
@click.option("--preview", is_flag=True, help="Say what would change, and load nothing.")
@click.option("--who", default=WHO, help="Who imports, for the record; without it the name of this login.")
@click.option("--source", default="", help="Key in source.csv of OCDS releases.")
@in_language
def import_command(path: Path, replace: bool, preview: bool, who: str, source: str, language: str) -> None:
    """Load facts, all or nothing. PATH is a package, a folder, a CSV file, a workbook (.xlsx) or OCDS releases (.json).

    Files and sheets are named like their tables. Rows imported from files of your own stay when the bot's own package
    changes. Exit code 1 when there are faults.
    """
    settings = from_env(os.environ)
    click.echo(f"{path} …", err=True)
    try:
        with store(settings) as engine:
            if path.resolve() == settings.facts_dir.resolve() and not preview:
                _tell(load_package(engine, path, replace, _progress), language)
                return
            if source:
                _known_source(engine, source, path.name)
            package = read_handed_in(path, settings.facts_dir, source)
            if preview:
                _preview(engine, package, replace, language)
                return
            _tell(import_package(engine, package, path.name, replace, _progress, who), language)
    except FactsError as error:
        refuse(error, language)


def _known_source(engine: Engine, source: str, file: str) -> None:
    """Raises FactsError, once and not for every row, where the store has no such source."""
    with engine.connect().execution_options(reading=True) as connection:
        known = list(stored_rows(connection, "source"))
    if source not in known:
        fault = Fault("no_source", file, details={"source": source}, near=guess_key(source, known))
        raise FactsError([fault])


@facts.command()
@click.argument("target", metavar="PATH", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["package", "budget", "ocds"]),
    default="package",
    help="package: everything (a folder); budget: budgets as a data package (a folder); ocds: procurement (a file).",
)
@in_language
def export(target: Path, kind: str, language: str) -> None:
    """Write the facts of the store to PATH. Importing what was exported changes nothing."""
    settings = from_env(os.environ)
    with store(settings) as engine:
        if kind == "ocds":
            count = export_releases(engine, target, settings.facts_dir, datetime.now(UTC))
            click.echo(sentence("wrote_releases", language, count=count, target=target))
            return
        write = export_package if kind == "package" else export_budget
        rows = write(engine, target, settings.facts_dir)
    click.echo(sentence("wrote_tables", language, rows=sum(rows.values()), tables=len(rows), target=target))


@facts.command()
@click.argument("table")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv"]), default="xlsx", help="Workbook or CSV files.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."), help="Folder.")
@in_language
def template(table: str, kind: str, folder: Path, language: str) -> None:
    """Write a template of a table for staff to fill in, with drop-downs, examples and notes in both languages.

    TABLE is a table of facts, or budget, fee, document or project.
    """
    settings = from_env(os.environ)
    schemas, faults = read_schemas(settings.facts_dir)
    if faults:
        raise FactsError(faults)
    by_name = {schema.name: schema for schema in schemas}
    name = SHORT_NAMES.get(table, table)
    if name not in by_name:
        known = ", ".join([*SHORT_NAMES, *by_name])
        raise click.UsageError(sentence("no_template", language, table=table, known=known))
    folder.mkdir(parents=True, exist_ok=True)
    with store(settings) as engine:
        for file in write_template(engine, by_name[name], folder / f"{name}.{kind}"):
            click.echo(file)


@contextmanager
def store(settings: Settings) -> Iterator[Engine]:
    """A migrated store, closed again."""
    upgrade(settings.database_url)
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def refuse(error: FactsError, language: str) -> None:
    """Print all faults and leave with exit code 1."""
    for fault in error.said(language):
        click.echo(fault)
    click.echo(sentence("nothing_loaded", language, faults=_faults(len(error.found), language)))
    sys.exit(1)


def _preview(engine: Engine, package: Package, replace: bool, language: str) -> None:
    changes = preview_package(engine, package, replace)
    teller = Teller(package.schemas, *_views(engine, package))
    for change in changes:
        click.echo(teller.tell(change, language))
    click.echo(sentence("would_change", language, count=len(changes)) if changes else sentence("no_change", language))


def _views(engine: Engine, package: Package) -> Sequence[View]:
    with engine.connect().execution_options(reading=True) as connection:
        plans = make_plans(connection, package)
    return [{name: plan.before for name, plan in plans.items()}, {name: plan.after for name, plan in plans.items()}]


def _progress(table: str) -> None:
    if sys.stderr.isatty():  # one line that changes; not for a log file
        click.echo(f"\r{f'{table} …':<40}", nl=False, err=True)


def _tell(loaded: Loaded, language: str) -> None:
    if sys.stderr.isatty():
        click.echo("\r" + " " * 40 + "\r", nl=False, err=True)
    for table, rows in loaded.rows.items():
        click.echo(f"{table:<20}{figure(rows, language):>8}")
    figures = {"written": loaded.written, "removed": loaded.removed, "kept": loaded.kept}
    click.echo(sentence("loaded", language, rows=sum(loaded.rows.values()), **figures))
    if loaded.number:
        click.echo(sentence("loaded_as", language, number=loaded.number), err=True)


def _faults(number: int, language: str) -> str:
    return sentence("one_fault" if number == 1 else "many_faults", language, count=number)
