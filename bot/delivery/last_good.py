"""Keeps the last good version of what staff write, so that a bot that is started anew over a broken file goes on too."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.settings import Settings

log = logging.getLogger(__name__)

_KINDS = (".yaml", ".po")


def written_files(settings: Settings) -> list[Path]:
    """The files of intents, quiz and phrases."""
    return [path for folder in _folders(settings).values() for path in sorted(folder.rglob("*")) if _is_ours(path)]


def keep_good(settings: Settings) -> None:
    """Keep the files as they are now, all in one, in the instance folder."""
    kept = _file(settings)
    draft = kept.with_name(f".{kept.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with zipfile.ZipFile(draft, "w") as archive:
            for name, folder in _folders(settings).items():
                for path in folder.rglob("*"):
                    if _is_ours(path):
                        archive.write(path, f"{name}/{path.relative_to(folder).as_posix()}")
        draft.replace(kept)
    except OSError as error:  # without it the bot runs as well, until it is started over a broken file
        log.warning("the last good content could not be kept", extra={"error": type(error).__name__})
        draft.unlink(missing_ok=True)


@contextmanager
def last_good(settings: Settings) -> Iterator[Settings | None]:
    """Settings that lead to the files kept last; None where there are none that can be read."""
    with tempfile.TemporaryDirectory(prefix="chbas-") as name:
        try:
            with zipfile.ZipFile(_file(settings)) as archive:
                archive.extractall(name)
        except (OSError, zipfile.BadZipFile):
            yield None
            return
        there = {folder: Path(name) / folder for folder in _folders(settings)}
        for folder in there.values():
            folder.mkdir(exist_ok=True)
        yield replace(settings, intents_dir=there["intents"], quiz_dir=there["quiz"], locales_dir=there["locales"])


def _file(settings: Settings) -> Path:
    """Of these folders only: the last good version of others would surprise."""
    where = "\n".join(str(folder.resolve()) for folder in _folders(settings).values())
    return settings.instance_dir / f"last-good-{hashlib.sha256(where.encode()).hexdigest()[:8]}.zip"


def _folders(settings: Settings) -> dict[str, Path]:
    return {"intents": settings.intents_dir, "quiz": settings.quiz_dir, "locales": settings.locales_dir}


def _is_ours(path: Path) -> bool:
    return path.suffix in _KINDS and not path.name.startswith(".")
