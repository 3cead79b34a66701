"""Looks at the letters of what staff wrote: invisible ones, look-alikes, loose parts, and the wrong script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.faults.fault import Fault
from bot.understanding.catalogue import Intent
from bot.understanding.form import LANGUAGES

# Control and format characters, Khmer inherent vowels (Unicode: deprecated) and variation selectors: nobody sees them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0e\ufeff\ufff9-\uffff]"
)
_KHMER = re.compile("[\u1780-\u17b3]")
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"\S+")
_HOLE = re.compile(r"\(\([^)]*\)\)")
# Letters of other alphabets that look like Latin ones (Unicode Technical Standard 39, confusables), and Khmer signs
# typed in two parts or with a code that Unicode has given up (Unicode chart of Khmer, U+17A3).
LOOK_ALIKES = {
    **dict(zip("АВЕКМНОРСТХасеорхуіѕј", "ABEKMHOPCTXaceopxyisj", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ", "ABEZHIKMNOPTYXovp", strict=True)),
    "\u17c1\u17b6": "\u17c4",
    "\u17c1\u17b8": "\u17be",
    "\u17a3": "\u17a2",
    "\u17a4": "\u17a2\u17b6",
}
_LOOK_ALIKE = re.compile("|".join(LOOK_ALIKES))


def spelling_faults(intent: Intent) -> Iterator[Fault]:
    """What is wrong with the letters of an intent's title, answer and questions."""
    for key, texts in (("title", intent.title), ("answer", intent.answer)):
        for language in LANGUAGES:
            text, first = getattr(texts, language), intent.lines.get(f"{key}.{language}", 0)
            block = "\n" in text or key == "answer"
            for offset, line in enumerate(text.split("\n")):
                at = first + offset + block if first else 0
                yield from _letter_faults(intent.path, at, line)
            yield from _script_faults(intent.path, first, key, language, text)
    for example in intent.examples:
        yield from _letter_faults(intent.path, example.line, example.text, whole=False)
        if example.language == "en" and (found := _khmer_word(example.text)):
            yield Fault("khmer_in_english", intent.path, line=example.line, details={"key": "ask", "word": found})


def _letter_faults(path: str, line: int, text: str, whole: bool = True) -> Iterator[Fault]:
    """``whole``: also what citizens really type, and staff should not."""
    if found := INVISIBLE.search(text):
        details = {"name": _name(found.group()), "before": text[: found.start()][-10:]}
        yield Fault("invisible_sign", path, line=line, details=details)
    elif whole and not unicodedata.is_normalized("NFC", text):
        word = next(w for w in _WORD.findall(text) if not unicodedata.is_normalized("NFC", w))
        details = {"word": word, "repaired": unicodedata.normalize("NFC", word)}
        yield Fault("loose_parts", path, line=line, details=details)
    for word in _WORD.findall(_HOLE.sub(" ", text)):
        if (found := _LOOK_ALIKE.search(word)) and (whole or not _KHMER.search(word)) and not _foreign(word):
            sign = found.group()
            details = {"word": word, "sign": sign, "name": _name(sign), "meant": LOOK_ALIKES[sign]}
            yield Fault("look_alike", path, line=line, details=details)


def _script_faults(path: str, line: int, key: str, language: str, text: str) -> Iterator[Fault]:
    worded = _HOLE.sub(" ", text)
    if language == "km" and not _KHMER.search(worded) and _LATIN.search(worded):
        yield Fault("no_khmer", path, line=line, details={"key": key})
    elif language == "en" and (found := _khmer_word(worded)):
        yield Fault("khmer_in_english", path, line=line, details={"key": key, "word": found})


def _foreign(word: str) -> bool:
    """A word wholly of another alphabet is no slip: somebody meant it."""
    return not any(letter.isascii() and letter.isalpha() or _KHMER.match(letter) for letter in word)


def _khmer_word(text: str) -> str:
    return next((word for word in _WORD.findall(text) if _KHMER.search(word)), "")


def _name(signs: str) -> str:
    return " + ".join(f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip() for sign in signs)
