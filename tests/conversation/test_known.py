"""What the bot knows about a citizen, in words; and when staff answers."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.known import known_text
from bot.conversation.spine import Conversation
from bot.domain.hours import StaffHours
from bot.domain.keeping import Keeping
from bot.domain.talk import Incoming, Kind, Memory

ZONE = ZoneInfo("Asia/Phnom_Penh")
FIRST, LAST = datetime(2026, 11, 1, 20, 0, tzinfo=UTC), datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def test_the_count_is_told_in_words_and_local_days(conversation: Conversation) -> None:
    said = known_text(Keeping(FIRST, LAST, 12, 2, 0, True), conversation.answerer.speech("km"), ZONE)
    assert "២ វិច្ឆិកា ២០២៦" in said and "៖ ១២" in said and "៖ ២" in said and "រង់ចាំបុគ្គលិក" in said
    assert "«លុបទិន្នន័យ»" in said


def test_of_a_stranger_nothing_is_kept(conversation: Conversation) -> None:
    said = known_text(Keeping(None, None, 0, 0, 0, False), conversation.answerer.speech("en"), ZONE)
    assert said == "We keep nothing about you at the moment."


def test_the_question_what_is_kept_asks_for_the_stores_count(conversation: Conversation) -> None:
    incoming = Incoming("a", Kind.TEXT, LAST, "what do you keep about me")
    assert conversation.respond(incoming, Memory(greeted=True), LAST).asks_known


@pytest.mark.parametrize(
    "text", ["", "always", "5-1 08:00-17:00", "1-8 08:00-17:00", "1-5 17:00-08:00", "1-5 25:00-26:00"]
)
def test_hours_in_another_form_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        StaffHours.read(text)


def test_hours_are_read_as_they_are_written() -> None:
    hours = StaffHours.read("2-6 7:30-11:30")
    assert str(hours) == "2-6 07:30-11:30"
    assert hours.next(datetime(2026, 11, 23, 9, 0)) == datetime(2026, 11, 24, 7, 30), "closed on Mondays"
    assert hours.next(datetime(2026, 11, 24, 9, 0)) == datetime(2026, 11, 24, 9, 0)
