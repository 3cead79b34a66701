"""`bot messenger setup` and `doctor`, and the watch, against the whole bot and the emulated platform."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.answering.phrases import read_phrases
from bot.answering.template import holes
from bot.cli.main import bot
from bot.delivery.watch import Watch
from bot.messenger.client import Client
from bot.messenger.setup import FIELDS, Difference, differences
from bot.settings import MEANINGS, ROOT
from bot.store.alarms import standing_alarms
from bot.web.assembly import client_of, profile_of
from tests.whole import Whole, whole_bot

KHMER = re.compile("[\u1780-\u17ff]")
CODE = ("messenger", "doctor", "page_words")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder = tmp_path_factory.mktemp("whole")
    with whole_bot(folder, f"sqlite:///{folder / 'bot.db'}") as running:
        yield running


@pytest.fixture(autouse=True)
def as_set_up(whole: Whole) -> Iterator[None]:
    yield
    whole.platform.subscribe(set(FIELDS))
    whole.platform.profile.change(profile_of(whole.bot.content.conversation.answerer.phrases))
    whole.platform.page_token = whole.settings.page_token


def typed(whole: Whole, *words: str, **more: str) -> Result:
    env = {**dict.fromkeys(MEANINGS, ""), **whole.env, "LC_ALL": "en_GB.UTF-8", **more}
    return CliRunner().invoke(bot, words, env=env, prog_name="bot")


def test_a_page_that_is_set_up_needs_nothing(whole: Whole) -> None:
    result = typed(whole, "messenger", "setup", "--check")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "The Page is set up as it should be.")


def test_check_shows_what_differs_and_changes_nothing(whole: Whole) -> None:
    whole.platform.profile.delete(["ice_breakers", "persistent_menu"])
    whole.platform.profile.change({"greeting": [{"locale": "default", "text": "old"}]})
    whole.platform.subscribe({"messages"})
    for _ in range(2):
        result = typed(whole, "messenger", "setup", "--check")
        assert result.exit_code == 1
        assert "greeting.default.text: “old” → “សួស្តី!" in result.stdout
        assert "ice_breakers: (not set) → (3 in it)" in result.stdout
        assert "subscription: message_echoes is missing" in result.stdout


def test_setup_mends_everything_in_one_profile_call_and_reads_back(whole: Whole) -> None:
    whole.platform.profile.delete(["ice_breakers", "persistent_menu", "greeting", "get_started"])
    whole.platform.unsubscribe()
    calls = len(whole.platform.profile._calls)
    result = typed(whole, "messenger", "setup")
    assert result.exit_code == 0, result.output
    assert "Done and read back." in result.stdout
    assert len(whole.platform.profile._calls) == calls + 1
    profile = whole.platform.profile.get([])
    assert profile["get_started"] == {"payload": "GET_STARTED"}
    for part in ("greeting", "ice_breakers", "persistent_menu"):
        assert [entry["locale"] for entry in profile[part]] == ["default", "en_US", "en_GB"]
    assert set(FIELDS) <= whole.platform.subscribed
    assert typed(whole, "messenger", "setup", "--check").exit_code == 0


def test_setup_says_why_the_platform_refuses(whole: Whole, capsys: Any) -> None:
    whole.platform.page_token = "another"
    result = typed(whole, "messenger", "setup")
    assert result.exit_code == 1 and "BOT_PAGE_TOKEN" in str(result.exception)


def test_the_doctor_finds_a_healthy_page_healthy(whole: Whole) -> None:
    result = typed(whole, "messenger", "doctor")
    lines = [line for line in result.stdout.splitlines() if line.startswith(("ok", "WRONG"))]
    names = [line.split()[1].rstrip(":") for line in lines]
    assert names == ["token", "permissions", "subscription", "profile", "clock", "webhook", "signature"]
    assert result.exit_code == 0 and all(line.startswith("ok") for line in lines), result.stdout


@pytest.mark.parametrize(
    "ill, expected",
    [
        ("token", "WRONG token: The Page's token is no longer valid"),
        ("subscription", "WRONG subscription: The Page does not tell the bot of: message_deliveries"),
        ("profile", "WRONG profile: 3 things differ"),
    ],
)
def test_the_doctor_names_what_is_wrong_and_what_to_do(whole: Whole, ill: str, expected: str) -> None:
    if ill == "token":
        whole.platform.page_token = "another"
    elif ill == "subscription":
        whole.platform.subscribe(set(FIELDS) - {"message_deliveries"})
    else:
        whole.platform.profile.change({"greeting": [{"locale": "default", "text": "old"}]})
    result = typed(whole, "messenger", "doctor")
    assert result.exit_code == 1 and expected in result.stdout and "→" in result.stdout


def test_the_doctor_sees_an_address_that_nobody_answers(whole: Whole) -> None:
    result = typed(whole, "messenger", "doctor", BOT_PUBLIC_URL="http://127.0.0.1:9")
    assert "WRONG webhook: http://127.0.0.1:9/webhook cannot be reached" in result.stdout


def test_both_commands_speak_khmer_unless_the_terminal_is_english(whole: Whole) -> None:
    healthy = typed(whole, "messenger", "doctor", LC_ALL="C.UTF-8")
    assert healthy.exit_code == 0 and all(KHMER.search(line) for line in healthy.stdout.splitlines())
    assert "ព្រឹត្តិការណ៍ទាំង ១១ ប្រភេទ" in healthy.stdout
    whole.platform.page_token = "another"
    ill = typed(whole, "messenger", "doctor", "--lang", "km", BOT_PUBLIC_URL="http://127.0.0.1:9")
    assert "ខុស  សោទំព័រ (token): សោទំព័រលែងប្រើបានហើយ" in ill.stdout and "(error 190/0, trace" in ill.stdout
    assert "→ សូមឲ្យ proxy បញ្ជូន /webhook" in ill.stdout
    refused = typed(whole, "messenger", "setup", "--lang", "km")
    assert refused.exit_code == 1 and "សោទំព័រលែងប្រើបានហើយ" in str(refused.exception)


def test_the_words_for_the_page_are_in_both_languages_and_none_lies_idle() -> None:
    phrases = read_phrases(ROOT / "locales", "page")
    code = "".join((ROOT / "bot/cli" / f"{name}.py").read_text(encoding="utf-8") for name in CODE)
    for key in phrases.known():
        km, en = phrases(key, "km"), phrases(key, "en")
        assert sorted(set(holes(km))) == sorted(set(holes(en))) and KHMER.search(km), key
        how = key.partition(".")[2]
        assert f'"{key}"' in code or f'"{how.removesuffix(".mend")}"' in code or how == "fine", key


def test_the_watch_subscribes_the_page_again_and_says_so(whole: Whole) -> None:
    watch = Watch(whole.bot.inbox.writer, client_of(whole.settings), whole.settings.app_id)
    whole.platform.unsubscribe()
    assert watch.look()
    assert set(FIELDS) <= whole.platform.subscribed
    assert names(whole) == ["subscription"]
    assert watch.look()
    assert names(whole) == []


def test_the_watch_notices_a_dead_token_and_an_unreachable_platform(whole: Whole) -> None:
    writer, page = whole.bot.inbox.writer, whole.settings.page_id
    dead = Client(whole.settings.graph_url, page, "another", whole.settings.app_secret)
    assert not Watch(writer, dead, whole.settings.app_id).look()
    assert names(whole) == ["sending"]
    away = Client("http://127.0.0.1:9/v26.0", page, "another", "secret", timeout=(0.2, 0.2))
    assert not Watch(writer, away, whole.settings.app_id).look()


def test_what_the_platform_adds_or_orders_otherwise_is_no_difference() -> None:
    wanted = {"greeting": [{"locale": "default", "text": "a"}, {"locale": "en_US", "text": "b"}], "off": False}
    found = {"greeting": [{"locale": "en_US", "text": "b", "id": 1}, {"locale": "default", "text": "a"}]}
    assert list(differences(wanted, found)) == []
    assert list(differences(wanted, {**found, "off": True})) == [Difference("off", True, False)]


def names(whole: Whole) -> list[str]:
    with whole.bot.engine.connect() as connection:
        return [alarm.name for alarm in standing_alarms(connection)]
