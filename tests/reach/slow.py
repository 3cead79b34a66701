"""Counts the log slowly and plainly, from raw rows: what every fast figure must agree with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select

from bot.domain.talk import Outcome
from bot.reach.fields import CITIZENS
from bot.reach.figures import Cut
from bot.store.campaign_tables import attribution, profile
from bot.store.talk_tables import query
from tests.reach.turns import Row

GAP = timedelta(minutes=30)


class Slow:
    """The same figures as ``Figures``, by loops over lists of rows."""

    def __init__(self, engine: Engine, cut: Cut) -> None:
        with engine.connect() as connection:
            rows = [dict(row._mapping) for row in connection.execute(select(query).order_by(query.c.at, query.c.id))]
            people = connection.execute(select(profile)).all()
        self.told = {
            "sex": {row.citizen: said(row.sex, row.sex_state) for row in people},
            "age_band": {row.citizen: said(row.age_band, row.age_band_state) for row in people},
        }
        with engine.connect() as connection:
            came = connection.execute(select(attribution.c.citizen).where(attribution.c.event == cut.event))
            self.came = set(came.scalars())
        zone = cut.period.zone
        self.all = [row for row in rows if row["channel"] in CITIZENS]
        for row in self.all:
            row["local"] = row["at"].astimezone(zone).date()
        name_sessions(self.all)
        self.cut = cut
        self.rows = [row for row in self.all if self.inside(row)]
        self.asked = [row for row in self.rows if not row["profile"]]

    def inside(self, row: Row) -> bool:
        cut = self.cut
        return (
            cut.period.first <= row["local"] <= cut.period.last
            and cut.topic in ("", row["topic"])
            and cut.language in ("", row["language"])
            and (not cut.place or cut.place == (row["province"] if len(cut.place) == 2 else district(row)))
            and (not cut.event or row["citizen"] in self.came)
            and cut.sex in ("", self.told["sex"].get(row["citizen"], "not_asked"))
            and cut.age in ("", self.told["age_band"].get(row["citizen"], "not_asked"))
        )

    def people(self) -> tuple[int, int, int]:
        reached = {row["citizen"] for row in self.rows}
        before = {row["citizen"] for row in self.all if row["local"] < self.cut.period.first}
        return len(reached), len(reached - before), len(reached & before)

    def sessions(self) -> int:
        return len({(row["citizen"], row["session"]) for row in self.rows})

    def queries(self) -> dict[str, int]:
        return {str(name): sum(row["outcome"] == name for row in self.asked) for name in Outcome}

    def by(self, field: str) -> dict[str, tuple[int, int]]:
        parts: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            parts[district(row) if field == "district" else row[field]].append(row)
        return {
            value: (len({row["citizen"] for row in rows}), sum(not row["profile"] for row in rows))
            for value, rows in parts.items()
        }

    def among(self, field: str, values: Sequence[str]) -> dict[str, tuple[int, int]]:
        """People and queries by what people said of themselves."""
        told = self.told[field]
        theirs = {
            value: [row for row in self.rows if told.get(row["citizen"], "not_asked") == value] for value in values
        }
        return {
            value: (len({row["citizen"] for row in rows}), sum(not row["profile"] for row in rows))
            for value, rows in theirs.items()
        }

    def answer_times(self) -> tuple[int, int] | None:
        times = sorted(row["latency_ms"] for row in self.asked if row["outcome"] == "answered" and row["latency_ms"])
        if not times:
            return None
        return tuple(
            next(t for t in times if sum(u <= t for u in times) >= share * len(times)) for share in (0.5, 0.95)
        )


def said(value: str, state: str) -> str:
    """What reports say of somebody's sex or age."""
    return {"answered": value, "declined": "declined", "asked": "unknown"}.get(state, "not_asked")


def district(row: Row) -> str:
    """The district asked about, or its province with two zeros, or nothing."""
    code = row["names"].get("place", "")
    if not row["province"]:
        return ""
    return code[:4] if len(code) >= 4 and code[:2] == row["province"] else f"{row['province']}00"


def name_sessions(rows: Iterable[Row]) -> None:
    """Write into each row (in order of time) the moment its session began."""
    last: dict[str, Row] = {}
    for row in rows:
        before = last.get(row["citizen"])
        goes_on = before is not None and row["at"] - before["at"] <= GAP
        row["session"] = before["session"] if goes_on and before else row["at"]
        last[row["citizen"]] = row


def months(engine: Engine, zone: Any) -> dict[tuple[str, ...], tuple[int, int]]:
    """Distinct people and queries of every month, each of province, topic and language kept or dropped."""
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    with engine.connect() as connection:
        for row in connection.execute(select(query).where(query.c.channel.in_(CITIZENS))):
            month = f"{row.at.astimezone(zone):%Y-%m}"
            for province in ("*", row.province):
                for topic in ("*", row.topic):
                    for language in ("*", row.language):
                        found[month, province, topic, language].append(dict(row._mapping))
    return {
        key: (len({row["citizen"] for row in rows}), sum(not row["profile"] for row in rows))
        for key, rows in found.items()
    }
