"""What was meant is guessed only where a slip of typing explains it."""

from __future__ import annotations

import pytest

from bot.faults.likely import guess_key

KEYS = ["driving-licence", "birth-certificate", "passport-renewal", "LAW", "LAW-2016", "120101", "status"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("driving-license", "driving-licence"),
        ("Driving licence", "driving-licence"),
        ("LWA", "LAW"),
        ("passport", "passport-renewal"),
        ("passports", "passport-renewal"),
        ("១២០១០១", "120101"),
        ("12 01 01", "120101"),
        ("999999", ""),  # a code that is none: every other one is as wrong
        ("120110", ""),
        ("LAW-2099", ""),  # another law, not a slip
        ("licence-for-a-motorbike", ""),
        ("s", ""),
        ("", ""),
    ],
)
def test_only_slips_are_guessed_at(word: str, meant: str) -> None:
    assert guess_key(word, KEYS) == meant
