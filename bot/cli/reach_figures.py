"""`bot reach figures|funnel`: the figures of the dashboard with its filters, and how far people of an event went."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from typing import Any

import click
from sqlalchemy import Connection

from bot.cli.reach import period_of, reach, read_by, store_of
from bot.cli.wording import in_language
from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.faults.fault import sentence
from bot.reach.crowd import SEXES, only
from bot.reach.daybook import daybook
from bot.reach.definitions import definitions, said, word
from bot.reach.fields import read_names
from bot.reach.figures import Cut, Figures
from bot.reach.learning import funnel
from bot.reach.period import read_day
from bot.reach.rollup import roll_up
from bot.settings import from_env
from bot.store.events import event_of, known_places

FIELDS = ("topic", "intent", "language", "kind", "province", "district")
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
@click.option("--from", "first", callback=read_by(read_day), metavar="DAY", help="First day, as 2026-01-31.")
@click.option("--to", "last", callback=read_by(read_day), metavar="DAY", help="Last day, included. Default: today.")
@click.option("--topic", default="", help="Only queries on this topic, such as budget.")
@click.option("--intent", default="", help="Only queries that this intent answered.")
@click.option("--place", default="", metavar="CODE", help="Only queries about this province or district (NCDD code).")
@click.option("--spoken", default="", type=click.Choice(["", "km", "en"]), help="Only queries in this language.")
@click.option("--sex", default="", type=click.Choice(["", *SEXES]), help="Only people who told this sex.")
@click.option("--event", default="", metavar="CODE", help="Only people who came through this event.")
@click.option("--by", callback=read_by(lambda text: read_names(text, FIELDS)), default="", metavar="FIELDS",
              help=f"Break down by each of: {', '.join(FIELDS)}.")  # fmt: skip
@click.option("--format", "form", type=Form, default="table", show_default=True)
@in_language
def figures(
    first: date | None, last: date | None, by: tuple[str, ...], form: str, language: Language, **filters: str
) -> None:
    """Count what the dashboard counts, with the same filters; people of parts do not add up."""
    settings = from_env(os.environ)
    period = period_of(first, last, settings, datetime.now(UTC))
    with store_of(settings) as engine:
        roll_up(engine, settings.timezone, settings.session_minutes)
        with engine.execution_options(reading=True).connect() as connection:
            _check(connection, filters, language)
            cut = Cut(period, filters["topic"], filters["place"], filters["spoken"], filters["event"], filters["sex"],
                      filters["intent"])  # fmt: skip
            found = _counted(connection, cut, by)
    if form == "json":
        click.echo(json.dumps({"from": str(period.first), "to": str(period.last), "timezone": period.zone.key,
                               "filters": filters, **found}, ensure_ascii=False, indent=2))  # fmt: skip
        return
    chosen = "".join(f" · {name}={value}" for name, value in filters.items() if value)
    click.echo(f"{period.first} – {period.last} · {period.zone.key}{chosen}")
    click.echo("\n".join(_lines(found, language)))
    meant = definitions(language, period.zone.key, settings.session_minutes)
    click.echo("\n".join(("", *(meant[name] for name in ("reached", "new", "returning", "sessions", "queries")))))


@reach.command("funnel")
@click.argument("code")
@click.option("--format", "form", type=Form, default="table", show_default=True)
@in_language
def funnel_(code: str, form: str, language: Language) -> None:
    """How far people went who came through the event CODE, over all time."""
    with store_of(from_env(os.environ)) as engine, engine.execution_options(reading=True).connect() as connection:
        event = event_of(connection, code)
        if event is None:
            raise click.ClickException(sentence("no_event", language, code=code))
        steps = vars(funnel(connection, event.code))
    if form == "json":
        click.echo(json.dumps({"event": event.code, **steps}, indent=2))
        return
    for name, count in steps.items():
        share = f"  {100 * count / steps['came']:.0f} %" if steps["came"] else ""
        click.echo(f"{count:>11,}  {STEPS[name].get(language)}{share}")


def _check(connection: Connection, filters: dict[str, str], language: Language) -> None:
    """A filter that means nothing would count nothing, and nobody would notice. Brings the code into its own form."""
    if filters["event"]:
        event = event_of(connection, filters["event"])
        if event is None:
            raise click.ClickException(sentence("no_event", language, code=filters["event"]))
        filters["event"] = event.code
    if filters["place"] and (len(filters["place"]) > 4 or filters["place"] not in known_places(connection)):
        wrong = sentence("event_place", language, value=filters["place"], near="")
        raise click.BadParameter(wrong, param_hint="--place")
    words = daybook(connection).words
    for name in ("topic", "intent"):
        if filters[name] and filters[name] not in words[name]:
            known = ", ".join(word for word in words[name] if word) or "-"
            raise click.BadParameter(
                sentence("none_counted", language, value=filters[name], known=known), param_hint=f"--{name}"
            )


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
        "by": {field: [{"value": part.value, "people": part.people, "queries": part.queries}
                       for part in counted.by(field)] for field in by},
    }  # fmt: skip


def _lines(found: dict[str, Any], language: Language) -> list[str]:
    total = sum(found["queries"].values())
    lines = [f"{count:>11,}  {word(name, language)}" for name, count in found["people"].items()]
    lines += [f"{found['sessions']:>11,}  {word('sessions', language)}", f"{total:>11,}  {word('queries', language)}"]
    for name, count in found["queries"].items():
        share = f"  {100 * count / total:.1f} %" if total else ""
        lines.append(f"{count:>11,}    {said('outcome', name, language)}{share}")
    if times := found["answer_ms"]:
        lines.append(f"{times['half'] / 1000:.2f} / {times['95_percent'] / 1000:.2f} s  50 % / 95 %")
    for field, parts in found["by"].items():
        lines += ["", f"{word('queries', language)} / {word('people', language)}  {word(field, language)}"]
        lines += [
            f"{part['queries']:>11,} {part['people']:>9,}  {said(field, part['value'], language)}" for part in parts
        ]
    return lines
