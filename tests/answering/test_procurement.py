"""Procurement, over the fact package as shipped: a loan is no contract price, and what is unknown is said to be so."""

from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer, Told
from bot.deciding.decision import Request
from bot.domain.talk import Language

OF_PROJECT = [
    "project-winner", "project-price", "project-method", "project-specification", "project-contract", "project-disclosure",
    "project-funder", "project-overview",
]  # fmt: skip


def ask(answerer: Answerer, intent: str, year: int | None = None, language: Language = "en", **names: str) -> Told:
    return answerer.answer(Request(intent, names, year), language)


@pytest.mark.parametrize(
    ("project", "price", "meaning"),
    [
        ("road-8", "US$71,512,717", "loan, not the contract price"),
        ("road-51", "349,181,240 Chinese yuan", "loan, not the contract price"),
        ("road-2-22", "53,400 million Korean won", "contract price"),  # the cost of the whole project is known too
        ("siem-reap-38-roads", "US$149,210,000", "final cost"),  # rather than the estimate
        ("road-5-loan-prek-kdam", "11,715 million Japanese yen", "loan, not the contract price"),
    ],
)
def test_a_price_says_what_it_is(answerer: Answerer, project: str, price: str, meaning: str) -> None:
    lines = ask(answerer, "project-price", project=project).reply.text.splitlines()
    assert lines[1:3] == [f"Price: {price}", f"This figure is: {meaning}"]


def test_every_loan_or_grant_of_the_package_is_told_as_such(answerer: Answerer) -> None:
    for project in answerer.facts.projects():
        meanings = {award.meaning for award in answerer.facts.awards(project.id) if award.amount is not None}
        told = ask(answerer, "project-price", project=project.id)
        if meanings and meanings <= {"loan", "grant"}:
            assert "not the contract price" in told.reply.text, project.id
        elif not meanings:
            assert not told.known or "Price: not made public" in told.reply.text, project.id


def test_two_loans_of_one_project_are_both_told(answerer: Answerer) -> None:
    for intent in ("project-price", "project-overview"):
        told = answerer.answer(Request(intent, {"project": "upper-secondary-education-programme"}), "en").reply.text
        assert "US$15,000,000" in told and "US$30,000,000" in told


def test_the_winner_is_told_with_price_date_and_source(answerer: Answerer) -> None:
    text = ask(answerer, "project-winner", project="road-2-22").reply.text
    assert (
        "Winner: Hanshin Engineering & Construction\nPrice: 53,400 million Korean won (contract price)\nDate: 25 June 2019"
        in text
    )
    assert text.splitlines()[-1] == "Source: Seoul Wire, about June 2019"


def test_an_unknown_winner_is_said_to_be_unknown(answerer: Answerer) -> None:
    told = ask(answerer, "project-winner", project="adb-road-network")
    assert not told.known and told.reply.buttons
    assert told.reply.text.startswith("This is not in our data for “Road Network Improvement Project (ADB loan)”.")


def test_what_was_kept_secret_is_an_answer(answerer: Answerer) -> None:
    told = ask(answerer, "project-price", project="passport-printing-equipment")
    assert told.known and "Price: not made public" in told.reply.text
    assert "Source: The Phnom Penh Post" in told.reply.text


def test_what_the_source_does_not_say_is_no_answer_but_is_explained(answerer: Answerer) -> None:
    told = ask(answerer, "project-price", project="phnom-penh-waste-zone-3")
    assert not told.known and "That does not mean that it was withheld" in told.reply.text


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize("intent", OF_PROJECT)
def test_no_project_of_the_package_breaks_an_answer(answerer: Answerer, intent: str, language: Language) -> None:
    told = [ask(answerer, intent, language=language, project=project.id) for project in answerer.facts.projects()]
    assert any(t.known for t in told)
    assert all("Source: " in t.reply.text or "ប្រភព៖" in t.reply.text for t in told if t.known)


def test_the_disclosure_rate_is_a_count_of_a_count(answerer: Answerer) -> None:
    text = ask(answerer, "disclosure-rate", 2024).reply.text
    assert text.startswith("Procurement disclosure, 2024\nDisclosed: 19 of 269 projects\nRate: 7.06 %\n")
    assert "៧.០៦ %" in ask(answerer, "disclosure-rate", 2024, "km").reply.text
    unknown = ask(answerer, "disclosure-rate", 1999)
    assert (unknown.known, unknown.reply.text) == (False, "We do not have this figure for 1999.")


def test_long_lists_are_cut_and_say_how_many_are_left(answerer: Answerer) -> None:
    reply = ask(answerer, "project-list").reply
    total = len(answerer.facts.projects())
    assert reply.text.count("• ") == 10 and f"and {total - 10} more." in reply.text
    assert reply.choices[0].payload.startswith("project-overview?project=")


@pytest.mark.parametrize(
    ("intent", "names", "has"),
    [
        ("projects-of-supplier", {"supplier": "hanshin"}, "Projects of Hanshin"),
        ("projects-in-place", {"place": "02"}, "Battambang"),
        ("projects-of-ministry", {"ministry": "MPWT"}, "• "),
    ],
)
def test_projects_are_listed_by_whom_and_where(
    answerer: Answerer, intent: str, names: dict[str, str], has: str
) -> None:
    told = ask(answerer, intent, **names)
    assert told.known and has in told.reply.text


@pytest.mark.parametrize("intent", [*OF_PROJECT, "projects-of-supplier", "projects-of-ministry", "projects-in-place"])
def test_a_name_that_is_gone_is_no_error(answerer: Answerer, intent: str) -> None:
    told = ask(answerer, intent, project="gone", supplier="gone", ministry="gone", place="999999")
    assert (told.known, told.reply.text) == (False, "We do not have this information yet.")
