"""Questions and tests are added to an intent file, and nothing else of it changes."""

from __future__ import annotations

import difflib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.editing import EditError, add_questions, add_tests, one_line
from bot.settings import ROOT

FILES = sorted((ROOT / "intents").rglob("*.yaml"))
FILE = """\
# Written by the One Window team.
intent: fee   # keep this name

title: {km: ថ្លៃ, en: Fee}
ask:
  km: |
    ថ្លៃប៉ុន្មាន
    # not a remark: a block is plain text

  # a remark between the languages
  en: |
      how much is it

tests:
  - says: what does it cost
    has: "30,000: riel"   # a remark on a test

# the end
"""


def added(before: str, after: str) -> list[str]:
    """The added lines; fails when any line is taken out or changed."""
    difference = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    assert not [line for line in difference if line.startswith("- ")]
    return [line[2:] for line in difference if line.startswith("+ ")]


def test_a_question_is_added_after_the_last_of_its_language() -> None:
    after = add_questions(FILE, "km", ["អស់លុយប៉ុន្មាន"])
    assert added(FILE, after) == ["    អស់លុយប៉ុន្មាន"]
    assert "plain text\n    អស់លុយប៉ុន្មាន\n\n  # a remark" in after


def test_the_indent_of_the_block_is_followed() -> None:
    assert added(FILE, add_questions(FILE, "en", ["how much do I pay", "price?"])) == [
        "      how much do I pay",
        "      price?",
    ]


def test_a_test_is_added_after_the_last() -> None:
    after = add_tests(FILE, [{"says": "price please", "has": "៣០,០០០ | ៛"}])
    assert added(FILE, after) == ["  - says: price please", "    has: ៣០,០០០ | ៛"]
    assert after.endswith("    has: ៣០,០០០ | ៛\n\n# the end\n")


def test_signs_that_yaml_would_misread_are_quoted() -> None:
    says = [
        "price: how much?",
        "# of papers",
        "- 3",
        "'quoted",
        "yes, [no]",
        "{a}",
        "what is this:",
        '"',
        "@me",
        "a #b",
    ]
    after = add_tests(FILE, [{"says": word} for word in says])
    assert [test["says"] for test in yaml.load(after, Loader=yaml.BaseLoader)["tests"]][1:] == says


def test_what_is_there_is_not_added_again() -> None:
    assert add_questions(FILE, "en", [" how much  is it "]) == FILE
    assert add_tests(FILE, [{"says": "what does it cost"}]) == FILE
    assert added(FILE, add_questions(FILE, "en", ["price", "price"])) == ["      price"]


def test_a_file_without_tests_gets_its_first() -> None:
    file = FILE[: FILE.index("tests:")]
    assert added(file, add_tests(file, [{"says": "price"}])) == ["tests:", "  - says: price"]
    assert added("tests:\nintent: a\n", add_tests("tests:\nintent: a\n", [{"says": "price"}])) == ["  - says: price"]


def test_dashes_without_indent_and_a_last_line_without_an_end_stay() -> None:
    file = "ask:\n  km: |\n    ក\ntests:\n- says: a\n  has: b"
    assert add_tests(file, [{"says": "c"}]) == file + "\n- says: c"


def test_line_ends_of_windows_stay() -> None:
    file = FILE.replace("\n", "\r\n")
    after = add_tests(add_questions(file, "km", ["ប៉ុន្មាន"]), [{"says": "price"}])
    assert after.count("\r\n") == after.count("\n") == file.count("\n") + 2
    assert after.replace("    ប៉ុន្មាន\r\n", "").replace("  - says: price\r\n", "") == file


def test_an_empty_block_gets_its_first_question() -> None:
    file = "ask:\n  km: |\n  en: |\n    a\n"
    assert add_questions(file, "km", ["ប៉ុន្មាន"]) == "ask:\n  km: |\n    ប៉ុន្មាន\n  en: |\n    a\n"


def test_a_question_becomes_one_clean_line() -> None:
    assert one_line(" ថ្លៃ\u200bប៉ុន្មាន\n\tដែរ\x07 ") == "ថ្លៃប៉ុន្មាន ដែរ"


@pytest.mark.parametrize(
    ("file", "code", "line"),
    [
        ("ask:\n  km: one question\n", "no-block", 2),
        ("ask:\n  km: >\n    one question\n", "no-block", 2),
        ("ask:\n  en: |\n    a\n", "no-block", 1),
        ("intent: [a\n", "not-yaml", 2),
        ("- a\n", "not-yaml", 1),
        ("", "not-yaml", 1),
    ],
)
def test_a_file_built_otherwise_is_refused_and_the_line_named(file: str, code: str, line: int) -> None:
    with pytest.raises(EditError) as refused:
        add_questions(file, "km", ["ប៉ុន្មាន"])
    assert (refused.value.code, refused.value.line) == (code, line)


@pytest.mark.parametrize("tests", ["tests: [{says: a}]\n", "tests: none\n", "tests: []\n"])
def test_tests_that_are_no_list_of_lines_are_refused(tests: str) -> None:
    with pytest.raises(EditError, match="not-a-list"):
        add_tests(tests, [{"says": "b"}])


def test_nothing_is_no_question() -> None:
    with pytest.raises(EditError, match="empty"):
        add_questions(FILE, "km", [" \u200b "])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_file_takes_a_question_and_a_test(path: object) -> None:
    text = path.read_bytes().decode("utf-8")  # type: ignore[attr-defined]
    if "\nask:" not in text:
        return
    after = add_tests(add_questions(text, "en", ["zz top of the list"]), [{"says": "zz bottom: of it"}])
    first = [] if "\ntests:" in text else ["tests:"]
    assert added(text, after) == ["    zz top of the list", *first, '  - says: "zz bottom: of it"']


@given(st.text(min_size=1).filter(lambda text: any(letter.isalnum() for letter in text)))
def test_any_question_is_read_back_as_it_was_written(question: str) -> None:
    line = one_line(question)
    after = add_tests(add_questions(FILE, "km", [question]), [{"says": question}])
    read = yaml.load(after, Loader=yaml.BaseLoader)
    assert line in read["ask"]["km"].split("\n")
    assert line in [test["says"] for test in read["tests"]]
