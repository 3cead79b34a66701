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
    """
    if not conversation.reader.kept_as:
        return list(strays(conversation, questions(conversation), now))
    path = _path(folder, conversation, now)
    try:
        return [(name, text, found) for name, text, found in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError):  # not yet asked, or cut short
        found = list(strays(conversation, questions(conversation), now))
    try:
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
        for old in sorted(folder.glob(f"{_FILE}-*"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("what was asked could not be kept", extra={"error": type(error).__name__})
    return found


def _path(folder: Path, conversation: Conversation, now: datetime) -> Path:
    code = Path(bot.conversation.trials.__file__).read_bytes()
    digest = hashlib.sha256(f"{conversation.reader.kept_as} {now.year} ".encode() + code).hexdigest()
    return folder / f"{_FILE}-{digest[:16]}"
