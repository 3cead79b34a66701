"""Keeps which questions go elsewhere, beside what was learnt: unchanged questions need not all be asked again."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime
from pathlib import Path

import bot.conversation.trials
from bot.conversation.spine import Conversation
from bot.conversation.trials import Stray, questions, strays
from bot.delivery.trained import KEPT

log = logging.getLogger(__name__)

_FILE = "asked"


def kept_strays(folder: Path, conversation: Conversation, now: datetime) -> list[Stray]:
    """The questions that go elsewhere: read from ``folder`` where these were asked before, asked and kept otherwise.

    They count as asked before when the questions, the names, the code that understands them and the year are the same.
    Of a reader that has not learnt its questions yet only the changed ones are asked.
    """
    reader = conversation.reader
    if not reader.learnt and (before := _kept(_path(folder, reader.before, now))) is not None:
        changed = [(intent, example) for intent, example in questions(conversation) if example.text in reader.changed]
        return [stray for stray in before if stray[1] not in reader.changed] + list(strays(conversation, changed, now))
    path = _path(folder, reader.kept_as, now)
    kept = _kept(path) if reader.kept_as else None
    if kept is None:
        kept = list(strays(conversation, questions(conversation), now))
        if reader.kept_as:
            _keep(kept, path)
    return kept


def _kept(path: Path) -> list[Stray] | None:
    try:
        return [(name, text, found) for name, text, found in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError):  # not yet asked, or cut short
        return None


def _keep(found: list[Stray], path: Path) -> None:
    try:
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        for old in sorted(path.parent.glob(f"{_FILE}-*"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("what was asked could not be kept", extra={"error": type(error).__name__})


def _path(folder: Path, kept_as: str, now: datetime) -> Path:
    code = Path(bot.conversation.trials.__file__).read_bytes()
    digest = hashlib.sha256(f"{kept_as} {now.year} ".encode() + code).hexdigest()
    return folder / f"{_FILE}-{digest[:16]}"
