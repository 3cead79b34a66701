"""Reads intent files; every value is text, and all faults of all files are told at once.

The one place in the pure rooms that reads files: from a path it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import IntentFileError
from bot.faults.fault import Fault
from bot.understanding.catalogue import Catalogue, Intent
from bot.understanding.intent_file import IntentFile


@dataclass(frozen=True)
class Folder:
    """What was read of a folder of intent files."""

    catalogue: Catalogue  # the files without faults of form
    faults: tuple[Fault, ...]
    broken: frozenset[str]  # names of the files that have some


def load_folder(folder: Path) -> Catalogue:
    """All intents below a folder, by name. Raises IntentFileError with all faults of all files."""
    read = read_folder(folder)
    if read.faults:
        raise IntentFileError(read.faults)
    return read.catalogue


def read_folder(folder: Path) -> Folder:
    """All intents below a folder that can be read, and the faults of the others."""
    catalogue: dict[str, Intent] = {}
    faults: list[Fault] = []
    broken = set()
    for path in sorted(folder.rglob("*.yaml")):
        try:
            intent = load_file(path, str(path.relative_to(folder.parent)))
        except IntentFileError as error:
            faults += error.found
            broken.add(path.stem)
            continue
        if intent.name in catalogue:
            details = {"name": intent.name, "other": catalogue[intent.name].path}
            faults.append(Fault("name_taken", intent.path, line=intent.lines["intent"], details=details))
        catalogue.setdefault(intent.name, intent)
    return Folder(catalogue, tuple(faults), frozenset(broken))


def load_file(path: Path, shown: str = "") -> Intent:
    """One intent. ``shown`` is the path named in faults. Raises IntentFileError with all faults of the file."""
    shown = shown or str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IntentFileError([Fault("file_not_utf8", shown)]) from error
    return load_text(text, path.stem, shown)


def load_text(text: str, stem: str, shown: str) -> Intent:
    """One intent from the text of its file ``stem``.yaml. Raises IntentFileError with all faults."""
    reader = IntentFile(shown, stem)
    intent = reader.read(text)
    if reader.faults:
        raise IntentFileError(sorted(reader.faults, key=lambda fault: fault.line))
    return intent
