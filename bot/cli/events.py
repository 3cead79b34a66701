"""`bot event …`: the events of the campaign, their links and their posters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click
from sqlalchemy import Connection

from bot.answering.phrases import read_phrases
from bot.cli.facts import WHO
from bot.cli.opening import prepared
from bot.cli.reach import read_by
from bot.cli.wording import in_language
from bot.domain.campaign import Event
from bot.domain.facts import Both
from bot.errors import EventsError
from bot.events.edits import edits_of
from bot.events.event_files import read_rows
from bot.events.fonts import find_fonts
from bot.events.links import link_of
from bot.events.poster import compose, png_of, poster_pdf
from bot.events.register import Row, cells_of, register
from bot.events.words import TOPICS, TYPES
from bot.faults.fault import sentence
from bot.reach.learning import gains
from bot.reach.period import read_day
from bot.store.events import attended, event_of
from bot.text.clusters import shorten

_PAPER = Both("លើក្រដាស (ស្រី/ប្រុស/មិនមានភេទ)", "on paper (women/men/unknown)")
by_whom = click.option("--who", default=WHO, help="Who does it, for the history; without it the name of this login.")
_TOUCHES = Both(
    "លើកដំបូង {first} មនុស្ស {people} ធ្វើទាំងពីរលើក {pairs} យល់ដឹងកើនឡើង {increased}",
    "first touch {first}, people {people}, both quizzes {pairs}, knew more {increased}",
)


@click.group()
def event() -> None:
    """Events of the campaign: who comes through their link, QR code or short code is counted for them."""


@event.command()
@click.option("--code", default="", help="Short code, such as EV26-051. Default: the next free one.")
@click.option("--date", default="", help="First day, as 2026-11-23.")
@click.option("--place", default="", help="NCDD code of commune, district or province.")
@click.option("--type", "kind", default="", help=f"One of: {', '.join(TYPES)}.")
@click.option("--topic", default="", help=f"One of: {', '.join(TOPICS)}.")
@click.option("--name-km", default="", help="Name in Khmer.")
@click.option("--name-en", default="", help="Name in English.")
@click.option("--organiser", default="", help="Who holds it.")
@click.option("--women", default="", help="Women on the signed list.")
@click.option("--men", default="", help="Men on the signed list.")
@click.option("--unknown", default="", help="People on the list without a sex.")
@by_whom
@in_language
def add(language: str, who: str, **said: str) -> None:
    """Add an event, or change the one of that code: only what is given changes."""
    settings, engine = prepared()
    names = {"kind": "type", "women": "paper_women", "men": "paper_men", "unknown": "paper_unknown"}
    given = {names.get(name, name): value for name, value in said.items() if value}
    with engine.connect().execution_options(reading=True) as connection:
        known = event_of(connection, given.get("code", ""))
    cells = {**cells_of(known), **given, "code": known.code} if known else given
    with _explained(language):
        (kept,) = register(engine, [Row(0, cells)], datetime.now(UTC), known is None, who)
    changed = Both("បានកែ {code}។ តំណ៖ {link}", "{code} is changed. Its link: {link}")
    added = Both("បានបន្ថែម {code}។ តំណ៖ {link}", "{code} is added. Its link: {link}")
    text = (changed if known else added).get(language)
    click.echo(text.format(code=kept.code, link=link_of(kept.code, settings)))


@event.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@by_whom
@in_language
def import_command(path: Path, who: str, language: str) -> None:
    """Add or change the events of a CSV file, all or nothing. Its columns are told in docs/events.md."""
    _, engine = prepared()
    with _explained(language, path.name):
        kept = register(engine, read_rows(path), datetime.now(UTC), author=who)
    many = Both("បានរក្សាទុកព្រឹត្តិការណ៍ {count}៖ {codes}", "{count} events kept: {codes}")
    one_only = Both(many.km, "{count} event kept: {codes}")
    text = (one_only if len(kept) == 1 else many).get(language)
    click.echo(text.format(count=len(kept), codes=", ".join(one.code for one in kept)))


@event.command("list")
@click.option("--from", "first", callback=read_by(read_day), metavar="DAY", help="Only events from this day on.")
@click.option("--to", "last", callback=read_by(read_day), metavar="DAY", help="Only events until this day, included.")
@in_language
def list_command(first: date | None, last: date | None, language: str) -> None:
    """List the events with the people who came through them and what they learned, the newest first.

    People counted by first touch add up over events; people who came at all do not.
    """
    _, engine = prepared()
    with engine.connect().execution_options(reading=True) as connection:
        begin, end = first or date.min, last or date.max
        rows, learned = [row for row in attended(connection) if begin <= row.event.date <= end], gains(connection)
    engine.dispose()
    if not rows:
        none = Both(
            "មិនទាន់មានព្រឹត្តិការណ៍ទេ។ `bot event add` បន្ថែមមួយ។", "There are no events yet. `bot event add` adds one."
        )
        lacking = Both("គ្មានព្រឹត្តិការណ៍ក្នុងថ្ងៃទាំងនេះទេ។", "There are no events in these days.")
        click.echo((lacking if first or last else none).get(language))
    for row in rows:
        one = row.event
        paper = "/".join("-" if count is None else str(count) for count in (one.women, one.men, one.unknown))
        name = shorten(one.name.get(language), 50)
        pairs, increased = learned.get(one.code, (0, 0))
        touches = _TOUCHES.get(language).format(first=row.first, people=row.people, pairs=pairs, increased=increased)
        click.echo(f"{one.code:<12} {one.date} {one.place:<6} {one.type:<9} {one.topic:<11} "
                   f"{_PAPER.get(language)} {paper}; {touches}; {name}")  # fmt: skip


@event.command()
@click.argument("code")
@in_language
def history(code: str, language: str) -> None:
    """Tell who changed what of an event, and when, the newest first."""
    settings, engine = prepared()
    with engine.connect().execution_options(reading=True) as connection:
        edits = edits_of(connection, _found(connection, code, language).code)
    if not edits:
        click.echo(Both("មិនទាន់មានការផ្លាស់ប្ដូរទេ។", "Nothing was changed yet.").get(language))
    for edit in edits:
        changes = [f"{name} {before or '-'} → {after or '-'}" for name, (before, after) in edit.parts.items()]
        added = Both("បានបង្កើត", "added").get(language)
        at = f"{edit.at.astimezone(settings.timezone):%Y-%m-%d %H:%M}"
        click.echo(f"{at}  {edit.author or '-'}  {'; '.join(changes) or added}")


@event.command()
@click.argument("code")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=".", help="Folder to write into."
)
@click.option("--after", is_flag=True, help="The one to show at the end: it opens the quiz after the event.")
@in_language
def poster(code: str, folder: Path, after: bool, language: str) -> None:
    """Make the poster of an event: A4 with its QR code, as PDF for printing and as PNG for posting."""
    settings, engine = prepared()
    with engine.connect().execution_options(reading=True) as connection:
        found = _found(connection, code, language)
        link = link_of(found.code, settings, after)
        page = compose(connection, found, link, read_phrases(settings.locales_dir), after)
    pdf = poster_pdf(page, find_fonts())
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in (("pdf", pdf), ("png", png_of(pdf))):
        path = folder / f"{found.code}{'-after' if after else ''}.{ending}"
        path.write_bytes(content)
        click.echo(path)
    click.echo(Both("កូដ QR នាំទៅ {link}", "The QR code leads to {link}").get(language).format(link=link), err=True)


def _found(connection: Connection, code: str, language: str) -> Event:
    """The event of a code. Raises ClickException."""
    if found := event_of(connection, code):
        return found
    raise click.ClickException(sentence("no_event", language, code=code))


@contextmanager
def _explained(language: str, file: str = "") -> Iterator[None]:
    """Faults in the language asked for, with the file's name; nothing was kept."""
    try:
        yield
    except EventsError as error:
        lines = [f"{file}, {text}" if file else text for text in (p.said(language) for p in error.problems)]
        raise click.ClickException("\n".join([*lines, sentence("nothing_kept", language)])) from None
