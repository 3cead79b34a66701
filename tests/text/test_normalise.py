"""One spelling for one thought: equal thoughts have equal keys, different ones do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.text.normalise import PLACEHOLDER_FIRST, match_key, word_key

calm = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])  # test machines are busy

BOT = Path(__file__).parent.parent.parent / "bot"
LETTERS = "".join(map(chr, range(0x1780, 0x17DE)))
MARKS = ["\u17d2" + c for c in "ករតដយល"] + [chr(c) for c in range(0x17B6, 0x17D2)]
ANY = st.text(max_size=60) | st.text(
    alphabet=st.sampled_from(LETTERS + "\u17d2" * 9 + " 012,.;-aAé\u200b"), max_size=40
)

SAME = [
    ("ស\u17d2ត\u17d2រី", "ស\u17d2រ\u17d2តី"),  # coeng ro typed before the other subscript
    ("ស\u17d2រុក", "សុ\u17d2រក"),  # the subscript after the vowel
    ("ប\u17d2រាក់", "បា\u17d2រក់"),
    ("ព\u17d2រះ", "ពះ\u17d2រ"),
    ("ភ\u17d2នំពេញ", "ភំ\u17d2នពេញ"),
    ("ខ\u17d2ញ\u17bb\u17c6", "ខ\u17d2ញ\u17c6\u17bb"),
    ("ចា\u17c6", "ច\u17c6ា"),
    ("ម៉\u17bcតូ", "ម\u17bc៉តូ"),
    ("ប៉\u17bbន្មាន", "ប\u17bb៉ន្មាន"),
    ("កណ\u17d2តាល", "កណ\u17d2ដាល"),  # the two subscripts look the same
    ("បន\u17d2ត", "បន\u17d2ដ"),
    ("ក\u17be\u178f", "ក\u17c1\u17b8\u178f"),  # split vowels
    ("ក\u17c4", "ក\u17c1\u17b6"),
    ("ឈ្ម\u17c4ះ", "ឈ្ម\u17c1\u17b6ះ"),
    ("ប៊\u17b8", "ប\u17b8\u17ca"),
    ("ប៊\u17b8", "ប\u17bb\u17b8"),  # a shifter under an upper vowel looks like ុ
    ("ស៊\u17b8វិល", "ស\u17b8\u17bbវិល"),
    ("ប៉\u17b8", "ប\u17bb\u17b8"),
    ("\u17a3", "អ"),  # deprecated letters
    ("\u17a4", "អា"),
    ("ឲ្យ", "ឱ្យ"),
    ("ឫស្សី", "រឹស្សី"),
    ("ឬ", "រឺ"),
    ("រយៈពេល", "រយះពេល"),
    ("\u17d8", "។ល។"),
    ("ទឹក\u200bភ្លើង", "ទឹកភ្លើង"),  # invisible characters
    ("\ufeffថ្លៃ\u200d", "ថ្លៃ"),
    ("ប៊\u200cី", "ប៊ី"),
    ("ឆ្នាំ២០២៣", "ឆ្នាំ 2023"),  # digits
    ("១០,០០០", "10 000"),
    ("៣០.០០០", "30000"),
    ("ថ្លៃប៉ុន្មាន?", "ថ្លៃប៉ុន្មាន"),  # punctuation
    ("ថ្លៃប៉ុន្មាន។", "ថ្លៃប៉ុន្មាន"),
    ("ឃុំ៖ ព្រែកហូរ៕", "ឃុំព្រែកហូរ"),
    ("១០០៛", "100"),
    ("ថ្លៃ ប៉ុន្មាន", "ថ្លៃប៉ុន្មាន"),  # spaces between Khmer letters
    ("ឃុំ  ព្រែក ហូរ", "ឃុំព្រែកហូរ"),
    ("ប័ណ្ណ passport", "ប័ណ្ណpassport"),
    ("សូម\u17b6\u17b6\u17b6", "សូម\u17b6"),  # repeated letters
    ("អររររ", "អរ"),
    ("thlaiiii", "thlaii"),
    ("សំរាប់", "សម្រាប់"),  # common misspellings
    ("តំលៃ", "តម្លៃ"),
    ("កំនើត", "កំណើត"),
    ("ប្រលង", "ប្រឡង"),
    ("អោយ", "ឱ្យ"),
    ("អរគុន", "អរគុណ"),
    ("គំរោង", "គម្រោង"),
    ("How MUCH?!", "how much"),  # Latin
    ("Ｃａｆé", "cafe"),
    ("ĭdéntity-card", "identity card"),
]
DIFFERENT = [
    ("ប៉ុន្មាន", "បុណ្យមាន"),
    ("កំណើត", "កំណាត់"),
    ("ចំណូល", "ចំណាយ"),
    ("ស្រុក", "ស្រុះ"),
    ("ទិន្នន័យ", "ទិនានុប្បវត្តិ"),
    ("ឃុំ", "ខំ"),
    ("កា", "គា"),
    ("ដា", "តា"),
    ("បា", "ប៉ា"),  # a shifter beside a vowel that is not above keeps its sound
    ("2023", "2024"),
    ("១,២", "១២"),
    ("100", "1000"),
    ("car", "care"),
    ("birth certificate", "birthcertificate"),
    ("see", "se"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_thought_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_thoughts_have_two_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@calm
@given(st.sampled_from("កខរបមសអឯ"), st.lists(st.sampled_from(MARKS), max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_marks_in_a_letter_stack_does_not_matter(base: str, marks: list[str], random: object) -> None:
    shuffled = list(marks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert match_key(base + "".join(marks)) == match_key(base + "".join(shuffled))


@calm
@given(ANY)
def test_a_key_is_its_own_key(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)


@calm
@given(ANY)
def test_a_key_holds_only_what_is_compared(text: str) -> None:
    key = match_key(text)
    assert key == key.strip() and "  " not in key
    assert not any(c.isspace() and c != " " or c.isupper() or c in "\u200b\u200c\u200d។៕៖៛" for c in key)


@pytest.mark.parametrize("text", ["", " ", "👍", "?!", "។", "\u200b", "\ud800", "\x00", "\u17d2", "្ក", "\u17b6" * 500])
def test_odd_texts_have_keys_too(text: str) -> None:
    assert isinstance(match_key(text), str)


@pytest.mark.parametrize(
    "sentence",
    [
        "តើសំបុត្រកំណើតត្រូវចំណាយប៉ុន្មាន?",
        "ខ្ញុំចង់ដឹងពីថវិការបស់ឃុំព្រែកហូរ ឆ្នាំ២០២៣។",
        "សួស្តី! អរគុណច្រើនណាស់ បង៕",
    ],
)
def test_a_khmer_sentence_keeps_its_consonants_and_vowels(sentence: str) -> None:
    kept = [c for c in match_key(sentence) if "\u1780" <= c <= "\u17d3"]
    assert len(kept) >= 0.9 * sum("\u1780" <= c <= "\u17d3" for c in sentence)


def test_citizens_cannot_type_the_place_of_a_lifted_name_by_accident() -> None:
    assert match_key(f"ថ្លៃ {PLACEHOLDER_FIRST} ណា") == f"ថ្លៃ{PLACEHOLDER_FIRST}ណា"
    assert word_key("Phnom  Penh!") == "phnompenh"


def test_nothing_uses_the_processor_that_tears_khmer_vowels_off() -> None:
    users = [path for path in BOT.rglob("*.py") if "default_process" in path.read_text(encoding="utf-8")]
    assert users == []
