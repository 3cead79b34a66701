"""From the printed poster to the counted row: the whole bot in a process of its own, over real HTTP, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import Table, select

from bot.store.campaign_tables import attribution, feedback, profile, quiz_answer, quiz_attempt
from bot.store.engine import open_engine
from bot.store.talk_tables import query
from tests.test_end_to_end import Running

SCANS, TYPES = "7001002003", "7001002004"


class Campaign:
    """A running bot, its people, and what it stored."""

    def __init__(self, running: Running, database: str) -> None:
        self.running, self.engine = running, open_engine(database)

    def lines(self, who: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.running.get(f"/chat/api/{who}/log?after=0").json()["lines"]
        return found

    def does(self, who: str, act: str, **body: str) -> dict[str, Any]:
        """What the bot said last after an act, once it has fallen silent."""
        before = len([line for line in self.lines(who) if line["who"] == "page"])
        self.running.post(f"/chat/api/{who}/{act}", body)
        self.running.wait(lambda: len([line for line in self.lines(who) if line["who"] == "page"]) > before)
        self.running.wait(lambda: "quick_replies" in self.lines(who)[-1]["message"])
        message: dict[str, Any] = self.lines(who)[-1]["message"]
        return message

    def taps(self, who: str, title: str) -> dict[str, Any]:
        shown = self.lines(who)[-1]["message"]["quick_replies"]
        payload = next(reply["payload"] for reply in shown if reply["title"] == title)
        return self.does(who, "tap", title=title, payload=payload, kind="quick_reply")

    def rows(self, table: Table) -> list[Any]:
        with self.engine.execution_options(reading=True).connect() as connection:
            return list(connection.execute(select(table).order_by(next(iter(table.primary_key.columns)))))


@pytest.fixture(params=["sqlite", "postgresql"])
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Campaign]:
    database = f"sqlite:///{tmp_path / 'bot.db'}"
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres_url")
    running = Running(tmp_path, database)
    opened = Campaign(running, database)
    yield opened
    opened.engine.dispose()
    running.process.kill()
    running.process.wait(10)
    running.log.close()


def add_event(campaign: Campaign) -> str:
    return campaign.running.run(
        "event", "add", "--date", "2099-11-23", "--place", "010804", "--type", "forum", "--topic", "budget",
        "--name-km", "វេទិកាថវិកា", "--name-en", "Budget forum", "--code", "EV99-051", "--lang", "en",
    )  # fmt: skip


def ref_on_poster(campaign: Campaign, folder: Path) -> str:
    """The reference in the link that an independent reader finds on the printed poster."""
    campaign.running.run("event", "poster", "EV99-051", "--to", str(folder))
    with Image.open(folder / "EV99-051.png") as image:
        (code,) = zxingcpp.read_barcodes(image)
    link = urlsplit(code.text)
    assert (link.port, link.path) == (campaign.running.port, "/chat")
    return parse_qs(link.query)["ref"][0]


def take_part(campaign: Campaign, ref: str) -> None:
    """One citizen scans and does everything, another types the code."""
    assert "វេទិកាថវិកា" in campaign.does(SCANS, "start", ref=ref)["text"]
    for title in ("ចាប់ផ្តើម", "១", "១", "១"):
        campaign.taps(SCANS, title)
    campaign.does(SCANS, "say", text="តើថវិការដ្ឋឆ្នាំ២០២៥ប៉ុន្មាន")
    for title in ("ស្រី", "១៨ ដល់ ៣០ ឆ្នាំ", "ឃុំស្វាយចេក"):
        campaign.taps(SCANS, title)
    campaign.does(SCANS, "say", text="តម្លៃសេវាប្រឡងយកប័ណ្ណបើកបរម៉ូតូប៉ុន្មាន?")
    campaign.taps(SCANS, "គ្មានប្រយោជន៍")
    campaign.does(TYPES, "start")
    campaign.does(TYPES, "say", text="កូដ ev99 ០៥១")


def be_forgotten(campaign: Campaign, pseudonym: str) -> None:
    """Who asks to be deleted is gone and still counted."""
    campaign.does(SCANS, "say", text="លុបទិន្នន័យរបស់ខ្ញុំ")
    campaign.taps(SCANS, campaign.lines(SCANS)[-1]["message"]["quick_replies"][0]["title"])
    assert "first touch 2, people 2" in campaign.running.run("event", "list", "--lang", "en")
    for table in (attribution, profile, quiz_attempt, quiz_answer, feedback, query):
        assert pseudonym not in {row.citizen for row in campaign.rows(table)}
    assert [(row.sex, row.age_band, row.commune) for row in campaign.rows(profile)] == [("female", "18-30", "01")]
    assert [row.question for row in campaign.rows(feedback)] == [None]


def test_a_scanned_poster_lands_the_attribution_and_all_that_follows(campaign: Campaign, tmp_path: Path) -> None:
    assert "EV99-051 is added" in add_event(campaign)
    take_part(campaign, ref_on_poster(campaign, tmp_path))

    touches = campaign.rows(attribution)
    assert [(row.event, row.how, row.first) for row in touches] == [
        ("EV99-051", "link", True),
        ("EV99-051", "code", True),
    ]
    assert "first touch 2, people 2" in campaign.running.run("event", "list", "--lang", "en")
    (who,) = campaign.rows(profile)
    assert (who.citizen, who.sex, who.age_band, who.commune) == (touches[0].citizen, "female", "18-30", "010804")
    (attempt,) = campaign.rows(quiz_attempt)
    answers = campaign.rows(quiz_answer)
    assert attempt.finished_at and attempt.asked == 3 == len(answers)
    assert attempt.score == sum(row.correct for row in answers) and {row.topic for row in answers} == {"budget"}
    (judged,) = campaign.rows(feedback)
    assert (judged.useful, judged.intent) == (False, "service-fee")
    assert "ប័ណ្ណបើកបរ" in judged.question and "៣០,០០០" in judged.answer
    assert [row.profile for row in campaign.rows(query)].count(True) == 4 + 3 + 1  # quiz, oneself, useful

    be_forgotten(campaign, touches[0].citizen)
    log = campaign.running.stop()
    assert not re.search("Traceback|ERROR", log)
    assert not any(secret in log for secret in (SCANS, TYPES, "ប៉ុន្មាន", "ស្រី"))
