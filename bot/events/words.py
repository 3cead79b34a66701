"""Words of the event register for staff: kinds of events, topics, columns, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.facts import Both
from bot.faults.fault import sentence

TYPES: Mapping[str, Both] = {
    "forum": Both("វេទិកាសាធារណៈ", "public forum"),
    "meeting": Both("ប្រជុំ", "meeting"),
    "training": Both("វគ្គបណ្តុះបណ្តាល", "training"),
    "school": Both("នៅសាលារៀន", "at a school"),
    "visit": Both("ចុះតាមផ្ទះ", "door to door"),
    "broadcast": Both("វិទ្យុ ទូរទស្សន៍", "radio or television"),
    "online": Both("តាមអនឡាញ", "online"),
    "other": Both("ផ្សេងទៀត", "other"),
}
TOPICS: Mapping[str, Both] = {
    "all": Both("ទាំងអស់", "all topics"),
    "budget": Both("ថវិកា", "budgets"),
    "services": Both("សេវាសាធារណៈ", "public services"),
    "procurement": Both("លទ្ធកម្ម", "procurement"),
}

COLUMNS: Mapping[str, Both] = {
    "code": Both("កូដខ្លី", "Short code"),
    "date": Both("ថ្ងៃដំបូង", "First day"),
    "place": Both("ទីកន្លែង (ឈ្មោះ ឬកូដ NCDD)", "Place (name or NCDD code)"),
    "type": Both("ប្រភេទ", "Type"),
    "topic": Both("ប្រធានបទ", "Topic"),
    "organiser": Both("អ្នករៀបចំ", "Organiser"),
    "name_km": Both("ឈ្មោះជាភាសាខ្មែរ", "Name in Khmer"),
    "name_en": Both("ឈ្មោះជាភាសាអង់គ្លេស", "Name in English"),
    "paper_women": Both("ស្ត្រីក្នុងបញ្ជីវត្តមាន", "Women on the signed list"),
    "paper_men": Both("បុរសក្នុងបញ្ជីវត្តមាន", "Men on the signed list"),
    "paper_unknown": Both("មិនមានភេទក្នុងបញ្ជីវត្តមាន", "On the signed list without a sex"),
}
"""What the columns of the register are called in a form."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell of an event; ``row`` 0: no file was read."""

    kind: str
    column: str = ""
    row: int = 0
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """The sentence for whoever can mend it, with row and column."""
        near = self.values.get("near")
        values = {**self.values, "near": sentence("event_near", language, near=near) if near else ""}
        text = sentence(f"event_{self.kind}", language, **values)
        row = sentence("other_row", language, row=self.row) if self.row else ""
        where = ", ".join(part for part in (row, self.column) if part)
        return f"{where}: {text}" if where else text
