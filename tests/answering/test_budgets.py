"""Budgets, over the fact package as shipped: real rows for citizens, made-up ones marked, years never guessed."""

from __future__ import annotations

import csv

import pytest

from bot.answering.answerer import Answerer, Told
from bot.deciding.decision import Request
from bot.domain.talk import Language
from bot.settings import ROOT
from bot.text.normalise import match_key

COMMUNE = "010505"  # has made-up rows only
MARK = "⚠ Demonstration data: made up, not real figures."
OF_PLACE = [
    "budget-total",
    "budget-revenue",
    "budget-expenditure",
    "budget-plan-actual",
    "budget-years",
    "budget-per-person",
]
OF_STATE = ["state-total", "state-revenue", "state-years", "state-ministries", "commune-average"]


def ask(answerer: Answerer, intent: str, year: int | None = None, language: Language = "en", **names: str) -> Told:
    return answerer.answer(Request(intent, names, year), language)


@pytest.mark.parametrize("intent", OF_PLACE)
def test_made_up_rows_are_told_only_where_allowed_and_marked(
    answerer: Answerer, demonstrator: Answerer, intent: str
) -> None:
    made_up = ask(demonstrator, intent, place=COMMUNE)
    assert made_up.known and made_up.demonstration and made_up.reply.text.splitlines()[-2] == MARK
    real = ask(answerer, intent, place=COMMUNE)
    assert not real.known and not real.demonstration and MARK not in real.reply.text
    assert real.reply.text.startswith("We do not have these budget figures for Samraong commune, Ou Chrov district")


@pytest.mark.parametrize("intent", OF_STATE)
@pytest.mark.parametrize("language", ["km", "en"])
def test_real_figures_of_the_state_carry_their_source(answerer: Answerer, intent: str, language: Language) -> None:
    told = ask(answerer, intent, language=language)
    assert told.known and not told.demonstration
    assert told.reply.text.splitlines()[-1].startswith({"km": "ប្រភព៖", "en": "Source:"}[language])


def test_the_year_asked_for_is_told_else_the_newest(answerer: Answerer) -> None:
    assert "State budget, 2025\nTotal spending: 37,950 billion ៛" in ask(answerer, "state-total", 2025).reply.text
    assert ask(answerer, "state-total").reply.text.startswith("State budget, 2026\n")
    assert "ថវិការដ្ឋ ឆ្នាំ២០២៥\nចំណាយសរុប៖ ៣៧,៩៥០ ពាន់លាន ៛" in ask(answerer, "state-total", 2025, "km").reply.text


def test_an_unknown_year_lists_the_known_ones_to_tap(demonstrator: Answerer) -> None:
    told = ask(demonstrator, "budget-total", 1999, place=COMMUNE)
    assert not told.known and told.reply.text.endswith("in 1999. We have: 2025, 2024, 2023")
    assert [choice.payload for choice in told.reply.choices[:3]] == [
        f"budget-total?place={COMMUNE}&year={year}" for year in (2025, 2024, 2023)
    ]


@pytest.mark.parametrize("intent", [*OF_PLACE, *OF_STATE])
def test_no_figure_is_told_for_a_year_without_one(demonstrator: Answerer, intent: str) -> None:
    if intent not in ("budget-years", "state-years"):  # these tell all years
        told = ask(demonstrator, intent, 1999, place=COMMUNE)
        assert not told.known and "៛" not in told.reply.text and "1999" in told.reply.text


def test_superseded_figures_are_never_told(demonstrator: Answerer) -> None:
    with (ROOT / "facts" / "budget_line.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["status"] == "historical" and row["category_id"] == "total-expenditure"
        ]
    texts = "\n".join(ask(demonstrator, "state-total", int(row["fiscal_year"])).reply.text for row in rows)
    assert rows and "37,110.404 billion" in texts
    assert "37,951" not in texts and "38,829" not in texts


def test_planned_and_actual_figures_stand_side_by_side(demonstrator: Answerer) -> None:
    total = ask(demonstrator, "budget-total", 2023, place=COMMUNE).reply.text
    assert "Revenue: 572,167,000 ៛" in total and "Actual revenue: 556,377,000 ៛" in total
    pairs = ask(demonstrator, "budget-plan-actual", 2024, place=COMMUNE).reply.text
    assert "planned 599,189,000 ៛ · actual 582,232,000 ៛ (97.17 %)" in pairs


def test_parts_of_a_total_add_up_to_it(demonstrator: Answerer) -> None:
    lines = ask(demonstrator, "budget-expenditure", 2025, place=COMMUNE).reply.text.splitlines()
    amounts = [int("".join(filter(str.isdigit, line.split(":")[1]))) for line in lines if "៛" in line]
    assert len(amounts) > 2 and amounts[0] == sum(amounts[1:])


def test_the_share_of_a_heading_and_the_part_of_each_person(demonstrator: Answerer) -> None:
    told = ask(demonstrator, "budget-category", place=COMMUNE, category="administration").reply.text
    assert "Amount: 267,499,000 ៛" in told and "Share of the total: 41.94 %" in told
    person = ask(demonstrator, "budget-per-person", place=COMMUNE).reply.text
    assert "Per person: about 46,787 ៛" in person and "People: 13,632" in person


def test_the_answer_remembers_which_place_and_year_it_was_about(demonstrator: Answerer) -> None:
    assert ask(demonstrator, "budget-total", place=COMMUNE).names == {"place": COMMUNE, "year": "2025"}
    assert ask(demonstrator, "state-total", 2023).names == {"place": "KH", "year": "2023"}


@pytest.mark.parametrize("place", ["999999", ""])
@pytest.mark.parametrize("intent", ["budget-total", "budget-category", "state-category", "state-ministry"])
def test_a_name_that_is_gone_is_no_error(answerer: Answerer, intent: str, place: str) -> None:
    told = ask(answerer, intent, place=place, category="gone", ministry="gone")
    assert not told.known and (told.reply.buttons or told.reply.choices)


def test_a_ministry_with_a_figure_is_answered_and_one_without_says_so(answerer: Answerer) -> None:
    known = {line.ministry for line in answerer.facts.budget_lines("KH") if line.ministry}
    told = {m.id: ask(answerer, "state-ministry", ministry=m.id) for m in answerer.facts.ministries()}
    assert {id for id, answer in told.items() if answer.known} <= known and any(t.known for t in told.values())
    assert all(t.reply.text.startswith("We do not have") for id, t in told.items() if id not in known)


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("the draft national budget of 2017", "about US$5,000 million"),
        ("សេចក្តីព្រាងថវិកា ២០១៧", "about US$5,000 million"),
        ("the national budget of 2017", "21,151.985 billion"),
    ],
)
def test_a_draft_is_told_where_the_draft_was_asked_for(answerer: Answerer, question: str, amount: str) -> None:
    assert amount in answerer.answer(Request("state-total", {}, 2017, match_key(question)), "en").reply.text
