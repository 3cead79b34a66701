"""A worded answer: the source closes it, little enough to tap is under it, and a missing fact is said to be missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.answering.answerer import BUTTONS, CHOICES, SHELVES, Answerer, Told
from bot.answering.shelf import parse_payload, payload
from bot.deciding.decision import Request
from bot.domain.facts import Both
from bot.domain.talk import Language

NAMES = {
    "service": "driver-licence-test", "place": "010505", "project": "road-2-22", "supplier": "hanshin", "ministry": "MPWT",
    "category": "administration", "sector": "land",
}  # fmt: skip
CLOSING = {"km": "ប្រភព៖", "en": "Source:"}


def all_answers(answerer: Answerer, language: Language) -> Iterator[tuple[str, Told]]:
    for intent in answerer.catalogue.values():
        names = {kind: id for kind, id in NAMES.items() if kind in intent.knows}
        yield intent.name, answerer.answer(Request(intent.name, names), language)


@pytest.mark.parametrize("language", ["km", "en"])
def test_the_source_is_the_last_line_of_every_answer_with_facts(demonstrator: Answerer, language: Language) -> None:
    told = [(name, answer) for name, answer in all_answers(demonstrator, language) if answer.known]
    closed = [name for name, answer in told if answer.reply.text.splitlines()[-1].startswith(CLOSING[language])]
    open_ended = {name for name, _ in told} - set(closed)
    assert len(closed) > 30
    assert {name for name in open_ended if demonstrator.catalogue[name].kind != "talk"} <= {"service-list"}


@pytest.mark.parametrize("language", ["km", "en"])
def test_no_answer_has_more_to_tap_than_the_platform_shows(demonstrator: Answerer, language: Language) -> None:
    for name, told in all_answers(demonstrator, language):
        assert len(told.reply.buttons) <= BUTTONS == 3, name
        assert len(told.reply.choices) <= CHOICES == 13, name
        assert not told.reply.buttons or len(told.reply.text) <= 640, name
        assert all(len(button.title) <= 20 for button in told.reply.buttons), name


def test_every_button_leads_to_an_intent_that_knows_its_names(demonstrator: Answerer) -> None:
    for name, told in all_answers(demonstrator, "en"):
        for button in (*told.reply.buttons, *told.reply.choices):
            intent, names = parse_payload(button.payload)
            knows = demonstrator.catalogue[intent].knows
            assert set(names) - {"variant"} <= knows, (name, button.payload)


def test_a_missing_fact_is_said_to_be_missing_with_something_to_tap(answerer: Answerer) -> None:
    told = [answer for _, answer in all_answers(answerer, "en") if not answer.known]
    assert told and all(answer.reply.buttons or answer.reply.choices for answer in told)
    assert all("Source" not in answer.reply.text and not answer.demonstration for answer in told)


def test_an_answer_is_not_given_with_a_figure_missing(answerer: Answerer) -> None:
    old = next(intent for intent in answerer.catalogue.values() if intent.kind == "answer")
    text = Both("តួលេខ ((no-such-figure))", "Figure ((no-such-figure))")
    broken = Answerer(
        {**answerer.catalogue, old.name: replace(old, answer=text, facts="")}, answerer.facts, answerer.phrases
    )
    told = broken.answer(Request(old.name), "en")
    assert (told.known, told.reply.text) == (False, "We do not have this information yet.")


def test_every_answer_with_facts_names_a_shelf_that_exists(answerer: Answerer) -> None:
    named = {intent.facts for intent in answerer.catalogue.values() if intent.facts}
    assert named <= set(SHELVES) and len(named) > 25


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("fee?service=x&place=0102", ("fee", {"service": "x", "place": "0102"})),
        ("fee", ("fee", {})),
        ("", ("", {})),
        ("fee?", ("fee", {})),
        ("fee?service", ("fee", {})),
        ("fee?a=b=c&&d=", ("fee", {"a": "b=c", "d": ""})),
    ],
)
def test_a_payload_is_read_and_what_does_not_fit_is_left_out(text: str, parsed: tuple[str, dict[str, str]]) -> None:
    assert parse_payload(text) == parsed


def test_a_payload_is_the_reverse_of_its_reading() -> None:
    assert parse_payload(payload("fee", NAMES)) == ("fee", NAMES)
    assert payload("fee", {"place": ""}) == payload("fee", {}) == "fee"


def test_fixed_knowledge_asked_for_one_year_tells_what_was_counted_in_it(answerer: Answerer) -> None:
    told = answerer.answer(Request("how-many-services-delivered", {}, 2021), "en")
    assert told.known and "442,108 services" in told.reply.text and told.reply.text.count("about 2021") == 1


@pytest.mark.parametrize("language", ["km", "en"])
def test_fixed_knowledge_of_other_years_says_so(answerer: Answerer, language: Language) -> None:
    told = answerer.answer(Request("open-budget-score", {}, 2019), language)
    first = {"en": "We have nothing on 2019 itself.", "km": "អំពីឆ្នាំ២០១៩ ផ្ទាល់ យើងមិនមានទេ។"}[language]
    assert not told.known and told.reply.text.startswith(first)
    assert answerer.answer(Request("open-budget-score", {}, 2021), language).known


def test_a_year_in_the_question_takes_nothing_from_knowledge_without_figures(answerer: Answerer) -> None:
    told = answerer.answer(Request("how-to-complain-about-an-office", {}, 2024), "en")
    assert told.known and "2024" not in told.reply.text
