"""The first page after the sign-in."""

from __future__ import annotations

from flask import Blueprint, render_template

from bot.desk.login import requires


def desk() -> Blueprint:
    """``/desk``: what there is to do."""
    pages = Blueprint("desk", __name__, url_prefix="/desk")
    pages.add_url_rule("", "home", requires("editor", "me")(_home), strict_slashes=False)
    return pages


def _home() -> str:
    return render_template("desk/home.html")
