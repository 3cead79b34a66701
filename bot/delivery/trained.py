"""Keeps what was learnt from intents and names, so that the next start need not learn it again."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import secrets
from multiprocessing import get_context
from pathlib import Path

import bot.text
import bot.understanding
from bot.domain.facts import Name, Place
from bot.understanding.catalogue import Catalogue, Intent
from bot.understanding.reader import Reader

log = logging.getLogger(__name__)

_FILE = "understanding"
KEPT = 2  # versions that stay in the folder: the newest, and the one to which an undone change leads back
_PATIENT = 10  # how much learning gives way to other processes, of 19


def trained_reader(folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader:
    """A reader for this content: read back from ``folder`` where it was learnt before, learnt and kept otherwise.

    The file holds pickled objects of our own; the folder must be writable by the bot only.
    """
    if kept := kept_reader(folder, catalogue, names, places):
        return kept
    reader, path = Reader(catalogue, names, places), path_of(folder, catalogue, names, places)
    _keep(reader, path)
    reader.kept_as = path.name
    return reader


def kept_reader(folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader | None:
    """The reader for this content, if it was learnt before."""
    path = path_of(folder, catalogue, names, places)
    if not path.is_file():
        return None
    try:
        kept: Reader = pickle.loads(path.read_bytes())
    except Exception as error:  # written by another version, or cut short: learn anew
        log.warning("what was learnt before cannot be read", extra={"error": type(error).__name__})
        return None
    kept.kept_as = path.name
    kept.catalogue = catalogue  # answers, titles and tests may be others: nothing is learnt from them
    return kept


class Learning:
    """Learns content in a process of its own, while this one goes on answering."""

    def __init__(self, folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> None:
        """Begins at once. What is learnt is kept in ``folder``, for every process that asks for it."""
        self._process = get_context("spawn").Process(
            target=_learn,
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


def _learn(path: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> None:
    if hasattr(os, "nice"):
        os.nice(_PATIENT)  # citizens are answered first
    if not path.is_file():
        _keep(Reader(catalogue, names, places), path)


def path_of(folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Path:
    return folder / f"{_FILE}-{_digest(catalogue, names, places)[:16]}"


def _digest(catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> str:
    found = hashlib.sha256()
    for package in (bot.text, bot.understanding):
        for path in sorted(Path(package.__path__[0]).glob("*.py")):
            found.update(path.read_bytes())
    for value in (*map(_learnt, catalogue.values()), *names, *places.values()):
        found.update(repr(value).encode())
    return found.hexdigest()


def _learnt(intent: Intent) -> object:
    """What of an intent understanding depends on."""
    examples = [(example.text, example.language) for example in intent.examples]
    return intent.name, intent.kind, intent.needs, intent.uses, intent.alone, intent.does, examples


def _keep(reader: Reader, path: Path) -> None:
    """Write the file whole or not at all, and drop those of older content."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(pickle.dumps(reader, protocol=pickle.HIGHEST_PROTOCOL))
        draft.replace(path)
        for old in sorted(path.parent.glob(f"{_FILE}-{'?' * 16}"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("what was learnt could not be kept", extra={"error": type(error).__name__})
