"""The intent files as the staff pages read and write them: whole or not at all, one writer at a time."""

from __future__ import annotations

import difflib
import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.conversation.writing import is_name
from bot.errors import DeskError
from bot.store import drafts
from bot.store.drafts import Draft
from bot.understanding.catalogue import TOPICS


@dataclass(frozen=True)
class Text:
    """A file's text and the digest by which a later change of it is noticed."""

    path: str
    text: str

    @property
    def digest(self) -> str:
        return digest(self.text)


def digest(text: str) -> str:
    """SHA-256 of a text; empty for the empty text of a file that does not exist."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


class IntentFiles:
    """The files below a folder, written under a lock of the store, so that no process overtakes another."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder, self._engine = folder, engine

    def read(self, path: str) -> Text:
        """A file as it is now; ``path`` is below the folder of intents. Raises DeskError where there is none."""
        file = self._file(path)
        if not file.is_file():
            raise DeskError("file.unknown", path)
        try:
            return Text(path, file.read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise DeskError("file.unreadable", path) from error

    def now(self, path: str) -> Text:
        """As `read`; but where a file may be made and there is none, its text is empty."""
        return self.read(path) if self._file(path).is_file() else Text(path, "")

    def called(self, name: str) -> str:
        """The path of the file of that name, by which alone the bot knows it; empty where there is none."""
        found = sorted(self._folder.rglob(f"{name}.yaml")) if is_name(name) else []
        return found[0].relative_to(self._folder).as_posix() if found else ""

    def save(self, draft: Draft, author: str, undoes: int | None = None) -> bool:
        """Put a draft into use and write it down; False when the file is no longer the one the draft began from.

        A draft that began from nothing makes a file, unless its name is taken; one without a text removes its file.
        Raises DeskError when the file cannot be written; then nothing has changed.
        """
        with self._engine.begin() as connection:
            drafts.one_at_a_time(connection)
            before = self.now(draft.path)
            if before.digest != draft.base or (not before.text and self.called(Path(draft.path).stem)):
                return False
            drafts.record_change(connection, datetime.now(UTC), author, draft.path, before.text, draft.text, undoes)
            drafts.settle_draft(connection, draft.id, "saved")
            self._write(draft.path, draft.text)  # last: a fault takes the records back
        return True

    def _write(self, path: str, text: str) -> None:
        file = self._file(path)
        new = file.with_name(f".{file.name}.{secrets.token_hex(4)}")  # not *.yaml: nobody reads half a file
        try:
            if not text:
                file.unlink()
                return
            file.parent.mkdir(exist_ok=True)
            new.write_bytes(text.encode("utf-8"))
            if file.exists():
                new.chmod(file.stat().st_mode)
            new.replace(file)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise DeskError("file.unwritable", path) from error

    def _file(self, path: str) -> Path:
        """A file that is there, or one that may be made: ``topic/name.yaml``. Links out of the folder lead nowhere."""
        file = (self._folder / path).resolve()
        topic, _, name = path.rpartition("/")
        may_be_made = topic in TOPICS and is_name(name.removesuffix(".yaml"))
        if self._folder.resolve() not in file.parents or file.suffix != ".yaml" or not (may_be_made or file.is_file()):
            raise DeskError("file.unknown", path)
        return file


def difference(before: str, after: str) -> Sequence[tuple[str, str]]:
    """Lines that differ, with two lines around them: pairs of a sign (``+``, ``-``, space or ``…``) and the line."""
    rows: list[tuple[str, str]] = []
    for line in list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm=""))[2:]:
        rows.append(("…", "") if line.startswith("@@") else (line[0], line[1:]))
    return rows[1:] if rows and rows[0][0] == "…" else rows


def merged(base: str, theirs: str, mine: str) -> str:
    """Both changes of one text, where they touch different lines; empty where somebody must choose."""
    lines = [text.splitlines(keepends=True) for text in (base, theirs, mine)]
    found, at = list[str](), 0
    for start, end, new in sorted([*_edits(lines[0], lines[1]), *_edits(lines[0], lines[2])]):
        if start < at or (found and start == at and start == end):
            return ""
        found += [*lines[0][at:start], *new]
        at = end
    return "".join([*found, *lines[0][at:]])


def _edits(before: list[str], after: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Lines of ``before``, from and to, and what stands there afterwards."""
    for kind, start, end, first, last in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield start, end, after[first:last]
