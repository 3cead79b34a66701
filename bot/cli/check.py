"""`bot check`: are intents, phrases and facts in order?"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
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
from bot.delivery.trained import kept_reader, quick_reader, trained_reader
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


@dataclass
class _Found:
    """What was checked and what is wrong with it."""

    catalogue: Catalogue = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@click.command()
@in_language
@click.option("--strict", is_flag=True, help="Warnings count as faults.")
@click.option("--quick", is_flag=True, help="Ask nothing: find in seconds what can be seen without learning.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of intent files for editors, and check nothing.")
def check(language: str, strict: bool, quick: bool, schema: bool) -> None:
    """Check the intent files, the phrases and the fact package; ask every question and run the tests inside.

    Faults stand apart from warnings, each with its file and line. Exit code 1 when there are faults. Changed questions
    are learnt first, which takes about a minute; --quick leaves that out.
    """
    if schema:
        click.echo(json.dumps(intent_schema(), ensure_ascii=False, indent=2))
        return
    began = time.monotonic()
    settings = from_env(os.environ)
    found = _look(settings, datetime.now(UTC), quick, language)
    warnings = [fault for fault in found.faults if fault.is_warning]
    errors = [fault for fault in found.faults if not fault.is_warning]
    _tell("errors_head", errors, language)
    _tell("warnings_head", warnings, language)
    _sum_up(found.catalogue, errors, warnings, time.monotonic() - began, language, quick)
    sys.exit(1 if errors or (strict and warnings) else 0)


def _look(settings: Settings, now: datetime, quick: bool, language: str) -> _Found:
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
        understand = quick_reader if quick else partial(_learnt, language)
        conversation = build_conversation(settings, engine, folder.catalogue, understand=understand)
        package = in_package()
        asked = None if quick else beside(lambda: _asked(settings.instance_dir, conversation, now))
        found.faults += check_content(conversation, now, folder.broken, asked, quick)
        found.faults += _quiz_faults(settings, conversation)
        engine.dispose()
    found.faults.sort(key=lambda fault: (fault.file, fault.line))
    found.faults += package
    return found


def _learnt(language: str, folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader:
    """A reader that has learnt the content; says so first where that is still to be done."""
    kept = kept_reader(folder, catalogue, names, places)
    if kept is None:
        click.echo(sentence("learning", language), err=True)
    return kept or trained_reader(folder, catalogue, names, places)


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


def _sum_up(
    catalogue: Catalogue,
    errors: Sequence[Fault],
    warnings: Sequence[Fault],
    seconds: float,
    language: str,
    quick: bool,
) -> None:
    counted = sentence("verdict", language, errors=len(errors), warnings=len(warnings))
    verdict = counted if errors or warnings else sentence("in_order", language)
    details = {
        "intents": len(catalogue),
        "questions": sum(len(intent.examples) for intent in catalogue.values()),
        "tests": sum(len(intent.tests) for intent in catalogue.values()),
        "seconds": round(seconds, 1),
        "verdict": sentence("not_asked", language, verdict=verdict) if quick else verdict,
    }
    click.echo(sentence("checked", language, **details), err=True)
