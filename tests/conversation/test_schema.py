"""The schema for editors follows the table the loader reads by, and every shipped file fits it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.answering.answerer import SHELVES
from bot.conversation.schema import intent_schema
from bot.settings import ROOT
from bot.understanding.form import KEYS, TEST_KEYS

FILES = sorted((ROOT / "intents").rglob("*.yaml"))
SCHEMA = intent_schema()
VALIDATOR = Draft7Validator(SCHEMA)


def read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)


def faults(text: str) -> list[str]:
    return [str(error.message)[:60] for error in VALIDATOR.iter_errors(read(text))]


def test_the_schema_has_the_keys_of_the_loader() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert list(SCHEMA["properties"]) == list(KEYS)
    assert SCHEMA["required"] == [name for name, key in KEYS.items() if key.required]
    assert list(SCHEMA["properties"]["tests"]["items"]["properties"]) == list(TEST_KEYS)
    assert SCHEMA["properties"]["facts"]["enum"] == sorted(SHELVES)
    for name, key in KEYS.items():
        if key.shape == "choice":
            assert SCHEMA["properties"][name]["enum"] == list(key.choices)
        assert re.search("[\u1780-\u17ff]", SCHEMA["properties"][name]["description"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_file_fits(path: Any) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "name",
    ["key-misspelt", "key-missing", "choice-unknown", "language-missing-in-the-title", "title-too-long", "too-few-questions",
     "shelf-misspelt", "name-of-no-kind", "reviewed-is-no-date", "tests-no-list", "test-names-malformed", "list-instead-of-text",
     "not-an-intent-file"],
)  # fmt: skip
def test_an_editor_underlines_what_the_check_refuses(name: str) -> None:
    text = (ROOT / "tests" / "broken_intents" / name / "commune-work.yaml").read_text(encoding="utf-8")
    assert faults(text)
