"""Reads the text of one intent file: every value is text, every fault names its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from bot.domain.facts import Both
from bot.faults.fault import Fault
from bot.faults.likely import guess, others
from bot.understanding.catalogue import NAMES, Example, Intent, SelfTest
from bot.understanding.form import KEYS, LANGUAGES, TEST_KEYS, Key

# The C parser reads ten times as fast and says the same; it is missing where PyYAML was built without it.
_FAST: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Top = dict[str, yaml.Node]


class IntentFile:
    """Walks the parsed nodes of one file, keeping the line of each and gathering faults."""

    def __init__(self, path: str, stem: str) -> None:
        self.path, self.stem = path, stem
        self.faults: list[Fault] = []
        self._keys: dict[int, int] = {}  # the line of the key a node stands after
        self._root: yaml.Node | None = None  # keeps all nodes alive, so that their ids stay theirs

    def at(self, node: yaml.Node) -> int:
        """The line of a node: that of its key, where it has one."""
        return self._keys.get(id(node), _line(node))

    def tell(self, kind: str, line: int, near: str = "", **details: object) -> None:
        self.faults.append(Fault(kind, self.path, line=line, details=details, near=near))

    def read(self, text: str) -> Intent:
        self._root = self.compose(text)
        top = self.mapping(self._root, KEYS)
        if self.faults and not top:
            return _EMPTY
        name = self.word(top, "intent")
        if name and name != self.stem:
            self.tell("name_differs", self.at(top["intent"]), name=name, stem=self.stem)
        return Intent(
            name=name,
            kind=self.choice(top, "kind"),
            topic=self.choice(top, "topic"),
            title=self.both(top, "title"),
            examples=tuple(self.examples(top)),
            answer=self.both(top, "answer"),
            needs=self.choices(top, "needs"),
            uses=self.choices(top, "uses"),
            alone=self.choice(top, "alone"),
            facts=self.word(top, "facts"),
            does=self.choice(top, "does"),
            sources=self.words(top, "source"),
            buttons=self.words(top, "buttons"),
            reviewed=self.word(top, "reviewed"),
            tests=tuple(self.tests(top, name)),
            path=self.path,
            lines={key: self.at(node) for key, node in _with_languages(top)},
        )

    def compose(self, text: str) -> yaml.Node | None:
        try:
            node = yaml.compose(text, Loader=_FAST)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.tell("unreadable_line", mark.line + 1 if mark else 0)
            return None
        except yaml.YAMLError:
            self.tell("unreadable_sign", 0)
            return None
        if node is None:
            self.tell("empty_file", 1)
        return node

    def mapping(self, node: yaml.Node | None, known: Mapping[str, Key]) -> _Top:
        """The values of a mapping by key; what is no key of it, and what it must have, is told."""
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.tell("not_keys", self.at(node), known=tuple(known))
            return {}
        found: _Top = {}
        meant = set()
        for key, value in node.value:
            if key.value not in known:
                near = guess(str(key.value), known)
                meant.add(near)
                self.tell("no_key", _line(key), near, key=key.value)
            elif key.value in found:
                self.tell("key_again", _line(key), key=key.value)
            else:
                found[key.value] = value
                self._keys[id(value)] = _line(key)
        for key, rule in known.items():
            if rule.required and key not in found and key not in meant:
                self.tell("key_missing", self.at(node), key=key)
        return found

    def word(self, top: _Top, key: str) -> str:
        if key not in top:
            return ""
        if not isinstance(top[key], yaml.ScalarNode):
            self.tell("not_one_line", self.at(top[key]), key=key)
            return ""
        return str(top[key].value).strip()

    def choice(self, top: _Top, key: str) -> str:
        value, known = self.word(top, key), KEYS[key].choices
        if value and value not in known:
            near, rest = others(value, known, "one_of")
            self.tell("not_a_choice", self.at(top[key]), near, key=key, value=value, others=rest)
        return value

    def words(self, top: _Top, key: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in self.word(top, key).split(",") if word.strip())

    def choices(self, top: _Top, key: str) -> tuple[str, ...]:
        words, known = self.words(top, key), KEYS[key].choices
        for word in words:
            if word not in known:
                near, rest = others(word, known, "known")
                self.tell("not_a_kind", self.at(top[key]), near, value=word, others=rest)
        return words

    def both(self, top: _Top, key: str) -> Both:
        if key not in top:
            return Both("", "")
        texts = self.mapping(top[key], _IN_BOTH)
        said = {language: self.text(texts[language]) if language in texts else "" for language in LANGUAGES}
        for language in LANGUAGES:
            if (
                said[language] is not None
                and not str(said[language]).strip()
                and isinstance(top[key], yaml.MappingNode)
            ):
                self.tell("no_language", self.at(top[key]), key=key, language=language)
        return Both(*((said[language] or "").strip("\n ") for language in LANGUAGES))

    def text(self, node: yaml.Node) -> str | None:
        """The text of a node; None where it is none, which is told."""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        self.tell("not_text", self.at(node))
        return None

    def examples(self, top: _Top) -> Iterator[Example]:
        if "ask" not in top:
            return
        texts = self.mapping(top["ask"], _IN_BOTH)
        for language in LANGUAGES:
            node = texts.get(language)
            if node is None:
                self.tell("no_questions", self.at(top["ask"]), language=language)
                continue
            first = _line(node) + (1 if getattr(node, "style", "") in ("|", ">") else 0)
            for offset, line in enumerate((self.text(node) or "").splitlines()):
                if line.strip():
                    yield Example(line.strip(), language, first + offset)

    def tests(self, top: _Top, name: str) -> Iterator[SelfTest]:
        if "tests" not in top:
            return
        if not isinstance(top["tests"], yaml.SequenceNode):
            self.tell("tests_no_list", self.at(top["tests"]))
            return
        for item in top["tests"].value:
            test = self.mapping(item, TEST_KEYS)
            yield SelfTest(
                says=self.word(test, "says"),
                goes_to=self.word(test, "goes-to") or name,
                has=tuple(part.strip() for part in self.word(test, "has").split("|") if part.strip()),
                names=self.expected_names(test),
                line=self.at(item),
            )

    def expected_names(self, test: _Top) -> dict[str, str]:
        pairs = [pair.split("=", 1) for pair in self.words(test, "names")]
        if any(len(pair) != 2 or pair[0].strip() not in NAMES for pair in pairs):
            self.tell("names_form", self.at(test["names"]))
            return {}
        return {kind.strip(): value.strip() for kind, value in pairs}


_IN_BOTH: dict[str, Key] = {language: Key("text", Both("", "")) for language in LANGUAGES}
_EMPTY = Intent("", "", "", Both("", ""), (), Both("", ""))


def _with_languages(top: _Top) -> Iterator[tuple[str, yaml.Node]]:
    """Every key with its node, and `title.km` and the like."""
    for key, node in top.items():
        yield key, node
        if isinstance(node, yaml.MappingNode):
            yield from ((f"{key}.{name.value}", value) for name, value in node.value)


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
