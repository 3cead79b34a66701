"""What a change in the history is about, in the page's language: paths are for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.desk.cells import meanings, name_of
from bot.desk.speech import language
from bot.desk.tools import desk
from bot.desk.unanswered import title_of
from bot.errors import IntentFileError
from bot.store.drafts import Change
from bot.store.fact_schema import TableSchema, read_schemas
from bot.store.fact_words import TABLES
from bot.understanding.loader import load_text

_FACTS = "facts"


def called(changes: Sequence[Change]) -> list[str]:
    """The titles of intents, or the tables and names of facts; empty where nothing can be read."""
    schemas, _ = read_schemas(desk().settings.facts_dir)
    by_name = {schema.name: schema for schema in schemas}
    return [_called(change, by_name) for change in changes]


def _called(change: Change, schemas: Mapping[str, TableSchema]) -> str:
    top, _, rest = change.path.partition("/")
    if top == _FACTS:
        return _of_fact(rest.partition("/")[0], change.after or change.before, schemas)
    return title_of(change.path) or _of_text(change.path, change.after or change.before)


def _of_text(path: str, text: str) -> str:
    """Of a file that is not in use: one that was removed, or is new and broken."""
    try:
        return load_text(text.removeprefix("\ufeff"), Path(path).stem, path).title.get(language())
    except IntentFileError:
        return ""


def _of_fact(table: str, lines: str, schemas: Mapping[str, TableSchema]) -> str:
    schema = schemas.get(table)
    cells = dict(line.split("\t", 1) for line in lines.split("\n") if "\t" in line)
    if schema is None or set(schema.columns) - cells.keys():
        return TABLES[table].get(language()) if table in TABLES else ""
    (meant,) = meanings(schema, [cells])
    return f"{TABLES[table].get(language())}: {name_of(schema, cells, meant)}"
