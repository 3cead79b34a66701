"""Checks facts against one another: keys that lead nowhere, and rules that hold between rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.faults.fault import Fault
from bot.faults.likely import guess_key
from bot.store.fact_cells import to_cells
from bot.store.fact_schema import TableSchema


@dataclass(frozen=True)
class Row:
    """A row as the store keeps it. ``number`` is its row in the file; 0 for a row that lies in the store."""

    number: int
    values: Mapping[str, Any]
    file: str = ""  # where it is not the file of its table: a workbook
    sheet: str = ""


@dataclass(frozen=True)
class Question:
    """What a row of a table is asked by, and the answers in it, each of some columns; a row may lack some answers."""

    asked: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]


# Tables of which an answer takes one row. Documents, offices and awards are lists: there several rows are one answer.
QUESTIONS = {
    "service_fee": Question(
        ("service_id", "variant", "applicant", "place_code"),
        (
            ("amount", "currency", "basis_km", "basis_en", "fee_note_km", "fee_note_en"),
            ("max_working_days", "duration_km", "duration_en"),
            ("validity_km", "validity_en"),
        ),
    ),
    "budget_line": Question(
        ("place_code", "fiscal_year", "category_id", "ministry_id", "stage", "measure"),
        (("amount", "currency", "approximate"),),
    ),
    "population": Question(("code", "year"), (("people",),)),
    "indicator_value": Question(
        ("indicator_id", "period", "place_code", "ministry_id"), (("numerator", "denominator", "value"),)
    ),
    "disclosure": Question(("procurement_id", "item"), (("state",),)),
}
_ASIDE = {"currency", "basis_km", "basis_en", "approximate"}  # say nothing without an amount
_ALIKE = {("applicant", "cambodian"): "anyone", ("place_code", "KH"): ""}  # answering does not tell them apart

# All rows of each table by their keys.
Rows = Mapping[str, Row]
View = Mapping[str, Rows]


def link_faults(schemas: Sequence[TableSchema], view: View, incomplete: Collection[str] = ()) -> Iterator[Fault]:
    """Every fault between the rows of ``view``.

    Nothing is said about keys of ``incomplete`` tables: what is missed may be in a row that could not be read.
    """
    targets = {name: rows for name, rows in view.items() if name not in incomplete}
    for schema in schemas:
        for rule in (_reference_faults, *RULES.get(schema.name, (_demonstration,))):
            yield from rule(schema, view.get(schema.name, {}), targets)


def fault_at(kind: str, schema: TableSchema, row: Row, near: str = "", **details: object) -> Fault:
    """A fault of a row, in its file or in the store."""
    if row.number:
        file = row.file or schema.file
        return Fault(kind, file, row=row.number, details=details, near=near, sheet=row.sheet)
    return Fault(kind, schema.name, key=str(row.values[schema.key]), details=details, near=near)


def _reference_faults(schema: TableSchema, rows: Rows, view: View) -> Iterator[Fault]:
    for column, table in schema.references:
        if table not in view:
            continue
        targets = _Targets(table, view[table])
        for row in rows.values():
            value = row.values[column]
            if value and value not in targets.known:
                yield targets.fault(schema, row, column, value)


class _Targets:
    """The keys of a table, and what was probably meant by a value that is none of them."""

    def __init__(self, table: str, rows: Mapping[str, Row]) -> None:
        self.table, self.rows, self.known, self.guesses = table, rows, set(rows), dict[str, str]()
        if table == "place":  # a zero dropped there is one fault, not one in each row that leads to it
            self.known |= {"0" + code for code in rows if code.isdigit() and len(code) % 2}

    def fault(self, schema: TableSchema, row: Row, column: str, value: str) -> Fault:
        if self.table == "place" and "0" + value in self.known:
            return fault_at("lost_zero", schema, row, column=column, value=value, repaired="0" + value)
        if self.table == "place" and value.isdigit() and len(value) % 2:
            return fault_at("odd_code", schema, row, column=column, value=value)
        near, remedy = self._remedy(row, value)
        details = {"column": column, "value": value, "table": self.table}
        return fault_at("no_target", schema, row, near, **details, remedy=Fault(remedy, "", details=details))

    def _remedy(self, row: Row, value: str) -> tuple[str, str]:
        """What was meant, or else the sentence that says what to do."""
        if not row.number:  # the store held it until now
            return "", "still_needed"
        if value not in self.guesses:
            self.guesses[value] = self._called(value) or guess_key(value, sorted(self.known))
        if near := self.guesses[value]:
            return near, "nothing"
        return "", "list_of_places" if self.table == "place" else "list_of_keys"

    def _called(self, name: str) -> str:
        """The key of the only row of that name: people write "Phnom Penh" where its code is due."""
        wanted = name.casefold()
        found = {
            key
            for key, row in self.rows.items()
            for column, text in row.values.items()
            if column.startswith(("name", "short")) and isinstance(text, str) and text.casefold() == wanted
        }
        return found.pop() if len(found) == 1 else ""


def _demonstration(schema: TableSchema, rows: Rows, view: View) -> Iterator[Fault]:
    """Made-up rows name a made-up source, and real rows a real one."""
    if "source" not in view or "source_id" not in (column for column, _ in schema.references):
        return
    for row in rows.values():
        source = view["source"].get(row.values["source_id"])
        if source is None:
            continue
        real, made_up = source.values["kind"] != "demonstration", _status(row, view) == "demonstration"
        if made_up == real:
            kind = "made_up_row" if made_up else "made_up_source"
            yield fault_at(kind, schema, row, source=row.values["source_id"])


def _status(row: Row, view: View) -> str:
    """The row's own status; where it has none, that of the project it tells of."""
    if "status" in row.values:
        return str(row.values["status"])
    project = view.get("procurement", {}).get(row.values.get("procurement_id", ""))
    return str(project.values["status"]) if project else ""


