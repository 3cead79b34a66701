"""Reads quiz files, in the grammar of the intent files: every value is text, every fault names file and line."""

from __future__ import annotations

from pathlib import Path

from bot.domain.facts import Both
from bot.errors import IntentFileError
from bot.faults.fault import Fault
from bot.faults.likely import others
from bot.quiz.items import FEWEST_WRONG, MOST_WRONG, TOPICS, Item, Items
from bot.understanding.form import LANGUAGES, Key
from bot.understanding.intent_file import IntentFile  # one grammar for all files of staff

_LONGEST = 120  # code points of a choice: it must be read on a phone beside four others
_NO_WORDS = Both("", "")
KEYS = {
    **{key: Key("line", _NO_WORDS, required=True) for key in ("item", "topic", "reviewed", "source", "proof")},
    **{key: Key("both", _NO_WORDS, required=True) for key in ("ask", "right", "wrong", "because")},
}


def load_items(folder: Path) -> Items:
    """All quiz items below a folder, by name; none where there is no folder. Raises IntentFileError with all faults."""
    items: dict[str, Item] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*.yaml")):
        file = _QuizFile(str(path.relative_to(folder.parent)), path.stem)
        item = file.item(path)
        if item.name in items:
            file.tell("name_taken", 1, name=item.name, other=items[item.name].path)
        faults += sorted(file.faults, key=lambda fault: fault.line)
        items.setdefault(item.name, item)
    if faults:
        raise IntentFileError(faults)
    return items


class _QuizFile(IntentFile):
    def item(self, path: Path) -> Item:
        try:
            self._root = self.compose(path.read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.tell("file_not_utf8", 0)
            return Item(self.stem, "", _NO_WORDS, _NO_WORDS, (), _NO_WORDS, "", "", path=self.path)
        top = self.mapping(self._root, KEYS)
        name = self.word(top, "item")
        if name and name != self.stem:
            self.tell("item_differs", self.at(top["item"]), name=name, stem=self.stem)
        topic = self.word(top, "topic")
        if topic and topic not in TOPICS:
            near, rest = others(topic, TOPICS, "one_of")
            self.tell("not_a_choice", self.at(top["topic"]), near, key="topic", value=topic, others=rest)
        words = {key: self.both(top, key) for key in ("ask", "right", "because")}
        wrong = self._wrong(self.both(top, "wrong"), self.at(top["wrong"]) if "wrong" in top else 0)
        lines = {key: self.word(top, key) for key in ("source", "proof", "reviewed")}
        item = Item(name=name or self.stem, topic=topic, wrong=wrong, path=self.path, **words, **lines)  # type: ignore[arg-type]
        if "right" in top:
            self._look_at_choices(item, self.at(top["right"]))
        return item

    def _wrong(self, texts: Both, line: int) -> tuple[Both, ...]:
        """One wrong answer a line, the same ones in both languages."""
        km, en = ([line.strip() for line in text.splitlines() if line.strip()] for text in (texts.km, texts.en))
        if line and (len(km) != len(en) or not FEWEST_WRONG <= len(km) <= MOST_WRONG):
            self.tell("quiz_wrong_count", line, km=len(km), en=len(en), fewest=FEWEST_WRONG, most=MOST_WRONG)
        return tuple(Both(*pair) for pair in zip(km, en, strict=False))

    def _look_at_choices(self, item: Item, line: int) -> None:
        for language in LANGUAGES:
            said = [choice.get(language) for choice in item.choices]
            if len(set(said)) < len(said):
                self.tell("quiz_same", line, language=language)
            for text in said:
                if len(text) > _LONGEST or "\n" in text:
                    self.tell("quiz_long", line, value=text, most=_LONGEST)
