"""Reads intent files; every value is text, every fault names file, line, cause and remedy.

The one place in the pure rooms that reads files: from a path it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.errors import IntentFileError
from bot.understanding.catalogue import KINDS, NAMES, TOPICS, Catalogue, Example, Intent, SelfTest

KEYS = (
    "intent", "kind", "topic", "owner", "reviewed", "title", "ask", "needs", "uses", "alone", "facts", "does", "source",
    "answer", "buttons", "tests",
)  # fmt: skip
TEST_KEYS = ("says", "goes-to", "has", "names")
LANGUAGES: tuple[Language, ...] = ("km", "en")
ACTIONS = ("welcome", "menu", "language", "person", "forget", "known", "repeat", "refuse")


def load_folder(folder: Path) -> Catalogue:
    """All intents below a folder, by name. Raises IntentFileError at the first fault."""
    catalogue: dict[str, Intent] = {}
    for path in sorted(folder.rglob("*.yaml")):
        intent = load_file(path, str(path.relative_to(folder.parent)))
        if intent.name in catalogue:
            other = catalogue[intent.name].path
            raise IntentFileError(
                intent.path, 1, f"the name '{intent.name}' is already taken by {other}.", "Choose another."
            )
        catalogue[intent.name] = intent
    return catalogue


def load_file(path: Path, shown: str = "") -> Intent:
    """One intent. ``shown`` is the path named in faults. Raises IntentFileError."""
    shown = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise IntentFileError(shown, 0, "this file is not saved as UTF-8.", "Save it again as UTF-8.") from error
    return _Reader(shown, path.stem).read(text)


def guess(word: str, known: tuple[str, ...] | list[str]) -> str:
    """ " Did you mean 'x'?" where a known word is near, else an empty text."""
    near = process.extractOne(word, known, scorer=JaroWinkler.normalized_similarity, processor=None, score_cutoff=0.75)
    return f"Did you mean '{near[0]}'?" if near else ""


class _Reader:
    """Walks the parsed nodes of one file, keeping the line of each."""

    def __init__(self, path: str, stem: str) -> None:
        self.path, self.stem = path, stem

    def fault(self, line: int, problem: str, remedy: str = "") -> IntentFileError:
        return IntentFileError(self.path, line, problem, remedy)

    def read(self, text: str) -> Intent:
        top = self.mapping(self.compose(text), KEYS)
        name = self.word(top, "intent", required=True)
        if name != self.stem:
            raise self.fault(
                _line(top["intent"]), f"the intent is called '{name}' but the file '{self.stem}'.", "Make them equal."
            )
        return Intent(
            name=name,
            kind=self.one_of(top, "kind", KINDS),
            topic=self.one_of(top, "topic", TOPICS),
            title=self.both(top, "title"),
            examples=tuple(self.examples(top)),
            answer=self.both(top, "answer"),
            needs=self.names(top, "needs"),
            uses=self.names(top, "uses"),
            alone=self.one_of(top, "alone", NAMES, required=False),
            facts=self.word(top, "facts"),
            does=self.one_of(top, "does", ACTIONS, required=False),
            source=self.word(top, "source"),
            buttons=self.words(top, "buttons"),
            reviewed=self.word(top, "reviewed", required=True),
            tests=tuple(self.tests(top, name)),
            path=self.path,
        )

    def compose(self, text: str) -> yaml.Node:
        try:
            node = yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self.fault(
                mark.line + 1 if mark else 0,
                "this line cannot be read.",
                "Put `|` after the key and the text on the next lines, indented by two spaces; use no tabs.",
            ) from error
        except yaml.YAMLError as error:
            raise self.fault(0, "this file holds a character that cannot be read.", "Type it again.") from error
        if node is None:
            raise self.fault(1, "this file is empty.")
        return node

    def mapping(self, node: yaml.Node, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self.fault(_line(node), "here must be `key: value` lines.", f"The keys are: {', '.join(known)}.")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value not in known:
                raise self.fault(_line(key), f"there is no key '{key.value}'.", guess(str(key.value), list(known)))
            if key.value in found:
                raise self.fault(_line(key), f"the key '{key.value}' stands here twice.", "Keep one.")
            found[key.value] = value
        return found

    def word(self, top: dict[str, yaml.Node], key: str, required: bool = False) -> str:
        if key not in top:
            if required:
                raise self.fault(1, f"the key '{key}' is missing.")
            return ""
        if not isinstance(top[key], yaml.ScalarNode):
            raise self.fault(_line(top[key]), f"'{key}' must be one line of text.")
        return str(top[key].value).strip()

    def one_of(self, top: dict[str, yaml.Node], key: str, known: tuple[str, ...], required: bool = True) -> str:
        value = self.word(top, key, required)
        if value and value not in known:
            raise self.fault(
                _line(top[key]),
                f"'{key}' cannot be '{value}'.",
                guess(value, list(known)) or f"It is one of: {', '.join(known)}.",
            )
        return value

    def words(self, top: dict[str, yaml.Node], key: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.word(top, key).split(",") if word.strip())

    def names(self, top: dict[str, yaml.Node], key: str) -> tuple[str, ...]:
        words = self.words(top, key)
        for word in words:
            if word not in NAMES:
                raise self.fault(
                    _line(top[key]),
                    f"'{word}' is no kind of name.",
                    guess(word, list(NAMES)) or f"Known: {', '.join(NAMES)}.",
                )
        return words

    def both(self, top: dict[str, yaml.Node], key: str) -> Both:
        if key not in top:
            raise self.fault(1, f"the key '{key}' is missing.")
        texts = self.mapping(top[key], LANGUAGES)
        for language in LANGUAGES:
            if language not in texts or not self.text(texts[language]).strip():
                raise self.fault(
                    _line(top[key]), f"'{key}' has no text in '{language}'.", "Write it in both languages."
                )
        return Both(*(self.text(texts[language]).strip("\n ") for language in LANGUAGES))

    def text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.fault(_line(node), "here must be text.", "Put `|` after the key and the text on the next lines.")
        return str(node.value)

    def examples(self, top: dict[str, yaml.Node]) -> Iterator[Example]:
        if "ask" not in top:
            return
        texts = self.mapping(top["ask"], LANGUAGES)
        for language in LANGUAGES:
            node = texts.get(language)
            if node is None:
                raise self.fault(_line(top["ask"]), f"'ask' has no questions in '{language}'.")
            first = _line(node) + (1 if getattr(node, "style", "") in ("|", ">") else 0)
            for offset, line in enumerate(self.text(node).splitlines()):
                if line.strip():
                    yield Example(line.strip(), language, first + offset)

    def tests(self, top: dict[str, yaml.Node], name: str) -> Iterator[SelfTest]:
        if "tests" not in top:
            return
        if not isinstance(top["tests"], yaml.SequenceNode):
            raise self.fault(_line(top["tests"]), "'tests' must be a list; each test begins with `- says:`.")
        for item in top["tests"].value:
            test = self.mapping(item, TEST_KEYS)
            yield SelfTest(
                says=self.word(test, "says", required=True),
                goes_to=self.word(test, "goes-to") or name,
                has=tuple(part.strip() for part in self.word(test, "has").split("|") if part.strip()),
                names=self.expected_names(test),
                line=_line(item),
            )

    def expected_names(self, test: dict[str, yaml.Node]) -> dict[str, str]:
        pairs = [pair.split("=", 1) for pair in self.words(test, "names")]
        for pair in pairs:
            if len(pair) != 2 or pair[0].strip() not in NAMES:
                raise self.fault(_line(test["names"]), "'names' is written as kind=id, for example place=0102.")
        return {kind.strip(): value.strip() for kind, value in pairs}


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
