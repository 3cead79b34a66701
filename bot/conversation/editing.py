"""Adds lines to the text of an intent file; every other byte of it stays as it is.

Text in, text out: reading, checking and saving the file are the caller's work.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from bot.domain.talk import Language
from bot.errors import BotError

_TEST_KEYS = ("says", "goes-to", "has", "names")


class EditError(BotError):
    """The file is not built as the edit needs it; its text stays as it was. ``code`` names the reason:

    not-yaml, no-block (there is no block of questions in the language), not-a-list (``tests`` is no list of lines),
    empty (nothing is left of a question), surprise (the result would not be what was asked for).
    """

    def __init__(self, code: str, line: int = 0) -> None:
        self.code, self.line = code, line
        super().__init__(f"{code}, line {line}" if line else code)


def add_questions(text: str, language: Language, questions: Sequence[str]) -> str:
    """The file's text with questions put after the last one of ``ask`` in a language, each on a line of its own.

    What stands there already is not added again. Raises EditError.
    """
    top = _compose(text)
    block = _child(_child(top, "ask"), language)
    if not isinstance(block, yaml.ScalarNode) or block.style != "|":
        raise EditError("no-block", _line_of(block or top) + 1)
    there = {line.strip() for line in str(block.value).splitlines()}
    new = [line for line in dict.fromkeys(map(one_line, questions)) if line not in there]
    if not new:
        return text
    lines = text.splitlines(keepends=True)
    first = _line_of(block) + 1
    header = lines[first - 1]
    least = len(header) - len(header.lstrip(" ")) + 1
    last, indent = _end_of_block(lines, first, least)
    changed = _insert(lines, last, [" " * indent + line for line in new])
    expected = _values(text)
    expected["ask"][language] = "\n".join([*_filled(expected["ask"][language]), *new])
    return _proved(changed, expected)


def add_tests(text: str, tests: Sequence[Mapping[str, str]]) -> str:
    """The file's text with tests put after the last one.

    A test has ``says`` and, where wanted, ``goes-to``, ``has`` and ``names``, as in the file. One whose ``says``
    stands in ``tests`` already is not added again. Raises EditError.
    """
    expected = _values(text)
    there = expected.get("tests") or []
    if not isinstance(there, list):
        raise EditError("not-a-list", _line_of(_child(_compose(text), "tests")) + 1)
    said = {test.get("says") for test in there if isinstance(test, dict)}
    new = [test for test in map(_cleaned, tests) if test["says"] not in said]
    if not new:
        return text
    lines = text.splitlines(keepends=True)
    last, indent = _end_of_tests(lines, _child(_compose(text), "tests"))
    added = [] if "tests" in expected else ["tests:"]
    added += [line for test in new for line in _worded(test, indent)]
    expected["tests"] = [*there, *new]
    return _proved(_insert(lines, last, added), expected)


def one_line(question: str) -> str:
    """A question as it may stand in a file: one line, NFC, nothing invisible. Raises EditError where nothing is left."""
    spaced = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", question))
    seen = "".join(letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    line = " ".join(seen.split())
    if not line:
        raise EditError("empty")
    return line


def scalar(value: str) -> str:
    """The value plain where YAML reads it back so, in quotation marks otherwise."""
    try:
        if value and yaml.load(f"- a: {value}\n", Loader=yaml.BaseLoader) == [{"a": value}]:
            return value
    except yaml.YAMLError:
        pass
    return json.dumps(value, ensure_ascii=False)


def _compose(text: str) -> yaml.MappingNode:
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise EditError("not-yaml", mark.line + 1 if mark else 0) from error
    if not isinstance(node, yaml.MappingNode):
        raise EditError("not-yaml", 1)
    return node


def _values(text: str) -> dict[str, Any]:
    _compose(text)
    values: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return values


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _line_of(node: yaml.Node | None) -> int:
    return int(node.start_mark.line) if node is not None else 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _end_of_block(lines: Sequence[str], first: int, least: int) -> tuple[int, int]:
    """Where a block of text ends (the number of lines up to there), and how far it is indented."""
    end, indent = first, 0
    for number, line in enumerate(lines[first:], start=first + 1):
        if not line.strip():
            continue
        if _indent(line) < (indent or least):
            break
        end, indent = number, indent or _indent(line)
    return end, indent or least + 1


def _end_of_tests(lines: Sequence[str], node: yaml.Node | None) -> tuple[int, int]:
    """Where the last test ends (the number of lines up to there), and how far its dash is indented."""
    if node is None:  # there are no tests yet: after the last line that is not blank
        return max((number for number, line in enumerate(lines, start=1) if line.strip()), default=0), 2
    if isinstance(node, yaml.ScalarNode) and not node.value:
        return _line_of(node) + 1, 2
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        raise EditError("not-a-list", _line_of(node) + 1)
    dash, end = node.start_mark.column, _line_of(node.value[-1]) + 1
    for number, line in enumerate(lines[end:], start=end + 1):
        if line.strip() and _indent(line) <= dash:
            break
        end = number if line.strip() else end
    return end, dash


def _insert(lines: Sequence[str], after: int, added: Sequence[str]) -> str:
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    before = "".join(lines[:after])
    if before and not before.endswith(
        "\n"
    ):  # the last line of the file has no end yet: the new last one has none either
        return before + ending + ending.join(added) + "".join(lines[after:])
    return before + "".join(line + ending for line in added) + "".join(lines[after:])


def _cleaned(test: Mapping[str, str]) -> dict[str, str]:
    return {key: one_line(test[key]) for key in _TEST_KEYS if test.get(key)} | {"says": one_line(test.get("says", ""))}


def _worded(test: Mapping[str, str], indent: int) -> list[str]:
    keys = [f"{key}: {scalar(value)}" for key, value in test.items()]
    return [" " * indent + "- " + keys[0], *(" " * (indent + 2) + key for key in keys[1:])]


def _filled(block: str) -> list[str]:
    return [line for line in block.splitlines() if line.strip()]


def _proved(changed: str, expected: dict[str, Any]) -> str:
    """The changed text, if it says what was wanted and nothing else."""
    found = _values(changed)
    for values in (found, expected):
        if isinstance(values.get("ask"), dict):
            values["ask"] = {language: _filled(block) for language, block in values["ask"].items()}
    if found != expected:
        raise EditError("surprise")
    return changed
