"""A shared place leads to the nearest communes, and from there to offices and questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.conversation.nearby import nearest
from bot.conversation.spine import Conversation
from bot.domain.facts import Both, Place
from bot.domain.talk import Incoming, Kind, Memory, Outcome, Turn

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in Phnom Penh
GREETED = Memory(greeted=True)
PHNOM_PENH, PARIS = (11.556, 104.928), (48.857, 2.352)


def shared(conversation: Conversation, spot: tuple[float, float] | None, language: str = "km") -> Turn:
    memory = replace(GREETED, language=language)
    return conversation.respond(Incoming("a", Kind.LOCATION, NOW, spot=spot), memory, NOW)


def tapped(conversation: Conversation, payload: str) -> Turn:
    return conversation.respond(Incoming("a", Kind.TAP, NOW, tap=payload), GREETED, NOW)


def test_three_communes_nearby_are_offered_to_tap(conversation: Conversation) -> None:
    turn = shared(conversation, PHNOM_PENH)
    near = turn.replies[0].cards
    assert len(near) == 3 and [choice.payload for choice in turn.replies[0].choices] == ["do/menu"]
    assert turn.outcome is Outcome.ASKED_BACK
    places = conversation.answerer.facts.places()
    codes = [card.buttons[0].payload.split("place=")[1] for card in near]
    assert {places[code].code[:2] for code in codes} == {"12"}
    assert all("គ.ម." in card.subtitle and "ភ្នំពេញ" in card.subtitle for card in near)
    assert all(len(text) <= 80 for card in near for text in (card.title, card.subtitle))


def test_a_confirmed_commune_tells_offices_and_usual_questions(conversation: Conversation) -> None:
    code = shared(conversation, PHNOM_PENH).replies[0].cards[0].buttons[0].payload
    turn = tapped(conversation, code)
    assert turn.outcome is Outcome.ANSWERED and turn.intent == "office-list"
    assert turn.replies[0].cards and "ប្រភព" in turn.replies[0].text
    assert {choice.payload.split("?")[0] for choice in turn.replies[0].choices} >= {"budget-total", "office-list"}
    assert turn.memory.names == {"place": turn.names["place"]}


def test_every_commune_can_be_reached_from_its_own_district(conversation: Conversation) -> None:
    """Standing at a district's centre, a commune of it is offered, or the district that leads to it."""
    places = conversation.answerer.facts.places()
    bare = next(p for p in places.values() if p.level == "commune" and not p.spot and places[p.parent].spot)
    spot = places[bare.parent].spot
    assert spot is not None
    cards = shared(conversation, spot).replies[0].cards
    assert f"do/within?place={bare.parent}" in [card.buttons[0].payload for card in cards]
    first = tapped(conversation, f"do/within?place={bare.parent}").replies[0]
    more = [tapped(conversation, one.payload).replies[0] for one in first.choices if "from=" in one.payload]
    within = [card.buttons[0].payload for reply in (first, *more) for card in reply.cards]
    assert f"do/here?place={bare.code}" in within


def test_a_place_abroad_is_told_kindly_and_leaves_a_way_on(conversation: Conversation) -> None:
    turn = shared(conversation, PARIS)
    assert "ឆ្ងាយ" in turn.replies[0].text and turn.replies[0].choices


def test_a_location_without_coordinates_asks_for_the_name(conversation: Conversation) -> None:
    assert "ឈ្មោះឃុំ" in shared(conversation, None).replies[0].text


def test_the_nearest_comes_first_and_a_district_stands_for_its_communes() -> None:
    def place(code: str, level: str, parent: str, spot: tuple[float, float] | None) -> Place:
        return Place(code, level, level, parent, Both(code, code), spot)

    rows = [
        place("01", "district", "", (0.0, 0.0)),
        place("0101", "commune", "01", (0.1, 0.0)),
        place("0102", "commune", "01", None),
        place("02", "district", "", None),
        place("0201", "commune", "02", (0.2, 0.0)),
        place("0202", "commune", "02", None),
    ]
    found = nearest({row.code: row for row in rows}, (0.05, 0.0), most=4)
    assert [one.code for one, _ in found] == ["01", "0101", "02", "0201"]


@pytest.mark.parametrize("kind", [Kind.VOICE, Kind.IMAGE, Kind.FILE])
def test_what_cannot_be_read_can_be_passed_to_a_person(conversation: Conversation, kind: Kind) -> None:
    turn = conversation.respond(Incoming("a", kind, NOW), GREETED, NOW)
    first, *others = turn.replies[0].choices
    assert first.payload == "do/person" and len(others) >= 3
    assert tapped(conversation, first.payload).wants_person


def test_a_like_after_an_answer_is_a_thank_you(conversation: Conversation) -> None:
    after = conversation.respond(Incoming("a", Kind.STICKER, NOW), replace(GREETED, intent="state-total"), NOW)
    before = conversation.respond(Incoming("a", Kind.STICKER, NOW), GREETED, NOW)
    assert (after.intent, before.intent) == ("thanks", "heard-sticker")


@pytest.mark.parametrize(
    "now, expected",
    [
        (NOW, "ថ្ងៃនេះ មុនម៉ោង ១៧:០០"),
        (datetime(2026, 11, 27, 12, 0, tzinfo=UTC), "៣០ វិច្ឆិកា ២០២៦ ចាប់ពីម៉ោង ០៨:០០"),  # Friday evening
        (datetime(2026, 11, 24, 20, 0, tzinfo=UTC), "២៥ វិច្ឆិកា ២០២៦ ចាប់ពីម៉ោង ០៨:០០"),  # before they open
    ],
)
def test_who_calls_a_person_hears_when_one_answers(conversation: Conversation, now: datetime, expected: str) -> None:
    turn = conversation.respond(Incoming("a", Kind.TAP, now, tap="do/person"), GREETED, now)
    assert expected in turn.replies[0].text
    (back,) = turn.replies[0].buttons  # it stays when the citizen writes to the staff
    assert conversation.respond(Incoming("a", Kind.TAP, now, tap=back.payload), GREETED, now).wants_bot
