"""`bot reach indicators`: value, target, trend and the sentence for the report."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any

import click

from bot.cli.reach import reach, store_of
from bot.cli.wording import in_language, spoken
from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.errors import AskError
from bot.faults.fault import sentence
from bot.reach.definitions import digits, word
from bot.reach.footnotes import footnote
from bot.reach.indicator_file import read_indicators
from bot.reach.indicators import Measured, Measurer, Value, goal_shown, shown, target_shown
from bot.reach.rollup import roll_up
from bot.settings import Settings, from_env


@reach.command()
@click.option("--period", default="", metavar="PERIOD", help="2024, 2024-Q3 or 2024-09. Default: this year.")
@click.option("--only", default="", metavar="NAME", help="One indicator by its name in indicators.yml.")
@in_language
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--check", is_flag=True, help="Only check indicators.yml.")
def indicators(period: str, only: str, language: Language, form: str, check: bool) -> None:
    """Measure the indicators of indicators.yml, each with the sentence for the report and its footnote."""
    settings = from_env(os.environ)
    known = read_indicators(settings.indicators)
    wanted = [one for one in known if only in ("", one.id)]
    if not wanted:
        names = ", ".join(one.id for one in known)
        wrong = sentence("no_indicator", language, value=only, file=settings.indicators, known=names)
        raise click.BadParameter(wrong, param_hint="--only")
    if check:
        fine = Both("{0}៖ សូចនាករ {1} ត្រឹមត្រូវទាំងអស់។", "{0}: {1} indicators, all in order.")
        click.echo(fine.get(language).format(settings.indicators, len(wanted)))
        return
    found = _measured(settings, wanted, period or str(datetime.now(UTC).astimezone(settings.timezone).year))
    if form == "json":
        click.echo(json.dumps([as_object(one) for one in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(as_text(one, language) for one in found))


def _measured(settings: Settings, wanted: list[Any], period: str) -> list[Measured]:
    with store_of(settings) as engine:
        roll_up(engine, settings.timezone, settings.session_minutes)
        with engine.connect() as connection:
            measurer = Measurer(connection, settings.timezone, settings.session_minutes)
            try:
                return [measurer.measure(one, period) for one in wanted]
            except AskError as error:
                raise click.BadParameter(error.told(spoken()), param_hint="--period") from None


def as_text(found: Measured, language: Language) -> str:
    """An indicator as people read it in a terminal."""
    one = found.indicator
    value, target = digits(shown(found.value), language), target_shown(one, language)
    lines = [f"{one.name.get(language)} ({digits(found.label, language)}): {value}"]
    if one.target or one.baseline:
        lines.append(
            f"  {word('baseline', language)} {goal_shown(one.baseline, language)}, {word('target', language)} {target}"
        )
    earlier = ", ".join(f"{digits(label, language)}: {digits(shown(value), language)}" for label, value in found.trend)
    lines.append(f"  {word('trend', language)} {earlier}")
    lines += [f"    {found.named(name, language)}: {_part(part, language)}" for name, part in found.parts]
    lines += [f"  {found.sentence('km')}", f"  {found.sentence('en')}"]
    lines += [f"    {name}: {text}" for name, text in footnote(found, language).items()]
    return "\n".join(lines)


def _part(value: Value, language: Language) -> str:
    if value.denominator is None:
        return digits(shown(value), language)
    return digits(f"{value.numerator} / {value.denominator} ({shown(value)})", language)


def as_object(found: Measured) -> dict[str, Any]:
    """An indicator for programs."""
    one = found.indicator
    return {
        "id": one.id,
        "name": vars(one.name),
        "period": found.label,
        "from": found.period.first.isoformat(),
        "to": found.period.last.isoformat(),
        "timezone": found.period.zone.key,
        "unit": one.unit,
        **_value(found.value),
        "baseline": vars(one.baseline) if one.baseline else None,
        "target": vars(one.target) if one.target else None,
        "trend": [{"period": label, **_value(value)} for label, value in found.trend],
        "by": one.by,
        "parts": [{"value_of": name, **_value(value)} for name, value in found.parts],
        "sex_unknown": found.unknown,
        "sentence": {"km": found.sentence("km"), "en": found.sentence("en")},
        "footnote": {"km": footnote(found, "km"), "en": footnote(found, "en")},
        "digest": found.digest,
    }


def _value(value: Value) -> dict[str, Any]:
    figure = None if value.figure is None else round(value.figure, 2)
    return {
        "value": figure,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "reported": value.reported,
        "reported_differs": value.differs,
    }
