"""`bot reach open`: the public tables in the terminal and as files, small numbers hidden as on the page."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.answering.phrases import Phrases, read_phrases
from bot.cli.reach import reach, store_of
from bot.cli.wording import in_language, spoken
from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.faults.fault import sentence
from bot.reach.definitions import definitions, said, word
from bot.reach.open_files import csv_of, descriptor, rows_of
from bot.reach.open_tables import Table
from bot.reach.published import Published, publish, published
from bot.reach.rollup import roll_up
from bot.reach.suppression import SMALLEST
from bot.settings import Settings, from_env

_WRITTEN = Both(
    "បានសរសេរ {path}៖ តារាង {tables} និង datapackage.json។", "Wrote {path}: {tables} tables and datapackage.json."
)


@reach.command("open")
@click.option("--year", default="", metavar="YEAR", help="A year that is over. Default: the newest.")
@click.option("--table", "name", default="", metavar="NAME", help="One table. Default: a list of all, and the totals.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path),
              help="Write all tables as CSV and JSON with datapackage.json into this folder.")  # fmt: skip
@in_language
def open_(year: str, name: str, form: str, folder: Path | None, language: Language) -> None:
    """Show or write what /open publishes: closed years, small numbers hidden so that they stay hidden.

    \b
      bot reach open                                  years, tables and totals
      bot reach open --year 2024 --table province     one table
      bot reach open --year 2024 --table province --format csv
      bot reach open --year 2024 --out open-2024      the whole data package
    """
    settings = from_env(os.environ)
    found = _published(settings)
    if not found:
        click.echo(read_phrases(settings.locales_dir, "board")("open.none", language))
        return
    one = _chosen("--year", year or str(next(iter(found))), {str(key): value for key, value in found.items()})
    if folder:
        _write(one, folder, settings)
        click.echo(_WRITTEN.get(language).format(path=folder, tables=len(one.tables)), err=True)
        return
    phrases = read_phrases(settings.locales_dir, "board")
    tables = {table.name: table for table in one.tables}
    if not name and form == "table":
        click.echo(_overview(one, list(found), phrases, settings, language))
        return
    table = _chosen("--table", name or "total", tables)
    if form == "csv":
        click.echo(csv_of(table), nl=False)
    else:
        click.echo(_json(rows_of(table)) if form == "json" else _as_text(table, phrases, language))


def _published(settings: Settings) -> dict[int, Published]:
    with store_of(settings) as engine:
        roll_up(engine, settings.timezone, settings.session_minutes)
        publish(engine, settings.timezone, datetime.now(UTC).astimezone(settings.timezone).date())
        with engine.execution_options(reading=True).connect() as connection:
            return published(connection)


def _chosen(option: str, value: str, known: dict[str, Any]) -> Any:
    if value not in known:
        wrong = sentence("none_counted", spoken(), value=value, known=", ".join(known))
        raise click.BadParameter(wrong, param_hint=option)
    return known[value]


def _write(one: Published, folder: Path, settings: Settings) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table in one.tables:
        (folder / f"{table.name}.csv").write_text(csv_of(table), encoding="utf-8", newline="")
        (folder / f"{table.name}.json").write_text(_json(rows_of(table)), encoding="utf-8")
    meant = definitions("en", settings.timezone.key, settings.session_minutes)
    (folder / "datapackage.json").write_text(_json(descriptor(one, meant, datetime.now(UTC))), encoding="utf-8")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _overview(one: Published, years: list[int], phrases: Phrases, settings: Settings, language: Language) -> str:
    """Years, totals and the names of the tables."""
    total = rows_of(next(table for table in one.tables if table.name == "total"))[0]
    meant = definitions(language, settings.timezone.key, settings.session_minutes)
    lines = [f"{phrases('open.title', language)} {one.year}  ({', '.join(map(str, years))})"]
    if one.made_up:
        lines.append(phrases("open.made_up", language))
    lines += [
        f"{total['people']:>11,}  {word('reached', language)}",
        f"{total['queries']:>11,}  {word('queries', language)}",
    ]
    lines += ["", phrases("open.data", language)]
    lines += [f"{len(table.rows):>11,}  {table.name}: {', '.join(table.columns)}" for table in one.tables]
    hidden = phrases("open.data.means", language).replace("((number))", str(SMALLEST))
    return "\n".join([*lines, "", hidden, meant["reached"], meant["queries"], meant["period"]])


def _as_text(table: Table, phrases: Phrases, language: Language) -> str:
    """Names of columns as in the files; what is hidden is said."""
    hidden = phrases("open.hidden", language)
    lines = [" · ".join(table.columns)]
    for row in rows_of(table):
        lines.append(" · ".join(_cell(name, value, hidden, phrases, language) for name, value in row.items()))
    return "\n".join(lines)


def _cell(name: str, value: Any, hidden: str, phrases: Phrases, language: Language) -> str:
    if value is None:
        return hidden
    if value in ("other", "not_told"):
        return phrases(f"open.{value}", language)
    if name in ("year", "month", "province"):
        return said(name, "", language) if value == "none" else str(value)
    return f"{value:,}" if isinstance(value, int) else said(name, "" if value == "none" else value, language)
