"""`bot reach figures|funnel|learned`: the figures of the dashboard with its filters, and what came of events."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from typing import Any

import click
from sqlalchemy import Connection

from bot.answering.phrases import Phrases, read_phrases
from bot.cli.reach import period_of, reach, read_by, store_of
from bot.cli.reach_filters import Filters, cut_of, event_code, filtered, header
from bot.cli.wording import in_language
from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.faults.fault import figure
from bot.reach.crowd import groups, only
from bot.reach.daybook import daybook
from bot.reach.definitions import definitions, said, word
from bot.reach.fields import read_names
from bot.reach.figures import Cut, Figures, Part, spans_of
from bot.reach.learning import funnel, gains_by, learned
from bot.reach.period import read_day
from bot.reach.rollup import roll_up
from bot.reach.splitting import OF_PAIRS
from bot.reach.told import TOLD
from bot.settings import from_env
from bot.store.events import known_places

FIELDS = ("topic", "intent", "language", "kind", "province", "district", "sex", "age_band", "time")
STEPS = {
    "came": Both("បានមកតាមតំណ ឬកូដ", "came by link or code"),
    "asked": Both("បានសួរ", "asked"),
    "answered": Both("បានចម្លើយ", "got an answer"),
    "before": Both("ធ្វើកម្រងសំណួរមុន", "finished the quiz before"),
    "pairs": Both("ធ្វើកម្រងសំណួរទាំងពីរលើក", "finished both quizzes"),
    "increased": Both("យល់ដឹងកើនឡើង", "knew more"),
}
Form = click.Choice(["table", "json"])


@reach.command()
@filtered
@click.option("--by", callback=read_by(lambda text: read_names(text, FIELDS)), default="", metavar="FIELDS",
              help=f"Break down by each of: {', '.join(FIELDS)}.")  # fmt: skip
@click.option("--format", "form", type=Form, default="table", show_default=True)
@in_language
def figures(filters: Filters, by: tuple[str, ...], form: str, language: Language) -> None:
    """Count what the dashboard counts, with the same filters; people of parts do not add up.

    \b
      bot reach figures --from 2024-01-01 --to 2024-12-31 --sex female --by topic,time
    `bot reach rows` tells the rows behind each figure.
    """
    settings = from_env(os.environ)
    with store_of(settings) as engine:
        roll_up(engine, settings.timezone, settings.session_minutes)
        with engine.execution_options(reading=True).connect() as connection:
            cut = cut_of(connection, filters, settings)
            found, places = _counted(connection, cut, by), dict(known_places(connection))
    period = cut.period
    if form == "json":
        click.echo(json.dumps({"from": str(period.first), "to": str(period.last), "timezone": period.zone.key,
                               "filters": filters.named(), **found}, ensure_ascii=False, indent=2))  # fmt: skip
        return
    click.echo(header(cut, filters))
    click.echo("\n".join(_lines(found, places, read_phrases(settings.locales_dir, "board"), language)))
    meant = definitions(language, period.zone.key, settings.session_minutes)
    click.echo("\n".join(("", *(meant[name] for name in ("reached", "new", "returning", "sessions", "queries")))))


@reach.command("funnel")
@click.argument("code")
@click.option("--format", "form", type=Form, default="table", show_default=True)
@in_language
def funnel_(code: str, form: str, language: Language) -> None:
    """How far people went who came through the event CODE, over all time."""
    with store_of(from_env(os.environ)) as engine, engine.execution_options(reading=True).connect() as connection:
        code = event_code(connection, code)
        steps = vars(funnel(connection, code))
    if form == "json":
        click.echo(json.dumps({"event": code, **steps}, indent=2))
        return
    for name, count in steps.items():
        share = f"  {100 * count / steps['came']:.0f} %" if steps["came"] else ""
        click.echo(f"{count:>11,}  {STEPS[name].get(language)}{share}")


@reach.command("learned")
@click.option("--from", "first", callback=read_by(read_day), metavar="DAY", help="First day, as 2026-01-31.")
@click.option("--to", "last", callback=read_by(read_day), metavar="DAY", help="Last day, included. Default: today.")
@click.option("--by", callback=read_by(lambda text: read_names(text, OF_PAIRS)), default="sex", show_default=True,
              metavar="FIELDS", help=f"Break down by each of: {', '.join(OF_PAIRS)}.")  # fmt: skip
@click.option("--format", "form", type=Form, default="table", show_default=True)
@in_language
def learned_(first: date | None, last: date | None, by: tuple[str, ...], form: str, language: Language) -> None:
    """Count who knew more after an event than before it, of how many, and how much more.

    \b
      bot reach learned --from 2024-01-01 --to 2024-12-31 --by sex,event,topic,province
    Topic and province are those of the event. `bot reach rows pairs` tells the pairs.
    """
    settings = from_env(os.environ)
    period = period_of(first, last, settings, datetime.now(UTC))
    with store_of(settings) as engine, engine.execution_options(reading=True).connect() as connection:
        total, parts = learned(connection, period), {name: gains_by(connection, period, name) for name in by}
        places = dict(known_places(connection))
    if form == "json":
        told = {"from": str(period.first), "to": str(period.last), "timezone": period.zone.key, "pairs": total.pairs,
                "increased": total.increased, "by": {name: [vars(one) for one in some] for name, some in parts.items()}}  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    phrases = read_phrases(settings.locales_dir, "board")
    click.echo(f"{period.first} – {period.last} · {period.zone.key}")
    click.echo(f"{total.pairs:>11,}  {phrases('event.pairs', language)}")
    click.echo(f"{total.increased:>11,}  {phrases('funnel.increased', language)}")
    heads = [phrases(key, language) for key in ("event.pairs", "funnel.increased", "learned.points")]
    for name, some in parts.items():
        click.echo(f"\n{' / '.join(heads)}  {word(name, language)}")
        for one in some:
            gain = f"{100 * one.points:+.1f} %" if one.pairs else "–"
            click.echo(f"{one.pairs:>11,} {one.increased:>9,} {gain:>9}  {_named(name, one.value, places, language)}")
    click.echo(f"\n{phrases('pairs.means', language)}\n{phrases('learned.means', language)}")


def _counted(connection: Connection, cut: Cut, by: tuple[str, ...]) -> dict[str, Any]:
    book = daybook(connection)
    counted = Figures(book, cut, only(connection, book, cut))
    times = counted.answer_times()
    return {
        "people": vars(counted.people()),
        "sessions": counted.sessions(),
        "queries": counted.queries(),
        "made_up": counted.made_up(),
        "answer_ms": {"half": times[0], "95_percent": times[1]} if times else None,
        "by": {field: [_part(part) for part in _parts(connection, counted, field, cut)] for field in by},
    }


def _parts(connection: Connection, counted: Figures, field: str, cut: Cut) -> list[Part]:
    if field in TOLD:
        return counted.among(groups(connection, daybook(connection))[field])
    return counted.over_time(spans_of(cut.period)) if field == "time" else counted.by(field)


def _part(part: Part) -> dict[str, Any]:
    outcomes = {"outcomes": dict(part.outcomes)} if part.outcomes else {}
    return {"value": part.value, "people": part.people, "queries": part.queries, **outcomes}


def _lines(found: dict[str, Any], places: dict[str, Both], phrases: Phrases, language: Language) -> list[str]:
    total = sum(found["queries"].values())
    lines = [f"{count:>11,}  {word(name, language)}" for name, count in found["people"].items()]
    lines += [f"{found['sessions']:>11,}  {word('sessions', language)}", f"{total:>11,}  {word('queries', language)}"]
    for name, count in found["queries"].items():
        share = f"  {100 * count / total:.1f} %" if total else ""
        lines.append(f"{count:>11,}    {said('outcome', name, language)}{share}")
    if times := found["answer_ms"]:
        took = f"{times['half'] / 1000:.2f} / {times['95_percent'] / 1000:.2f}"
        lines.append(f"{took:>11}  {phrases('reach.time', language)}")
    if found["made_up"]:
        lines.append(phrases("reach.made_up", language).replace("((count))", figure(found["made_up"], language)))
    for field, parts in found["by"].items():
        lines += ["", f"{word('queries', language)} / {word('people', language)}  {word(field, language)}"]
        lines += [f"{part['queries']:>11,} {part['people']:>9,}  {_named(field, part['value'], places, language)}"
                  f"{_outcomes(part, language)}" for part in parts]  # fmt: skip
    return lines


def _outcomes(part: dict[str, Any], language: Language) -> str:
    """What came of the queries of a span of time."""
    some = {name: count for name, count in part.get("outcomes", {}).items() if count}
    return "".join(f" · {said('outcome', name, language)} {count:,}" for name, count in some.items())


def _named(field: str, value: str, places: dict[str, Both], language: Language) -> str:
    known = places.get(value) if field in ("province", "district") else None
    return f"{value} {known.get(language)}" if known else said(field, value, language)
