"""`bot user`: logins made, listed, disabled, given another password."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import bot
from bot.errors import StaffError
from bot.settings import MEANINGS

GOOD = "four words of rice\n"
EN = ("--lang", "en")
Type = Callable[..., Result]


@pytest.fixture
def type_(store_url: str, tmp_path: Path) -> Type:
    env = {**dict.fromkeys(MEANINGS, ""), "BOT_INSTANCE_DIR": str(tmp_path), "BOT_DATABASE_URL": store_url}

    def typing(*words: str, said: str = "") -> Result:
        return CliRunner().invoke(bot, ["user", *words], input=said, env=env, prog_name="bot")

    return typing


def test_a_login_is_made_listed_disabled_and_enabled(type_: Type) -> None:
    assert type_("list").stderr == "មិនទាន់មានអ្នកណាអាចចូលទេ។ សូមវាយ៖ bot user add ឈ្មោះ --role editor\n"
    assert type_("list", *EN).stderr == "Nobody may sign in yet: bot user add NAME --role editor\n"
    made = type_("add", "Sophea", "--role", "editor", *EN, said=GOOD)
    assert (made.exit_code, made.stdout) == (0, "sophea may sign in at /desk (editor).\n")
    assert type_("disable", "sophea", *EN).stdout == "sophea can no longer sign in.\n"
    assert type_("list", *EN).stdout.split() == ["sophea", "editor", "signed", "in:", "never", "disabled"]
    assert type_("list").stdout.split() == ["sophea", "editor", "ចូលចុងក្រោយ៖", "មិនទាន់", "បានបិទ"]
    assert type_("enable", "sophea").stdout == "sophea អាចចូលបានវិញហើយ។\n"
    assert type_("password", "sophea", *EN, said=GOOD).stdout == "sophea has a new password.\n"
    assert "disabled" not in type_("list").stdout


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("short\n", "The password is too short: at least 12 signs. Several words make a good one."),
        ("", "The password is too short: at least 12 signs. Several words make a good one."),
        ("x" * 300 + "\n", "The password is too long: at most 256 signs."),
        ("my name is sophea\n", "The password is too easy: it holds the name, or only a few different signs."),
        ("aaaaaaaaaaaaaaaa\n", "The password is too easy: it holds the name, or only a few different signs."),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(type_: Type, said: str, told: str) -> None:
    result = type_("add", "Sophea", "--role", "editor", said=said)
    assert isinstance(result.exception, StaffError) and str(result.exception) == told
    assert re.search("[\u1780-\u17ff]", result.exception.told("km"))
    assert type_("list").stdout == ""


def test_a_khmer_password_counts_its_code_points(type_: Type) -> None:
    assert type_("add", "Sophea", "--role", "me", said="បាយសម្លម្ជូរត្រី\n").exit_code == 0


def test_a_name_is_taken_once_and_an_unknown_one_is_named(type_: Type) -> None:
    type_("add", "sophea", "--role", "editor", said=GOOD)
    again = type_("add", " SOPHEA", "--role", "administrator", said=GOOD)
    assert str(again.exception) == "There already is a 'sophea'. Choose another name."
    unknown = type_("disable", "dara").exception
    assert isinstance(unknown, StaffError) and str(unknown) == "There is no 'dara'. There is: sophea."
    assert unknown.told("km") == "គ្មានឈ្មោះ «dara» ទេ។ មាន៖ sophea។"


def test_a_password_is_never_an_argument_and_a_role_is_one_of_three(type_: Type) -> None:
    assert type_("add", "sophea", "secret secret secret", "--role", "editor").exit_code == 2
    assert type_("add", "sophea", "--role", "boss", said=GOOD).exit_code == 2
    assert type_("add", "sophea", said=GOOD).exit_code == 2
