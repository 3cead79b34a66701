"""Indicators: staff's file checked line by line, values that agree with the counts, a sentence one can reproduce."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.cli.reach_indicators import as_text
from bot.errors import IntentFileError
from bot.reach.campaign import make_campaign
from bot.reach.footnotes import footnote
from bot.reach.indicator_file import Indicator, read_indicators
from bot.reach.indicators import Measured, Measurer, Value, shown, target_shown
from bot.reach.labels import labels_before, read_period
from bot.reach.rollup import roll_up
from bot.reach.told import NOT_TOLD
from bot.settings import ROOT
from bot.store.importing import load_package
from bot.store.talk_tables import query
from tests.fewer import few_facts
from tests.reach.test_campaign import INCREASED
from tests.reach.turns import PHNOM_PENH, turn

SHIPPED = ROOT / "indicators.yml"
PLAIN = """\
reached:
  name: {km: ម, en: Reached}
  definition: {km: ន, en: All}
  unit: person
  numerator: people
  period: year
  sentence: {km: "((value))", en: "((value)) people"}
"""


def shipped(name: str) -> Indicator:
    return next(one for one in read_indicators(SHIPPED) if one.id == name)


def measured(engine: Engine, name: str, label: str) -> Measured:
    roll_up(engine, PHNOM_PENH, 30)
    with engine.connect() as connection:
        return Measurer(connection, PHNOM_PENH, 30).measure(shipped(name), label)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("unit: person", "unit: persons", 4, '"unit" cannot be "persons". Write one of: event, person'),
        ("  unit: person\n", "", 1, '"reached" has no "unit".'),
        ("numerator: people", "numerator: poeple", 5, 'Did you mean "people"?'),
        ("((value)) people", "((valu)) people", 7, "nothing fills the hole ((valu))."),
        ("period: year", "period: year\n  target: many", 7, '"many" is no number.'),
        ("period: year", "period: year\n  colour: red", 7, 'there is no word "colour" here.'),
        ("period: year", "period: year\n  period: month", 7, '"period" stands twice.'),
        ("{km: ន, en: All}", "{km: ន}", 3, 'the text in "en" is missing.'),
        ("period: year", "period: [year", 7, "cannot be read as YAML"),
        ("{km: ន, en: All}", "All", 3, "here names with values are needed."),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    path = tmp_path / "indicators.yml"
    path.write_text(PLAIN.replace(old, new), encoding="utf-8")
    with pytest.raises(IntentFileError) as caught:
        read_indicators(path)
    assert f"indicators.yml, line {line}" in str(caught.value) and words in str(caught.value)
    khmer = caught.value.told("km")
    assert f"indicators.yml បន្ទាត់ទី {line}៖ " in khmer and re.search("[ក-ឳ].*។", khmer)
    assert ("Did you mean" in str(caught.value)) == ("តើចង់សរសេរ" in khmer)


def test_the_file_that_is_shipped_is_in_order() -> None:
    assert len(read_indicators(SHIPPED)) == 9


def test_the_disclosure_rate_is_shown_as_computed_and_as_reported(engine: Engine) -> None:
    load_package(engine, few_facts())
    now, before = measured(engine, "procurement-disclosure", "2024"), measured(engine, "procurement-disclosure", "2023")
    assert shown(now.value) == "7.06 %" and not now.value.differs
    assert shown(before.value) == "39.76 %" and before.value.differs
    assert "It was reported as 45 %; the two counts give 39.76 %." in before.sentence("en")
    assert "45 %" not in now.sentence("en") and "១៩" in now.sentence("km") and "៧.០៦ %" in now.sentence("km")
    assert dict(now.trend)["2023"] == before.value
    assert all(part.denominator for _, part in now.parts)


def test_a_target_is_held_against_periods_of_its_own_length(engine: Engine) -> None:
    load_package(engine, few_facts())
    with engine.begin() as connection:
        make_campaign(connection, 1, PHNOM_PENH, 2024)
    assert [measured(engine, "events-held", label).on_target for label in ("2024", "2024-Q2", "2024-03", "2023")] == [
        True, None, None, False,
    ]  # fmt: skip
    one = measured(engine, "events-held", "2024-03").indicator
    assert (target_shown(one, "en"), target_shown(one, "km")) == ("51 (a year)", "៥១ (ក្នុងមួយឆ្នាំ)")


def test_a_rounded_report_does_not_differ() -> None:
    assert not Value(19, 269, "7.1 %").differs and Value(19, 269, "7.2 %").differs
    assert not Value(1, 3, "").differs and not Value(None, None, "45 %").differs


def test_the_sentence_of_the_campaign_says_what_sql_says(engine: Engine) -> None:
    load_package(engine, few_facts())
    with engine.begin() as connection:
        make_campaign(connection, 1, PHNOM_PENH, 2024)
    found = measured(engine, "increased-understanding", "2024")
    with engine.connect() as connection:
        people, women = connection.execute(text(INCREASED)).one()
    assert f"In total, {people:,} ({women:,} females;" in found.sentence("en")
    assert "through 51 events of the awareness campaign" in found.sentence("en")
    for language in ("km", "en"):
        assert all(found.sentence(spoken) in as_text(found, language) for spoken in ("km", "en"))  # type: ignore[arg-type]
    notes = footnote(found, "en")
    assert notes["Time zone"] == "Asia/Phnom_Penh" and notes["Period"] == "2024-01-01 – 2024-12-31"
    assert int(notes["Queries that rest on made-up rows (demonstration)"].replace(",", "")) > 10_000
    parts = {name: part.numerator for name, part in found.parts}
    assert found.unknown == {name: parts[name] for name in NOT_TOLD} and all(found.unknown.values())
    assert f"not asked {parts['not_asked']}" in notes[
        "Sex not known"
    ] and "(450 females; sex not known of 88)" in found.sentence("en")


def test_the_digest_changes_with_the_log_and_not_by_itself(engine: Engine) -> None:
    def log(at: datetime) -> None:
        with engine.begin() as connection:
            connection.execute(query.insert().values(turn(at)))

    log(datetime(2024, 5, 1, tzinfo=UTC))
    first = measured(engine, "people-reached", "2024")
    assert measured(engine, "people-reached", "2024").digest == first.digest
    log(datetime(2025, 5, 1, tzinfo=UTC))
    assert measured(engine, "people-reached", "2024").digest == first.digest, "another year's rows do not matter"
    log(datetime(2024, 6, 1, tzinfo=UTC))
    second = measured(engine, "people-reached", "2024")
    assert (second.value, second.digest == first.digest) == (first.value, False)
    assert measured(engine, "people-reached", "2024-05").digest != first.digest


def test_a_share_of_nothing_is_no_number(engine: Engine) -> None:
    found = measured(engine, "answered-share", "2024")
    assert (found.value.figure, shown(found.value)) == (None, "–")
    assert "0 of 0 queries were answered (–)." in found.sentence("en")


@pytest.mark.parametrize(
    ("label", "first", "last", "before"),
    [
        ("2024", "2024-01-01", "2024-12-31", ["2022", "2023"]),
        ("2024-Q1", "2024-01-01", "2024-03-31", ["2023-Q3", "2023-Q4"]),
        ("2024-Q4", "2024-10-01", "2024-12-31", ["2024-Q2", "2024-Q3"]),
        ("2024-02", "2024-02-01", "2024-02-29", ["2023-12", "2024-01"]),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_month(label: str, first: str, last: str, before: list[str]) -> None:
    period = read_period(label, PHNOM_PENH)
    assert (str(period.first), str(period.last), labels_before(label, 2)) == (first, last, before)


@pytest.mark.parametrize("label", ["", "24", "2024-13", "2024-Q5", "1999", "2024-1"])
def test_what_is_no_period_is_refused_with_a_sentence(label: str) -> None:
    with pytest.raises(ValueError, match="Write a year, quarter or month"):
        read_period(label, PHNOM_PENH)


@pytest.mark.parametrize(
    ("measure", "by", "names"),
    [
        ("fact procurement-disclosure", "ministry", "Ministry of"),
        ("queries", "province", "Kandal"),
        ("increased", "event", "(demonstration)"),
    ],
)
def test_parts_are_called_by_their_names(engine: Engine, measure: str, by: str, names: str) -> None:
    load_package(engine, few_facts())
    with engine.begin() as connection:
        make_campaign(connection, 1, PHNOM_PENH, 2024)
    one = next(one for one in read_indicators(ROOT / "indicators.yml") if one.numerator == measure)  # the first of them
    roll_up(engine, PHNOM_PENH, 30)
    with engine.connect() as connection:
        found = Measurer(connection, PHNOM_PENH, 30).measure(replace(one, by=by), "2024")
    told = [found.named(value, "en") for value, _ in found.parts]
    assert names in " ".join(told) and all(name != value for name, (value, _) in zip(told, found.parts, strict=True))
    assert all(found.named(value, "km") for value, _ in found.parts)
