"""`bot check`: are intents, phrases and facts in order?"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from bot.answering.phrases import read_phrases
from bot.cli.beside import beside
from bot.cli.opening import prepared
from bot.cli.wording import in_language
from bot.conversation.checks import check as check_content
from bot.conversation.phrases_check import phrase_faults
from bot.conversation.schema import intent_schema
from bot.conversation.spine import Conversation
from bot.conversation.trials import questions, stray_faults
from bot.delivery.asked import kept_strays
from bot.delivery.content import build_conversation
from bot.delivery.trained import kept_reader, ready_reader, trained_reader, uncollected
from bot.domain.facts import Name, Place
from bot.errors import FactsError, IntentFileError
from bot.faults.fault import Fault, say, sentence
from bot.quiz.loader import load_items
from bot.quiz.truth import quiz_faults
from bot.settings import Settings, from_env
from bot.store.package import faults_in, read_package
from bot.understanding.catalogue import Catalogue
from bot.understanding.loader import read_folder
from bot.understanding.reader import Reader

_BY_LEARNING = {"test_goes", "test_name", "goes_elsewhere"}  # kinds of faults that may be gone once it has learnt


@dataclass
class _Found:
    """What was checked and what is wrong with it."""

    catalogue: Catalogue = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    learnt: bool = True  # from these very questions


@click.command()
@in_language
@click.option("--strict", is_flag=True, help="Warnings count as faults.")
@click.option("--learn", is_flag=True, help="Learn changed questions first (a minute), and ask every question anew.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of intent files for editors, and check nothing.")
def check(language: str, strict: bool, learn: bool, schema: bool) -> None:
    """Check the intent files, the phrases and the fact package; ask every question and run the tests inside.

    Faults stand apart from warnings, each with its file and line. Exit code 1 when there are faults. Changed questions
    are found as they stand, and told apart by what was learnt before; they are learnt, which takes about a minute,
    where nothing was learnt yet, where a test fails without it, and with --learn.
    """
    if schema:
        click.echo(json.dumps(intent_schema(), ensure_ascii=False, indent=2))
        return
    began = time.monotonic()
    settings = from_env(os.environ)
    with uncollected():
        found = _look(settings, datetime.now(UTC), learn, language)
    warnings = [fault for fault in found.faults if fault.is_warning]
    errors = [fault for fault in found.faults if not fault.is_warning]
    _tell("errors_head", errors, language)
    _tell("warnings_head", warnings, language)
    _sum_up(found, errors, warnings, time.monotonic() - began, language)
    sys.exit(1 if errors or (strict and warnings) else 0)


def _look(settings: Settings, now: datetime, learn: bool, language: str) -> _Found:
    """All faults: of the form of files first, and of the content wherever the form allows to look at it."""
    facts_dir = settings.facts_dir
    in_package = beside(lambda: faults_in(read_package(facts_dir)))
    folder = read_folder(settings.intents_dir)
    found = _Found(folder.catalogue, [*folder.faults])
    try:
        found.faults += phrase_faults(read_phrases(settings.locales_dir), str(settings.locales_dir))
        settings, engine = prepared(quiet=True)
    except (FactsError, IntentFileError) as error:
        package = in_package()
        found.faults += [fault for fault in error.found if fault not in package]
    else:

        def judged(reader: Callable[..., Reader | None]) -> tuple[Conversation, list[Fault]]:
            understand = partial(_understanding, reader, language)
            conversation = build_conversation(settings, engine, folder.catalogue, understand=understand)
            asked = beside(lambda: _asked(settings.instance_dir, conversation, now))
            return conversation, check_content(conversation, now, folder.broken, asked)

        conversation, faults = judged(kept_reader if learn else ready_reader)
        if not conversation.reader.learnt and any(fault.kind in _BY_LEARNING for fault in faults):
            conversation, faults = judged(kept_reader)
        package = in_package()
        found.learnt = conversation.reader.learnt
        found.faults += [*faults, *_quiz_faults(settings, conversation)]
        engine.dispose()
    found.faults.sort(key=lambda fault: (fault.file, fault.line))
    found.faults += package
    return found


def _understanding(
    ready: Callable[..., Reader | None],
    language: str,
    folder: Path,
    catalogue: Catalogue,
    names: list[Name],
    places: dict[str, Place],
) -> Reader:
    """The reader that is ``ready``; where none is, one that learns, which is said first."""
    reader = ready(folder, catalogue, names, places)
    if reader is None:
        click.echo(sentence("learning", language), err=True)
    return reader or trained_reader(folder, catalogue, names, places)


def _asked(folder: Path, conversation: Conversation, now: datetime) -> list[Fault]:
    return list(stray_faults(questions(conversation), kept_strays(folder, conversation, now)))


def _quiz_faults(settings: Settings, conversation: Conversation) -> list[Fault]:
    try:
        items = load_items(settings.quiz_dir)
    except IntentFileError as error:
        return list(error.found)
    return list(quiz_faults(items, conversation.answerer.facts, conversation.reader.catalogue))


def _tell(head: str, faults: Sequence[Fault], language: str) -> None:
    if faults:
        click.echo(sentence(head, language))
        for fault in faults:
            click.echo(f"  {say(fault, language)}")


def _sum_up(found: _Found, errors: Sequence[Fault], warnings: Sequence[Fault], seconds: float, language: str) -> None:
    counted = sentence("verdict", language, errors=len(errors), warnings=len(warnings))
    verdict = counted if errors or warnings else sentence("in_order", language)
    details = {
        "intents": len(found.catalogue),
        "questions": sum(len(intent.examples) for intent in found.catalogue.values()),
        "tests": sum(len(intent.tests) for intent in found.catalogue.values()),
        "seconds": round(seconds, 1),
        "verdict": verdict if found.learnt else sentence("not_learnt", language, verdict=verdict),
    }
    click.echo(sentence("checked", language, **details), err=True)
