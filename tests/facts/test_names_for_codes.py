"""Who writes a name where a code is due is told the code."""

from __future__ import annotations

import pytest

from bot.settings import ROOT
from bot.store.fact_links import Row, link_faults
from bot.store.fact_schema import read_schemas

PLACES = {"1201": ("ចំការមន", "Chamkar Mon"), "0301": ("ជើងព្រៃ", "Cheung Prey"), "0901": ("ជើងព្រៃ", "Cheung Prey")}


def place(code: str, km: str, en: str) -> Row:
    return Row(0, {"code": code, "parent": "", "source_id": "", "name_km": km, "name_en": en})


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("ចំការមន", 'is not in place. Did you mean "1201"?'),
        ("chamkar mon", 'is not in place. Did you mean "1201"?'),
        ("Cheung Prey", "is not in place. All codes of places stand in place.csv"),  # two are called so
    ],
)
def test_a_name_that_one_place_has_leads_to_its_code(written: str, told: str) -> None:
    schemas = [schema for schema in read_schemas(ROOT / "facts")[0] if schema.name in ("place", "place_alias")]
    alias = Row(2, {"alias_id": "a", "code": written, "alias": "x", "language": "en", "source_id": ""})
    view = {"place": {code: place(code, *names) for code, names in PLACES.items()}, "place_alias": {"a": alias}}
    (fault,) = link_faults(schemas, view)
    assert told in str(fault) and f'code "{written}"' in str(fault)
