"""Writes the text of a new intent file as the files of the house are laid out.

Values in, text out: checking and saving the file are the caller's work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.answering.template import holes
from bot.conversation.editing import EditError, add_tests, one_line, scalar
from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.understanding.catalogue import NAMES
from bot.understanding.form import LANGUAGES

LONGEST_NAME = 60
_NAME = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True)
class NewIntent:
    """What a new file says. ``tests`` are as in the file; ``source`` and ``buttons`` may be empty."""

    name: str
    kind: str
    topic: str
    reviewed: str
    title: Both
    ask: Mapping[Language, Sequence[str]]
    answer: Both
    source: str = ""
    buttons: Sequence[str] = ()
    tests: Sequence[Mapping[str, str]] = ()
    facts: str = ""  # of an aspect: its shelf, and the names it needs and can use
    needs: Sequence[str] = ()
    uses: Sequence[str] = ()


def is_name(name: str) -> bool:
    """Whether a file may be called so: small Latin letters and digits, words joined by hyphens."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def suggested_name(title: str) -> str:
    """A name made of an English title; empty where nothing of it can be used."""
    letters = unicodedata.normalize("NFKD", title.replace("'", "").replace("’", "")).encode("ascii", "ignore").decode()
    words = re.sub("[^a-z0-9]+", "-", letters.lower()).lstrip("-0123456789")
    return words[:LONGEST_NAME].strip("-")


def new_text(new: NewIntent) -> str:
    """The text of the file. Raises EditError where it would not say what was asked for."""
    values = _values(new)
    lines = [f"{key}: {scalar(values[key])}" for key in ("intent", "kind", "topic", "reviewed")]
    lines += ["", "title:", *(f"  {language}: {scalar(values['title'][language])}" for language in LANGUAGES)]
    lines += ["", "ask:", *_blocks(values["ask"]), ""]
    lines += [f"{key}: {scalar(values[key])}" for key in ("needs", "uses", "facts", "source") if key in values]
    lines += ["answer:", *_blocks(values["answer"]), ""]
    lines += [f"{key}: {scalar(values[key])}" for key in ("buttons",) if key in values]
    lines += ["tests:"] if new.tests else []
    text = "\n".join(lines).rstrip("\n") + "\n"
    if _read(text) != values | ({"tests": ""} if new.tests else {}):
        raise EditError("surprise")
    return add_tests(text, new.tests) if new.tests else text


def _values(new: NewIntent) -> dict[str, Any]:
    """What the file says, tests left out, as YAML reads it back."""
    asked = {language: "".join(f"{one_line(line)}\n" for line in new.ask[language]) for language in LANGUAGES}
    values: dict[str, Any] = {"intent": new.name, "kind": new.kind, "topic": new.topic, "reviewed": new.reviewed}
    values["title"] = {language: _one_line(new.title.get(language)) for language in LANGUAGES}
    values["ask"] = asked
    # A name that citizens say in these questions belongs to them: it is no sign that something else is meant.
    said = [name for name in NAMES if any(name in holes(text) for text in asked.values())]
    used = [name for name in dict.fromkeys([*new.uses, *said]) if name not in new.needs]
    values |= {"needs": ", ".join(new.needs)} if new.needs else {}
    values |= {"uses": ", ".join(used)} if used else {}
    values |= {"facts": new.facts} if new.facts else {}
    values |= {"source": new.source} if new.source else {}
    values["answer"] = {language: _paragraph(new.answer.get(language)) for language in LANGUAGES}
    values |= {"buttons": ", ".join(new.buttons)} if new.buttons else {}
    return values


def _blocks(texts: Mapping[str, str]) -> Iterator[str]:
    for language in LANGUAGES:
        yield f"  {language}: |"
        yield from (f"    {line}" if line else "" for line in texts[language].splitlines())


def _paragraph(text: str) -> str:
    lines = "\n".join(_one_line(line) for line in text.splitlines()).strip("\n")
    return f"{lines}\n" if lines else ""


def _one_line(text: str) -> str:
    """As `one_line`, but nothing stays nothing."""
    try:
        return one_line(text)
    except EditError:
        return ""


def _read(text: str) -> object:
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise EditError("surprise") from error
