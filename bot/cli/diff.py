"""`bot diff`: what changed between two versions of the content, in words."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.wording import in_language, spoken
from bot.conversation.differences import called, intent_differences, other_answers
from bot.conversation.spine import Conversation
from bot.delivery.content import build_conversation
from bot.domain.talk import Outcome
from bot.errors import FactsError
from bot.faults.fault import sentence
from bot.settings import ROOT, Settings, from_env
from bot.store.engine import open_engine, upgrade
from bot.store.importing import load_package
from bot.store.package import Package, faults_in, read_package
from bot.store.telling import Teller, compare
from bot.understanding.catalogue import Catalogue
from bot.understanding.loader import load_folder

ENDED = {
    str(Outcome.OFFERED): "diff_offered",
    str(Outcome.NOT_UNDERSTOOD): "diff_not_understood",
    str(Outcome.ASKED_BACK): "diff_asked",
}
PARTS = ("intents", "facts", "locales")
LABELLED = ROOT / "tests" / "questions"


@click.command()
@click.argument("before")
@click.argument("after", required=False)
@click.option(
    "--questions", type=click.Path(exists=True, path_type=Path), help="File of labelled questions (JSON lines)."
)
@click.option("--no-answers", is_flag=True, help="Only what differs in the files; ask no questions.")
@in_language
def diff(before: str, after: str | None, questions: Path | None, no_answers: bool, language: str) -> None:
    """Say what changed between two versions of the content, and which labelled questions now get another answer.

    BEFORE and AFTER are git revisions, or folders that hold intents, facts and locales; without AFTER the files as
    they are now.
    """
    settings = from_env(os.environ)
    with ExitStack() as stack:
        old = stack.enter_context(version(before, settings))
        new = stack.enter_context(version(after, settings)) if after else settings
        intents = load_folder(old.intents_dir), load_folder(new.intents_dir)
        packages = _package(old), _package(new)
        changes = compare(packages[0].tables, packages[1].tables)
        teller = Teller(packages[1].schemas, packages[0].tables, packages[1].tables)
        told = _part("diff_intents", intent_differences(*intents, language), language)
        told += _part("diff_facts", (teller.tell(change, language) for change in changes), language)
        if not no_answers and (told or _texts(old.locales_dir) != _texts(new.locales_dir)):
            asked = [*_labelled(questions), *(test.says for intent in intents[1].values() for test in intent.tests)]
            told += _part("diff_answers", _others(stack, (old, new), intents, asked, language), language)
    click.echo("\n".join(told) if told else sentence("no_difference", language))


@contextmanager
def version(name: str, settings: Settings) -> Iterator[Settings]:
    """Settings that lead to the content of a folder or a git revision."""
    if Path(name).is_dir():
        yield _at(Path(name), settings)
        return
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", name, *PARTS], capture_output=True, check=False)
    if packed.returncode:
        raise click.UsageError(sentence("no_version", spoken(), name=name, parts=", ".join(PARTS)))
    with tempfile.TemporaryDirectory(prefix="chbas-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield _at(Path(folder), settings)


def _at(folder: Path, settings: Settings) -> Settings:
    """What the folder lacks is taken from where the settings say."""
    found = {f"{part}_dir": folder / part for part in PARTS if (folder / part).is_dir()}
    return replace(settings, **found)  # type: ignore[arg-type]


def _texts(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _package(settings: Settings) -> Package:
    package = read_package(settings.facts_dir)
    if faults := faults_in(package):
        raise FactsError(faults)
    return package


def _part(head: str, lines: Iterable[str], language: str) -> list[str]:
    found = [f"  {line}" for line in lines]
    return [sentence(head, language), *found] if found else []


def _labelled(file: Path | None) -> Iterator[str]:
    for path in [file] if file else sorted(LABELLED.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield str(json.loads(line)["text"])


def _others(
    stack: ExitStack,
    versions: Sequence[Settings],
    intents: Sequence[Catalogue],
    asked: Iterable[str],
    language: str,
) -> Iterator[str]:
    """Both versions are asked, each over a store of its own."""
    talks: list[Conversation] = []
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chbas-")))
    for number, (settings, catalogue) in enumerate(zip(versions, intents, strict=True)):
        url = f"sqlite:///{folder / f'{number}.db'}"
        upgrade(url)
        engine = open_engine(url)
        stack.callback(engine.dispose)
        load_package(engine, settings.facts_dir)
        talks.append(build_conversation(settings, engine, catalogue))
    for other in other_answers(talks[0], talks[1], asked, datetime.now(UTC)):
        kind = "other_words" if other.before == other.after else "other_intent"
        was, is_ = _said(other.before, intents[0], language), _said(other.after, intents[1], language)
        yield sentence(kind, language, question=other.question, before=was, after=is_)


def _said(answered: str, catalogue: Catalogue, language: str) -> str:
    """The title of what answered, or how the turn ended without an answer."""
    if answered in catalogue:
        return called(catalogue[answered], language)
    return sentence(ENDED[answered], language) if answered in ENDED else answered
