"""Every error the bot raises on purpose.

BotError
├── SettingsError        a setting is missing or wrong; names all of them at once
├── IntentFileError      a staff file has a fault: path, line, what is wrong, what to do
├── FactsError           fact tables have faults: a list, each with file, row and column
├── SendError            the platform refused a message; says what to do about it
├── StaffError           something about a staff login cannot be done
├── DeskError            a staff page cannot do what was asked; names the phrase that says why
└── StoreError           the store is not reachable or not migrated
"""

from __future__ import annotations


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


class DeskError(BotError):
    """A staff page cannot do what was asked. ``phrase`` is the key of the reason, ``detail`` fills its hole."""

    def __init__(self, phrase: str, detail: str = "") -> None:
        self.phrase, self.detail = phrase, detail
        super().__init__(f"{phrase}: {detail}")


class StoreError(BotError):
    """The store cannot be used as it is."""
