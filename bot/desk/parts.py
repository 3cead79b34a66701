"""The parts of an intent file that staff edit in a form; the rest of the file stays as it is, letter by letter."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from bot.conversation.editing import EditError, scalar

Parts = dict[str, str]
"""Texts by key path, such as ``ask.km``."""

FORM = ("reviewed", "title.km", "title.en", "ask.km", "ask.en", "answer.km", "answer.en")


def parts_of(text: str) -> Parts:
    """The parts of the form that a file has. Raises EditError when the file is no YAML of key and value."""
    return {path: str(node.value).rstrip("\n") for path, node in _nodes(text).items()}


def with_parts(text: str, wanted: Mapping[str, str]) -> str:
    """The file's text with other parts. Raises EditError; then nothing can be put into use."""
    nodes, before = _nodes(text), parts_of(text)
    changed = {path: _clean(new) for path, new in wanted.items() if path in nodes and _clean(new) != before[path]}
    # From the end of the file to its beginning, so that places found before stay right.
    for path in sorted(changed, key=lambda path: -nodes[path].start_mark.index):
        text = _replaced(text, nodes[path], changed[path])
    if parts_of(text) != before | changed:
        raise EditError("surprise")
    return text


def _nodes(text: str) -> dict[str, yaml.ScalarNode]:
    try:
        top = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise EditError("not-yaml", mark.line + 1 if mark else 0) from error
    found: dict[str, yaml.ScalarNode] = {}
    for path in FORM:
        node: yaml.Node | None = top
        for key in path.split("."):
            pairs = node.value if isinstance(node, yaml.MappingNode) else ()
            node = next((value for name, value in pairs if name.value == key), None)
        if isinstance(node, yaml.ScalarNode):
            found[path] = node
    return found


def _replaced(text: str, node: yaml.ScalarNode, new: str) -> str:
    if node.style == "|":
        return _other_block(text, node, new)
    if "\n" in new:
        raise EditError("one-line", node.start_mark.line + 1)
    start, end = node.start_mark.index, node.end_mark.index
    return text[:start] + scalar(new) + text[end:]


def _other_block(text: str, node: yaml.ScalarNode, new: str) -> str:
    lines, first = text.splitlines(keepends=True), node.start_mark.line + 1
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    least = len(lines[first - 1]) - len(lines[first - 1].lstrip(" ")) + 1
    last, indent = first, 0
    for number, line in enumerate(lines[first:], start=first + 1):
        own = len(line) - len(line.lstrip(" "))
        if line.strip() and own < (indent or least):
            break
        if line.strip():
            last, indent = number, indent or own
    pad = " " * (indent or least + 1)
    block = [(pad + line if line.strip() else "") + ending for line in new.split("\n")]
    return "".join([*lines[:first], *block, *lines[last:]])


def _clean(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip("\n").lstrip(" ")
