"""Finds a command's module only when the command is called: `bot check` need not load what draws posters."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from bot.cli.help import speaking
from bot.cli.mistakes import told
from bot.cli.wording import speak, typed_language, without_language

# Where each command stands: its module and its name there; behind it the modules that add commands of their own to it.
WHERE = {
    "chat": ("bot.cli.chat", "chat"),
    "check": ("bot.cli.check", "check"),
    "db": ("bot.cli.database", "db"),
    "demo": ("bot.cli.demo", "demo"),
    "diff": ("bot.cli.diff", "diff"),
    "emulator": ("bot.cli.emulator", "emulator"),
    "event": ("bot.cli.events", "event"),
    "facts": ("bot.cli.facts", "facts", "bot.cli.imports"),
    "messenger": ("bot.cli.messenger", "messenger"),
    "reach": (
        *("bot.cli.reach", "reach"),
        *("bot.cli.reach_export", "bot.cli.reach_figures", "bot.cli.reach_indicators"),
        *("bot.cli.reach_open", "bot.cli.reach_report", "bot.cli.reach_roll", "bot.cli.reach_rows"),
    ),
    "serve": ("bot.cli.serve", "serve"),
    "settings": ("bot.cli.settings", "settings"),
    "try": ("bot.cli.trying", "try_"),
    "user": ("bot.cli.user", "user"),
    "worker": ("bot.cli.serve", "worker"),
}


class Commands(click.Group):
    """A group whose commands are loaded one by one; help and what is typed wrongly are told in the language of staff."""

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None,
                     **extra: Any) -> click.Context:  # fmt: skip
        speak(None, None, typed_language(args))
        if not set(args).isdisjoint(self.context_settings["help_option_names"]):
            args = without_language(args)
        try:
            return click.Group.make_context(speaking(self, "bot"), info_name, args, parent, **extra)
        except click.UsageError as error:
            raise told(error) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise told(error) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in WHERE:
            return None
        module, name, *others = WHERE[cmd_name]
        for other in others:
            import_module(other)
        return speaking(getattr(import_module(module), name), f"bot {cmd_name}")
