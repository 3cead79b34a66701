"""The bot's own sentences: read from gettext files, and each fault named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.phrases import read_phrases
from bot.errors import IntentFileError

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def folder(tmp_path: Path, **texts: str) -> Path:
    for language, text in texts.items():
        path = tmp_path / language / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        path.write_text(HEAD + text, encoding="utf-8")
    return tmp_path


def phrase(key: str, text: str) -> str:
    return f'msgid "{key}"\nmsgstr "{text}"\n\n'


def test_phrases_are_read_in_both_languages(tmp_path: Path) -> None:
    phrases = read_phrases(folder(tmp_path, km=phrase("hi", "សួស្តី"), en=phrase("hi", "Hello\\nthere")))
    assert (phrases("hi", "km"), phrases("hi", "en"), phrases.known()) == ("សួស្តី", "Hello\nthere", {"hi"})


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"km": phrase("hi", "ក")}, "{0}/en/LC_MESSAGES/messages.po: this file of phrases is missing."),
        ({}, "{0}/km/LC_MESSAGES/messages.po: this file of phrases is missing."),
        (
            {"km": phrase("hi", "ក") + phrase("bye", "ខ"), "en": phrase("hi", "a")},
            '{0}/en: the phrase "bye" is missing.',
        ),
        (
            {"km": phrase("hi", "ក"), "en": phrase("hi", "a") + phrase("bye", "b")},
            '{0}/km: the phrase "bye" is missing.',
        ),
        (
            {"km": phrase("hi", "ក"), "en": phrase("hi", "")},
            '{0}/en/LC_MESSAGES/messages.po, line 4: "hi" has no text. Write it.',
        ),
    ],
)
def test_a_fault_is_told_whole(tmp_path: Path, texts: dict[str, str], message: str) -> None:
    with pytest.raises(IntentFileError) as fault:
        read_phrases(folder(tmp_path, **texts))
    assert str(fault.value) == message.format(tmp_path)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (b"\xff\xfe", ": this file is not saved as UTF-8. Save it again as UTF-8."),
        (b"nonsense\n", ", line 1: this line cannot be read. Look at its quotes."),
        (b'msgid "hi"\nmsgtr "b"\n', ", line 2: this line cannot be read. Look at its quotes."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, broken: bytes, said: str) -> None:
    path = folder(tmp_path, km=phrase("hi", "ក"), en="") / "en" / "LC_MESSAGES" / "messages.po"
    path.write_bytes(broken)
    with pytest.raises(IntentFileError) as fault:
        read_phrases(tmp_path)
    assert str(fault.value) == f"{path}{said}"
