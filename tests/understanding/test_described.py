"""A thing that is described and not named is recognised, and nothing is that is not described."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.spine import Conversation
from bot.deciding.decide import decide
from bot.deciding.decision import Answer, Offer
from bot.domain.facts import Name
from bot.domain.talk import Memory
from bot.text.normalise import match_key
from bot.understanding.catalogue import PLACEHOLDER
from bot.understanding.described import Described, lessons_of
from bot.understanding.entities import Question
from bot.understanding.matcher import Candidate

THIS_YEAR = 2026
EXAMPLES = [
    *(f"how much is ((service)) {word}" for word in ("now", "please", "here")),
    "where do i go for ((service))", "is there work in ((place))", "who builds in ((place))", "good morning",
]  # fmt: skip
WAYS = ("lost", "stolen", "burnt", "broken", "torn", "wet", "missing", "gone", "old", "faded", "eaten", "drowned")
NAMES = [
    *(Name("service", "plate", f"{way} number plate of my {what}", "en") for way in WAYS for what in ("moto", "car", "van")),
    *(Name("service", "card", f"{way} identity card of my {what}", "en") for way in WAYS for what in ("aunt", "son", "wife")),
]  # fmt: skip


def asked(conversation: Conversation, text: str) -> Question:
    return conversation.reader.read(text, THIS_YEAR).question


@pytest.fixture(scope="module")
def described() -> Described:
    return Described.learnt(lessons_of(NAMES, EXAMPLES))


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("my friend sold me a car, how do I change the owner", "vehicle-transfer"),
        ("i bought a used moto and need to change the owner name", "vehicle-transfer"),
        ("Where can I take my car for inspection in the capital?", "technical-inspection"),
    ],
)
def test_a_service_is_known_by_its_description(conversation: Conversation, text: str, service: str) -> None:
    assert asked(conversation, text).found["service"] == (service,)


def test_what_describes_is_lifted_and_what_is_asked_stays(described: Described) -> None:
    key = match_key("how much is it when the plate of my van was stolen")
    thing = described.find(key)
    assert thing is not None and thing.id == "plate"
    assert "plate" in key[thing.start : thing.end]
    assert "how much" in key[: thing.start]


def test_places_and_years_are_passed_over(described: Described) -> None:
    key = match_key(f"stolen number plate of my moto {PLACEHOLDER['place']} {PLACEHOLDER['year']}")
    thing = described.find(key)
    assert thing is not None and not set(PLACEHOLDER.values()) & set(key[thing.start : thing.end].strip())


@pytest.mark.parametrize("text", ["good morning", "who builds here", "what is the weather", "", PLACEHOLDER["place"]])
def test_nothing_is_found_where_nothing_is_described(described: Described, text: str) -> None:
    assert described.find(match_key(text)) is None


def instead(described: Described, text: str, named: str, id: str) -> str:
    key = match_key(text)
    start = key.index(match_key(named))
    return described.instead(key, "service", id, start, start + len(match_key(named)))


def test_another_thing_is_meant_only_where_it_is_far_better_described(described: Described) -> None:
    assert instead(described, "stolen number plate of my moto", "stolen", "card") == "plate"
    assert instead(described, "my moto and my son", "my moto", "card") == "card"
    assert instead(described, "stolen number plate of my moto", "stolen", "unheard-of") == "unheard-of"


def test_a_name_that_stands_alone_is_meant(described: Described) -> None:
    assert instead(described, "stolen number plate", "stolen number plate", "card") == "card"


def test_things_that_are_gone_are_not_meant(described: Described) -> None:
    left = described.among([name for name in NAMES if name.id == "card"])
    assert left.find(match_key("stolen number plate of my moto")) is None
    assert instead(left, "stolen number plate of my moto", "stolen", "card") == "card"


def test_too_few_names_teach_nothing() -> None:
    assert Described.learnt(lessons_of(NAMES[:10], EXAMPLES)).find(match_key("stolen number plate of my moto")) is None


def test_a_place_where_there_are_projects_is_no_project(conversation: Conversation) -> None:
    question = asked(conversation, "budget sangkat svay por krong battambang ponman")
    assert "project" not in question.found and question.found["place"] == ("020310",)


@pytest.mark.parametrize("text", ["Takeo", "fee", "documents?", "តាកែវ", "ឯកសារ"])
def test_a_single_word_describes_nothing(conversation: Conversation, text: str) -> None:
    assert not asked(conversation, text).described


def test_of_what_is_described_the_essentials_are_told_only_where_something_about_it_is_likely(
    conversation: Conversation,
) -> None:
    reading = conversation.reader.read("my friend sold me a car, how do I change the owner", THIS_YEAR)
    assert reading.question.described
    unclear = replace(reading, candidates=(Candidate("service-fee", 0.2, ""), Candidate("service-days", 0.15, "")))
    told = decide(unclear, Memory(), conversation.reader.catalogue)
    assert isinstance(told, Answer) and not told.sure and told.request.intent == "service-overview"
    none = replace(reading, candidates=(Candidate("budget-total", 0.4, ""), Candidate("service-days", 0.15, "")))
    assert isinstance(decide(none, Memory(), conversation.reader.catalogue), Offer)
    likely = replace(reading, candidates=(Candidate("service-fee", 0.4, ""), Candidate("service-days", 0.35, "")))
    decision = decide(likely, Memory(), conversation.reader.catalogue)
    assert isinstance(decision, Answer) and decision.request.intent == "service-overview"


def test_a_new_example_seldom_makes_another_lesson() -> None:
    many = [f"how much is ((service)) number {number}" for number in range(5000)]
    before = lessons_of(NAMES, many)
    others = [lessons_of(NAMES, [*many, f"how long does ((service)) number {number} take?"]) for number in range(20)]
    assert before and others.count(before) > 10
    assert lessons_of([*NAMES, Name("service", "plate", "plate taken by the flood", "en")], many) != before


def test_things_known_by_name_only_are_not_described_but_keep_others_from_it() -> None:
    toys = [Name("service", "toy", f"number plate of a toy {what}", "en", known=False) for what in WAYS]
    described = Described.learnt(lessons_of([*NAMES, *toys], EXAMPLES))
    assert described.find(match_key("number plate of a toy of my neighbour")) is None
    thing = described.find(match_key("the number plate of my van was stolen"))
    assert thing is not None and thing.id == "plate"


def test_of_things_that_share_a_name_the_one_described_is_meant(described: Described) -> None:
    both, asks = ("card", "plate"), match_key("how much is it please")
    text, shared = match_key("stolen number plate of my van"), match_key("plate now")
    assert described.one_of(text, text, "service", both) == ("plate",)
    assert described.one_of(asks, asks, "service", both) == both
    assert described.one_of(text, text, "service", ("plate", "nobody")) == ("plate", "nobody")
    assert described.one_of(shared, asks, "service", both) == both  # the name alone tells nothing
