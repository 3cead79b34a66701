"""What citizens often ask of a thing and no table holds: a fine, money back, a toll. It is said not to be known, before
what is known: the fee of a service is no answer to "what is the fine?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.facts import Both
from bot.text.normalise import match_key


@dataclass(frozen=True)
class Demand:
    """What may be asked in vain: how it is called, of which intents it is asked, and the words that ask for it."""

    called: Both
    intents: frozenset[str]
    words: re.Pattern[str]


def _demand(km: str, en: str, intents: tuple[str, ...], *words: str) -> Demand:
    """``words``: regular expressions; those in Latin letters begin a word, the Khmer ones are brought to comparison form."""
    said = (rf"(?<![a-z]){word}" if word.isascii() else match_key(word) for word in words)
    return Demand(Both(km, en), frozenset(intents), re.compile("|".join(said)))


_PRICE, _TIME = ("service-fee", "service-overview"), ("service-days",)
_DEMANDS = (
    _demand("ការពិន័យ", "a fine", (*_PRICE, *_TIME), "penalt", "(?:a|the|any|get|be|pay|how much) fined?(?![a-z])",
            "pina[iy]", "pinei", "phinay", "ពិន័យ", "ត្រូវផាក"),
    _demand("ការសងប្រាក់វិញ", "money back", _PRICE, "refund", "money back", "s(?:o|or|a|ar)ng (?:luy )?vinh", "luy vinh",
            "សងលុយវិញ", "សងប្រាក់វិញ", "លុយវិញ"),
    _demand("ការបញ្ចុះថ្លៃ", "a discount", _PRICE, "discount", "ba?o?nhch?o[hs] (?:tlai|thlai|tlay|domlai)", "បញ្ចុះតម្លៃ",
            "បញ្ចុះថ្លៃ"),
    _demand("ការបង់រំលោះ", "paying in instalments", _PRICE, "instal+ment", "r[ou]m ?lu?o[sh]", "រំលោះ"),
    _demand("ថ្លៃឆ្លងកាត់", "a toll", ("project-price", "project-overview"), "tolls?(?![a-z])", "ថ្លៃឆ្លងកាត់"),
    _demand("អាវុធ", "weapons", ("state-ministry", "state-category"), "weapons?(?![a-z])", "helicopter",
            "kam ?ph?l[eo]u?[rn]*g", "a?vuth", "អាវុធ", "កាំភ្លើង"),
)  # fmt: skip


def asked_in_vain(key: str, intent: str, told: str) -> Both | None:
    """How that is called which a question asks in vain; None where it asks for no such thing, or the answer tells of it.

    ``key``: the question in comparison form; ``told``: the answer to it in either language.
    """
    asked = [demand for demand in _DEMANDS if intent in demand.intents and demand.words.search(key)]
    known = match_key(told) if asked else ""  # seldom is anything asked in vain: no answer pays for it
    return next((demand.called for demand in asked if not demand.words.search(known)), None)
