"""Every error the bot raises on purpose.

BotError
├── SettingsError        a setting is missing or wrong; names all of them at once
├── IntentFileError      a staff file has a fault: path, line, what is wrong, what to do
├── FactsError           fact tables have faults: a list, each with file, row and column
├── EventsError          events of the campaign have faults: a list, each with row and column
├── FontError            no font with Khmer letters was found
├── SendError            the platform refused a message; says what to do about it
├── StaffError           something about a staff login cannot be done
└── StoreError           the store is not reachable or not migrated
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class BotError(Exception):
    """The root of all errors raised on purpose. Its text is for a person who can act."""


class SettingsError(BotError):
    """Settings are missing or wrong. ``problems`` holds one plain sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class IntentFileError(BotError):
    """A fault in a staff file."""

    def __init__(self, path: str, line: int, problem: str, remedy: str = "") -> None:
        self.path, self.line, self.problem, self.remedy = path, line, problem, remedy
        where = f"{path}, line {line}" if line else path
        super().__init__(f"{where}: {problem}" + (f" {remedy}" if remedy else ""))


class FactsError(BotError):
    """Faults in fact tables; nothing was loaded. ``faults`` holds one line for each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class StaffError(BotError):
    """A staff login cannot be made or changed as asked."""


class Problem(Protocol):
    """Something wrong with a row, said in the language of whoever can mend it."""

    @property
    def row(self) -> int: ...
    def said(self, language: str) -> str: ...


class EventsError(BotError):
    """Events have faults; nothing was kept."""

    def __init__(self, problems: Sequence[Problem], language: str = "en") -> None:
        self.problems = problems
        super().__init__("\n".join(problem.said(language) for problem in problems))


class FontError(BotError):
    """No font with Khmer letters was found; the text names the package that has one."""


class StoreError(BotError):
    """The store cannot be used as it is."""
