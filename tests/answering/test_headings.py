"""Parts of a budget, over the fact package as shipped: each figure of the store is told where it is asked for."""

from __future__ import annotations

import csv

import pytest

from bot.answering.answerer import Answerer
from bot.settings import ROOT
from tests.answering.test_budgets import ask


def _rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "facts" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["status"] == "current"]


def test_every_heading_of_the_state_is_told_in_every_year(answerer: Answerer) -> None:
    wholes = {"total-revenue", "total-expenditure", "ministry-budget"}
    lines = [row for row in _rows("budget_line") if row["place_code"] == "KH" and row["measure"] in ("total", "change")]
    for row in (row for row in lines if row["category_id"] not in wholes):
        told = ask(answerer, "state-category", int(row["fiscal_year"]), category=row["category_id"])
        assert told.known, row["line_id"]


def test_every_budget_of_a_ministry_is_told_in_every_year(answerer: Answerer) -> None:
    for row in (row for row in _rows("budget_line") if row["ministry_id"]):
        assert ask(answerer, "state-ministry", int(row["fiscal_year"]), ministry=row["ministry_id"]).known, row[
            "line_id"
        ]


@pytest.mark.parametrize(
    ("intent", "year", "names", "said"),
    [
        pytest.param("state-category", 2024, {"category": "education-sector"},
                     ("Ministry of Education, Youth and Sport", "4,051.781 billion"), id="the ministry of a sector"),
        pytest.param("state-ministry", 2018, {"ministry": "MoEYS"}, ("Education sector", "848,000,000"),
                     id="the sector of a ministry"),
        pytest.param("state-ministry", 2025, {"ministry": "MOH"}, ("140,000,000", "less than the year before"),
                     id="a cut, where the amount is not known"),
        pytest.param("state-category", 2025, {"category": "deficit"}, ("6,352 billion", "3.04 percent of GDP"),
                     id="its share of the national product"),
        pytest.param("state-category", 2025, {"category": "defence-security"},
                     ("US$1,413 million", "Ministry of National Defence: about", "739,000,000"), id="the ministry beside"),
        pytest.param("state-ministry", 2019, {"ministry": "MOH"}, ("386,000,000", "Health sector: ", "455,231,000"),
                     id="the sector beside"),
        pytest.param("state-category", 2020, {"category": "education-sector"}, ("2.69 percent of GDP",),
                     id="only the share is known"),
        pytest.param("budget-category", None, {"category": "administration", "place": "160904"}, ("55 percent",),
                     id="a share of a commune"),
        pytest.param("state-category", 2023, {"category": "mef-property-revenue"}, ("88,900,000",),
                     id="a programme of a ministry"),
        pytest.param("state-ministry", 2023, {"ministry": "MEF"}, ("789,000,000", "administration of the ministry"),
                     id="a ministry with its programmes"),
    ],
)  # fmt: skip
def test_what_is_not_known_of_a_heading_is_told_by_what_is(
    answerer: Answerer, intent: str, year: int | None, names: dict[str, str], said: tuple[str, ...]
) -> None:
    told = ask(answerer, intent, year, **names)
    assert told.known and all(words in told.reply.text for words in said), told.reply.text


def test_a_year_without_any_figure_is_not_guessed(answerer: Answerer) -> None:
    told = ask(answerer, "state-category", 1999, category="education-sector")
    assert not told.known and told.reply.text == "We have no such figures for Cambodia in 1999. We have: 2019, 2018"


@pytest.mark.parametrize(
    ("category", "year", "amount", "name"),
    [
        ("capital-province-administrations", 2012, "US$105,640,000", "Capital and provinces (all)"),
        ("national-level-revenue", 2021, "US$5,275 million", "Total revenue"),
    ],
)
def test_a_heading_of_nearly_the_same_is_told_under_its_own_name(
    answerer: Answerer, category: str, year: int, amount: str, name: str
) -> None:
    told = ask(answerer, "state-category", year, category=category)
    assert told.known and told.reply.text.startswith(f"{name}, state budget, {year}")
    assert amount in told.reply.text and "This is a heading near it" in told.reply.text


def test_headings_akin_to_one_another_are_followed_one_step(answerer: Answerer) -> None:
    told = ask(answerer, "state-category", 1999, category="sub-national-level")
    assert not told.known


def test_an_average_of_the_communes_is_told_where_there_is_no_total(answerer: Answerer) -> None:
    for category in ("commune-development", "development"):
        told = ask(answerer, "state-category", 2019, category=category)
        assert told.known and "US$35,000" in told.reply.text and "Average per commune" in told.reply.text


def test_a_year_beyond_those_known_is_said_to_be_missing(answerer: Answerer) -> None:
    assert ask(answerer, "state-years", 2035).reply.text.startswith("We have nothing on 2035 itself.")
    for year, amount in ((2025, "37,950"), (2014, "3,400")):
        text = ask(answerer, "state-years", year).reply.text
        assert text.startswith("State budget by year") and amount in text
