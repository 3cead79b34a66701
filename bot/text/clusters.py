"""Letter stacks: the smallest pieces into which text may be cut without tearing a written letter apart."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"

_COENG = "\u17d2"  # KHMER SIGN COENG: writes the next consonant below this one
_ZWNJ, _ZWJ, _ZWSP = "\u200c", "\u200d", "\u200b"
_JOINERS = _ZWNJ + _ZWJ
_KHMER_BASES = range(0x1780, 0x17B4)  # consonants and independent vowels
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)


def clusters(text: str) -> list[str]:
    """Cut ``text`` into letter stacks; joined together they are the text again.

    Khmer: a base with its coeng pairs, vowels and signs (The Unicode Standard, chapter 16.4). Other
    scripts: a character with its combining marks; emoji sequences stay whole. A mark that has no
    letter stays with whatever stands before it.
    """
    stacks: list[str] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not (_is_dependent(text[at]) or _joins(text, start, at)):
            stacks.append(text[start:at])
            start = at
    return stacks


def columns(text: str) -> int:
    """Columns that ``text`` takes in a terminal: vowels and signs that stand above or below a letter take none."""
    return sum(unicodedata.category(char) not in ("Mn", "Me", "Cf") for char in text)


def split_text(text: str, limit: int) -> list[str]:
    """Cut ``text`` into parts of at most ``limit`` code points: at a line's end, else a sentence's, else a word's.

    White space at cuts and at both ends falls away. A letter stack is torn only when it alone is longer than ``limit``.
    Raises ValueError when ``limit`` is below 1.
    """
    stacks = _no_longer_than(clusters(text), limit)
    parts: list[str] = []
    start = _after_blanks(stacks, 0)
    while start < len(stacks):
        end = _cut(stacks, start, _reach(stacks, start, limit))
        parts.append("".join(stacks[start:end]).rstrip())
        start = _after_blanks(stacks, end)
    return parts


def shorten(text: str, limit: int) -> str:
    """Return ``text``, or as many of its letter stacks as fit with an ellipsis into ``limit`` code points.

    Raises ValueError when ``limit`` is below 1.
    """
    if limit < 1:
        raise ValueError("limit must be at least 1")
    if len(text) <= limit:
        return text
    stacks = clusters(text)
    return "".join(stacks[: _reach(stacks, 0, limit - 1)]).rstrip().rstrip(_ZWSP) + ELLIPSIS


def _joins(text: str, start: int, at: int) -> bool:
    """Whether the letter at ``at`` goes on with the stack that begins at ``start``."""
    char, last = text[at], text[at - 1]
    if ord(char) in _KHMER_BASES:
        return last == _COENG or (last in _JOINERS and at - start > 2 and text[at - 2] == _COENG)
    if ord(char) in _FLAG_LETTERS:
        return at - start == 1 and ord(last) in _FLAG_LETTERS
    if last == _ZWJ:
        return unicodedata.category(char) == "So" and unicodedata.category(text[start]) == "So"
    return last == "\r" and char == "\n"


def _is_dependent(char: str) -> bool:
    """Khmer U+17B4..U+17D3 and U+17DD are all of category M, and so are the marks of other scripts."""
    if char.isascii():
        return False
    code = ord(char)
    return char in _JOINERS or code in _SKIN_TONES or code in _TAGS or unicodedata.category(char)[0] == "M"


def _no_longer_than(stacks: list[str], limit: int) -> list[str]:
    if limit < 1:
        raise ValueError("limit must be at least 1")
    return [stack[at : at + limit] for stack in stacks for at in range(0, len(stack), limit)]


def _after_blanks(stacks: list[str], start: int) -> int:
    while start < len(stacks) and stacks[start].isspace():
        start += 1
    return start


def _reach(stacks: list[str], start: int, limit: int) -> int:
    """The index after the last stack that still fits."""
    end, length = start, 0
    while end < len(stacks) and length + len(stacks[end]) <= limit:
        length += len(stacks[end])
        end += 1
    return end


def _cut(stacks: list[str], start: int, end: int) -> int:
    """The best index to cut at, not after ``end``."""
    if end == len(stacks):
        return end
    # A good cut in the first quarter would leave a scrap such as a lone title: look for a lesser one further on.
    earliest = start + max(1, (end - start) // 4)
    for ends_here in (_ends_line, _ends_sentence, _ends_word, _ends_hidden_word):
        for index in range(end, earliest - 1, -1):
            if ends_here(stacks, index - 1):
                return index
    return _last_word_end(stacks, start, earliest) or end


def _last_word_end(stacks: list[str], start: int, before: int) -> int:
    return next((index for index in range(before, start, -1) if _ends_word(stacks, index - 1)), 0)


def _ends_line(stacks: list[str], index: int) -> bool:
    return "\n" in stacks[index] and stacks[index].isspace()


def _ends_sentence(stacks: list[str], index: int) -> bool:
    follower = stacks[index + 1]
    if stacks[index] in ("។", "៕"):
        return follower not in ("ល", "។", "៕")  # ។ល។ is one sign: et cetera
    return stacks[index] in ("?", "!", ".") and follower.isspace()  # not inside 26.0 or an address


def _ends_word(stacks: list[str], index: int) -> bool:
    return stacks[index].isspace()


def _ends_hidden_word(stacks: list[str], index: int) -> bool:
    """Khmer writes no spaces between words, but careful typists set a zero-width one."""
    return stacks[index] == _ZWSP
