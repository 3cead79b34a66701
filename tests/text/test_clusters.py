"""Letter stacks are never torn, and splitting loses nothing but white space."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.text.clusters import clusters, columns, shorten, split_text

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # test machines are busy

KHMER = "".join(map(chr, range(0x1780, 0x17DE))) + "០១២"
MIXED = st.text(
    alphabet=st.sampled_from(KHMER + "\u17d2" * 20 + "\u200b\u200c\u200d \n\r\tab.?!។é\u0301👍👩🏽🇰🇭"), max_size=400
)
ANY = st.text(max_size=300) | MIXED


def solid(text: str) -> str:
    return "".join(char for char in text if not char.isspace())


def is_dependent(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" or char in "\u200c\u200d"


@pytest.mark.parametrize(
    ("text", "stacks"),
    [
        ("ខ្មែរ", ["ខ្មែ", "រ"]),
        ("សំបុត្រកំណើត", ["សំ", "បុ", "ត្រ", "កំ", "ណើ", "ត"]),
        ("ស្ត្រី", ["ស្ត្រី"]),
        ("ច្បាស់", ["ច្បា", "ស់"]),
        ("ប៊ី", ["ប៊ី"]),
        ("ប៊\u200cី", ["ប៊\u200cី"]),  # ZWNJ chooses the form of the register sign
        ("ក\u17d2\u200dខ", ["ក\u17d2\u200dខ"]),
        ("ឰដ៏", ["ឰ", "ដ៏"]),
        ("១៥០០០៛។", ["១", "៥", "០", "០", "០", "៛", "។"]),
        ("ផ្សេងៗ", ["ផ្សេ", "ង", "ៗ"]),
        ("cafe\u0301", ["c", "a", "f", "e\u0301"]),
        ("ที่", ["ที่"]),
        ("👩🏽\u200d🌾!", ["👩🏽\u200d🌾", "!"]),
        ("🇰🇭🇫🇷", ["🇰🇭", "🇫🇷"]),
        ("❤️", ["❤️"]),
        ("🏴\U000e0067\U000e0062\U000e007f!", ["🏴\U000e0067\U000e0062\U000e007f", "!"]),
        ("a\r\nb", ["a", "\r\n", "b"]),
        ("", []),
    ],
)
def test_a_letter_stack_is_one_piece(text: str, stacks: list[str]) -> None:
    assert clusters(text) == stacks


@calm
@given(ANY)
def test_clusters_joined_are_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize(("text", "room"), [("", 0), ("fee 5", 5), ("ភ្នំពេញ", 5), ("សំបុត្រ", 4), ("៣០,០០០ ៛", 8)])
def test_marks_above_and_below_take_no_column(text: str, room: int) -> None:
    assert columns(text) == room


@calm
@given(ANY)
def test_no_cluster_but_the_first_starts_with_a_dependent_sign(text: str) -> None:
    assert not any(is_dependent(stack[0]) for stack in clusters(text)[1:])


@calm
@given(MIXED)
def test_no_cluster_starts_with_the_consonant_below_another(text: str) -> None:
    stacks = clusters(text)
    below = [
        b for a, b in zip(stacks, stacks[1:], strict=False) if a.endswith("\u17d2") and "\u1780" <= b[0] <= "\u17b3"
    ]
    assert below == []


@calm
@given(ANY, st.integers(1, 120))
def test_every_part_keeps_the_limit_and_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert solid("".join(parts)) == solid(text)


@calm
@given(ANY, st.integers(1, 120))
def test_parts_stand_in_the_text_in_order_with_only_white_space_between(text: str, limit: int) -> None:
    rest = text
    for part in split_text(text, limit):
        before, found, rest = rest.partition(part)
        assert found and not before.strip()
    assert not rest.strip()


@calm
@given(ANY, st.integers(1, 120))
def test_no_part_starts_inside_a_letter_stack(text: str, limit: int) -> None:
    if max(map(len, clusters(text)), default=0) > limit:
        return
    parts = split_text(text, limit)
    assert not any(is_dependent(part[0]) for part in parts[1:])
    assert [stack for part in parts for stack in clusters(part) if not stack.isspace()] == [
        stack for stack in clusters(text) if not stack.isspace()
    ]


@calm
@given(st.lists(st.text("abក", min_size=1, max_size=9), min_size=1, max_size=60), st.integers(10, 60))
def test_a_word_that_fits_is_never_cut(words: list[str], limit: int) -> None:
    parts = split_text(" ".join(words), limit)
    assert [word for part in parts for word in part.split()] == words


def test_a_cut_at_a_line_is_better_than_one_at_a_later_sentence() -> None:
    assert split_text("one two.\nthree. four five six", 22) == ["one two.", "three. four five six"]


def test_a_cut_at_a_sentence_is_better_than_one_at_a_later_space() -> None:
    assert split_text("ថ្លៃសេវា ១០០០៛។ ត្រូវការ ឯកសារ ពីរ", 28) == ["ថ្លៃសេវា ១០០០៛។", "ត្រូវការ ឯកសារ ពីរ"]


def test_a_full_stop_inside_a_number_or_an_address_ends_no_sentence() -> None:
    assert split_text("see example.org/a?b=1 now", 23) == ["see example.org/a?b=1", "now"]


def test_et_cetera_is_not_cut() -> None:
    assert split_text("ផ្លូវ ទឹក ភ្លើង ។ល។ និង", 18) == ["ផ្លូវ ទឹក ភ្លើង", "។ល។ និង"]


def test_a_lone_title_is_not_sent_by_itself() -> None:
    assert split_text("Fee\n" + "word " * 20, 60)[0].startswith("Fee\nword")


def test_khmer_without_spaces_is_cut_at_a_hidden_space_else_between_stacks() -> None:
    assert split_text("សេវា\u200bសាធារណៈ", 8) == ["សេវា\u200b", "សាធារណៈ"]
    assert split_text("សំបុត្រកំណើត", 5) == ["សំបុ", "ត្រកំ", "ណើត"]


def test_a_stack_longer_than_the_limit_is_torn_rather_than_the_limit_broken() -> None:
    assert split_text("ក" + "\u17b6" * 9, 4) == ["ក\u17b6\u17b6\u17b6", "\u17b6" * 4, "\u17b6" * 2]


@pytest.mark.parametrize("blank", ["", " ", "\n\n\t"])
def test_blank_text_has_no_parts(blank: str) -> None:
    assert split_text(blank, 10) == []


@calm
@given(ANY, st.integers(1, 60))
def test_shortened_text_keeps_the_limit_and_ends_between_stacks(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    if short != text:
        kept = clusters(short.removesuffix("…"))
        assert short.endswith("…") and kept == clusters(text)[: len(kept)]


def test_text_that_fits_is_not_shortened() -> None:
    assert shorten("សំបុត្រកំណើត", 12) == "សំបុត្រកំណើត"
    assert shorten("សំបុត្រកំណើត", 11) == "សំបុត្រកំ…"


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        split_text("a", 0)
    with pytest.raises(ValueError, match="at least 1"):
        shorten("a", 0)
