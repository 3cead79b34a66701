"""A place that was named tells what is meant: a heading of that place and not of the state, a project that lies there."""

from __future__ import annotations

import pytest

from bot.conversation.spine import Conversation
from bot.deciding.decision import Answer, AskFor, Decision, Offer, Request
from bot.domain.talk import Memory


def decided(conversation: Conversation, text: str) -> Decision:
    return conversation.decision(conversation.reader.read(text, 2026), Memory())


def test_a_heading_of_which_a_place_has_a_figure_is_that_places(conversation: Conversation) -> None:
    decision = decided(conversation, "sangkat phsar thmei 3 khan doun penh mulnithi sangkat 2004 ponman")
    assert isinstance(decision, Answer)
    assert (decision.request.intent, decision.request.names["place"]) == ("budget-category", "120203")


@pytest.mark.parametrize("text", ["អ្នកណាឈ្នះដេញថ្លៃនៅស្រុកកោះសូទិន", "who won the contract in Kaoh Soutin district"])
def test_the_only_project_of_a_place_is_meant(conversation: Conversation, text: str) -> None:
    decision = decided(conversation, text)
    assert isinstance(decision, Answer) and decision.request.names["project"] == "kaoh-soutin-commune-projects"


def test_which_of_a_few_projects_of_a_place_is_asked(conversation: Conversation) -> None:
    decision = decided(conversation, "who won the contract in Kampong Cham province")
    assert isinstance(decision, AskFor) and decision.kind == "project" and 1 < len(decision.options) <= 6


@pytest.mark.parametrize(
    ("text", "project"),
    [
        ("Bakheng water plant phase 3: who won", "bakheng-water-3"),
        ("ទឹកស្អាតបាខែង ដំណាក់កាលទី១ អ្នកណាឈ្នះ", "bakheng-water-1"),
        ("NR5 prek kdam thlea maam package 2 who won", "road-5-prek-kdam-thlea-maam-2"),
    ],
)
def test_the_number_of_a_phase_or_package_chooses(conversation: Conversation, text: str, project: str) -> None:
    decision = decided(conversation, text)
    assert isinstance(decision, Answer) and decision.request.names["project"] == project


def test_a_heading_that_only_one_place_has_is_that_places(conversation: Conversation) -> None:
    request = Request("state-category", {"category": "road-works"}, 2019)
    resolved = conversation._doing.resolved(Answer(request))
    assert isinstance(resolved, Answer) and resolved.request.intent == "budget-category"
    assert resolved.request.names["place"] == "18"


def test_where_nothing_is_known_of_what_is_doubted_the_rest_is_offered(conversation: Conversation) -> None:
    asked, other = Request("state-ministry", {"ministry": "OCM"}, 2016), Request("state-total", {}, 2016)
    resolved = conversation._doing.resolved(Answer(asked, 0.4, sure=False, instead=(asked, other)))
    assert resolved == Offer((other,), 0.4)
    known = Request("state-total", {}, 2016)
    assert conversation._doing.resolved(Answer(known, 0.4, sure=False, instead=(asked,))) != Offer((asked,), 0.4)


def test_what_is_doubted_is_never_swapped_for_the_essentials_of_a_thing_nobody_named(
    conversation: Conversation,
) -> None:
    asked = Request("where-to-report-corruption", {}, 2024)
    resolved = conversation._doing.resolved(Answer(asked, 0.5, sure=False))
    assert isinstance(resolved, Answer) and resolved.request.intent == "where-to-report-corruption"
