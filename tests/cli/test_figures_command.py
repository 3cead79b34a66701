"""`bot reach figures` and `bot reach funnel` say what SQL says, with every filter of the dashboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from bot.cli.main import bot
from bot.settings import MEANINGS
from bot.store.engine import open_engine

Type = Callable[..., Result]
YEAR = ("--from", "2024-01-01", "--to", "2024-12-31")
WOMEN = "citizen IN (SELECT citizen FROM profile WHERE sex = 'female' AND sex_state = 'answered')"
CAME = "citizen IN (SELECT citizen FROM attribution WHERE event = 'DEMO-04')"
FILTERS: list[tuple[tuple[str, ...], str]] = [
    ((), "1 = 1"),
    (("--sex", "female"), WOMEN),
    (("--event", "demo04"), CAME),
    (("--topic", "budget", "--spoken", "en"), "topic = 'budget' AND language = 'en'"),
    (("--place", "02"), "province = '02'"),
    (("--sex", "female", "--event", "DEMO-04", "--intent", "greeting"), f"{WOMEN} AND {CAME} AND intent = 'greeting'"),
]


@pytest.fixture
def type_(campaign_url: str, tmp_path: Path) -> Type:
    env = {**dict.fromkeys(MEANINGS, ""), "BOT_INSTANCE_DIR": str(tmp_path), "BOT_DATABASE_URL": campaign_url}
    return lambda *words: CliRunner().invoke(bot, ("reach", *words), env=env, prog_name="bot")


def counted(url: str, condition: str) -> tuple[int, int]:
    engine = open_engine(url)
    with engine.connect() as connection:
        wanted = f"SELECT COUNT(DISTINCT citizen), COUNT(*) FROM query WHERE day LIKE '2024-%' AND {condition}"
        people, queries = connection.execute(text(wanted)).one()
    engine.dispose()
    return people, queries


@pytest.mark.parametrize(("words", "condition"), FILTERS, ids=[" ".join(words) or "all" for words, _ in FILTERS])
def test_every_filter_counts_what_sql_counts(
    type_: Type, campaign_url: str, words: tuple[str, ...], condition: str
) -> None:
    found: dict[str, Any] = json.loads(type_("figures", *YEAR, *words, "--by", "topic", "--format", "json").stdout)
    assert (found["people"]["reached"], sum(found["queries"].values())) == counted(campaign_url, condition)
    assert found["people"]["reached"] > 0
    for part in found["by"]["topic"]:
        topic = f"{condition} AND topic = '{part['value']}'"
        assert (part["people"], part["queries"]) == counted(campaign_url, topic), part


def test_the_table_has_words_in_both_languages_and_definitions(type_: Type) -> None:
    khmer, english = (type_("figures", *YEAR, "--by", "province", "--lang", lang).stdout for lang in ("km", "en"))
    assert "មនុស្សដែលបានឈានដល់" in khmer and "People reached" in english
    assert "A session is a person's messages" in english and "Asia/Phnom_Penh" in english


def test_a_filter_that_means_nothing_is_refused(type_: Type) -> None:
    wrongs = (("--topic", "budgets", "budget, procurement"), ("--place", "9999", "no place code"),
              ("--event", "NO-1", 'no event "NO-1"'), ("--by", "topics", 'Did you mean "topic"?'))  # fmt: skip
    for option, value, advice in wrongs:
        result = type_("figures", *YEAR, option, value, "--lang", "en")
        assert result.exit_code and advice in result.stderr and not result.stdout


def test_the_funnel_of_an_event(type_: Type, campaign_url: str) -> None:
    steps = json.loads(type_("funnel", "demo-04", "--format", "json").stdout)
    assert steps["came"] == counted(campaign_url, CAME)[0] >= steps["asked"] >= steps["answered"] >= steps["increased"]
    assert "បានមកតាមតំណ" in type_("funnel", "DEMO-04", "--lang", "km").stdout
    assert "There is no event" in type_("funnel", "NO-1", "--lang", "en").stderr
