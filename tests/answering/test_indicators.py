"""Counted and measured figures, over the fact package as shipped."""

from __future__ import annotations

import csv

from bot.answering.answerer import Answerer
from bot.settings import ROOT
from tests.answering.test_budgets import ask


def test_every_current_figure_can_be_asked_for(answerer: Answerer) -> None:
    with (ROOT / "facts" / "indicator_value.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "current"]
    assert len(rows) > 90
    for row in rows:
        told = ask(answerer, "figure", int(row["period"][:4]), indicator=row["indicator_id"], place=row["place_code"])
        assert told.known and told.reply.text.splitlines()[-1].startswith("Source: "), row["value_id"]


def test_a_share_is_told_with_its_part_and_whole(answerer: Answerer) -> None:
    text = ask(answerer, "figure", 2024, indicator="procurement-disclosure").reply.text
    assert "2024: 19 of 269 projects (7.06 %)" in text
    khmer = ask(answerer, "figure", 2024, language="km", indicator="procurement-disclosure").reply.text
    assert "២០២៤៖ គម្រោង ១៩ ក្នុងចំណោម ២៦៩ (៧.០៦ %)" in khmer


def test_an_amount_has_its_currency_and_a_period_its_months(answerer: Answerer) -> None:
    text = ask(answerer, "figure", 2022, indicator="plate-revenue").reply.text
    assert "January 2022 – June 2022: 40.6411874 billion ៛" in text
    assert "US$46,578,158" in ask(answerer, "figure", 2019, indicator="special-plate-revenue").reply.text


def test_a_year_that_was_not_counted_is_said_so_with_those_that_were(answerer: Answerer) -> None:
    told = ask(answerer, "figure", 1999, indicator="obs-transparency")
    assert not told.known and "in 1999. We have: 2023, 2021" in told.reply.text
    assert [choice.title for choice in told.reply.choices[:2]] == ["2023", "2021"]


def test_a_figure_of_another_place_names_its_place(answerer: Answerer) -> None:
    text = ask(answerer, "figure", indicator="commune-administration-share").reply.text
    assert "Ka Choun commune: 55 percent" in text


def test_how_many_people_live_somewhere_is_told_or_not_known(answerer: Answerer) -> None:
    assert "Population in 2019: 861,883" in ask(answerer, "population", place="01").reply.text
    assert "15,552,211" in ask(answerer, "population").reply.text
    unknown = ask(answerer, "population", place="17")
    assert not unknown.known and unknown.reply.text == "We do not know how many people live in Siem Reap province."
