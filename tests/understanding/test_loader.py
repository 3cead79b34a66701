"""Intent files: every value is text, and every fault names file, line, cause and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import IntentFileError
from bot.faults.likely import guess
from bot.understanding.catalogue import Example, SelfTest
from bot.understanding.loader import load_file, load_folder

WHOLE = """\
intent: fee
kind: aspect
topic: services
reviewed: 2026-11-23
title:
  km: ថ្លៃ
  en: Fee
ask:
  km: |
    ថ្លៃប៉ុន្មាន

    តម្លៃ
  en: |
    how much
needs: service
uses: place, year
answer:
  km: |
    ((fees))
  en: |
    ((fees))
buttons: days, where
tests:
  - says: what does it cost
    has: 30,000 | ៛
    names: place=0102
"""
WORDS_OF_A_FILE = (
    "intent, kind, topic, owner, reviewed, title, ask, needs, uses, alone, facts, does, source, answer, buttons, tests"
)


def read(tmp_path: Path, text: str | bytes, name: str = "fee.yaml") -> object:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_file(path, f"intents/{name}")


def test_a_whole_file_is_read_as_written(tmp_path: Path) -> None:
    intent = read(tmp_path, WHOLE)
    assert intent.examples == (Example("ថ្លៃប៉ុន្មាន", "km", 10), Example("តម្លៃ", "km", 12), Example("how much", "en", 14))
    assert (intent.needs, intent.uses, intent.buttons) == (("service",), ("place", "year"), ("days", "where"))
    assert intent.answer.en == "((fees))" and intent.path == "intents/fee.yaml"
    assert intent.tests == (SelfTest("what does it cost", "fee", ("30,000", "៛"), {"place": "0102"}, 24),)
    assert intent.knows == {"service", "place", "year"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("topic: services", "topik: services", 'intents/fee.yaml, line 3: there is no key "topik". Did you mean "topic"?'),
        ("topic: services", "zzz: services", 'intents/fee.yaml, line 1: the key "topic" is missing.\n'
         'intents/fee.yaml, line 3: there is no key "zzz".'),
        ("  en: Fee\n", "", 'intents/fee.yaml, line 5: "title" has no text in "en". Write it in both languages.'),
        ("  en: Fee\n", "  en:\n", 'intents/fee.yaml, line 5: "title" has no text in "en". Write it in both languages.'),
        ("  en: Fee\n", "  fr: Prix\n", 'intents/fee.yaml, line 5: "title" has no text in "en". Write it in both languages.\n'
         'intents/fee.yaml, line 7: there is no key "fr".'),
        ("kind: aspect", "kind: aspect\nkind: talk", 'intents/fee.yaml, line 3: the key "kind" stands here twice. Keep one.'),
        ("kind: aspect\n", "", 'intents/fee.yaml, line 1: the key "kind" is missing.'),
        ("reviewed: 2026-11-23\n", "", 'intents/fee.yaml, line 1: the key "reviewed" is missing.'),
        ("kind: aspect", "kind: aspects", 'intents/fee.yaml, line 2: "kind" cannot be "aspects". Did you mean "aspect"?'),
        ("kind: aspect", "kind: x", 'intents/fee.yaml, line 2: "kind" cannot be "x". It is one of: aspect, answer, talk.'),
        ("kind: aspect", "kind:\n  - a", 'intents/fee.yaml, line 2: "kind" must be one line of text.'),
        ("topic: services", "topic: service", 'intents/fee.yaml, line 3: "topic" cannot be "service". Did you mean "services"?'),
        ("needs: service", "needs: servise", 'intents/fee.yaml, line 15: "servise" is no kind of name. Did you mean "service"?'),
        ("needs: service", "needs: fish", 'intents/fee.yaml, line 15: "fish" is no kind of name. '
         "Known: place, service, sector, project, supplier, ministry, category, indicator, office, year."),
        ("intent: fee", "intent: fees", 'intents/fee.yaml, line 1: the intent is called "fees" but the file "fee". Make them equal.'),
        ("needs: service", "does: forgets", 'intents/fee.yaml, line 15: "does" cannot be "forgets". Did you mean "forget"?'),
        ("  en: |\n    how much\n", "", 'intents/fee.yaml, line 8: "ask" has no questions in "en". Write some, one on each line.'),
        ("  - says: what", "  - say: what", 'intents/fee.yaml, line 24: there is no key "say". Did you mean "says"?'),
        ("    has: 30", "    hass: 30", 'intents/fee.yaml, line 25: there is no key "hass". Did you mean "has"?'),
        ("  - says: what does it cost\n    has", "  - has", 'intents/fee.yaml, line 24: the key "says" is missing.'),
        ("place=0102", "plaice=0102",
         'intents/fee.yaml, line 26: "names" is written as kind=id, for example place=0102.'),
        ("  - says: what does it cost\n    has: 30,000 | ៛\n    names: place=0102\n", "  says: what\n",
         'intents/fee.yaml, line 23: "tests" must be a list; each test begins with `- says:`.'),
        ("  km: ថ្លៃ", "\tkm: ថ្លៃ", "intents/fee.yaml, line 6: this line cannot be read. "
         "Put `|` after the key and the text on the next lines, indented by two spaces; use no tabs."),
        ("  km: ថ្លៃ", "  km: ថ្លៃ: ពីរ", "intents/fee.yaml, line 6: this line cannot be read. "
         "Put `|` after the key and the text on the next lines, indented by two spaces; use no tabs."),
        ("  en: |\n    how much\n", "  en:\n    - how much\n",
         "intents/fee.yaml, line 13: here must be text. Put `|` after the key and the text on the next lines."),
        ("  en: Fee\n", "  en:\n    a: b\n",
         "intents/fee.yaml, line 7: here must be text. Put `|` after the key and the text on the next lines."),
        (WHOLE, "", "intents/fee.yaml, line 1: this file is empty."),
        (WHOLE, "# nothing yet\n", "intents/fee.yaml, line 1: this file is empty."),
        (WHOLE, "- a\n- b\n", f"intents/fee.yaml, line 1: here must be `key: value` lines. The keys are: {WORDS_OF_A_FILE}."),
        (WHOLE, "intent: \x01", "intents/fee.yaml: this file holds a character that cannot be read. Type it again."),
    ],
)  # fmt: skip
def test_a_fault_is_told_whole(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in WHOLE
    with pytest.raises(IntentFileError) as fault:
        read(tmp_path, WHOLE.replace(old, new, 1))
    assert str(fault.value) == message


def test_a_mark_at_the_beginning_of_the_file_does_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeff" + WHOLE) == read(tmp_path, WHOLE)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntentFileError) as fault:
        read(tmp_path, WHOLE.encode("utf-16"))
    assert str(fault.value) == "intents/fee.yaml: this file is not saved as UTF-8. Save it again as UTF-8."


def test_a_name_can_be_taken_once(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "intents" / folder).mkdir(parents=True)
        read(tmp_path / "intents" / folder, WHOLE)
    with pytest.raises(IntentFileError) as fault:
        load_folder(tmp_path / "intents")
    assert str(fault.value) == (
        'intents/b/fee.yaml, line 1: the name "fee" is already taken by intents/a/fee.yaml. Choose another.'
    )


@pytest.mark.parametrize("text", ["No", "yes", "0102", "8:30", "2026-11-23", "1_000", "~", "null", "1e3", "0x1F", "on"])
def test_what_yaml_takes_for_other_things_stays_text(tmp_path: Path, text: str) -> None:
    intent = read(tmp_path, WHOLE.replace("en: Fee", f"en: {text}").replace("place=0102", f"place={text}"))
    assert intent.title.en == text and intent.tests[0].names == {"place": text}


def test_a_folder_is_read_with_its_folders_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "intents" / "services").mkdir(parents=True)
    read(tmp_path / "intents" / "services", WHOLE)
    (tmp_path / "intents" / "README.md").write_text("not an intent")
    assert list(load_folder(tmp_path / "intents")) == ["fee"]


@pytest.mark.parametrize(("word", "said"), [("procurment", "procurement"), ("xyz", ""), ("", "")])
def test_a_near_word_is_guessed(word: str, said: str) -> None:
    assert guess(word, ["procurement", "budget"]) == said
