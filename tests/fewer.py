"""The shipped facts with few names for each thing: what is learnt from names takes its time, and few tests are about it."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import shutil
from collections import Counter
from pathlib import Path

from tests.learnt import ROOT

_KEPT = ROOT / ".pytest_cache"
_FEW = 6  # names of each thing in each language
_TABLES = ("service_alias.csv", "procurement_alias.csv")


def few_facts() -> Path:
    """A copy of the fact package in which each service and project has only its first everyday names."""
    tables = [path.read_bytes() for path in sorted((ROOT / "facts").iterdir())]
    folder = _KEPT / f"facts-{_FEW}-{hashlib.sha256(b''.join(tables)).hexdigest()[:16]}"
    _KEPT.mkdir(exist_ok=True)
    with (_KEPT / "facts.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes of one run: the others wait for the first
        if not folder.exists():
            draft = folder.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(ROOT / "facts", draft)
            for name in _TABLES:
                _cut(draft / name)
            draft.rename(folder)
    return folder


def _cut(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    met: Counter[tuple[str, str]] = Counter()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        for row in rows:
            thing, language = row[1], row[3]
            met[thing, language] += 1
            if met[thing, language] <= _FEW:
                writer.writerow(row)
