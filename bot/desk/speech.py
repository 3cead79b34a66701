"""The staff pages' language: Khmer unless English was chosen; sentences, numbers and moments in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask, current_app, request, session
from markupsafe import Markup, escape

from bot.answering.phrases import read_phrases
from bot.domain.talk import Language
from bot.faults.fault import figure
from bot.settings import Settings

_EXTENSION = "chbas-speech"
_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


def install(app: Flask, settings: Settings, domains: tuple[str, ...] = ("desk",)) -> None:
    """Let templates say ``t("key", hole=value)``, ``number(5)``, ``moment(time)``; ``language`` is km or en.

    ``domains`` name the files of phrases. Raises IntentFileError when one is broken.
    """
    app.extensions[_EXTENSION] = ([read_phrases(settings.locales_dir, name) for name in domains], settings.timezone)
    app.context_processor(_context)


def add(app: Flask, settings: Settings, domain: str) -> None:
    """Let pages of another room say the phrases of their own file. Raises IntentFileError when it is broken."""
    app.extensions[_EXTENSION][0].append(read_phrases(settings.locales_dir, domain))


def language() -> Language:
    """The language of this page. ``?language=en`` (or km) on any address chooses it for the session."""
    if (chosen := request.args.get("language")) in ("km", "en"):
        session["language"] = chosen
    return "en" if session.get("language") == "en" else "km"


def say(key: str, **holes: Any) -> Markup:
    """The sentence of a key with its holes filled, safe to put into a page. Raises KeyError for an unknown key."""
    phrases, _ = current_app.extensions[_EXTENSION]
    text = next(some(key, language()) for some in phrases if key in some.known())
    for hole, value in holes.items():
        text = text.replace(f"(({hole}))", str(escape(number(value) if isinstance(value, int) else value)))
    return Markup(text)


def known(beginning: str) -> list[str]:
    """The keys of all phrases that begin so."""
    phrases, _ = current_app.extensions[_EXTENSION]
    return [key for some in phrases for key in some.known() if key.startswith(beginning)]


def number(value: float) -> str:
    """A number in the digits of the page's language."""
    return figure(value, language())


def percent(share: float) -> str:
    """A share of 1 as a percentage."""
    text = f"{share:.0%}".replace("%", " %")
    return text.translate(_KHMER_DIGITS) if language() == "km" else text


def moment(time: datetime | None) -> str:
    """A moment on the clock of BOT_TIMEZONE."""
    if time is None:
        return "–"
    zone: ZoneInfo = current_app.extensions[_EXTENSION][1]
    text = format_datetime(time.astimezone(zone), "d MMM y, HH:mm", locale=language())
    return text.translate(_KHMER_DIGITS) if language() == "km" else text


def day(date: date) -> str:
    """A day as people write it."""
    text = format_date(date, "d MMM y", locale=language())
    return text.translate(_KHMER_DIGITS) if language() == "km" else text


def _context() -> dict[str, Any]:
    return {
        "t": say,
        "number": number,
        "moment": moment,
        "day": day,
        "percent": percent,
        "language": language(),
        "other_language": _other,
    }


def _other() -> str:
    """The query of this same page in the other language."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "language"]
    return urlencode([*kept, ("language", "km" if language() == "en" else "en")])
