"""The form of an intent file: its keys, what may stand after each, and what each is for.

The loader, the checks and the schema for editors all read this one table.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.facts import Both
from bot.domain.talk import Language
from bot.understanding.catalogue import KINDS, NAMES, TOPICS

LANGUAGES: tuple[Language, ...] = ("km", "en")
ACTIONS = ("welcome", "menu", "language", "person", "forget", "known", "repeat", "refuse")
TITLE = 20  # code points of a button (Meta: Send API, buttons and quick replies)
QUESTIONS = 8  # in each language; fewer are too few to be found by
BUTTONS = 13  # below one message (Meta: quick replies)


@dataclass(frozen=True)
class Key:
    """One key. ``shape``: line, date, choice, choices (with commas), words (with commas), both (a text in each
    language), questions, tests, parts (with upright strokes), pairs (kind=id, with commas)."""

    shape: str
    meaning: Both
    required: bool = False
    choices: tuple[str, ...] = ()


KEYS: dict[str, Key] = {
    "intent": Key("line", Both("ឈ្មោះឯកសារ គ្មាន .yaml", "The file's name without .yaml"), required=True),
    "kind": Key(
        "choice",
        Both(
            "aspect៖ សួររឿងមួយអំពីឈ្មោះក្នុងទិន្នន័យ · answer៖ ចំណេះដឹងថេរ · talk៖ អំពីការសន្ទនា",
            "aspect: asks one thing about a name in the facts · answer: fixed knowledge · talk: the talk itself",
        ),
        required=True,
        choices=KINDS,
    ),
    "topic": Key("choice", Both("ប្រធានបទក្នុងរបាយការណ៍", "The subject in reports"), required=True, choices=TOPICS),
    "owner": Key("line", Both("អ្នកថែទាំឯកសារនេះ", "Who keeps this file right")),
    "reviewed": Key("date", Both("ថ្ងៃដែលមានអ្នកអានវាចុងក្រោយ", "When somebody last read it"), required=True),
    "title": Key("both", Both("អក្សរលើប៊ូតុង យ៉ាងច្រើន ២០ តួ", "On buttons, at most 20 signs"), required=True),
    "ask": Key("questions", Both("សំណួរ មួយបន្ទាត់មួយ យ៉ាងតិច ៨", "Questions, one on each line, at least eight")),
    "needs": Key(
        "choices",
        Both("ឈ្មោះដែលបុតត្រូវសួរ បើពលរដ្ឋមិនបានប្រាប់", "Names the bot asks for when they were not said"),
        choices=NAMES,
    ),
    "uses": Key("choices", Both("ឈ្មោះដែលធ្វើឲ្យចម្លើយកាន់តែច្បាស់", "Names that sharpen the answer"), choices=NAMES),
    "alone": Key("choice", Both("ឆ្លើយពេលមានតែឈ្មោះ", "Answers a bare name of this kind"), choices=NAMES),
    "facts": Key("line", Both("ធ្នើទិន្នន័យដែលបំពេញប្រហោង", "The shelf of facts that fills the holes")),
    "does": Key("choice", Both("អ្វីដែល talk ធ្វើក្រៅពីនិយាយ", "What a talk intent does besides speaking"), choices=ACTIONS),
    "source": Key("words", Both("លេខសម្គាល់ក្នុង source.csv, មួយ ឬច្រើន", "Keys of source.csv, with commas between")),
    "answer": Key("both", Both("ចម្លើយ", "The answer"), required=True),
    "buttons": Key("words", Both("ឈ្មោះឯកសារផ្សេង បំបែកដោយក្បៀស", "Names of other files, with commas between")),
    "tests": Key("tests", Both("សំណួរដែលត្រូវឆ្លើយឲ្យត្រូវ", "Questions that must be answered rightly")),
}
TEST_KEYS: dict[str, Key] = {
    "says": Key("line", Both("សំណួរសាកល្បង មិនដូចបន្ទាត់ណាក្នុង ask", "A question that is no line of ask"), required=True),
    "goes-to": Key("line", Both("ឯកសារដែលត្រូវឆ្លើយ បើមិនមែនឯកសារនេះ", "The file that must answer, if not this one")),
    "has": Key("parts", Both("អ្វីដែលចម្លើយត្រូវមាន បំបែកដោយ |", "What the answer must hold, with | between")),
    "names": Key("pairs", Both("ឈ្មោះដែលត្រូវរកឃើញ ដូចជា place=0102", "Names that must be found, as place=0102")),
}
