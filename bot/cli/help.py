"""Pages of help in Khmer: the commands themselves, and click, only know English."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

import click

from bot.cli.khmer_help import CLICK, DOES, HELP
from bot.cli.wording import spoken
from bot.text.clusters import clusters, columns

_FIRST_SIGN = 0xE000  # where the signs begin that Unicode leaves to everybody's own use
_ROOM = "\uf8ff"  # the last of them


def speaking(command: click.Command, path: str) -> click.Command:
    """The command, typed as ``path``, with its help in the language that is spoken."""
    return in_khmer(command, path) if spoken() == "km" else command


def in_khmer(command: click.Command, path: str) -> click.Command:
    """The same command with its help in Khmer; the commands of a group too."""
    told = copy(command)
    told.context_class = _Talk
    told.help = text_of(path, DOES)
    told.short_help = told.help.partition("។")[0] + "។"
    told.params = [_in_khmer(param, path) for param in command.params]
    if isinstance(told, click.Group):
        told.commands = {name: in_khmer(one, f"{path} {name}") for name, one in told.commands.items()}
    return told


def text_of(path: str, name: str) -> str:
    """What is said of an option or argument: by its command, else by the group above. Raises KeyError."""
    texts = HELP[path]
    return texts[name] if name in texts or " " not in path else text_of(path.rpartition(" ")[0], name)


def _in_khmer(param: click.Parameter, path: str) -> click.Parameter:
    told = copy(param)
    vars(told)["help"] = text_of(path, param.opts[0])
    return told


def _own(text: str) -> str:
    """The text with click's own words in Khmer."""
    for english, khmer in CLICK.items():
        text = text.replace(english, khmer)
    return text


class _Page(click.HelpFormatter):
    """A page whose lines are as long as a terminal shows them, and on which no letter stack is torn.

    Click counts code points, of which many take no room in Khmer. So it lays the page out with one sign in place of each
    letter stack, and another behind it for each column more that the stack takes; at the end they are letters again.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._signs: dict[str, str] = {}

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, self._laid(args), self._laid("Usage: "))

    def write_heading(self, heading: str) -> None:
        self.write(f"{self._laid(heading)}៖\n")

    def write_text(self, text: str) -> None:
        super().write_text(self._laid(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().write_dl([(name, self._laid(text)) for name, text in rows], *args, **options)

    def getvalue(self) -> str:
        letters: dict[int, str | None] = {ord(sign): stack for stack, sign in self._signs.items()}
        return super().getvalue().translate(letters | {ord(_ROOM): None})

    def _laid(self, text: str) -> str:
        return "".join(stack if stack.isascii() else self._sign(stack) for stack in clusters(_own(text)))

    def _sign(self, stack: str) -> str:
        sign = self._signs.setdefault(stack, chr(_FIRST_SIGN + len(self._signs)))
        return sign + _ROOM * (columns(stack) - 1)


class _Talk(click.Context):
    """Where a command in Khmer is understood: its help and its mistakes are laid out on a Khmer page."""

    formatter_class = _Page
