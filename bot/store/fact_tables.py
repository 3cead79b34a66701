"""Tables of facts; one table for each file of the fact package, same names, same columns.

Money is kept in minor units (riel, yen, won: 1; dollars, euros, yuan: 100) as BIGINT.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Float, Integer, String, Table, Text

from bot.store.columns import RowId, UtcTime, metadata

MINOR_UNITS = {"KHR": 1, "JPY": 1, "KRW": 1, "USD": 100, "EUR": 100, "CNY": 100}
FACT_TABLES: dict[str, Table] = {}  # by name; each has a key of one column


def _text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False, default="")


def _both(*names: str) -> list[Column[Any]]:
    return [_text(f"{name}_{language}") for name in names for language in ("km", "en")]


def _key(name: str) -> Column[Any]:
    return Column(name, String(160), primary_key=True)


def _ref(name: str, index: bool = True) -> Column[Any]:
    return Column(name, String(160), nullable=False, default="", index=index)


def _table(name: str, *columns: Column[Any]) -> Table:
    FACT_TABLES[name] = Table(name, metadata, *columns)
    return FACT_TABLES[name]


def _names(name: str, key: str) -> Table:
    return _table(name, _key("alias_id"), _ref(key), _text("alias"), _text("language"))


def _status() -> list[Column[Any]]:
    return [Column("status", String(16), nullable=False), _ref("source_id", index=False)]


source = _table(
    "source",
    _key("source_id"),
    *_both("publisher"),
    *map(_text, ("title", "url", "licence", "kind", "date", "date_kind", "note")),
)
place = _table(
    "place",
    _key("code"),
    _text("level"),
    _text("type"),
    _ref("parent"),
    *_both("name"),
    _text("iso"),
    Column("latitude", Float),
    Column("longitude", Float),
    _ref("source_id", index=False),
)
place_alias = _names("place_alias", "code")
population = _table(
    "population",
    _key("population_id"),
    _ref("code"),
    Column("year", Integer, nullable=False),
    Column("people", BigInteger, nullable=False),
    *_status(),
)
ministry = _table("ministry", _key("ministry_id"), *_both("name", "short"))
ministry_alias = _names("ministry_alias", "ministry_id")
sector = _table("sector", _key("sector_id"), *_both("name", "short"))
sector_alias = _names("sector_alias", "sector_id")
service = _table(
    "service",
    _key("service_id"),
    _ref("sector_id"),
    *_both("name", "short", "where", "eligibility"),
    _text("legal_basis"),
    *_both("deadline", "note"),
    *_status(),
)
service_alias = _names("service_alias", "service_id")
service_variant = _table(
    "service_variant",
    _key("variant_id"),
    _ref("service_id"),
    _text("variant"),
    *_both("name", "short", "words"),
    Column("position", Integer, nullable=False),
)
service_fee = _table(
    "service_fee",
    _key("fee_id"),
    _ref("service_id"),
    _text("variant"),
    _text("applicant"),
    _ref("place_code"),
    Column("amount", BigInteger),
    _text("currency"),
    *_both("basis", "fee_note"),
    Column("max_working_days", Integer),
    *_both("duration", "validity"),
    *_status(),
)
service_document = _table(
    "service_document",
    _key("document_id"),
    _ref("service_id"),
    _text("variant"),
    _text("applicant"),
    Column("position", Integer, nullable=False),
    *_both("text"),
    *_status(),
)
office = _table(
    "office",
    _key("office_id"),
    _text("kind"),
    *_both("name"),
    _ref("place_code"),
    *_both("address"),
    _text("phone"),
    _text("email"),
    *_both("hours"),
    _text("url"),
    _text("ministry_id"),
    *_status(),
)
office_alias = _names("office_alias", "office_id")
office_service = _table("office_service", _key("link_id"), _ref("office_id"), _ref("service_id"))
budget_category = _table(
    "budget_category",
    _key("category_id"),
    _text("side"),
    _ref("parent"),
    *_both("name", "short"),
    Column("position", Integer, nullable=False),
    _text("ministry_id"),
    _text("akin"),
)
category_alias = _names("category_alias", "category_id")
budget_line = _table(
    "budget_line",
    _key("line_id"),
    _ref("place_code"),
    Column("fiscal_year", Integer, nullable=False),
    _ref("category_id"),
    _ref("ministry_id"),
    _text("stage"),
    _text("measure"),
    Column("amount", BigInteger, nullable=False),
    _text("currency"),
    _text("approximate"),
    *_both("note"),
    *_status(),
)
procurement = _table(
    "procurement",
    _key("procurement_id"),
    _text("record"),
    *_both("title", "short"),
    _ref("ministry_id"),
    *_both("buyer", "method"),
    Column("year", Integer),
    _text("date"),
    _ref("place_code"),
    *_both("funder", "state", "note"),
    *_status(),
)
procurement_alias = _names("procurement_alias", "procurement_id")
supplier = _table("supplier", _key("supplier_id"), *_both("name"))
supplier_alias = _names("supplier_alias", "supplier_id")
award = _table(
    "award",
    _key("award_id"),
    _ref("procurement_id"),
    _ref("supplier_id"),
    Column("amount", BigInteger),
    _text("currency"),
    _text("meaning"),
    _text("approximate"),
    _text("date"),
    *_both("note"),
    *_status(),
)
disclosure = _table(
    "disclosure",
    _key("disclosure_id"),
    _ref("procurement_id"),
    _text("item"),
    _text("state"),
    *_both("evidence"),
    _text("date"),
    _ref("source_id", index=False),
)
indicator = _table("indicator", _key("indicator_id"), *_both("name", "unit"), _text("category_id"))
indicator_alias = _names("indicator_alias", "indicator_id")
indicator_value = _table(
    "indicator_value",
    _key("value_id"),
    _ref("indicator_id"),
    _text("period"),
    _ref("place_code"),
    _ref("ministry_id"),
    Column("numerator", BigInteger),
    Column("denominator", BigInteger),
    _text("value"),
    _text("reported"),
    *_both("note"),
    *_status(),
)

fact_load = Table(
    "fact_load",
    metadata,
    Column("id", RowId, primary_key=True),  # the newest id is the version of the facts
    Column("at", UtcTime, nullable=False),
    Column("what", Text, nullable=False),  # package, or import: and the names of the tables
    Column("digest", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("who", String(64), nullable=False, default="", server_default=""),  # of the staff
    Column("file", Text, nullable=False, default="", server_default=""),  # name of what was handed in
    Column("reverts", BigInteger),  # the load that this one takes back
)
# Rows that staff imported (or took out) by a file of their own: loading the package leaves them alone.
fact_import_row = Table(
    "fact_import_row",
    metadata,
    Column("table", String(32), primary_key=True),
    Column("key", String(160), primary_key=True),
    Column("load_id", BigInteger, nullable=False),  # of fact_load
)
# What each import of staff changed, so that it can be shown and taken back.
fact_change = Table(
    "fact_change",
    metadata,
    Column("load_id", BigInteger, primary_key=True),  # of fact_load
    Column("table", String(32), primary_key=True),
    Column("key", String(160), primary_key=True),
    Column("before", JSON(none_as_null=True)),  # the row; null where there was none
    Column("after", JSON(none_as_null=True)),  # null where it was taken out
)
