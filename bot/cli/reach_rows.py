"""`bot reach rows|reported`: exactly the rows that a figure counts, and the counts that others reported."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from bot.answering.phrases import Phrases, read_phrases
from bot.cli.reach import reach, store_of
from bot.cli.reach_export import check_ending, save
from bot.cli.reach_filters import Filters, cut_of, event_code, filtered, header
from bot.cli.wording import in_language
from bot.domain.facts import Both
from bot.domain.talk import Language, Outcome
from bot.events.words import TOPICS
from bot.reach.behind import WHO, Asked
from bot.reach.definitions import definitions, said, word
from bot.reach.figures import Cut
from bot.reach.labels import plain
from bot.reach.listing import Listing, Piece, list_pairs, list_people, list_sessions, list_step, list_turns
from bot.reach.reported import projects_of, reported_rows
from bot.reach.rollup import roll_up
from bot.reach.sheets import csv_pieces
from bot.reach.taking_part import STEPS, Pairs
from bot.settings import Settings, from_env
from bot.store.events import known_places

KINDS = ("queries", "messages", "people", "sessions", "pairs", "step")
_HEADS = {"latency_ms": "seconds", "turns": "messages", "finished_at": "finished", "score_before": "before",
          "score_after": "after", "touched_at": "touched"}  # fmt: skip
_SAID = ("kind", "language", "topic", "outcome", "sex")


_WHOSE_STEP = Both(
    "សូមប្រាប់ព្រឹត្តិការណ៍ជាមួយ --event។ `bot event list` បង្ហាញលេខកូដ។",
    "Name the event with --event. `bot event list` tells the codes.",
)


@dataclass(frozen=True)
class Which:
    """Which rows of the cut: what the pages' addresses say after their filters."""

    kind: str
    outcome: str
    person: str
    who: str
    rose: bool
    step: str


@reach.command()
@click.argument("kind", type=click.Choice(KINDS), default="queries")
@filtered
@click.option("--outcome", default="", type=click.Choice(["", *map(str, Outcome)]), metavar="OUTCOME",
              help=f"queries: only those with this outcome: {', '.join(Outcome)}.")  # fmt: skip
@click.option("--person", default="", metavar="PSEUDONYM", help="queries, messages: only those of this pseudonym.")
@click.option(
    "--who", default="reached", type=click.Choice(WHO), metavar="WHO", help="people: reached, new or returning."
)
@click.option("--rose", is_flag=True, help="pairs: only those whose second score was higher.")
@click.option("--step", default="came", type=click.Choice(STEPS), metavar="STEP",
              help=f"step: who of --event took it: {', '.join(STEPS)}.")  # fmt: skip
@click.option("--limit", default=50, show_default=True, type=click.IntRange(0), help="So many rows; 0: all.")
@click.option("--after", default=0, type=click.IntRange(0), help="Leave out so many that come first.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--out", "path", type=click.Path(dir_okay=False, path_type=Path), help="Write a .csv or .xlsx instead.")
@in_language
def rows(
    kind: str, filters: Filters, limit: int, after: int, form: str, path: Path | None, language: Language, **which: Any
) -> None:
    """Tell the rows behind a figure, the newest first: pseudonyms only, no names and no words.

    \b
    KIND is what the figure counts:
      queries    inbound messages that are queries; with --outcome those of one outcome
      messages   the same with taps about oneself and in a quiz
      people     --who reached, new or returning
      sessions   every session with a message in the cut
      pairs      quizzes before and after an event; --rose: only those that knew more
      step       people of --event EV26-001 who took a --step of its funnel, over all time

    \b
    Examples:
      bot reach rows queries --from 2024-01-01 --to 2024-03-31 --sex female --outcome not_understood
      bot reach rows people --who new --topic budget --limit 0 --out new-people.xlsx
      bot reach rows step --event EV26-001 --step increased
    """
    settings = from_env(os.environ)
    check_ending(path, language)
    if kind == "step" and not filters.event:
        raise click.UsageError(_WHOSE_STEP.get(language))
    with store_of(settings) as engine:
        roll_up(engine, settings.timezone, settings.session_minutes)
        with engine.execution_options(reading=True).connect() as connection:
            cut = cut_of(connection, filters, settings, TOPICS if kind == "pairs" else ())
            wanted, phrases = Which(kind, **which), read_phrases(settings.locales_dir, "board")
            found = _listed(connection, cut, wanted, Piece(after, limit))
            title, meaning = _meant(wanted, phrases, settings, language)
            of = f"{phrases('reach.ever', language)} · {cut.event}" if kind == "step" else header(cut, filters)
            told = _Told(title, of, meaning, phrases, known_places(connection), language)
            if path:
                save(path, found.sheet, [(word("period", language), of), (title, meaning)], language)
            else:
                _FORMS[form](found, told)


