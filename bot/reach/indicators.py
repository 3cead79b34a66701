"""Measures an indicator in a period: value, target, trend, parts, and the sentence for the report with its footnote."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection

from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.reach.crowd import groups, only
from bot.reach.daybook import Daybook, daybook
from bot.reach.definitions import digits, said, word
from bot.reach.fields import CITIZENS
from bot.reach.figures import Cut, Figures
from bot.reach.indicator_file import Goal, Indicator
from bot.reach.labels import labels_before, length_of, plain, read_period
from bot.reach.learning import Learned, learned
from bot.reach.names import names_of
from bot.reach.period import Period
from bot.reach.reported import by_ministry, reported_counts
from bot.reach.splitting import FACT, of_figures, split
from bot.reach.told import NOT_TOLD

TREND = 4
"""Periods of the same length that the trend shows before this one."""

Kept = TypeVar("Kept")
_HOLE = re.compile(r"\(\((\w+)\)\)")


@dataclass(frozen=True)
class Value:
    """A number of a period, or two and their share; None where nothing was reported or the share is of nothing."""

    numerator: int | None
    denominator: int | None = None
    reported: str = ""  # as others published it

    @property
    def figure(self) -> float | None:
        """The number itself, or the share in percent."""
        if self.denominator is None or self.numerator is None:
            return self.numerator
        return 100 * self.numerator / self.denominator if self.denominator else None

    @property
    def differs(self) -> bool:
        """Whether what was reported is not what its own counts give (half a unit of its last digit is rounding)."""
        found = re.search(r"\d+(?:\.(\d+))?", self.reported.replace(",", "."))
        if not found or self.figure is None:
            return False
        return abs(float(found[0]) - self.figure) > 0.5 * 10 ** -len(found[1] or "")


@dataclass(frozen=True)
class Measured:
    """An indicator measured; ``parts`` are its disaggregation, ``digest`` stands for what was asked of which log."""

    indicator: Indicator
    label: str
    period: Period
    value: Value
    trend: Sequence[tuple[str, Value]]
    parts: Sequence[tuple[str, Value]]
    holes: Mapping[str, str]
    unknown: (
        Mapping[str, int] | None
    )  # people whose sex is not known, by the reason (told.NOT_TOLD), where sex plays a part
    demonstration: int  # queries of the period that rest on made-up rows
    digest: str
    gap_minutes: int
    names: Mapping[str, Both] = field(default_factory=dict)  # of parts that the store knows by name

    def named(self, part: str, language: Language) -> str:
        """What a part is called."""
        name = self.names.get(part)
        return name.get(language) if name else said(self.indicator.by, part, language)

    @property
    def on_target(self) -> bool | None:
        """Whether the target is reached; None where there is none, or it was set for longer or shorter periods than this one."""
        target, figure = self.indicator.target, self.value.figure
        if target is None or figure is None or length_of(self.label) != self.indicator.period:
            return None
        return figure >= target.value

    def sentence(self, language: Language) -> str:
        """The sentence for the report, its holes filled in the digits of the language."""
        text = self.indicator.sentence.get(language)
        holes = {**self.holes, "reported": reported_words(self.value, language)}
        return digits(_HOLE.sub(lambda hole: holes.get(hole[1], "?"), text), language)


@dataclass
class Measurer:
    """Counts on one state of the store."""

    connection: Connection
    zone: ZoneInfo
    gap_minutes: int
    _book: Daybook = field(init=False)
    _known: dict[Any, Any] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._book = daybook(self.connection)

    def measure(self, indicator: Indicator, label: str) -> Measured:
        """The indicator in the period ``label`` names. Raises ValueError for a label that names none."""
        label = plain(label)
        period = read_period(label, self.zone)
        value = self._value(indicator, label)
        learnt = self._learned(period)
        by_sex = self._sexes(indicator, period, learnt)
        unknown = {state: by_sex[state] for state in NOT_TOLD}
        holes = {
            "value": shown(value),
            "numerator": _count(value.numerator),
            "denominator": _count(value.denominator),
            "female": _count(by_sex["female"]),
            "male": _count(by_sex["male"]),
            "unknown": _count(sum(unknown.values())),
            "events": _count(learnt.events),
            "pairs": _count(learnt.pairs),
        }
        sexed = indicator.by == "sex" or "male" in indicator.numerator
        trend = [(earlier, self._value(indicator, earlier)) for earlier in labels_before(label, TREND)]
        made_up = (
            0
            if indicator.numerator.startswith(FACT)
            else self._once(("made up", period), self._figures(Cut(period)).made_up)
        )
        about = (holes, unknown if sexed else None, made_up, self._digest(indicator, period, value), self.gap_minutes)
        return Measured(
            indicator,
            label,
            period,
            value,
            trend,
            self._parts(indicator, label),
            *about,
            names_of(self.connection, indicator.by),
        )

    def _value(self, indicator: Indicator, label: str) -> Value:
        if indicator.numerator.startswith(FACT):
            return Value(*reported_counts(self.connection, indicator.numerator.removeprefix(FACT), label))
        period = read_period(label, self.zone)
        below = self._count(indicator.denominator, period) if indicator.denominator else None
        return Value(self._count(indicator.numerator, period), below)

    def _count(self, name: str, period: Period) -> int:
        if name in ("events", "pairs", "increased"):
            return int(getattr(self._learned(period), name))
        figure, _, part = name.partition(" ")
        if figure == "people":
            return self._people(period)[part]
        return self._once((name, period), lambda: of_figures(name, self._figures(Cut(period))))

    def _figures(self, cut: Cut) -> Figures:
        return self._once(cut, lambda: Figures(self._book, cut, only(self.connection, self._book, cut)))

    def _learned(self, period: Period) -> Learned:
        return self._once(("learned", period), lambda: learned(self.connection, period))

    def _people(self, period: Period) -> Mapping[str, int]:
        """People reached by sex; under the empty name all of them."""
        marks = self._once("sexes", lambda: groups(self.connection, self._book)["sex"])
        reached = self._once(("reached", period), lambda: self._figures(Cut(period)).reached())
        return {"": int(np.count_nonzero(reached)),
                **{sex: int(np.count_nonzero(reached & marked)) for sex, marked in marks.items()}}  # fmt: skip

    def _once(self, name: Any, count: Callable[[], Kept]) -> Kept:
        """Several indicators ask for the same counts; all of them see one state of the store."""
        if name not in self._known:
            self._known[name] = count()
        found: Kept = self._known[name]
        return found

    def _sexes(self, indicator: Indicator, period: Period, learnt: Learned) -> Mapping[str, int]:
        """By sex, those whom the indicator counts: people who learned, or people reached."""
        if indicator.numerator in ("increased", "pairs"):
            return learnt.increased_by_sex if indicator.numerator == "increased" else learnt.pairs_by_sex
        return self._people(period)

    def _parts(self, indicator: Indicator, label: str) -> list[tuple[str, Value]]:
        if not indicator.by:
            return []
        if indicator.by == "ministry":
            return [(name, Value(*counts)) for name, *counts in by_ministry(self.connection, label)]
        above, below = (self._split(name, indicator.by, label) for name in (indicator.numerator, indicator.denominator))
        return [
            (value, Value(count, below.get(value, 0) if indicator.denominator else None))
            for value, count in above.items()
        ]

    def _split(self, measure: str, by: str, label: str) -> dict[str, int]:
        if not measure:
            return {}
        period = read_period(label, self.zone)
        return self._once((measure, by, period), lambda: split(self.connection, measure, by, period))

    def _digest(self, indicator: Indicator, period: Period, value: Value) -> str:
        """The same question put to the same log gives the same digest; another definition, period or log another."""
        days = self._book.rows(period.first, period.last)
        asked = {
            "indicator": [indicator.id, indicator.numerator, indicator.denominator, indicator.by],
            "definition": [indicator.definition.km, indicator.definition.en],
            "period": [period.start.isoformat(), period.end.isoformat(), period.zone.key],
            "session": self.gap_minutes,
            "channels": CITIZENS,
            "log": [self._book.digests[day] for day in self._book.days if _inside(day, period)],
            "rows": days.stop - days.start,
            "value": [value.numerator, value.denominator, value.reported],
        }
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def goal_shown(goal: Goal | None, language: Language) -> str:
    """A baseline or target in words; a dash where there is none."""
    return "–" if goal is None else digits(f"{goal.value:,g}" + (" %" if goal.percent else ""), language)


def target_shown(indicator: Indicator, language: Language) -> str:
    """The target with the length of period it was set for; a dash where there is none."""
    goal = goal_shown(indicator.target, language)
    return f"{goal} ({word(f'per.{indicator.period}', language)})" if indicator.target else goal


def shown(value: Value) -> str:
    """A value as people read it: ``1,952``, ``7.06 %``, or a dash where there is none."""
    if value.figure is None:
        return "–"
    if value.denominator is None:
        return _count(value.numerator)
    text = f"{value.figure:.2f}".rstrip("0").rstrip(".")
    return f"{text} %"


def reported_words(value: Value, language: Language) -> str:
    """What to add where the published share is not the one its counts give; empty where it is."""
    if not value.differs:
        return ""
    if language == "km":
        return f" អត្រានេះត្រូវបានរាយការណ៍ថា {value.reported} ប៉ុន្តែចំនួនទាំងពីរគិតទៅបាន {shown(value)}។"
    return f" It was reported as {value.reported}; the two counts give {shown(value)}."


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _inside(day: str, period: Period) -> bool:
    return period.first.isoformat() <= day <= period.last.isoformat()
