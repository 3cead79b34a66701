"""`bot diff` says in words what changed between two versions of the content."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import bot
from bot.settings import MEANINGS, ROOT
from tests.fewer import few_facts

KEPT = ("services/service-fee", "talk/greeting", "talk/thanks")


@pytest.fixture
def before(tmp_path: Path) -> Path:
    folder = tmp_path / "before"
    for name in KEPT:
        (folder / "intents" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "intents" / f"{name}.yaml", folder / "intents" / f"{name}.yaml")
    shutil.copytree(few_facts(), folder / "facts")
    return folder


@pytest.fixture
def after(before: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "after"
    shutil.copytree(before, folder)
    change(folder / "facts" / "service_fee.csv", "driver-licence-test/a/cambodian,driver-licence-test,a,cambodian,,30000",
           "driver-licence-test/a/cambodian,driver-licence-test,a,cambodian,,35000")  # fmt: skip
    thanks = folder / "intents" / "talk" / "thanks.yaml"
    change(thanks, "  en: |\n", "  en: |\n    zippity doo\n    zippity dee\n")
    change(folder / "intents" / "services" / "service-fee.yaml", "  en: Fee\n", "  en: Price\n")
    change(folder / "intents" / "services" / "service-fee.yaml", "    has: 30,000\n", "    has: 35,000\n")
    change(folder / "intents" / "services" / "service-fee.yaml", "has: ៣០,០០០", "has: ៣៥,០០០")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode("utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def types(tmp_path: Path, *words: object) -> Result:
    env = {**dict.fromkeys(MEANINGS, ""), "BOT_INSTANCE_DIR": str(tmp_path / "instance"), "LC_ALL": ""}
    return CliRunner().invoke(bot, [str(word) for word in words], env=env, catch_exceptions=False)


def test_what_changed_and_who_gets_another_answer_is_said_in_words(before: Path, after: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked.jsonl"
    labelled = ["zippity doo", "hello", "how much is a driving test for a motorbike"]
    asked.write_text("".join(json.dumps({"text": text}) + "\n" for text in labelled), encoding="utf-8")
    english = types(tmp_path, "diff", before, after, "--questions", asked, "--lang", "en").stdout.splitlines()
    assert english[:3] == [
        "Questions and answers:",
        "  «Price» (service-fee): the title in en is «Price», it was «Fee»",
        "  «Thanks» (thanks): 2 new questions: zippity dee · zippity doo",
    ]
    assert english[3] == "Facts:"
    assert english[4].startswith("  Fee «") and english[4].endswith("»: amount 30,000 → 35,000 ៛")
    assert english[5] == "Labelled questions that get another answer:"
    assert any(
        line.startswith("  «zippity doo» was answered by ") and line.endswith(", now by «Thanks» (thanks)")
        for line in english
    )
    assert (
        "  «how much is a driving test for a motorbike» is still answered by «Price» (service-fee), in other words"
        in english
    )
    assert not [line for line in english if "«hello»" in line]
    khmer = types(tmp_path, "diff", before, after, "--no-answers", "--lang", "km").stdout.splitlines()
    assert khmer[:3] == [
        "សំណួរ និងចម្លើយ៖",
        "  «ថ្លៃសេវា» (service-fee)៖ ចំណងជើង en គឺ «Price» មុននេះ «Fee»",
        "  «អរគុណ» (thanks)៖ សំណួរថ្មី ២៖ zippity dee · zippity doo",
    ]


def test_equal_versions_do_not_differ(before: Path, tmp_path: Path) -> None:
    assert types(tmp_path, "diff", before, before, "--lang", "en").stdout == "Nothing differs.\n"


def test_a_git_revision_is_compared(tmp_path: Path) -> None:
    if subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, check=False).returncode:
        assert types(tmp_path, "diff", "HEAD").exit_code == 2  # a copy without its history
        return
    assert types(tmp_path, "diff", "HEAD", "HEAD", "--lang", "en").stdout == "Nothing differs.\n"


def test_what_is_neither_is_told(tmp_path: Path) -> None:
    result = types(tmp_path, "diff", "no-such-thing")
    assert result.exit_code == 2 and "មិនមែនជាថត ឬកំណែ git" in result.output
