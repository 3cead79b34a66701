"""One thing to mend in what staff wrote: what it is, where it is, and the sentence that says so in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.faults.english import ENGLISH
from bot.faults.khmer import KHMER

LONGEST_VALUE = 60  # code points of a cell or a question, as shown in a sentence
TEXTS: Mapping[str, Mapping[str, str]] = {"km": KHMER, "en": ENGLISH}
_SHORTENED = ("value", "other_value", "question", "other_question")
# Numbers by which a place or a record is looked up, and years as they are written in a date.
_LOOKED_UP = frozenset(
    {
        "line",
        "other_line",
        "row",
        "row_before",
        "at",
        "position",
        "number",
        "later",
        "year",
        "earliest",
        "latest",
        "month",
    }
)
_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")

WARNINGS = frozenset(
    {
        "stale",
        "near_question",
        "goes_elsewhere",
        "no_tests",
        "not_asked_in",
        "button_self",
        "button_twice",
        "address_form",
        "address_unsafe",
    }
)
"""Faults with which content may still be used; all others are errors."""


@dataclass(frozen=True)
class Fault:
    """One fault: its code, where it is and what the sentence about it needs.

    ``row`` is as a spreadsheet counts (the names of the columns are row 1), ``line`` as an editor counts.
    """

    kind: str
    file: str
    row: int = 0  # 0: the whole file, or with a ``key`` a row of the store
    details: Mapping[str, object] = field(default_factory=dict)
    near: str = ""  # what was probably meant
    key: str = ""
    line: int = 0
    sheet: str = ""  # of a workbook

    @property
    def is_warning(self) -> bool:
        return self.kind in WARNINGS

    def __str__(self) -> str:
        return say(self)


def say(fault: Fault, language: str = "en") -> str:
    """The fault as one plain sentence, with its remedy, that begins with its place."""
    texts = TEXTS[language]
    near = texts["near"].format(near=fault.near) if fault.near else ""
    return f"{_place(fault, texts)}{texts['colon']}{texts[fault.kind].format(**_details(fault, language))}{near}"


def sentence(kind: str, spoken: str, /, **details: object) -> str:
    """A sentence of the catalogue that has no place in a file, in the language ``spoken``."""
    said = {name: _number(name, value, spoken) for name, value in details.items()}
    return TEXTS[spoken][kind].format(**said)


def figure(value: float | Decimal, language: str) -> str:
    """A number as a sentence says it: thousands apart, and Khmer digits in Khmer.

    One rule for all that staff read: how many and how long is told in Khmer digits; what is looked up or typed as it
    stands keeps its digits: file, line, row, code, the cell of a table, the form of a date, a command.
    """
    text = f"{value:,}"
    return text.translate(_KHMER_DIGITS) if language == "km" else text


def both(kind: str, /, near: str = "", **details: object) -> tuple[str, str]:
    """A sentence of the catalogue in English and in Khmer; ``near``: what was probably meant."""
    known = {name: ", ".join(map(str, value)) if isinstance(value, tuple) else value for name, value in details.items()}
    english, khmer = (
        sentence(kind, spoken, **known) + (sentence("near", spoken, near=near) if near else "")
        for spoken in ("en", "km")
    )
    return english, khmer


def say_all(faults: Iterable[Fault], language: str = "en") -> list[str]:
    """Each fault as a sentence."""
    return [say(fault, language) for fault in faults]


def _place(fault: Fault, texts: Mapping[str, str]) -> str:
    if fault.line:
        kind = "at_line"
    elif fault.row:
        kind = "at_sheet_row" if fault.sheet else "at_row"
    elif fault.key:
        kind = "at_stored"
    else:
        kind = "at_sheet" if fault.sheet else "at_file"
    return texts[kind].format(file=fault.file, row=fault.row, key=fault.key, line=fault.line, sheet=fault.sheet)


def _details(fault: Fault, language: str) -> dict[str, object]:
    return {name: _shown(name, value, language) for name, value in fault.details.items()}


def _shown(name: str, value: object, language: str) -> object:
    """A detail as it is printed: a nested sentence, a list, a number, or a value that is not too long."""
    texts = TEXTS[language]
    if isinstance(value, Fault):  # another sentence inside this one, or another row
        return texts[value.kind].format(**{**_details(value, language), "row": value.row, "key": value.key})
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or texts["none"]
    text = str(_number(name, value, language))
    return _shortened(text) if name in _SHORTENED and len(text) > LONGEST_VALUE else text


def _number(name: str, value: object, language: str) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool) and name not in _LOOKED_UP:
        return figure(value, language)
    return value


def _shortened(text: str) -> str:
    """Cut where a new letter begins: a Khmer vowel, sign or leg stays with its consonant."""
    end = LONGEST_VALUE - 1
    while end > 0 and ("\u17b4" <= text[end] <= "\u17d3" or text[end - 1] == "\u17d2"):
        end -= 1
    return text[:end] + "…"
