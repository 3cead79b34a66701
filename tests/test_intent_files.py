"""The content as shipped: every check that staff run, and every test inside the intent files."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from bot.conversation.checks import check
from bot.conversation.spine import Conversation

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


def test_the_content_has_no_faults(conversation: Conversation) -> None:
    faults = [str(fault) for fault in check(conversation, NOW) if not fault.is_warning]
    assert not faults, "\n".join(faults)


def test_there_are_enough_intents_of_each_kind(conversation: Conversation) -> None:
    kinds = Counter(intent.kind for intent in conversation.reader.catalogue.values())
    assert sum(kinds.values()) >= 45
    assert min(kinds[kind] for kind in ("aspect", "answer", "talk")) >= 10


def test_each_file_has_eight_questions_and_a_test_in_each_language(conversation: Conversation) -> None:
    for intent in conversation.reader.catalogue.values():
        counts = Counter(example.language for example in intent.examples)
        assert min(counts["km"], counts["en"]) >= 8, intent.path
        assert intent.does in ("repeat", "refuse") or len(intent.tests) >= 2, intent.path
