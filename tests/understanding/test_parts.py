"""Where one question of a message ends and the next begins."""

from __future__ import annotations

import pytest

from bot.understanding.parts import parts, seams


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("How much is the ID card, and where do I go?", ["How much is the ID card", "where do I go"]),
        ("អត្តសញ្ញាណប័ណ្ណថ្លៃប៉ុន្មាន ហើយធ្វើនៅឯណា?", ["អត្តសញ្ញាណប័ណ្ណថ្លៃប៉ុន្មាន", "ធ្វើនៅឯណា"]),
        ("passport tlai ponman hery tver nov na", ["passport tlai ponman", "tver nov na"]),
        ("budget of Takeo", ["budget of Takeo"]),
        ("hi, ok?", []),
        ("", []),
    ],
)
def test_a_message_is_cut_at_its_seams(text: str, pieces: list[str]) -> None:
    assert parts(text) == pieces


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ប័ណ្ណម៉ូតូហួសថ្ងៃ ចង់ពន្យារវិញ អស់ប៉ុន្មាន ត្រូវយកអីទៅខ្លះ", 4),
        ("How much is the ID card, and where do I go?", 2),
        ("passport fee for children", 1),
        ("", 1),
    ],
)
def test_the_spaces_of_khmer_are_seams_too(text: str, count: int) -> None:
    assert seams(text) == count
