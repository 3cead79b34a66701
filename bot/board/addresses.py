"""Addresses of the pages of M&E: each is behind the role, and works with and without a slash at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint

from bot.desk.login import requires

Show = Callable[..., Any]


def add_addresses(pages: Blueprint, rules: Iterable[tuple[str, str, Show]], forms: Iterable[str] = ()) -> None:
    """Add pages by address, name and what shows them; ``forms``: names of those that also take a form."""
    guard, posted = requires("me"), set(forms)
    for rule, name, show in rules:
        methods = ["GET", "POST"] if name in posted else ["GET"]
        pages.add_url_rule(rule, name, guard(_plain(show)), methods=methods, strict_slashes=False)


def _plain(show: Show) -> Show:
    """A plain function in place of a method, on which the role can be noted."""

    def shown(**arguments: str) -> Any:
        return show(**arguments)

    return shown
