"""What staff are told: the same faults in both languages, with the same holes, each one used."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.faults.english import ENGLISH
from bot.faults.fault import WARNINGS, Fault, say, sentence
from bot.faults.khmer import KHMER
from bot.settings import ROOT

CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "bot").rglob("*.py")
    if path.name not in ("english.py", "khmer.py")
)
PUNCTUATION = {"colon", "nothing", "at_file"}


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_sentences_with_the_same_holes() -> None:
    assert list(ENGLISH) == list(KHMER)
    assert [kind for kind in ENGLISH if holes(ENGLISH[kind]) != holes(KHMER[kind])] == []


@pytest.mark.parametrize("kind", sorted(set(ENGLISH) - PUNCTUATION))
def test_a_khmer_sentence_is_khmer_and_every_sentence_is_used(kind: str) -> None:
    if ENGLISH[kind] != KHMER[kind] and kind != "tabs":
        assert re.search("[\u1780-\u17ff]", KHMER[kind])
    assert not re.search("[\u200b-\u200f\ufeff]", KHMER[kind])
    named = kind.removeprefix("event_")  # sentences about events are named in two parts
    said = re.search(rf"\b{kind}\b", CODE) or (named != kind and f'"{named}"' in CODE)
    assert said or kind.startswith(("at_", "not_in", "not_num")), kind


def test_warnings_are_faults_that_exist() -> None:
    assert set(ENGLISH) >= WARNINGS
    assert Fault("stale", "a").is_warning and not Fault("no_key", "a").is_warning


def test_a_long_value_is_cut_between_letters() -> None:
    word = "ស្រុកខ្មែរ" * 20
    told = say(Fault("test_lacks", "a.yaml", line=3, details={"question": word, "part": "x"}))
    shown = told.split('"')[1].removesuffix("…")
    assert word.startswith(shown) and len(shown) < 60
    assert not "\u17b4" <= word[len(shown)] <= "\u17d3" and shown[-1] != "\u17d2"


@pytest.mark.parametrize(
    ("fault", "km", "en"),
    [
        (Fault("empty_file", "a.yaml", line=1), "a.yaml បន្ទាត់ទី 1៖ ឯកសារនេះទទេ។", "a.yaml, line 1: this file is empty."),
        (
            Fault("required", "b.xlsx", row=4, sheet="place", details={"column": "code"}),
            "b.xlsx សន្លឹក place ជួរទី 4៖ code ទទេ តែត្រូវតែបំពេញ។",
            "b.xlsx, sheet place, row 4: code is empty and must not be.",
        ),
        (
            Fault("no_key", "a.yaml", line=2, details={"key": "tile"}, near="title"),
            "a.yaml បន្ទាត់ទី 2៖ គ្មានពាក្យគន្លឹះ «tile» ទេ។ តើចង់សរសេរ «title» មែនទេ?",
            'a.yaml, line 2: there is no key "tile". Did you mean "title"?',
        ),
    ],
)
def test_a_fault_names_its_place_in_either_language(fault: Fault, km: str, en: str) -> None:
    assert (say(fault, "km"), say(fault, "en")) == (km, en)


def test_khmer_prose_has_khmer_digits_and_what_is_looked_up_stays_as_it_is_typed() -> None:
    long = Fault("title_long", "a.yaml", line=12, details={"language": "km", "length": 1024, "longest": 20})
    assert say(long, "km") == ("a.yaml បន្ទាត់ទី 12៖ ចំណងជើង «km» មាន ១,០២៤ តួ។ ប៊ូតុងបង្ហាញបានតែ ២០ តួ។ សូមសរសេរឲ្យខ្លី។")
    assert "has 1,024 signs" in say(long, "en")
    twice = Fault("key_twice", "a.csv", row=7, details={"column": "code", "value": "12", "row_before": 3})
    assert say(twice, "km") == "a.csv ជួរទី 7៖ code «12» ជាលេខសម្គាល់នៃជួរទី 3 រួចហើយ។"
    assert sentence("loaded_as", "km", number=14).endswith("`bot facts revert 14`។")
    assert sentence("verdict", "km", errors=0, warnings=1200) == "កំហុស ០ ការព្រមាន ១,២០០។"
