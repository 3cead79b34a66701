"""`bot user`: who of the staff may sign in at /desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import Connection

from bot.cli.opening import migrated
from bot.cli.wording import in_language
from bot.desk.passwords import LONGEST, SHORTEST, hashed, weakness
from bot.errors import StaffError
from bot.faults.fault import both, sentence
from bot.store import staff
from bot.store.staff import ROLES, Role


@click.group()
def user() -> None:
    """Logins of the staff: editors, M&E officers, administrators."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the person may do.")
@in_language
def add(name: str, role: Role, language: str) -> None:
    """Let somebody sign in. The password is asked for, or read from standard input when that is no terminal."""
    password = hashed(_password(name, language))
    with _store() as connection:
        staff.add(connection, name, role, password, datetime.now(UTC))
    click.echo(sentence("user_may", language, name=staff.known_as(name), role=role))


@user.command("list")
@in_language
def list_(language: str) -> None:
    """Show all logins: name, role, last sign-in."""
    with _store() as connection:
        people = staff.everyone(connection)
    for one in people:
        seen = f"{one.seen_at:%Y-%m-%d}" if one.seen_at else sentence("user_never", language)
        state = sentence("user_closed", language) if one.disabled else ""
        click.echo(sentence("user_line", language, name=one.name, role=one.role, seen=seen, state=state).rstrip())
    if not people:
        click.echo(sentence("user_none", language), err=True)


@user.command()
@click.argument("name")
@in_language
def disable(name: str, language: str) -> None:
    """Shut somebody out at once. What they did stays in the history."""
    with _store() as connection:
        staff.set_disabled(connection, name, True)
    click.echo(sentence("user_shut_out", language, name=staff.known_as(name)))


@user.command()
@click.argument("name")
@in_language
def enable(name: str, language: str) -> None:
    """Let somebody in again who was disabled."""
    with _store() as connection:
        staff.set_disabled(connection, name, False)
    click.echo(sentence("user_back", language, name=staff.known_as(name)))


@user.command()
@click.argument("name")
@in_language
def password(name: str, language: str) -> None:
    """Give somebody another password; it unlocks a locked name and ends open sessions."""
    new = hashed(_password(name, language))
    with _store() as connection:
        staff.set_password(connection, name, new)
    click.echo(sentence("user_new_password", language, name=staff.known_as(name)))


def _password(name: str, language: str) -> str:
    """Never an argument: those stand in the list of processes and in the shell's history."""
    if sys.stdin.isatty():
        given, again = (
            click.prompt(sentence(kind, language), hide_input=True) for kind in ("user_password", "user_again")
        )
        if again != given:
            raise StaffError(*both("user_differs"))
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if reason := weakness(given, name):
        raise StaffError(*both(reason, least=SHORTEST, most=LONGEST))
    return str(given)


@contextmanager
def _store() -> Iterator[Connection]:
    engine = migrated()
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
