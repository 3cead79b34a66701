"""`bot user`: who of the staff may sign in at /desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import Connection

from bot.cli.opening import migrated
from bot.desk.passwords import LONGEST, SHORTEST, hashed, weakness
from bot.errors import StaffError
from bot.store import staff
from bot.store.staff import ROLES, Role

WEAK = {
    "password.short": f"The password is too short: at least {SHORTEST} signs. Several words make a good one.",
    "password.long": f"The password is too long: at most {LONGEST} signs.",
    "password.easy": "The password is too easy: it holds the name, or only a few different signs.",
}


@click.group()
def user() -> None:
    """Logins of the staff: editors, M&E officers, administrators."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the person may do.")
def add(name: str, role: Role) -> None:
    """Let somebody sign in. The password is asked for, or read from standard input when that is no terminal."""
    password = hashed(_password(name))
    with _store() as connection:
        staff.add(connection, name, role, password, datetime.now(UTC))
    click.echo(f"{staff.known_as(name)} may sign in at /desk ({role}).")


@user.command("list")
def list_() -> None:
    """Show all logins: name, role, last sign-in."""
    with _store() as connection:
        people = staff.everyone(connection)
    for one in people:
        seen = f"{one.seen_at:%Y-%m-%d}" if one.seen_at else "never"
        click.echo(f"{one.name:<24} {one.role:<14} signed in: {seen:<11}{' disabled' if one.disabled else ''}".rstrip())
    if not people:
        click.echo("Nobody may sign in yet: bot user add NAME --role editor", err=True)


@user.command()
@click.argument("name")
def disable(name: str) -> None:
    """Shut somebody out at once. What they did stays in the history."""
    with _store() as connection:
        staff.set_disabled(connection, name, True)
    click.echo(f"{staff.known_as(name)} can no longer sign in.")


@user.command()
@click.argument("name")
def enable(name: str) -> None:
    """Let somebody in again who was disabled."""
    with _store() as connection:
        staff.set_disabled(connection, name, False)
    click.echo(f"{staff.known_as(name)} may sign in again.")


@user.command()
@click.argument("name")
def password(name: str) -> None:
    """Give somebody another password; it unlocks a locked name and ends open sessions."""
    new = hashed(_password(name))
    with _store() as connection:
        staff.set_password(connection, name, new)
    click.echo(f"{staff.known_as(name)} has a new password.")


def _password(name: str) -> str:
    """Never an argument: those stand in the list of processes and in the shell's history."""
    if sys.stdin.isatty():
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if reason := weakness(given, name):
        raise StaffError(WEAK[reason])
    return str(given)


@contextmanager
def _store() -> Iterator[Connection]:
    engine = migrated()
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
