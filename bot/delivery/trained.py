"""Keeps what was learnt from intents and names, so that the next start need not learn it again."""

from __future__ import annotations

import hashlib
import logging
import pickle
import secrets
from pathlib import Path

import bot.text
import bot.understanding
from bot.domain.facts import Name, Place
from bot.understanding.catalogue import Catalogue, Intent
from bot.understanding.reader import Reader

log = logging.getLogger(__name__)

_FILE = "understanding"


def trained_reader(folder: Path, catalogue: Catalogue, names: list[Name], places: dict[str, Place]) -> Reader:
    """A reader for this content: read back from ``folder`` where it was learnt before, learnt and kept otherwise.

    The file holds pickled objects of our own; the folder must be writable by the bot only.
    """
    digest = _digest(catalogue, names, places)
    path = folder / f"{_FILE}-{digest[:16]}"
    if path.is_file():
        try:
            kept: Reader = pickle.loads(path.read_bytes())
            kept.catalogue = catalogue  # answers, titles and tests may be others: nothing is learnt from them
            return kept
        except Exception as error:  # written by another version, or cut short: learn anew
            log.warning("what was learnt before cannot be read", extra={"error": type(error).__name__})
    reader = Reader(catalogue, names, places)
    _keep(reader, path)
    return reader


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
        for old in sorted(path.parent.glob(f"{_FILE}-*"), key=lambda file: file.stat().st_mtime)[:-2]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("what was learnt could not be kept", extra={"error": type(error).__name__})
