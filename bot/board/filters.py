"""Reads the filters of a page from its address, and says in the reader's language what was written wrongly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.board.naming import named
from bot.desk.speech import language
from bot.domain.talk import Language
from bot.reach.definitions import said, word
from bot.reach.drill import NONE
from bot.reach.figures import Cut
from bot.reach.period import Period, read_day
from bot.reach.told import AGES, SEXES
from bot.store.campaign_tables import event
from bot.store.fact_tables import place

FIELDS = ("from", "to", "topic", "place", "language_of", "event", "sex", "age", "intent", "none")


@dataclass(frozen=True)
class Chosen:
    """What was chosen: the cut, the address' own words, and the phrase of what was wrong (then the default counts)."""

    cut: Cut
    kept: Mapping[str, str]
    wrong: str = ""


def read(values: Mapping[str, str], zone: ZoneInfo, now: datetime) -> Chosen:
    """The filters of an address. Without days: the last 12 months until today."""
    kept = {name: text for name in FIELDS if (text := values.get(name, "").strip())}
    today = now.astimezone(zone).date()
    usual = Period(_year_before(today), today, zone)
    try:
        last = read_day(kept["to"]) if "to" in kept else max(today, read_day(kept["from"]) if "from" in kept else today)
        period, wrong = Period(read_day(kept["from"]) if "from" in kept else _year_before(last), last, zone), ""
    except ValueError:
        period, wrong = usual, "reach.wrong_days"
    for name, fits in _FITS.items():
        if name in kept and not fits(kept[name]):
            kept.pop(name)
            wrong = "reach.wrong_filter"
    sex, age, code, none = (kept.get(name, "") for name in ("sex", "age", "place", "none"))
    words = (kept.get(name, "") for name in ("topic", "language_of", "event", "intent"))
    topic, spoken, event_code, intent = words
    return Chosen(Cut(period, topic, code, spoken, event_code, sex, intent, none, age), kept, wrong)


def _is_place(code: str) -> bool:
    return len(code) in (2, 4) and code.isascii() and code.isdigit()


_FITS: Mapping[str, Callable[[str], bool]] = {
    "sex": SEXES.__contains__,
    "age": AGES.__contains__,
    "place": _is_place,
    "none": NONE.__contains__,
}


def told(connection: Connection, kept: Mapping[str, str]) -> list[tuple[str, str]]:
    """The filters in words, without the days: what is filtered by, and the value."""
    found = []
    for name, value in kept.items():
        if not value or name in ("from", "to"):
            continue
        field = {"language_of": "language", "place": "province", "age": "age_band"}.get(name, name)
        if name == "none":
            found.append((word(value, language()), said(value, "", language())))
        elif name == "place":
            found.append((word("province" if len(value) == 2 else "district", language()), _name(connection, value)))
        elif name == "person":
            found.append((word("people", language()), value[:10]))
        else:
            found.append((word(field, language()), named(field, value)))
    return found


def _name(connection: Connection, code: str) -> str:
    name = place.c.name_km if language() == "km" else place.c.name_en
    return connection.execute(select(name).where(place.c.code == code)).scalar_one_or_none() or code


def places(connection: Connection, spoken: Language, within: str = "") -> list[tuple[str, str]]:
    """Codes and names of the provinces; with a province, of its districts too."""
    name = place.c.name_km if spoken == "km" else place.c.name_en
    wanted = (place.c.level == "province") | ((place.c.parent == within[:2]) if within else (place.c.code == ""))
    found = select(place.c.code, name).where(wanted).order_by(place.c.code)
    return [(row[0], row[1]) for row in connection.execute(found)]


def events(connection: Connection, spoken: Language) -> list[tuple[str, str]]:
    """Codes of all events with their names, the newest first."""
    name = event.c.name_km if spoken == "km" else event.c.name_en
    found = select(event.c.code, name).order_by(event.c.date.desc(), event.c.code)
    return [(code, f"{code} · {text}") for code, text in connection.execute(found)]


def _year_before(day: date) -> date:
    """The first of the month eleven months before the day's own."""
    first = day.replace(day=1)
    for _ in range(11):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
