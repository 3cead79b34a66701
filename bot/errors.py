"""Every error the bot raises on purpose.

BotError
├── SettingsError        a setting is missing or wrong; names all of them at once
├── ContentError         what staff wrote has faults: a list, each with its place and its remedy
│   ├── IntentFileError  in intent files or phrases
│   └── FactsError       in fact tables; nothing was loaded
├── EventsError          events of the campaign have faults: a list, each with row and column
├── AskError             figures were asked for in words that mean nothing; says how to write it
├── FontError            no font with Khmer letters was found
├── SendError            the platform refused a message; says what to do about it
├── StaffError           something about a staff login cannot be done
├── DeskError            a staff page cannot do what was asked; names the phrase that says why
└── StoreError           the store is not reachable or not migrated
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.faults.fault import Fault, say_all


class BotError(Exception):
    """The root of all errors raised on purpose. Its text is for a person who can act.

    ``english`` and ``khmer`` say it; without Khmer, the English is told to everybody.
    """

    def __init__(self, english: str = "", khmer: str = "") -> None:
        self._khmer = khmer
        super().__init__(english)

    def told(self, language: str) -> str:
        """The whole text in ``km`` or ``en``."""
        return self._khmer if language == "km" and self._khmer else str(self)


class AskError(BotError, ValueError):
    """What was asked of the figures is written wrongly; the text says how to write it."""


class SettingsError(BotError):
    """Settings are missing or wrong. ``problems`` holds one plain sentence for each, in English."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        """``problems``: each in English and in Khmer."""
        self.problems = [english for english, _ in problems]
        super().__init__("\n".join(self.problems), "\n".join(khmer for _, khmer in problems))


class ContentError(BotError):
    """What staff wrote has faults. ``found`` holds all of them; as text they are in English, one a line."""

    def __init__(self, found: Sequence[Fault]) -> None:
        self.found = tuple(found)
        super().__init__("\n".join(self.faults))

    @property
    def faults(self) -> list[str]:
        """Each fault as an English sentence."""
        return self.said("en")

    def said(self, language: str) -> list[str]:
        """Each fault as a sentence in ``km`` or ``en``."""
        return say_all(self.found, language)

    def told(self, language: str) -> str:
        """All faults, one a line."""
        return "\n".join(self.said(language))


class IntentFileError(ContentError):
    """Faults in intent files or phrases; each with file and line."""


class FactsError(ContentError):
    """Faults in fact tables, each with file, row and column; nothing was loaded."""


class StaffError(BotError):
    """A staff login cannot be made or changed as asked."""


class DeskError(BotError):
    """A staff page cannot do what was asked. ``phrase`` is the key of the reason, ``detail`` fills its hole."""

    def __init__(self, phrase: str, detail: str = "") -> None:
        self.phrase, self.detail = phrase, detail
        super().__init__(f"{phrase}: {detail}")


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

    def told(self, language: str) -> str:
        """All faults, one a line."""
        return "\n".join(problem.said(language) for problem in self.problems)


class FontError(BotError):
    """No font with Khmer letters was found; the text names the package that has one."""


class StoreError(BotError):
    """The store cannot be used as it is."""
