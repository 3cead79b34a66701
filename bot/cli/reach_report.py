"""`bot reach report`: the monthly report as PDF and workbook, by one command that cron can run."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from bot.board.report import compose, report_pdf, report_workbook
from bot.cli.reach import reach, store_of
from bot.cli.wording import speak
from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.errors import AskError
from bot.events.fonts import find_fonts
from bot.reach.indicator_file import read_indicators
from bot.reach.indicators import Measurer
from bot.reach.labels import labels_before, plain, read_period
from bot.reach.rollup import roll_up
from bot.settings import from_env


@reach.command()
@click.option(
    "--period", default="", metavar="PERIOD", help="2024-09, 2024-Q3 or 2024. Default: the month before this one."
)
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."), help="Folder; it is made."
)
@click.option("--lang", "language", type=click.Choice(["km", "en"]), default="km", show_default=True,
              callback=speak, is_eager=True, help="Language of the report.")  # fmt: skip
def report(period: str, folder: Path, language: Language) -> None:
    """Write the report of a month (PDF and XLSX), figures and indicators with their definitions.

    For cron: `0 6 1 * * bot reach report --out /srv/reports`.
    """
    settings = from_env(os.environ)
    zone, now = settings.timezone, datetime.now(UTC)
    label = plain(period) or labels_before(f"{now.astimezone(zone):%Y-%m}", 1)[0]
    try:
        days = read_period(label, zone)
    except AskError as error:
        raise click.BadParameter(error.told(language), param_hint="--period") from None
    wanted, fonts = read_indicators(settings.indicators), find_fonts()
    with store_of(settings) as engine:
        roll_up(engine, zone, settings.session_minutes)
        with engine.execution_options(reading=True).connect() as connection:
            measurer = Measurer(connection, zone, settings.session_minutes)
            measured = [measurer.measure(one, label) for one in wanted]
            gap = timedelta(minutes=settings.session_minutes)
            found = compose(connection, days, language, measured, gap, now)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"chbas-reach-{label}-{language}"
    path.with_suffix(".pdf").write_bytes(report_pdf(found, fonts))
    report_workbook(found, path.with_suffix(".xlsx"))
    done = Both("បានសរសេរ {0}.pdf និង {0}.xlsx។", "Wrote {0}.pdf and {0}.xlsx.")
    click.echo(done.get(language).format(path))
