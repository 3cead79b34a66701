"""In which language the commands for staff speak."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

import click

from bot.faults.fault import TEXTS

_asked: ContextVar[str] = ContextVar("asked", default="")


def staff_language(env: Mapping[str, str] = os.environ) -> str:
    """``en`` where the terminal is set to English (LC_ALL, LC_MESSAGES, LANG, in this order), ``km`` otherwise."""
    named = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    return "en" if named.startswith("en") else "km"


def spoken() -> str:
    """The language of the command that runs: ``--lang``, else that of the terminal."""
    return _asked.get() or staff_language()


def speak(_context: click.Context | None, _option: click.Parameter | None, language: str) -> str:
    """Say everything from here on in ``language``, faults of the command too; empty: in the terminal's."""
    _asked.set(language)
    return language


def typed_language(words: Sequence[str]) -> str:
    """What ``--lang`` asks for, seen before the command is understood: what is wrong with it is told in that language too."""
    joined = " ".join(words).replace("--lang=", "--lang ").split()
    asked = joined[joined.index("--lang") + 1 :][:1] if "--lang" in joined else []
    return asked[0] if asked and asked[0] in TEXTS else ""


def without_language(words: Sequence[str]) -> list[str]:
    """What was typed without ``--lang``: a page of help has a language also where the command itself has none."""
    before = ["", *words]
    return [word for last, word in zip(before, words, strict=False) if "--lang" not in (last, word.partition("=")[0])]


in_language = click.option(
    "--lang",
    "language",
    type=click.Choice(sorted(TEXTS)),
    default=lambda: staff_language(),
    callback=speak,
    is_eager=True,  # before the other options, whose faults it tells
    help="Language of the messages; without it English where the terminal is set to English, else Khmer.",
)
