"""Reads quiz files, in the grammar of the intent files: every value is text, every fault names file and line."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.domain.facts import Both
from bot.errors import IntentFileError
from bot.quiz.items import FEWEST_WRONG, MOST_WRONG, TOPICS, Item, Items
from bot.understanding.loader import _Reader as FileReader  # one grammar for all files of staff

KEYS = ("item", "topic", "reviewed", "ask", "right", "wrong", "because", "source", "proof")
_LONGEST = 120  # code points of a choice: it must be read on a phone beside four others


def load_items(folder: Path) -> Items:
    """All quiz items below a folder, by name; none where there is no folder. Raises IntentFileError."""
    items: dict[str, Item] = {}
    for path in sorted(folder.rglob("*.yaml")):
        item = _Reader(str(path.relative_to(folder.parent)), path.stem).item(path)
        if item.name in items:
            raise IntentFileError(item.path, 1, f"the name '{item.name}' is already taken by {items[item.name].path}.")
        items[item.name] = item
    return items


class _Reader(FileReader):
    def item(self, path: Path) -> Item:
        try:
            top = self.mapping(self.compose(path.read_text(encoding="utf-8")), KEYS)
        except UnicodeDecodeError as error:
            raise self.fault(0, "this file is not saved as UTF-8.", "Save it again as UTF-8.") from error
        name = self.word(top, "item", required=True)
        if name != self.stem:
            raise self.fault(1, f"the item is called '{name}' but the file '{self.stem}'.", "Make them equal.")
        item = Item(
            name=name,
            topic=self.one_of(top, "topic", TOPICS),
            ask=self.both(top, "ask"),
            right=self.both(top, "right"),
            wrong=self.wrong(top),
            because=self.both(top, "because"),
            source=self.word(top, "source", required=True),
            proof=self.word(top, "proof", required=True),
            reviewed=self.word(top, "reviewed", required=True),
            path=self.path,
        )
        return self.checked(item, top)

    def wrong(self, top: dict[str, yaml.Node]) -> tuple[Both, ...]:
        """One wrong answer a line, the same ones in both languages."""
        texts = self.both(top, "wrong")
        km, en = ([line.strip() for line in text.splitlines() if line.strip()] for text in (texts.km, texts.en))
        if len(km) != len(en) or not FEWEST_WRONG <= len(km) <= MOST_WRONG:
            raise self.fault(
                int(top["wrong"].start_mark.line) + 1,
                f"'wrong' has {len(km)} answers in 'km' and {len(en)} in 'en'.",
                f"Write {FEWEST_WRONG} to {MOST_WRONG}, one a line, the same ones in both languages.",
            )
        return tuple(Both(*pair) for pair in zip(km, en, strict=True))

    def checked(self, item: Item, top: dict[str, yaml.Node]) -> Item:
        line = int(top["right"].start_mark.line) + 1
        for language in ("km", "en"):
            said = [choice.get(language) for choice in item.choices]
            if len(set(said)) < len(said):
                raise self.fault(line, f"two answers are the same in '{language}'.", "Change one.")
            if long := [text for text in said if len(text) > _LONGEST or "\n" in text]:
                raise self.fault(line, f"'{long[0]}' is too long.", f"Say it in {_LONGEST} letters on one line.")
        return item
