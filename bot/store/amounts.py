"""Understands amounts as staff write them, exactly or not at all.

Khmer digits, signs of money, groups of three digits and the words for powers of ten are read; whatever could mean two
amounts ("12,500 $", "30.000") is refused with both, and never guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from bot.faults.fault import Fault
from bot.text.numerals import ascii_digits

PLAIN = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
WORDS = {
    "ពាន់លាន": 10**9, "ប៊ីលាន": 10**9, "billion": 10**9, "bn": 10**9,
    "កោដិ": 10**7, "លាន": 10**6, "million": 10**6, "សែន": 10**5, "ម៉ឺន": 10**4, "មុឺន": 10**4,
    "ពាន់": 10**3, "thousand": 10**3, "រយ": 10**2,
}  # fmt: skip
SIGNS = {
    "៛": "KHR", "រៀល": "KHR", "riels": "KHR", "riel": "KHR", "khr": "KHR",
    "us$": "USD", "usd": "USD", "$": "USD", "ដុល្លារអាមេរិក": "USD", "ដុល្លារ": "USD", "dollars": "USD", "dollar": "USD",
    "€": "EUR", "eur": "EUR", "អឺរ៉ូ": "EUR", "¥": "", "jpy": "JPY", "cny": "CNY", "krw": "KRW", "₩": "KRW",
}  # fmt: skip
_SPACES = " \u00a0\u202f\u2009"
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True)), re.IGNORECASE)
_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)), re.IGNORECASE)
_GROUPED = re.compile(rf"-?[0-9]{{1,3}}(?:(?:,[0-9]{{3}})+|(?:[{_SPACES}][0-9]{{3}})+|(?:\.[0-9]{{3}}){{2,}})")
_GROUPED_CENTS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,2}")
_DOUBTFUL = re.compile(r"(-?[0-9]{1,3})([.,])([0-9]{3})")
_COMMA = re.compile(r"(-?[0-9]+),([0-9]{1,2})")
_WHOLE = frozenset({"KHR", "JPY", "KRW"})  # currencies in which nobody writes decimals


def read_amount(cell: str, currency: str) -> str | Fault:
    """The amount in plain digits (`1200000`, `12.50`), or why it cannot be told. ``currency`` is that of the row."""
    text = ascii_digits(cell).strip()
    signs = _SIGN.findall(text)
    named = {SIGNS[sign.lower()] for sign in signs}
    if named and currency and named != {currency}:
        shown = ", ".join(sorted(name for name in named if name)) or signs[0]
        return Fault("advice_currency", "", details={"named": shown, "currency": currency})
    text = _SIGN.sub(" ", text).strip()
    if _WORD.search(text):
        return _in_words(text)
    return _digits(text, currency)


def _digits(text: str, currency: str) -> str | Fault:
    if doubt := _DOUBTFUL.fullmatch(text):
        return _doubtful(doubt, currency)
    if _GROUPED.fullmatch(text) or _GROUPED_CENTS.fullmatch(text):
        cents = "" if _GROUPED.fullmatch(text) else "." + text.rpartition(".")[2]
        whole = text.removesuffix(cents) if cents else text
        return re.sub("[^0-9-]", "", whole) + cents
    if PLAIN.fullmatch(text):
        return text
    if doubt := _COMMA.fullmatch(text):
        whole, part = doubt.groups()
        return Fault("advice_comma", "", details={"thousands": whole + part, "decimals": f"{whole}.{part}"})
    return _strange(text)


def _doubtful(doubt: re.Match[str], currency: str) -> str | Fault:
    """Three digits after one comma or point: thousands, or decimals?"""
    whole, mark, part = doubt.groups()
    if mark == "," and currency in _WHOLE:
        return whole + part
    decimals = part.rstrip("0") or "0"
    if len(decimals) > 2:  # finer than any coin: to write it so would be refused again
        return Fault("advice_thousands", "", details={"thousands": whole + part})
    kind = "advice_comma" if mark == "," else "advice_point"
    return Fault(kind, "", details={"thousands": whole + part, "decimals": f"{whole}.{decimals}"})


def _in_words(text: str) -> str | Fault:
    """`1.2 million`, `១ លាន ២ សែន`: numbers with words for powers of ten, from the greatest down."""
    total, before = Fraction(0), 10**13
    rest = text
    while rest:
        found = _WORD.search(rest)
        written = rest[: found.start()].strip() if found else rest.strip()
        number = _digits(written, "")
        if isinstance(number, Fault):
            return _in_place(number, written, text)
        power = WORDS[found.group().lower()] if found else 1
        if power >= before or (before <= 10**12 and Fraction(number) * power >= before):
            return _strange(text)
        total, before = total + Fraction(number) * power, power
        rest = rest[found.end() :].strip() if found else ""
    return _plain(total)


def _in_place(doubt: Fault, written: str, text: str) -> Fault:
    """The advice on one number of several words, with the words around it: twelve million are not twelve."""
    details = {
        name: text.replace(written, str(value)) if name in ("thousands", "decimals") else value
        for name, value in doubt.details.items()
    }
    return replace(doubt, details=details)


def _plain(amount: Fraction) -> str | Fault:
    if amount.denominator == 1:
        return str(amount.numerator)
    cents = amount * 100
    return f"{float(amount):.2f}" if cents.denominator == 1 else Fault("advice_finer", "")


def _strange(text: str) -> Fault:
    """What cannot be read: a word that is none for a number, or signs in the wrong places."""
    if re.fullmatch(r"-?[0-9.,]+[eE][+-]?[0-9]+", text):
        return Fault("advice_scientific", "")
    word = re.search(r"[^\W\d_][\w\u1780-\u17ff]*", text)
    return Fault("advice_word", "", details={"word": word.group()}) if word else Fault("advice_digits", "")
