"""Keeps what was learnt from intents and names, so that the next start need not learn it again."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import pickle
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import bot.text
import bot.understanding
from bot.domain.facts import Name, Place
from bot.understanding.catalogue import Catalogue, Intent
from bot.understanding.described import Described, Lesson
from bot.understanding.reader import Reader

log = logging.getLogger(__name__)

_FILE, _THINGS = "understanding", "things"
KEPT = 2  # versions that stay in the folder: the newest, and the one to which an undone change leads back
_DIGITS = 16  # of the digest in a file's name
_PATIENT = 10  # how much learning gives way to other processes, of 19


def trained_reader(folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader:
    """A reader for this content: read back from ``folder`` where it was learnt before, learnt and kept otherwise.

    The files hold pickled objects of our own; the folder must be writable by the bot only.
    """
    kept = kept_reader(folder, catalogue, names, places)
    return kept or _learn(path_of(folder, catalogue, names, places), catalogue, names, places)


def kept_reader(folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader | None:
    """The reader for this content, if it was learnt before."""
    return _kept_at(path_of(folder, catalogue, names, places), catalogue)


def _kept_at(path: Path, catalogue: Catalogue) -> Reader | None:
    kept: Reader | None = _read(path)
    if kept:
        kept.kept_as = path.name
        kept.catalogue = catalogue  # answers, titles and tests may be others: nothing is learnt from them
    return kept


def ready_reader(folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader | None:
    """A reader for this content without learning: the one kept for it, else the newest kept one with the content's
    questions and names (see ``Reader.adopting``); None where none is kept."""
    path = path_of(folder, catalogue, names, places)
    if kept := _kept_at(path, catalogue):
        return kept
    of_this_code = path.name.rpartition("-")[0]
    for newest in sorted(path.parent.glob(f"{of_this_code}-*"), key=lambda file: -file.stat().st_mtime):
        before: Reader | None = _read(newest)
        if before:
            before.kept_as = newest.name
            return before.adopting(catalogue, names, places)
    return None


class Learning:
    """Learns content in a process of its own, while this one goes on answering."""

    def __init__(self, folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> None:
        """Begins at once. What is learnt is kept in ``folder``, for every process that asks for it."""
        self._process = get_context("spawn").Process(
            target=_learn_patiently,
            args=(path_of(folder, catalogue, names, places), catalogue, names, places),
            name="learning",
            daemon=True,
        )
        self._process.start()

    @property
    def over(self) -> bool:
        """Whether it has come to its end, good or bad."""
        return not self._process.is_alive()

    def stop(self) -> None:
        """What is half learnt is dropped."""
        self._process.kill()
        self._process.join()


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many objects that stay: the garbage collector would look through them again and again, and find nothing."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _learn_patiently(path: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> None:
    if hasattr(os, "nice"):
        os.nice(_PATIENT)  # citizens are answered first
    if not path.is_file():
        _learn(path, catalogue, names, places)


def _learn(path: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader:
    """Learn and keep, each by itself, the whole and what tells things by their description: a new example seldom
    changes the latter."""

    def describe(lessons: Sequence[Lesson]) -> Described:
        things = path.with_name(f"{_THINGS}-{_learnt_by(lessons)}")
        described: Described | None = _read(things)
        if described is None:
            described = Described.learnt(lessons)
            _keep(described, things)
        return described

    reader = Reader(catalogue, names, places, describe=describe)
    _keep(reader, path)
    reader.kept_as = path.name
    return reader


def path_of(folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Path:
    return folder / f"{_FILE}-{_learnt_by((*map(_learnt, catalogue.values()), *names, *places.values()))}"


def _learnt_by(values: Iterable[object]) -> str:
    """The name of what is learnt from some values: digests of the code as it was loaded, and of the values."""
    content = hashlib.sha256()
    for value in values:
        content.update(repr(value).encode())
    return f"{_CODE}-{content.hexdigest()[:_DIGITS]}"


def _digest_of_code() -> str:
    found = hashlib.sha256()
    for package in (bot.text, bot.understanding):
        for path in sorted(Path(package.__path__[0]).glob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()[:_DIGITS]


def _learnt(intent: Intent) -> object:
    """What of an intent understanding depends on."""
    examples = [(example.text, example.language) for example in intent.examples]
    return intent.name, intent.kind, intent.needs, intent.uses, intent.alone, intent.does, examples


def _read(path: Path) -> Any:
    """What was kept, or nothing."""
    try:
        with uncollected():
            return pickle.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except Exception as error:  # written by another version, or cut short: learn anew
        log.warning("what was learnt before cannot be read", extra={"error": type(error).__name__})
        return None


def _keep(learnt: object, path: Path) -> None:
    """Write the file whole or not at all, and drop those of older content."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(pickle.dumps(learnt, protocol=pickle.HIGHEST_PROTOCOL))
        draft.replace(path)
        kept = f"{path.name.partition('-')[0]}-{'?' * _DIGITS}-{'?' * _DIGITS}"
        for old in sorted(path.parent.glob(kept), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("what was learnt could not be kept", extra={"error": type(error).__name__})


_CODE = _digest_of_code()  # now, not later: files may be replaced while a process goes on with the code it loaded
