"""docs/messenger.md tells what the code does: every event kind, every error code, every trouble of the emulator."""

from __future__ import annotations

import re

from bot.emulator.faults import TROUBLES
from bot.emulator.quirks import Quirk
from bot.messenger.errors import Policy, known_errors
from bot.messenger.kinds import EventKind
from bot.messenger.purposes import PURPOSES
from bot.messenger.setup import FIELDS
from bot.settings import ROOT
from bot.store.alarms import Trouble

PAGE = (ROOT / "docs" / "messenger.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows under a heading, without its head."""
    part = re.split(r"^#+ ", PAGE.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row] for row in rows[2:]]


def test_every_kind_of_event_has_its_purpose() -> None:
    assert set(PURPOSES) == set(EventKind)
    rows = table("Events")
    assert {row[0]: row[1] for row in rows} == {kind.value: purpose.value for kind, purpose in PURPOSES.items()}
    assert len(rows) == len(PURPOSES) and all(len(row[2]) > 10 for row in rows)


def test_every_error_has_its_policy() -> None:
    known = [[code, subcode, policy.value, reason] for code, subcode, policy, reason in known_errors()]
    rows = table("Errors")
    assert rows[: len(known)] == known
    others = {row[2] for row in rows[len(known) :]}
    assert others <= {policy.value for policy in Policy} and len(rows) > len(known)


def test_every_policy_is_explained() -> None:
    rows = table("What is done")
    assert [row[0] for row in rows] == [policy.value for policy in Policy]
    assert all(len(row[1]) > 10 for row in rows)


def test_fields_alarms_and_troubles_are_named() -> None:
    for name in (*FIELDS, *Trouble):
        assert f"`{name}`" in PAGE
    for name in (*TROUBLES, *Quirk):
        assert name in PAGE