@reach.command()
@click.argument("name")
@click.option("--period", required=True, metavar="PERIOD", help="As the facts write it, such as 2024.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@in_language
def reported(name: str, period: str, form: str, language: Language) -> None:
    """Tell the counts that others reported under NAME, with their source, and the project rows loaded for the year.

    \b
      bot reach reported procurement-disclosure --period 2024
    """
    settings, period = from_env(os.environ), plain(period)
    with store_of(settings) as engine, engine.execution_options(reading=True).connect() as connection:
        counts = [dict(row._mapping) for row in reported_rows(connection, name, period)]
        projects = [dict(row._mapping) for row in projects_of(connection, period)]
    if form == "json":
        found = {"reported": counts, "projects": projects}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    phrases = read_phrases(settings.locales_dir, "board")
    click.echo(phrases("reported.means" if counts else "reported.none", language))
    names = {"value_id": "row", "numerator": "numerator", "denominator": "denominator", "reported": "published",
             f"note_{language}": "note", "title": "source", "url": "source"}  # fmt: skip
    for row in counts:
        click.echo("\n".join(f"  {phrases(f'reported.{key}', language)}: {row[column]}"
                             for column, key in names.items() if row[column] not in (None, "")))  # fmt: skip
    if projects:
        told = (
            phrases("reported.projects", language).replace("((year))", period).replace("((count))", str(len(projects)))
        )
        click.echo(f"\n{told}")
        click.echo("\n".join(f"{row['told']:>4}  {row['ministry_id']}  {row['procurement_id']}  "
                             f"{row[f'title_{language}'] or row['title_en']}" for row in projects))  # fmt: skip


def _listed(connection: Connection, cut: Cut, which: Which, piece: Piece) -> Listing:
    if which.kind == "people":
        return list_people(connection, cut, which.who, piece)
    if which.kind == "sessions":
        return list_sessions(connection, cut, piece)
    if which.kind == "pairs":
        return list_pairs(
            connection, Pairs(cut.period, cut.event, cut.sex, which.rose, cut.topic, cut.place[:2]), piece
        )
    if which.kind == "step":
        code = event_code(connection, cut.event)
        return list_step(connection, code, which.step, cut.period.zone, piece)
    return list_turns(connection, cut, Asked(which.outcome, which.person, which.kind == "queries"), piece)


def _meant(which: Which, phrases: Phrases, settings: Settings, language: Language) -> tuple[str, str]:
    """The title of the rows and the definition of their figure."""
    meant = definitions(language, settings.timezone.key, settings.session_minutes)
    if which.kind == "people":
        return word(which.who, language), meant[which.who]
    if which.kind == "pairs":
        return phrases("funnel.increased" if which.rose else "event.pairs", language), phrases("pairs.means", language)
    if which.kind == "step":
        return phrases(f"funnel.{which.step}", language), phrases(f"funnel.{which.step}.means", language)
    if which.kind == "messages":
        return phrases("reach.rows", language), meant["period"]
    if which.outcome == Outcome.NOT_UNDERSTOOD:
        return phrases("reach.not_understood", language), phrases("reach.not_understood.means", language)
    if which.outcome:
        return f"{word('queries', language)}: {said('outcome', which.outcome, language)}", meant["answered"]
    return word(which.kind, language), meant[which.kind]


@dataclass(frozen=True)
class _Told:
    """What is said around the rows, and the words for them."""

    title: str
    of: str
    meaning: str
    phrases: Phrases
    places: Mapping[str, Both]
    language: Language


def _as_table(found: Listing, told: _Told) -> None:
    click.echo(f"{told.title}: {found.figure:,}\n{told.of}\n{told.meaning}\n")
    sheet = found.sheet
    names = [name for name in sheet.columns if name != "items"]  # how many a quiz has stands beside each score
    click.echo(" · ".join(told.phrases(f"rows.{_HEADS.get(name, name)}", told.language) for name in names))
    for cells in sheet.rows:
        row = dict(zip(sheet.columns, cells, strict=True))
        click.echo(" · ".join(_cell(name, row, told) for name in names))


def _cell(name: str, row: dict[str, Any], told: _Told) -> str:
    value = row[name]
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if name == "latency_ms":
        return f"{value / 1000:.2f}"
    if name.startswith("score_"):
        return f"{value}/{row['items']}"
    if name == "province" and value in told.places:
        return f"{value} {told.places[value].get(told.language)}"
    return (said(name, value, told.language) if name in _SAID and value else str(value)) or "–"


def _as_csv(found: Listing, told: _Told) -> None:
    for piece in csv_pieces(found.sheet):
        click.echo(piece, nl=False)


def _as_json(found: Listing, told: _Told) -> None:
    listed = [dict(zip(found.sheet.columns, cells, strict=True)) for cells in found.sheet.rows]
    whole = {"figure": found.figure, "of": told.of, "definition": told.meaning, "rows": listed}
    click.echo(json.dumps(whole, ensure_ascii=False, indent=2, default=lambda at: at.isoformat()))


_FORMS: dict[str, Callable[[Listing, _Told], None]] = {"table": _as_table, "csv": _as_csv, "json": _as_json}
