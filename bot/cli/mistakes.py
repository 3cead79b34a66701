"""A command that was typed wrongly, told in Khmer: click itself only knows English."""

from __future__ import annotations

import re
from difflib import get_close_matches

import click

from bot.cli.wording import spoken
from bot.faults.fault import sentence

_KHMER = re.compile("[ក-៓]")
_VALUE = re.compile(r"'(.*?)'")


def told(error: click.UsageError) -> click.UsageError:
    """The same mistake in the language of the command; what was told by ourselves stays as it is."""
    if spoken() == "en" or _KHMER.search(error.format_message()):
        return error
    text = _sentence(error)
    return click.UsageError(text, error.ctx) if text else error


def _sentence(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return _say("cli_no_option", error.option_name, error.possibilities)
    if isinstance(error, click.exceptions.NoSuchCommand):
        group = error.ctx.command if error.ctx else None
        known = group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx else []
        return _say("cli_no_command", error.command_name, get_close_matches(error.command_name, known))
    if isinstance(error, click.MissingParameter):
        return _say("cli_missing", _name(error), _choices(error))
    if isinstance(error, click.BadParameter):
        found = _VALUE.search(error.message)
        value = found[1] if found else ""
        return f"{_name(error)}: " + _say("cli_not_one" if _choices(error) else "cli_wrong", value, _choices(error))
    return ""


def _say(kind: str, value: str, known: object) -> str:
    names = ", ".join(map(str, known)) if isinstance(known, list) else ""
    return sentence(kind, "km", value=value) + (f" {sentence('cli_known', 'km', known=names)}" if names else "")


def _name(error: click.BadParameter) -> str:
    """The option or argument as it is written."""
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.opts[0] if isinstance(error.param, click.Option) else error.param.make_metavar(error.ctx)


def _choices(error: click.BadParameter) -> list[str]:
    kind = error.param.type if error.param else None
    return [str(name) for name in kind.choices if name] if isinstance(kind, click.Choice) else []
