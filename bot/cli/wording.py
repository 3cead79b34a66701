"""In which language the commands for staff speak."""

from __future__ import annotations

import os
from collections.abc import Mapping

import click

from bot.faults.fault import TEXTS


def staff_language(env: Mapping[str, str] = os.environ) -> str:
    """``en`` where the terminal is set to English (LC_ALL, LC_MESSAGES, LANG, in this order), ``km`` otherwise."""
    named = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "")
    return "en" if named.startswith("en") else "km"


in_language = click.option(
    "--lang",
    "language",
    type=click.Choice(sorted(TEXTS)),
    default=lambda: staff_language(),
    help="Language of the messages; without it English where the terminal is set to English, else Khmer.",
)