def _variant(schema: TableSchema, rows: Rows, view: View) -> Iterator[Fault]:
    """A variant is one of the service's own."""
    if "service_variant" not in view:
        return
    known: dict[str, list[str]] = {}
    for row in view["service_variant"].values():
        known.setdefault(row.values["service_id"], []).append(row.values["variant"])
    for row in rows.values():
        service, variant = row.values["service_id"], row.values["variant"]
        allowed = tuple(sorted(known.get(service, ())))
        if variant and variant not in allowed:
            near = guess_key(variant, allowed)
            yield fault_at("no_variant", schema, row, near, value=variant, service=service, allowed=allowed)


def _one_answer(schema: TableSchema, rows: Rows, view: View) -> Iterator[Fault]:
    """One question has one answer; other answers to it are historical.

    A real row that staff import may stand beside a made-up one of the package. Rows that agree may both stay.
    """
    question = QUESTIONS[schema.name]
    needed = [field.name for field in schema.fields if field.required and field.name in question.asked]
    before: dict[tuple[Any, ...], list[Row]] = {}
    for row in sorted(rows.values(), key=lambda row: row.number):
        if row.values.get("status") == "historical" or any(row.values[column] in (None, "") for column in needed):
            continue
        asked = tuple(_ALIKE.get((column, row.values[column]), row.values[column]) for column in question.asked)
        others = before.setdefault(asked, [])
        if first := next((first for first in others if _contradict(schema, first, row)), None):
            yield _two_answers(schema, first, row)
        else:
            others.append(row)


def _contradict(schema: TableSchema, first: Row, row: Row) -> bool:
    one, other = first.values, row.values
    same_status = one.get("status") == other.get("status")
    if one[schema.key] == other[schema.key] or not (same_status or (first.number and row.number)):
        return False
    told = _told_by_both(schema, first, row)
    return bool(told) and not (same_status and all(one[column] == other[column] for column in told))


def _told_by_both(schema: TableSchema, *rows: Row) -> list[str]:
    """The columns of the answers that all these rows give."""
    answers = QUESTIONS[schema.name].answers
    telling = [[column for column in answer if column not in _ASIDE] for answer in answers]
    return [
        column
        for answer, told in zip(answers, telling, strict=True)
        if all(any(row.values[column] not in (None, "") for column in told) for row in rows)
        for column in answer
    ]


def _two_answers(schema: TableSchema, first: Row, row: Row) -> Fault:
    """Names what differs: the answer, or what answering takes for the same, such as Cambodians and anyone."""
    asked, has_status = QUESTIONS[schema.name].asked, "status" in schema.columns
    columns = (*asked, *_told_by_both(schema, first, row), *(["status"] if has_status else []))
    differing = {column for column in columns if first.values[column] != row.values[column]}
    differing |= {"currency"} if "amount" in differing else set()
    there, here = (
        ", ".join(f"{column} {cell or '–'}" for column, cell in cells if column in differing)
        for cells in (zip(schema.columns, to_cells(schema, one.values), strict=True) for one in (first, row))
    )
    remedy = Fault("one_historical" if has_status else "one_too_many", "")
    return fault_at(
        "two_answers", schema, row, other=_other(schema, first, row), asked=asked, other_value=there, value=here, remedy=remedy
    )  # fmt: skip


def _other(schema: TableSchema, first: Row, row: Row) -> Fault:
    """The other row as a sentence names it, with its file where that is another."""
    if not first.number:
        return Fault("other_stored", schema.file, key=str(first.values[schema.key]))
    if (first.file, first.sheet) == (row.file, row.sheet):
        return Fault("other_row", schema.file, row=first.number)
    place = {"file": first.file or schema.file, "sheet": first.sheet}
    return Fault("at_sheet_row" if first.sheet else "at_row", schema.file, row=first.number, details=place)


def _counted(schema: TableSchema, rows: Rows, view: View) -> Iterator[Fault]:
    """An indicator has a part of a whole, or a value."""
    for row in rows.values():
        part, whole, value = (row.values[column] for column in ("numerator", "denominator", "value"))
        if (part is None) != (whole is None):
            yield fault_at("half_value", schema, row)
        elif part is None and not value:
            yield fault_at("no_value", schema, row)
        elif part is not None and value:
            yield fault_at("two_values", schema, row)
        elif whole is not None and whole <= 0:
            yield fault_at("zero_whole", schema, row)


RULES: dict[str, tuple[Callable[[TableSchema, Rows, View], Iterator[Fault]], ...]] = {
    "service_fee": (_demonstration, _variant, _one_answer),
    "service_document": (_demonstration, _variant),
    "budget_line": (_demonstration, _one_answer),
    "population": (_demonstration, _one_answer),
    "indicator_value": (_demonstration, _counted, _one_answer),
    "disclosure": (_demonstration, _one_answer),
}
