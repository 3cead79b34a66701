"""The bot is asked what staff wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.conversation.spine import Conversation
from bot.conversation.trials import one_test_faults, question_faults, questions
from bot.faults.fault import say
from bot.understanding.catalogue import Example, SelfTest

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def test_a_question_whose_words_are_taken_for_a_name_is_told(conversation: Conversation) -> None:
    intent = conversation.reader.catalogue["greeting"]
    example = Example("how much is a birth certificate", "en", 12)
    (fault,) = question_faults(conversation, [(intent, example)], NOW)
    assert say(fault) == (
        'intents/talk/greeting.yaml, line 12: "how much is a birth certificate" stands here, '
        "but the bot takes a word of it for a name and finds: service-fee. Word it otherwise."
    )


def test_what_the_bot_gives_to_its_own_file_is_no_fault(conversation: Conversation) -> None:
    intent = conversation.reader.catalogue["greeting"]
    assert not list(question_faults(conversation, [(intent, example) for example in intent.examples], NOW))


def test_all_questions_without_a_hole_are_tried(conversation: Conversation) -> None:
    tried = questions(conversation)
    assert len(tried) > 2000 and not [example for _, example in tried if "((" in example.text]


def test_a_test_that_repeats_a_question_is_told_whatever_the_bot_makes_of_its_words(conversation: Conversation) -> None:
    says = (
        "how much was spent in Takeo on lamps"  # the place is lifted from what citizens ask, not from what stands here
    )
    intent = conversation.reader.catalogue["greeting"]
    intent = replace(intent, examples=(*intent.examples, Example(says, "en", 12)))
    asked = SelfTest(f"{says}?", "greeting", line=20)
    assert [fault.kind for fault in one_test_faults(intent, asked, conversation, NOW)] == ["test_repeats"]
