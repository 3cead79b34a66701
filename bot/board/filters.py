"""Reads the filters of a page from its address, and says in the reader's language what was written wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.domain.talk import Language
from bot.reach.crowd import SEXES
from bot.reach.figures import Cut
from bot.reach.period import Period, read_day
from bot.store.campaign_tables import event
from bot.store.fact_tables import place

FIELDS = ("from", "to", "topic", "place", "language_of", "event", "sex")


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
    sex, code = kept.get("sex", ""), kept.get("place", "")
    if (sex and sex not in SEXES) or (code and (len(code) not in (2, 4) or not code.isascii() or not code.isdigit())):
        sex, code, wrong = "", "", "reach.wrong_filter"
    cut = Cut(period, kept.get("topic", ""), code, kept.get("language_of", ""), kept.get("event", ""), sex)
    return Chosen(cut, kept, wrong)


def places(connection: Connection, language: Language, within: str = "") -> list[tuple[str, str]]:
    """Codes and names of the provinces; with a province, of its districts too."""
    name = place.c.name_km if language == "km" else place.c.name_en
    wanted = (place.c.level == "province") | ((place.c.parent == within[:2]) if within else (place.c.code == ""))
    found = select(place.c.code, name).where(wanted).order_by(place.c.code)
    return [(row[0], row[1]) for row in connection.execute(found)]


def events(connection: Connection) -> list[str]:
    """Codes of all events, the newest first."""
    return list(connection.execute(select(event.c.code).order_by(event.c.date.desc(), event.c.code)).scalars())


def _year_before(day: date) -> date:
    """The first of the month eleven months before the day's own."""
    first = day.replace(day=1)
    for _ in range(11):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
