"""`bot check`: are intents, phrases and facts in order?"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

import click

from bot.cli.opening import opened
from bot.conversation.checks import check as check_content
from bot.quiz.loader import load_items
from bot.quiz.truth import quiz_faults
from bot.store.package import check_package


@click.command()
def check() -> None:
    """Check the intent files, the quiz, the phrases and the fact package; run the tests inside the intent files.

    Exit code 1 when something is wrong, each fault with its file and line.
    """
    began = time.monotonic()
    settings, content = opened()
    conversation = content.conversation
    faults = [*map(str, check_content(conversation, datetime.now(UTC))), *check_package(settings.facts_dir)]
    faults += quiz_faults(load_items(settings.quiz_dir), conversation.answerer.facts, conversation.reader.catalogue)
    for fault in faults:
        click.echo(fault)
    intents = conversation.reader.catalogue.values()
    questions, tests = sum(len(i.examples) for i in intents), sum(len(i.tests) for i in intents)
    took = time.monotonic() - began
    click.echo(
        f"{len(intents)} intents, {questions:,} questions, {tests} tests checked in {took:.1f} s: "
        + ("all in order." if not faults else f"{len(faults)} faults."),
        err=True,
    )
    sys.exit(1 if faults else 0)
