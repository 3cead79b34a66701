"""A JSON Schema of intent files for editors, made from the same table that the loader reads by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.answering.answerer import SHELVES
from bot.understanding.catalogue import NAMES
from bot.understanding.form import KEYS, LANGUAGES, QUESTIONS, TEST_KEYS, TITLE, Key

DRAFT = "http://json-schema.org/draft-07/schema#"  # the draft that the YAML extension of editors knows


def intent_schema() -> dict[str, Any]:
    """The schema of one intent file: keys, what may stand after each, and what each is for in both languages."""
    return {
        "$schema": DRAFT,
        "title": "ឯកសារសំណួរ-ចម្លើយ · Intent file",
        **_object(KEYS),
    }


def _object(keys: Mapping[str, Key]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, key in keys.items() if key.required],
        "properties": {name: _property(name, key) for name, key in keys.items()},
    }


def _property(name: str, key: Key) -> dict[str, Any]:
    return {"description": f"{key.meaning.km}\n{key.meaning.en}", **_shape(name, key)}


def _shape(name: str, key: Key) -> dict[str, Any]:
    if key.shape == "tests":
        return {"type": "array", "items": _object(TEST_KEYS)}
    if key.shape in ("both", "questions"):
        return _both(name, key.shape)
    if name == "facts":
        return {"type": "string", "enum": sorted(SHELVES)}
    if key.shape == "choice":
        return {"type": "string", "enum": list(key.choices)}
    if key.shape == "choices":
        return {"type": "string", "pattern": _listed("|".join(key.choices))}
    if key.shape == "date":
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    if key.shape == "pairs":
        return {"type": "string", "pattern": _listed(f"(?:{'|'.join(NAMES)})=[^,]+")}
    # A line: to an editor's YAML 30 is a number, to the bot it is text.
    return {"type": ["string", "number", "boolean"]}


def _both(name: str, shape: str) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "minLength": 1}
    if name == "title":
        text["maxLength"] = TITLE
    if shape == "questions":
        text["pattern"] = rf"^\s*(?:\S[^\n]*\n\s*){{{QUESTIONS - 1},}}\S[^\n]*\s*$"
    properties = {language: text for language in LANGUAGES}
    return {"type": "object", "additionalProperties": False, "required": list(LANGUAGES), "properties": properties}


def _listed(one: str) -> str:
    """The pattern of one or more of these with commas between."""
    assert re.compile(one)
    return rf"^\s*(?:{one})(?:\s*,\s*(?:{one}))*\s*$"
