"""What the cells of a fact say, in words: names beside codes, amounts with their currency, days as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from sqlalchemy import select

from bot.answering.speech import Speech
from bot.desk.speech import language
from bot.desk.tools import desk
from bot.store.choice_words import choice_words
from bot.store.fact_schema import TableSchema, key_of
from bot.store.fact_tables import FACT_TABLES
from bot.store.fact_words import column_words

Cells = Mapping[str, str]
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_NAMED = ("short", "name", "title", "publisher")  # the columns that say what a row is about, the shortest first
_TABLES = {"service": "service", "place": "place", "ministry": "ministry", "supplier": "supplier",
           "project": "procurement", "category": "budget_category", "sector": "sector",
           "indicator": "indicator", "office": "office"}  # fmt: skip
_SUMMED_UP = 7
_KNOWN_BY = 3  # parts of a summary


def meanings(schema: TableSchema, rows: Sequence[Cells]) -> list[dict[str, str]]:
    """For each row what its cells mean in the page's language, by column; a cell that speaks for itself has nothing."""
    speech = desk().content.conversation.answerer.speech(language())
    named = {column: _names(table, {row[column] for row in rows}, speech) for column, table in schema.references}
    variants = _variants({row["service_id"] for row in rows if "variant" in row}, speech)
    kinds = {field.name: "choice" if field.enum else field.type for field in schema.fields}
    if schema.name == "place":
        named[schema.key] = _places({row[schema.key] for row in rows}, speech)
    found = []
    for row in rows:
        said = {name: named[name].get(value, "") if name in named else _plain(name, value, kinds[name], row, speech)
                for name, value in row.items()}  # fmt: skip
        if row.get("variant"):
            said["variant"] = variants.get((row["service_id"], row["variant"]), "")
        found.append({name: text for name, text in said.items() if text and text != row[name]})
    return found


def named(kind: str, ids: Sequence[str]) -> dict[str, str]:
    """What the names found in a question are called, by id; those of kinds without a table are left out."""
    table = _TABLES.get(kind)
    speech = desk().content.conversation.answerer.speech(language())
    return _names(table, set(ids), speech) if table else {}


def summary(schema: TableSchema, row: Cells, meant: Mapping[str, str]) -> str:
    """A row in one line: what it says in the page's language, names in place of codes."""
    other = "km" if language() == "en" else "en"
    twice = {f"{name[:-3]}_{other}" for name in row if name.endswith(f"_{language()}") and row[name]}
    exact = {"approximate"} if row.get("approximate") == "no" else set()
    left_out = {schema.key, "status", "source_id", "currency", *twice, *exact}
    counts = {field.name for field in schema.fields if field.type != "string" and not field.name.endswith("year")}
    said = [
        f"{column_words(name).get(language()).partition(' (')[0]} {text}" if name in counts - {"amount"} else text
        for name, text in ((name, meant.get(name, value)) for name, value in row.items() if value)
        if name not in left_out
    ]
    return " · ".join(list(dict.fromkeys(said))[:_SUMMED_UP])


def name_of(schema: TableSchema, row: Cells, meant: Mapping[str, str]) -> str:
    """What a row is known by: the beginning of its summary."""
    return " · ".join(summary(schema, row, meant).split(" · ")[:_KNOWN_BY])


def _plain(name: str, value: str, kind: str, row: Cells, speech: Speech) -> str:
    if kind == "choice":
        return choice_words(name, value).get(language())
    if kind == "string":
        return speech.date(value) if _DAY.fullmatch(value) else ""
    if name.endswith("year"):
        return speech.year(value) if value else ""
    try:
        number = Decimal(value)
    except InvalidOperation:  # empty, or as somebody typed it
        return ""
    if name in ("latitude", "longitude", "position") or not number.is_finite():
        return ""
    places = 2 if number % 1 else 0
    said = speech.number(number, places)
    if "currency" in row and name == "amount":
        return f"{said} {'៛' if row['currency'] == 'KHR' else row['currency']}"
    return said


def _names(table: str, keys: set[str], speech: Speech) -> dict[str, str]:
    """What the rows of a table are called, by key."""
    if table == "place":
        return _places(keys, speech)
    kept = FACT_TABLES[table]
    columns = [name for part in _NAMED for name in (f"{part}_{language()}", part) if name in kept.c]
    key = key_of(table)
    wanted = select(kept.c[key], *(kept.c[name] for name in columns)).where(kept.c[key].in_(keys))
    with desk().reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    return {row[key]: next((str(row[name]) for name in columns if row[name]), "") for row in rows}


def _variants(services: set[str], speech: Speech) -> dict[tuple[str, str], str]:
    """What the variants of services are called, by service and variant."""
    kept = FACT_TABLES["service_variant"]
    name = kept.c[f"name_{speech.language}"]
    wanted = select(kept.c.service_id, kept.c.variant, name).where(kept.c.service_id.in_(services))
    with desk().reading() as connection:
        return (
            {(service, variant): called for service, variant, called in connection.execute(wanted)} if services else {}
        )


def _places(codes: set[str], speech: Speech) -> dict[str, str]:
    places = desk().content.conversation.answerer.facts.places()
    found = {}
    for code in codes & places.keys():
        around = [places[code[:length]] for length in (4, 2) if length < len(code) and code[:length] in places]
        found[code] = speech.place(places[code], [] if code == "KH" else around)
    return found
