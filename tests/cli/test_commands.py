"""`bot …` as typed in a terminal, with a store and a few intent files of the test's own."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import bot, main
from bot.settings import MEANINGS, META, ROOT
from bot.understanding import learning
from tests.fewer import few_facts

KEPT = (
    "budget/budget-total",
    "budget/state-total",
    "services/service-fee",
    "talk/greeting",
    "talk/thanks",
    "talk/out-of-scope",
)
ITEM = "what-birth-registration-costs.yaml"
FEE = "how much is a driving test for a motorbike"
Type = Callable[..., Result]


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("bot")
    for name in KEPT:
        (folder / "intents" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "intents" / f"{name}.yaml", folder / "intents" / f"{name}.yaml")
    shutil.copytree(ROOT / "quiz" / "services", folder / "quiz", ignore=lambda _, names: set(names) - {ITEM})
    own = {"BOT_INSTANCE_DIR": str(folder / "instance"), "BOT_INTENTS_DIR": str(folder / "intents")}
    own["BOT_QUIZ_DIR"] = str(folder / "quiz")
    own["BOT_FACTS_DIR"] = str(few_facts())
    return {**dict.fromkeys(MEANINGS, ""), **own, "BOT_DATABASE_URL": f"sqlite:///{folder / 'bot.db'}"}


@pytest.fixture(scope="module")
def type_(env: dict[str, str]) -> Type:
    def typing(*words: str, said: str = "", **more: str) -> Result:
        return CliRunner().invoke(bot, words, input=said, env={**env, **more}, prog_name="bot")

    return typing


def test_the_store_is_upgraded_and_again_without_harm(type_: Type) -> None:
    for _ in range(2):
        result = type_("db", "upgrade", "--lang", "en")
        assert (result.exit_code, result.stdout) == (0, "The store is up to date.\n")
    assert type_("db", "upgrade").stdout == "ឃ្លាំងទិន្នន័យទាន់សម័យហើយ។\n"


def test_settings_are_printed_without_secrets(type_: Type) -> None:
    result = type_("settings", "--lang", "en", BOT_SECRET_KEY="hidden", BOT_PUBLIC_URL="https://chbas.example")
    assert result.exit_code == 0 and "hidden" not in result.stdout
    assert all(f"\n{name} " in f"\n{result.stdout}" for name in MEANINGS)
    assert "https://chbas.example" in result.stdout
    assert result.stdout.endswith("\nEmulator mode is on (none of Meta's credentials is set).\n")
    off = type_("settings", "--lang", "en", **dict.fromkeys(META, "x"))
    assert off.stdout.endswith("\nEmulator mode is off.\n")


def test_settings_are_explained_in_khmer(type_: Type) -> None:
    result = type_("settings", BOT_PUBLIC_URL="https://chbas.example")
    told = {line.split()[0]: line for line in result.stdout.splitlines() if line.startswith("BOT_")}
    assert "បរិស្ថាន" in told["BOT_PUBLIC_URL"] and "តម្លៃដើម" in told["BOT_PORT"]
    assert all(re.search("[\u1780-\u17ff]", line) for line in told.values()) and "MEANINGS" not in result.stdout


def test_a_question_is_explained_as_json(type_: Type) -> None:
    result = type_("try", "--json", FEE)
    row = json.loads(result.stdout)
    assert result.exit_code == 0 and result.stdout.count("\n") == 1
    assert {"language", "names", "zone", "intent", "score", "candidates", "reply"} <= set(row)
    assert (row["text"], row["language"], row["zone"], row["intent"]) == (FEE, "en", "answer", "service-fee")
    assert row["names"]["service"] == ["driver-licence-test"] and "30,000 ៛" in row["reply"]
    assert 0 < row["score"] <= 1 and len(row["candidates"]) <= 3
    assert all(set(candidate) == {"intent", "score", "example"} for candidate in row["candidates"])


def test_a_question_is_explained_for_people(type_: Type) -> None:
    result = type_("try", "ថវិការដ្ឋ ឆ្នាំ២០២៥ ប៉ុន្មាន")
    starts = [line.split()[0] for line in result.stdout.splitlines() if line and not line.startswith(" ")]
    assert result.exit_code == 0
    assert starts[:4] == ["សំណួរ", "ភាសា", "ឈ្មោះ", "ការសម្រេច"] and starts[-2:] == ["ចម្លើយ", "ប៊ូតុង"]
    english = type_("try", "--lang", "en", "ថវិការដ្ឋ ឆ្នាំ២០២៥ ប៉ុន្មាន").stdout
    assert "Language   km, answered in km" in english and "year: 2025" in english


def test_many_questions_come_from_a_file_of_either_kind(type_: Type, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f'{FEE}\n\n{{"text": "ថវិការដ្ឋ"}}\n  {{"question": "hello", "note": 1}}\n', encoding="utf-8")
    rows = [json.loads(line) for line in type_("try", "--json", "--file", str(file)).stdout.splitlines()]
    assert [row["text"] for row in rows] == [FEE, "ថវិការដ្ឋ", "hello"]
    assert [row["reply_language"] for row in rows] == ["en", "km", "en"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "a"', "Line 2 is not JSON: Expecting ',' delimiter"),
        ('{"words": "a"}', "Line 2 has no 'text'."),
        ('{"text": 5}', "Line 2 has no 'text'."),
    ],
)
def test_a_broken_line_is_named(type_: Type, tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f"hello\n{line}\n", encoding="utf-8")
    result = type_("try", "--file", str(file))
    assert result.exit_code == 2 and said in result.stderr and result.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ["try"],
        ["try", "a", "--file", "/etc/hostname"],
        ["try", "--file", "/no/such"],
        ["nothing"],
        ["db"],
        ["settings", "x"],
    ],
)
def test_a_command_typed_wrongly_ends_with_2(type_: Type, words: list[str]) -> None:
    assert type_(*words).exit_code == 2


def test_a_talk_in_the_terminal(type_: Type) -> None:
    result = type_("chat", "--why", said=f"{FEE}\nbudget of Samraong commune\n1\n\nnever read\n")
    assert result.exit_code == 0
    assert "bot> Driving test and licence\nType A (motorbike)\nFee: 30,000 ៛ (per test)" in result.stdout
    assert "(en service-fee answered " in result.stdout and "service=driver-licence-test" in result.stdout
    assert (
        "     1. Ou Chrov district, Banteay Meanchey province" in result.stdout
        and "bot> Budget of Samraong commune, Ou Chrov district" in result.stdout
    )
    assert "never read" not in result.stdout


def test_a_talk_ends_with_the_input(type_: Type) -> None:
    result = type_("chat", said="hello")
    assert result.exit_code == 0 and "bot> Hello! I am Chbas" in result.stdout


@pytest.fixture
def small(type_: Type, env: dict[str, str], tmp_path: Path) -> Path:
    """A folder with few questions, already learnt, to which one is added afterwards."""
    folder = tmp_path / "intents" / "talk"
    folder.mkdir(parents=True)
    for name in ("thanks", "greeting"):
        text = (Path(env["BOT_INTENTS_DIR"]) / "talk" / f"{name}.yaml").read_text(encoding="utf-8")
        # Without buttons that lead nowhere; and names in questions would have names learnt, which takes its time.
        plain = re.sub(r"^(?:buttons: .*|.*\(\(.*)\n", "", text, flags=re.MULTILINE)
        (folder / f"{name}.yaml").write_text(plain, encoding="utf-8")
    thanks = folder / "thanks.yaml"
    type_("check", BOT_INTENTS_DIR=str(tmp_path / "intents"))
    text = thanks.read_text(encoding="utf-8")
    thanks.write_text(text.replace("  en: |\n", "  en: |\n    much obliged to you, page\n", 1), encoding="utf-8")
    return tmp_path / "intents"


def test_a_changed_question_is_checked_without_learning(
    type_: Type, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(learning, "_model")
    result = type_("check", "--lang", "en", BOT_INTENTS_DIR=str(small))
    assert result.exit_code == 1 and "Changed questions are not learnt yet" in result.stderr
    assert '  intents: the menu names "service-list", but there is no such file.' in result.stdout.splitlines()


def test_what_only_learning_can_tell_is_learnt(type_: Type, small: Path) -> None:
    with (small / "talk" / "thanks.yaml").open("a", encoding="utf-8") as file:
        file.write("  - says: nobody ever wrote such a thing here\n")
    result = type_("check", "--lang", "en", BOT_INTENTS_DIR=str(small))
    assert "Learning the questions" in result.stderr and "are not learnt yet" not in result.stderr
    assert '"nobody ever wrote such a thing here" goes to ' in result.stdout


def test_learning_can_be_asked_for(type_: Type, small: Path) -> None:
    thanks = small / "talk" / "thanks.yaml"
    thanks.write_text(thanks.read_text(encoding="utf-8").replace("much obliged", "very much obliged"), encoding="utf-8")
    result = type_("check", "--learn", "--lang", "en", BOT_INTENTS_DIR=str(small))
    assert "Learning the questions" in result.stderr and "are not learnt yet" not in result.stderr


def test_faults_of_the_content_are_printed_and_counted(type_: Type) -> None:
    result = type_("check", "--lang", "en")
    errors = result.stdout.partition("Warnings")[0].splitlines()
    assert result.exit_code == 1 and f"{len(errors) - 1} faults, " in result.stderr
    assert errors[0] == "Faults (must be mended):"
    assert '  intents: the menu names "service-list", but there is no such file.' in errors
    khmer = type_("check", LC_ALL="C.UTF-8")
    assert khmer.exit_code == 1 and khmer.stdout.startswith("កំហុស (ត្រូវកែ)៖\n  ")
    assert "  intents៖ ម៉ឺនុយមាន «service-list» តែគ្មានឯកសារនេះទេ។" in khmer.stdout.splitlines()
    assert f"{len(KEPT)} intents, " in result.stderr


def test_the_schema_for_editors_is_printed(type_: Type) -> None:
    result = type_("check", "--schema")
    assert result.exit_code == 0 and json.loads(result.stdout)["required"][:2] == ["intent", "kind"]


def run_main(monkeypatch: pytest.MonkeyPatch, env: dict[str, str], *words: str) -> object:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["bot", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"BOT_PORT": "x", "LC_ALL": "en_US.UTF-8"}, "BOT_PORT must be a whole number from 1 to 65535, not 'x'.\n"),
        ({"BOT_PAGE_ID": "1", "BOT_APP_ID": "2", "BOT_PAGE_TOKEN": "3", "BOT_APP_SECRET": "4", "LC_ALL": "C"},
         "ខ្វះ BOT_VERIFY_TOKEN៖ ពាក្យដែល Meta និយាយវិញ ពេលរៀបចំ webhook។\n"),
        ({"BOT_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d", "LC_ALL": "en_US.UTF-8"}, "The store cannot be "),
        ({"BOT_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d", "LC_ALL": "C"}, "អានឃ្លាំងទិន្នន័យមិនបានទេ"),
    ],
)  # fmt: skip
def test_a_named_fault_ends_with_1(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    env: dict[str, str],
    change: dict[str, str],
    said: str,
) -> None:
    assert run_main(monkeypatch, {**env, **change}, "db", "upgrade") == 1
    error = capsys.readouterr().err
    assert error.startswith(said) and "hidden" not in error and "Traceback" not in error


def test_a_place_where_nobody_may_write_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], env: dict[str, str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/srv/chbas/bot.db")

    monkeypatch.setattr("bot.cli.database.upgrade", refuse)
    assert run_main(monkeypatch, env, "db", "upgrade", "--lang", "en") == 1
    assert capsys.readouterr().err.startswith("/srv/chbas/bot.db may not be read or written by you.")


def test_broken_content_names_its_file_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "intents").mkdir()
    (tmp_path / "intents" / "broken.yaml").write_text("intent: broken\nkinds: talk\n")
    own = {**env, "BOT_INTENTS_DIR": str(tmp_path / "intents")}
    assert run_main(monkeypatch, own | {"LC_ALL": "en_US.UTF-8"}, "try", "hello") == 1
    english = capsys.readouterr().err.splitlines()
    assert 'intents/broken.yaml, line 2: there is no key "kinds". Did you mean "kind"?' in english
    assert 'intents/broken.yaml, line 1: the key "topic" is missing.' in english
    assert run_main(monkeypatch, own | {"LC_ALL": "C.UTF-8"}, "try", "hello") == 1
    assert capsys.readouterr().err.endswith(
        "intents/broken.yaml បន្ទាត់ទី 2៖ គ្មានពាក្យគន្លឹះ «kinds» ទេ។ តើចង់សរសេរ «kind» មែនទេ?\n"
    )
