from __future__ import annotations

from bot.conversation.spine import Conversation
from tests.questions.floors import hold


def test_understanding_does_not_fall(conversation: Conversation) -> None:
    hold("tune", conversation)
