"""Takes out of a text what could tell who wrote it: numbers, addresses, links, names people give."""

from __future__ import annotations

import re

REMOVED = "…"
# A mail address is looked for from the beginning of a word only: else a long text without spaces takes minutes.
_LINK_OR_MAIL = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S*@\S+", re.IGNORECASE)
# Six digits or more, Khmer ones too, with the marks people put between groups of them (and zero-width spaces).
_NUMBER = re.compile(r"\+?\d(?:[\s.,\-–/()​‌⁠]*\d){5,}")
# Who says their name: up to three Latin words, or Khmer letters up to a word that goes on with the sentence. Rather
# too much is taken away than too little; but "my name is wrong on the card" is a question.
_GOES_ON = "ចង់|សូម|សុំ|តើ|នៅ|រស់|មក|អាយុ|ត្រូវ|បាន|ក្នុង|លើ|អត់|ហើយ|ខុស|ធ្វើ|និង|[,។.!?]|$"
_NO_NAME = "នៅ|ត្រូវ|បាន|ក្នុង|លើ|អត់|ខុស|អ្វី|អី|[,។.!?]|$"
_CHUNK = f"\\S(?:(?!(?<!\u17d2)(?:{_GOES_ON}))\\S)*"  # never cut between a letter and its subscript
_KHMER_NAME = re.compile(
    r"((?:ខ្ញុំ(?:បាទ|ព្រះករុណា)?\s*(?:មាន)?ឈ្មោះ|ឈ្មោះ\s*(?:របស់)?\s*(?:នាង)?ខ្ញុំ(?:\s*គឺ)?)\s*)"
    rf"(?!{_NO_NAME}){_CHUNK}(?:\s(?!{_GOES_ON}){_CHUNK}){{0,2}}\s*"
)
_LATIN_NAME = re.compile(
    r"\b((?:my name(?:'s| is|s)|i am called|i'm called|call me|(?:kh?nh?om|nhom) ch?h?m[ou]+[sh]+)\s+)"
    r"(?:(?!(?:and|from|i|in|on|want|wrong|not|missing|spel\w+|jong|chong|nov|how|what)\b)[\w'’-]+\s*){1,3}",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\D*(?:(?:19|20|25)\d\d\D+)*(?:19|20|25)\d\d\D*")
_KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


def without_personal_data(text: str) -> str:
    """``text`` with mail addresses, links, telephone and identity numbers, and names people give, as an ellipsis."""
    unnamed = _LATIN_NAME.sub(rf"\1{REMOVED} ", _KHMER_NAME.sub(rf"\1{REMOVED} ", _LINK_OR_MAIL.sub(REMOVED, text)))
    return _NUMBER.sub(_unless_years, unnamed).strip()


def _unless_years(found: re.Match[str]) -> str:
    """“2024-2025” is not a telephone number."""
    number = found.group().translate(_KHMER_DIGITS)
    return found.group() if _YEARS.fullmatch(number) else REMOVED
