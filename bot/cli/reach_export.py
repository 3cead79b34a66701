"""`bot reach export|import-pidor`: the rows behind the figures, and the history of the bot before this one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from bot.cli.reach import period_of, reach, read_by, store_of
from bot.domain.talk import Language
from bot.reach.counts import Scope
from bot.reach.definitions import word
from bot.reach.fields import CHANNELS, CITIZENS, read_channels
from bot.reach.period import read_day
from bot.reach.pidor import import_pidor, pidor_rows, read_pidor
from bot.reach.rollup import roll_up
from bot.reach.rows import SHEETS
from bot.reach.sheets import csv_pieces, write_workbook
from bot.settings import from_env
from bot.store.pseudonym import pseudonym

KINDS = {**SHEETS, "pidor": pidor_rows}


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
@click.option(
    "--lang",
    "language",
    type=click.Choice(["km", "en"]),
    default="en",
    show_default=True,
    help="Language of the definitions.",
)
def export(kind: str, first: date | None, last: date | None, channel: tuple[str, ...], path: Path | None, texts: bool,
           language: Language) -> None:  # fmt: skip
    """Write one row a query, a session or a person (KIND), or sessions in Pidor's columns.

    People are pseudonyms. There is no limit of rows; a workbook has a sheet of definitions.
    """
    settings = from_env(os.environ)
    if path and path.suffix not in (".csv", ".xlsx"):
        raise click.BadParameter(f"{path.name} must end in .csv or .xlsx.", param_hint="--out")
    scope = Scope(period_of(first, last, settings, datetime.now(UTC)), channel)
    with store_of(settings) as engine, engine.execution_options(reading=True).connect() as connection:
        sheet = KINDS[kind](connection, scope, timedelta(minutes=settings.session_minutes), texts)
        if path and path.suffix == ".xlsx":
            notes = [(word("period", language), f"{scope.period.first} – {scope.period.last}"),
                     (word("zone", language), scope.period.zone.key),
                     (word("channels", language), ", ".join(channel))]  # fmt: skip
            write_workbook(path, sheet, notes, language, _tell)
        else:
            _write(path, csv_pieces(sheet, _tell if path else None))
    if path:
        click.echo(f"Wrote {path}.", err=True)


@reach.command("import-pidor")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_pidor_(path: Path) -> None:
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
    click.echo(
        f"{done.sessions:,} sessions added, {done.known:,} were there already; {done.sexes:,} people's sex noted."
    )


def _write(path: Path | None, pieces: Iterable[str]) -> None:
    """Into the terminal, or into a file that appears only when it is whole."""
    if path is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", newline="", delete=False) as file:
        file.writelines(pieces)
    os.replace(file.name, path)


def _tell(rows: int) -> None:
    click.echo(f"{rows:,} rows …", err=True)
