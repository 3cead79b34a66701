"""One spelling for one thought: the form in which texts are compared, never shown.

Order of marks inside a Khmer letter stack follows the Khmer Encoding Structure (Unicode Technical Note 61);
on top of it look-alike sequences, invisible characters, digits, punctuation, spaces and common misspellings are folded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Placeholders of lifted-out names live in the private use area, so no citizen can type them by accident.
PLACEHOLDER_FIRST, PLACEHOLDER_LAST = "\ue000", "\ue0ff"

_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0]
    + list(range(0x200B, 0x2010))  # zero-width space, joiners, direction marks
    + list(range(0x202A, 0x202F))
    + list(range(0x2060, 0x2070))
    + list(range(0xFE00, 0xFE10))  # variation selectors
    + [0x1F3FB, 0x1F3FC, 0x1F3FD, 0x1F3FE, 0x1F3FF]
)
_LOOK_ALIKE = str.maketrans(
    {
        "\u17a3": "អ",  # deprecated independent vowels
        "\u17a4": "អា",
        "\u17d8": "។ល។",
        "ឲ": "ឱ",
        "ៈ": "ះ",
        "ឫ": "រឹ",
        "ឬ": "រឺ",
        "ឭ": "លឹ",
        "ឮ": "លឺ",
    }
)
_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_COENG = "\u17d2"
_STACK = re.compile("[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d3\u17dd])+")
_MARK = re.compile("\u17d2[\u1780-\u17b3]|[\u17b4-\u17d3\u17dd]")
_ABOVE = "\u17b7\u17b8\u17b9\u17ba\u17be\u17d0"  # marks that push a shifter below, where it looks like ុ
_SHIFTERS = "\u17c9\u17ca"
_KHMER = "\u1780-\u17d3\u17d7\u17dc\u17dd"  # not the punctuation and the riel sign between them
_LOOSE_SPACE = re.compile(
    f"(?<=[{_KHMER}{PLACEHOLDER_FIRST}-{PLACEHOLDER_LAST}]) +| +(?=[{_KHMER}{PLACEHOLDER_FIRST}-{PLACEHOLDER_LAST}])"
)
_NOT_WORD = re.compile(f"[^a-z0-9{_KHMER}{PLACEHOLDER_FIRST}-{PLACEHOLDER_LAST}]+")
_THOUSANDS = re.compile(r"(?<=\d)[,.\s](?=\d{3}(?!\d))")
_RUN = re.compile(r"([a-z])\1{2,}")
_PASSES = 4
_KHMER_RUN = re.compile("([\u1780-\u17b3][\u17b4-\u17dd]*)\\1{2,}")

# Both spellings are met in print; the left one is folded into the right one on either side of a comparison.
_MISSPELT = [
    ("បណ្ណ", "ប័ណ្ណ"), ("បន្ណ", "ប័ណ្ណ"), ("ប័ន្ណ", "ប័ណ្ណ"), ("ប័ណ", "ប័ណ្ណ"), ("ប័ណ្ណ្ណ", "ប័ណ្ណ"),
    ("កំនើត", "កំណើត"), ("កំនេីត", "កំណើត"), ("ប្រលង", "ប្រឡង"), ("តំលៃ", "តម្លៃ"), ("ដំលៃ", "តម្លៃ"), ("តំលៃរ", "តម្លៃ"),
    ("ទំរង់", "ទម្រង់"), ("សំរាប់", "សម្រាប់"), ("ចំលង", "ចម្លង"), ("គំរោង", "គម្រោង"), ("សំរេច", "សម្រេច"), ("ទំលាប់", "ទម្លាប់"),
    ("បន្ដ", "បន្ត"), ("ជំរាប", "ជម្រាប"), ("អោយ", "ឱ្យ"), ("ឱយ", "ឱ្យ"), ("អរគុន", "អរគុណ"), ("សួស្ដី", "សួស្តី"), ("សូស្តី", "សួស្តី"),
    ("ប៉ុន្នាន", "ប៉ុន្មាន"), ("ប៉ុនមាន", "ប៉ុន្មាន"), ("បុន្មាន", "ប៉ុន្មាន"), ("ពន្យា", "ពន្យារ"), ("ពន្យាររ", "ពន្យារ"),
    ("ថវិការ", "ថវិកា"), ("ចំនួល", "ចំណូល"), ("ចំនាយ", "ចំណាយ"), ("ចំណូរ", "ចំណូល"), ("លទ្ឋកម្ម", "លទ្ធកម្ម"), ("លទ្ធកម្ច", "លទ្ធកម្ម"),
    ("អាពាហពិពាហ", "អាពាហ៍ពិពាហ៍"), ("អត្ដសញ្ញាណ", "អត្តសញ្ញាណ"), ("អត្តសញ្ញាន", "អត្តសញ្ញាណ"), ("លិខិតឆ្លងដេន", "លិខិតឆ្លងដែន"),
    ("យ៉ាងណា", "យ៉ាងម៉េច"), ("ម៉េច", "ម៉េច"), ("មេច", "ម៉េច"),
]  # fmt: skip


@lru_cache(maxsize=65536)
def match_key(text: str) -> str:
    """The form in which two texts are compared: equal keys mean the same thought.

    Spaces next to Khmer letters vanish (Khmer is written without them); Latin words stay apart.
    """
    key = _folded(text)
    for _ in range(_PASSES):  # punctuation that fell away can bring marks or digits together
        again = _folded(key)
        if again == key:
            break
        key = again
    return key


def word_key(text: str) -> str:
    """Like ``match_key`` for a single Latin or Khmer word, with no spaces left at all."""
    return match_key(text).replace(" ", "")


def _folded(text: str) -> str:
    key = _letters(text)
    key = _THOUSANDS.sub("", key)
    key = _NOT_WORD.sub(" ", key).strip()
    key = _LOOSE_SPACE.sub("", key)
    key = _RUN.sub(r"\1\1", key)
    return _spelling(_KHMER_RUN.sub(r"\1", key))


def _letters(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_LOOK_ALIKE)
    text = _STACK.sub(lambda found: _ordered(found.group()), text)
    text = unicodedata.normalize("NFD", text.casefold())
    text = "".join(c for c in text if not "\u0300" <= c <= "\u036f")
    return text.translate(_DIGITS)


def _spelling(key: str) -> str:
    for wrong, right in _SPELLING:
        if wrong in key and right not in key:
            key = key.replace(wrong, right)
    return key


def _rank(mark: str) -> int:
    """Place of a mark in the stack: subscripts (RO last), shifter, vowel, final signs."""
    if mark[0] == _COENG:
        return 2 if mark[1:] == "រ" else 1
    if mark == "\u17cc":  # robat stands over the base
        return 0
    if mark in _SHIFTERS:
        return 3
    if mark in "\u17c1\u17c2\u17c3":  # vowels drawn in front come first, so that split ones join
        return 4
    if "\u17b6" <= mark <= "\u17c5":
        return 5
    return {"\u17c6": 6, "\u17c7": 8, "\u17c8": 8}.get(mark, 7)


@lru_cache(maxsize=16384)
def _ordered(stack: str) -> str:
    """One letter stack with its marks in standard order, doubles and look-alikes folded."""
    marks = sorted(set(_MARK.findall(stack[1:])), key=lambda mark: (_rank(mark), mark))
    tail = "".join(marks).replace(_COENG + "ដ", _COENG + "ត")  # the two subscripts look the same
    tail = tail.replace("េី", "ើ").replace("េា", "ោ").replace("េ\u17b9", "ើ").replace("េឺ", "ើ")
    if any(mark in tail for mark in _ABOVE):
        # A shifter under an upper vowel is drawn like ុ, and often typed so.
        below = [mark for mark in _SHIFTERS + "ុ" if mark in tail]
        if below:
            tail = "".join(c for c in tail if c not in below) + "ុ"
    return stack[0] + tail


_SPELLING = [(_letters(wrong), _letters(right)) for wrong, right in _MISSPELT if _letters(wrong) != _letters(right)]
