"""Checks facts against one another: keys that lead nowhere, and rules that hold between rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.faults.fault import Fault
from bot.faults.likely import guess_key
from bot.store.fact_schema import TableSchema

BUDGET_LINE = ("place_code", "fiscal_year", "category_id", "ministry_id", "stage", "measure")


@dataclass(frozen=True)
class Row:
    """A row as the store keeps it. ``number`` is its row in the file; 0 for a row that lies in the store."""

    number: int
    values: Mapping[str, Any]
    file: str = ""  # where it is not the file of its table: a workbook
    sheet: str = ""


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


def _one_line(schema: TableSchema, rows: Rows, view: View) -> Iterator[Fault]:
    """A place's budget has one figure for one thing; other figures of it are historical.

    A real figure that staff import may stand beside a made-up one of the package.
    """
    seen: dict[tuple[Any, ...], Row] = {}
    for row in sorted(rows.values(), key=lambda row: row.number):
        if row.values["status"] == "historical":
            continue
        line = tuple(row.values[column] for column in BUDGET_LINE)
        same_status = seen.setdefault((*line, row.values["status"]), row)
        same_files = seen.setdefault(line, row) if row.number else row
        first = same_status if same_status is not row else same_files
        if first is not row:
            kind = "other_row" if first.number else "other_stored"
            other = Fault(kind, schema.file, row=first.number, key=str(first.values[schema.key]))
            yield fault_at("same_line", schema, row, other=other)


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
    "service_fee": (_demonstration, _variant),
    "service_document": (_demonstration, _variant),
    "budget_line": (_demonstration, _one_line),
    "indicator_value": (_demonstration, _counted),
}
