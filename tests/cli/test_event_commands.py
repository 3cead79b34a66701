"""`bot event …` as typed in a terminal, from the first event to the printed poster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import bot
from bot.settings import MEANINGS, META

Type = Callable[..., Result]
FORUM = ("--date", "2026-11-23", "--place", "010804", "--type", "forum", "--topic", "budget",
         "--name-km", "វេទិកាថវិកា", "--name-en", "Budget forum")  # fmt: skip


@pytest.fixture(scope="module")
def type_(tmp_path_factory: pytest.TempPathFactory) -> Type:
    folder = tmp_path_factory.mktemp("bot")
    env = {
        **dict.fromkeys(MEANINGS, ""),
        "LC_ALL": "en_US.UTF-8",
        "BOT_INSTANCE_DIR": str(folder),
        "BOT_DATABASE_URL": f"sqlite:///{folder}/bot.db",
    }

    def typing(*words: str, **more: str) -> Result:
        return CliRunner().invoke(bot, ("event", *words), env={**env, **more}, prog_name="bot")

    return typing


def test_a_register_without_events_says_how_to_add_one(type_: Type) -> None:
    assert "`bot event add` adds one" in type_("list").stdout


def test_an_event_is_added_changed_and_listed(type_: Type) -> None:
    added = type_("add", *FORUM)
    assert (added.exit_code, added.stdout) == (
        0, "EV26-001 is added. Its link: http://127.0.0.1:8000/chat?ref=EV26-001\n",
    )  # fmt: skip
    changed = type_("add", "--code", "ev26001", "--women", "២១", "--men", "19")
    assert changed.stdout.startswith("EV26-001 is changed.")
    (line,) = type_("list").stdout.splitlines()
    assert "2026-11-23 010804 forum" in line and "21/19/-" in line and line.endswith("Budget forum")


def test_who_changed_what_is_told(type_: Type) -> None:
    type_("add", *FORUM, "--code", "H1A", "--name-en", "History", "--who", "sokha")
    type_("add", "--code", "H1A", "--women", "12", "--topic", "services", "--who", "dara")
    newest, oldest = type_("history", "h1a").stdout.splitlines()
    assert newest.endswith("  dara  topic budget → services; paper_women - → 12") and oldest.endswith("  sokha  added")
    type_("add", "--code", "H1A", "--women", "12", "--who", "nobody")
    assert len(type_("history", "H1A").stdout.splitlines()) == 2, "what changes nothing is no edit"
    assert "បានបង្កើត" in type_("history", "H1A", "--lang", "km").stdout
    assert 'There is no event "NO-1"' in type_("history", "NO-1").stderr


def test_the_link_of_a_page_is_one_of_messengers(type_: Type) -> None:
    page = {**dict.fromkeys(META, "x"), "BOT_PAGE_ID": "12345"}
    assert "https://m.me/12345?ref=A1B" in type_("add", *FORUM, "--code", "A1B", **page).stdout
    assert "https://m.me/api.kh?ref=A1B" in type_("add", *FORUM, "--code", "A1B", BOT_PAGE_NAME="api.kh").stdout


@pytest.mark.parametrize(("language", "said"), [("en", "place: must be filled in."), ("km", "place: ត្រូវបំពេញ។")])
def test_what_is_missing_is_said_in_the_language_asked_for(type_: Type, language: str, said: str) -> None:
    result = type_("add", *FORUM[:2], *FORUM[4:], "--lang", language)
    assert result.exit_code == 1 and said in result.stderr


def test_a_file_with_a_fault_keeps_nothing_and_names_the_row(type_: Type, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("code,date,place,type,topic,name_km,name_en\nC01,2026-01-02,010804,forum,all,ក,a\n"
                    "C02,2026-01-02,10804,forum,all,ក,a\n", encoding="utf-8")  # fmt: skip
    result = type_("import", str(path))
    assert result.exit_code == 1
    assert "events.csv, row 3, place: '10804' is no place code (NCDD). Did you mean 010804?" in result.stderr
    assert "Nothing was kept." in result.stderr and "C01" not in type_("list").stdout
    path.write_text(path.read_text(encoding="utf-8").replace(",10804", ",010804"), encoding="utf-8")
    assert type_("import", str(path)).stdout == "2 events kept: C01, C02\n"


def test_a_poster_is_written_as_pdf_and_png(type_: Type, tmp_path: Path) -> None:
    type_("add", *FORUM, "--code", "PR1")
    result = type_("poster", "pr-1", "--to", str(tmp_path / "new"), "--after")
    assert result.exit_code == 0 and "ref=PR1=after" in result.stderr
    assert (tmp_path / "new" / "PR1-after.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "new" / "PR1-after.png").read_bytes().startswith(b"\x89PNG")


def test_a_poster_of_no_event_says_where_to_look(type_: Type) -> None:
    result = type_("poster", "NO-1")
    assert (
        result.exit_code == 1 and 'There is no event "NO-1". `bot event list` shows those there are.' in result.stderr
    )


def test_khmer_is_spoken_where_the_terminal_is_not_set_to_english(type_: Type) -> None:
    assert "បានបន្ថែម K1A។ តំណ៖ http" in type_("add", *FORUM, "--code", "K1A", "--name-en", "K", LC_ALL="C.UTF-8").stdout
    assert "លើកដំបូង 0 មនុស្ស 0 ធ្វើទាំងពីរលើក 0 យល់ដឹងកើនឡើង 0; វេទិកាថវិកា" in type_("list", LC_ALL="km_KH.UTF-8").stdout
    assert "គ្មានព្រឹត្តិការណ៍ «NO-1» ទេ" in type_("poster", "NO-1", "--lang", "km").stderr
