"""Words of the event register for staff: kinds of events, topics, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.facts import Both

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

_PROBLEMS: Mapping[str, Both] = {
    "required": Both("ត្រូវបំពេញ។", "must be filled in."),
    "date": Both(
        "«{value}» មិនមែនកាលបរិច្ឆេទទេ។ សូមសរសេរដូចនេះ៖ 2026-11-23។", "'{value}' is no date. Write it as 2026-11-23."
    ),
    "place": Both("«{value}» មិនមែនលេខកូដទីកន្លែង (NCDD) ទេ។{near}", "'{value}' is no place code (NCDD).{near}"),
    "choice": Both("«{value}» មិនត្រូវទេ។ សូមជ្រើស៖ {known}។", "cannot be '{value}'. It is one of: {known}."),
    "count": Both(
        "«{value}» មិនមែនចំនួនមនុស្សទេ។ សូមសរសេរលេខ ឬទុកទទេ បើមិនបានរាប់។",
        "'{value}' is no number of people. Write a whole number, or nothing where nobody counted.",
    ),
    "code": Both(
        "កូដ «{value}» ប្រើមិនបានទេ៖ ត្រូវមានអក្សរឡាតាំង និងលេខ ពី ៣ ដល់ ២០ តួ ដូចជា EV26-051។",
        "'{value}' cannot be a code: it has Latin letters and digits, 3 to 20 in all, such as EV26-051.",
    ),
    "taken": Both(
        "កូដ «{value}» ស្រដៀងនឹង «{other}» ដែលមានរួចហើយ។ សូមប្តូរ។",
        "'{value}' would be mixed up with '{other}', which is there already. Choose another.",
    ),
    "there": Both(
        "មានព្រឹត្តិការណ៍ {value} រួចហើយ។ សូមបើកវាដើម្បីកែ ឬប្រើកូដផ្សេង។",
        "there is an event {value} already. Open it to change it, or choose another code.",
    ),
    "same": Both(
        "មានព្រឹត្តិការណ៍ {other} ឈ្មោះនេះ នៅថ្ងៃ និងទីកន្លែងនេះរួចហើយ។ បើជាព្រឹត្តិការណ៍ផ្សេង សូមដាក់ឈ្មោះផ្សេង។",
        "the event {other} has this name, day and place already. If yours is another one, give it another name.",
    ),
    "twice": Both("កូដ «{value}» មានក្នុងជួរទី {row} រួចហើយ។", "the code '{value}' stands in row {row} already."),
    "long": Both("វែងពេក៖ មិនលើស {longest} តួអក្សរ។", "is too long: {longest} letters at most."),
    "column": Both("គ្មានជួរឈរឈ្មោះនេះទេ។{near}", "there is no such column.{near}"),
    "missing": Both("ខ្វះជួរឈរនេះ។", "this column is missing."),
    "cells": Both("មានក្រឡាច្រើនជាងជួរឈរ។", "there are more cells than columns."),
    "empty": Both("គ្មានជួរទិន្នន័យទេ។", "there are no rows."),
    "utf8": Both(
        "ឯកសារនេះមិនបានរក្សាជា UTF-8 ទេ។ សូមរក្សាទុកជា «CSV UTF-8»។", "is not saved as UTF-8. Save it as “CSV UTF-8”."
    ),
    "busy": Both(
        "មានអ្នកផ្សេងកំពុងបន្ថែមព្រឹត្តិការណ៍ច្រើនក្នុងពេលតែមួយ។ សូមព្យាយាមម្តងទៀត។",
        "others are adding many events at this moment. Try again.",
    ),
    "near": Both(" តើចង់សរសេរ {near} មែនទេ?", " Did you mean {near}?"),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell of an event; ``row`` 0: no file was read."""

    kind: str
    column: str = ""
    row: int = 0
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """The sentence for whoever can mend it, with row and column."""
        values = dict(self.values)
        if near := values.get("near"):
            values["near"] = _PROBLEMS["near"].get(language).format(near=near)
        text = _PROBLEMS[self.kind].get(language).format(**{"near": "", **values})
        row = (f"ជួរទី {self.row}" if language == "km" else f"row {self.row}") if self.row else ""
        where = ", ".join(part for part in (row, self.column) if part)
        return f"{where}: {text}" if where else text
