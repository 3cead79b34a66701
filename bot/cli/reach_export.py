"""`bot reach export|import-pidor`: the rows behind the figures, and the history of the bot before this one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from bot.cli.reach import period_of, reach, read_by, store_of
from bot.cli.wording import in_language
from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.faults.fault import figure, sentence
from bot.reach.counts import Scope
from bot.reach.definitions import word
from bot.reach.fields import CHANNELS, CITIZENS, read_channels
from bot.reach.period import read_day
from bot.reach.pidor import KINDS, import_pidor, read_pidor
from bot.reach.published import publish
from bot.reach.rollup import roll_up
from bot.reach.rows import Sheet
from bot.reach.sheets import csv_pieces, write_workbook
from bot.settings import from_env
from bot.store.pseudonym import pseudonym


@reach.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--from", "first", callback=read_by(read_day), metavar="DAY", help="First day, as 2026-01-31.")
@click.option("--to", "last", callback=read_by(read_day), metavar="DAY", help="Last day, included. Default: today.")
@click.option("--channel", default=",".join(CITIZENS), callback=read_by(read_channels), metavar="CHANNELS",
              show_default=True, help=f"Only: {', '.join(CHANNELS)}, or all.")  # fmt: skip
@click.option(
    "--out",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A .csv or .xlsx. Default: CSV to the terminal.",
)
@click.option("--text", "texts", is_flag=True, help="With the words kept of questions not understood.")
@in_language
def export(kind: str, first: date | None, last: date | None, channel: tuple[str, ...], path: Path | None, texts: bool,
           language: Language) -> None:  # fmt: skip
    """Write one row a query, a session or a person (KIND), or sessions in Pidor's columns.

    People are pseudonyms. There is no limit of rows; a workbook has a sheet of definitions.
    """
    settings = from_env(os.environ)
    check_ending(path, language)
    scope = Scope(period_of(first, last, settings, datetime.now(UTC)), channel)
    with store_of(settings) as engine, engine.execution_options(reading=True).connect() as connection:
        sheet = KINDS[kind](connection, scope, timedelta(minutes=settings.session_minutes), texts)
        if path is None:
            _write(None, csv_pieces(sheet))
            return
        notes = [(word("period", language), f"{scope.period.first} – {scope.period.last}"),
                 (word("zone", language), scope.period.zone.key),
                 (word("channels", language), ", ".join(channel))]  # fmt: skip
        save(path, sheet, notes, language)


@reach.command("import-pidor")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_language
def import_pidor_(path: Path, language: Language) -> None:
    """Read a session export of the original Pidor (CSV), so that history continues.

    Ids become pseudonyms, the same ones as on this Page. Reading a file twice adds nothing.
    """
    settings = from_env(os.environ)
    zone = settings.timezone
    sessions = read_pidor(path, lambda id: pseudonym(settings.pseudonym_key, settings.page_id, id))
    with store_of(settings) as engine:
        with engine.begin() as connection:
            done = import_pidor(connection, sessions, lambda at: at.astimezone(zone).date().isoformat())
        roll_up(engine, zone, settings.session_minutes)
        publish(engine, zone, datetime.now(UTC).astimezone(zone).date())
    text = Both(
        "បានបន្ថែមវគ្គសន្ទនា {0}; មានរួចហើយ {1}; បានកត់ភេទមនុស្ស {2} នាក់។",
        "{0} sessions added, {1} were there already; {2} people's sex noted.",
    )
    click.echo(text.get(language).format(*(figure(n, language) for n in (done.sessions, done.known, done.sexes))))


def check_ending(path: Path | None, language: Language) -> None:
    """Raises BadParameter for a file that is neither CSV nor a workbook."""
    if path and path.suffix not in (".csv", ".xlsx"):
        raise click.BadParameter(sentence("no_sheet_file", language, value=path.name), param_hint="--out")


def save(path: Path, sheet: Sheet, notes: list[tuple[str, str]], language: Language) -> None:
    """Write a sheet as CSV or workbook by the file's ending, tell how far it is, and say so at the end."""
    if path.suffix == ".xlsx":
        write_workbook(path, sheet, notes, language, lambda rows: _tell(rows, language))
    else:
        _write(path, csv_pieces(sheet, lambda rows: _tell(rows, language)))
    click.echo(Both("បានសរសេរ {path}។", "Wrote {path}.").get(language).format(path=path), err=True)


def _write(path: Path | None, pieces: Iterable[str]) -> None:
    """Into the terminal, or into a file that appears only when it is whole."""
    if path is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", newline="", delete=False) as file:
        file.writelines(pieces)
    os.replace(file.name, path)


def _tell(rows: int, language: Language) -> None:
    click.echo(Both("{} ជួរ …", "{} rows …").get(language).format(figure(rows, language)), err=True)
