"""Typed instead of tapped: the number of a card or choice, in figures or words, yes or no, or that a list shall go on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.shelf import FROM
from bot.conversation.asking import MENU
from bot.text.normalise import match_key

_NTH = (
    "first|1st|ទីមួយ|មួយ|ti muoy|muoy",
    "second|2nd|ទីពីរ|ពីរ|ti pi|pi",
    "third|3rd|ទីបី|បី|ti bei|bei",
    "fourth|4th|ទីបួន|បួន|ti buon|buon",
    "fifth|5th|ទីប្រាំ|ប្រាំ|ti pram|pram",
)
_MORE = "more|show more|see more|next|ទៀត|បន្ថែម|មើលទៀត|មើលបន្ថែម|tiet|merl tiet|bonthem|merl bonthem"
_YES = "yes|yes please|yeah|yep|បាទ|ចាស|ចាស៎|បាទមែន|ចាសមែន|មែន|មែនហើយ|ត្រូវហើយ|bat|jas|chas|men|men hery|men hz|trov hery|trov hz"
_NO = "no|nope|no thanks|ទេ|អត់ទេ|មិនមែន|មិនមែនទេ|te|ot te|ot men te|min men te"
_AROUND = re.compile(r"^(?:the|number|no|option|choice|lek|leik|ti|លេខ|ទី) ?| (?:one|please)$")


def typed(text: str, offered: Sequence[str]) -> str:
    """The payload that is meant among those ``offered``, or "" when the words are no such thing."""
    key = match_key(text)
    if key in _KEYS_OF_MORE:
        return next((payload for payload in offered if f"{FROM}=" in payload), "")
    yes_or_no = len(offered) > 1 and (offered[-1].endswith("=no") or (len(offered) == 2 and offered[1] == MENU))
    if yes_or_no and (key in _KEYS_OF_YES or key in _KEYS_OF_NO):
        return offered[-1] if key in _KEYS_OF_NO else offered[-2]
    key = _AROUND.sub("", key)
    number = int(key) if key.isdigit() and len(key) < 4 else _KEYS_OF_NTH.get(key, 0)
    return offered[number - 1] if 1 <= number <= len(offered) else ""


_KEYS_OF_YES = {match_key(word) for word in _YES.split("|")}
_KEYS_OF_NO = {match_key(word) for word in _NO.split("|")}
_KEYS_OF_MORE = {match_key(word) for word in _MORE.split("|")}
_KEYS_OF_NTH = {match_key(word): number for number, words in enumerate(_NTH, 1) for word in words.split("|")}
