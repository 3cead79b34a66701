"""What goes wrong in `bot reach`, `bot event` and `bot demo` is told in Khmer, or in English where that was asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import bot
from bot.settings import MEANINGS, META, ROOT

WRONG = {
    "reach summary --from 2026-1-1": 'Did you mean "2026-01-01"?',
    "reach summary --from 2569-01-01": 'the year 2569 is not from 2000 to 2099. Did you mean "2026-01-01"?',
    "reach summary --to 2026-02-30": "ends on 2026-02-28",
    "reach summary --from 2026-13-01": "there is no month 13",
    "reach summary --by topics": 'nothing can be counted by "topics"',
    "reach summary --channel fax": 'there is no channel "fax"',
    "reach export people --channel ,": "name a channel",
    "reach export people --from 2026-02-02 --to 2026-02-01": "Exchange the two days.",
    "reach export people --out people.pdf": "people.pdf must end in .csv or .xlsx.",
    "reach months --from 2026": '"2026" is not a month.',
    "reach months --from 2026-01 --by sex": 'nothing can be counted by "sex"',
    "reach indicators --only reach": 'there is no indicator "reach" in',
    "reach indicators --period 24": '"24" is not a period.',
    "reach report --period 24": '"24" is not a period.',
    "reach rows --sex girl": "is not one of",
    "reach rows towns": "is not one of",
    "reach rows --limit many": "is not a valid integer",
    "reach rows --fro 2024-01-01": "No such option",
    "reach figures --format xml": "is not one of",
    "reach funnel": "Missing argument",
    "reach months": "Missing option",
    "reach import-pidor nowhere.csv": "does not exist",
    "reach export": "Missing argument",
    "reach mouths": "No such command",
    "rich": "No such command",
    "event history NO-1": 'There is no event "NO-1".',
    "event add": "must be filled in.",
}


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("told")
    return {**dict.fromkeys(MEANINGS, ""), "LC_ALL": "C", "BOT_INSTANCE_DIR": str(folder),
            "BOT_DATABASE_URL": f"sqlite:///{folder}/bot.db"}  # fmt: skip


@pytest.mark.parametrize("words", WRONG)
def test_what_was_typed_wrongly(env: dict[str, str], words: str) -> None:
    khmer, english = (
        CliRunner().invoke(bot, [*words.split(), *more], env=env, prog_name="bot").stderr
        for more in ([], ["--lang", "en"])
    )
    assert WRONG[words] in english
    told = khmer.rpartition("Error: ")[2]
    assert re.search(r"[ក-៓]{5}.*[។?]", told), told
    assert not re.search(r"\b(is|are|the|there|must|name)\b", told.partition(": ")[2] or told), told


@pytest.mark.parametrize(
    ("words", "more", "khmer", "english"),
    [
        ("demo campaign", dict.fromkeys(META, "x"), "បុតនេះបម្រើប្រជាពលរដ្ឋពិតប្រាកដ", "serves real citizens"),
        ("reach roll", {"BOT_DATABASE_URL": "postgresql+psycopg://a:opensesame@127.0.0.1:1/x"},
         "អានឃ្លាំងទិន្នន័យមិនបានទេ", "The store cannot be read"),
        ("event list", {"BOT_DATABASE_URL": "postgresql+psycopg://a:opensesame@127.0.0.1:1/x"},
         "អានឃ្លាំងទិន្នន័យមិនបានទេ", "The store cannot be read"),
        ("user list", {"BOT_PORT": "x"}, "BOT_PORT ត្រូវជាចំនួនគត់ពី 1 ដល់ 65535", "BOT_PORT must be a whole number"),
        ("user disable dara", {}, "គ្មានឈ្មោះ «dara» ទេ។", "There is no 'dara'"),
        ("reach indicators --check", {"BOT_INDICATORS": "none.yml"}, "none.yml៖ រកឯកសារនេះមិនឃើញទេ", "none.yml: this file is missing"),
        ("reach import-pidor CHANGELOG.md", {}, "គ្មានជួរឈរ session_id", "there is no column session_id"),
    ],
)  # fmt: skip
def test_what_cannot_be_done(
    env: dict[str, str], words: str, more: dict[str, str], khmer: str, english: str, tmp_path: Path
) -> None:
    for language, said, unsaid in (("km", khmer, english), ("en", english, khmer)):
        typed = [sys.executable, "-m", "bot.cli.main", *words.split(), "--lang", language]
        ended = subprocess.run(typed, env=env | more, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ended.returncode == 1 and said in ended.stderr and unsaid not in ended.stderr, ended.stderr
        assert "Traceback" not in ended.stderr and "opensesame" not in ended.stderr
