"""A day on which everything goes wrong at once: each question is answered exactly once, or it is said why not."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery.pace import Pace
from bot.emulator.backstage import judge
from bot.emulator.faults import TROUBLES
from bot.emulator.people import Who
from bot.emulator.quirks import Quirk
from bot.messenger import errors
from bot.store.alarms import standing_alarms
from bot.store.talk_tables import CANCELLED, DEAD, DONE, inbox, outbox, query
from tests.whole import Whole, whole_bot

PEOPLE = 6
QUESTIONS = (
    "តម្លៃសេវាប្រឡងយកប័ណ្ណបើកបរម៉ូតូប៉ុន្មាន?",
    "How big is the state budget of 2025?",
    "prolong yok ban bork bor moto tlai ponman",
    "តើអ្នករក្សាទុកអ្វីអំពីខ្ញុំ?",
    "Who won the Battambang waste-water contract and at what price?",
    "តើថ្ងៃស្អែកមេឃភ្លៀងទេ?",
    "thank you",
    "how much is a driving test for a motorbike",
)
HURRIED = Pace(resend=(0.1, 0.3, 0.6), echo=5.0, pause=0.3, probe=0.3)
HELD = "2018300 held"  # makes the bot quiet for good, so it comes at the end of the day
SAID_WHY = {DEAD, CANCELLED}


@pytest.fixture
def whole(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Whole]:
    monkeypatch.setattr(errors, "_MINUTES", 0.3)  # how long a pause lasts when the platform does not say
    with whole_bot(tmp_path, store_url, HURRIED, timeout=(1, 0.4)) as running:
        yield running


def test_every_question_is_answered_once_or_told_why_not(whole: Whole) -> None:
    platform = whole.platform
    people = [platform.person().psid for _ in range(PEOPLE)]
    for psid in people:
        platform.start(psid)
    quirks, troubles = itertools.cycle(Quirk), itertools.cycle(name for name in TROUBLES if name != HELD)
    for question in QUESTIONS:
        for psid in people:
            platform.faults.bend(next(quirks))
            platform.say(psid, f"{question}")
        for name in itertools.islice(troubles, 3):
            platform.faults.add_fault(TROUBLES[name])
        time.sleep(0.2)
    judge(platform, "block")
    platform.attach(people[0], "location", {"coordinates": {"lat": 11.5564, "long": 104.9282}})
    platform.like(people[1])
    time.sleep(0.5)
    judge(platform, "unblock")
    settle(whole)

    for psid in people:
        account_for(whole, psid)
    assert not [row for row in rows(whole, inbox) if "forged" in str(row.body)]
    ends = Counter(row.status for row in rows(whole, outbox))
    assert ends[DONE] > 0.6 * sum(ends.values()) and ends[DEAD] >= 5
    assert platform.postman.answers[403] >= 2, "forged bodies were refused"
    with whole.bot.engine.connect() as connection:
        assert standing_alarms(connection) == []
    assert not platform.faults.waiting()

    platform.faults.add_fault(TROUBLES[HELD])
    platform.say(people[0], QUESTIONS[1])
    settle(whole)
    platform.say(people[0], QUESTIONS[1])
    settle(whole)
    assert [row.outcome for row in rows(whole, query)][-1] == "to_a_person"


def account_for(whole: Whole, psid: str) -> None:
    """Each thing a person did is stored once; each part of its answer arrived once and in order, or is told why not."""
    lines = whole.platform.person(psid).lines
    did = [line for line in lines if line.who == Who.PERSON]
    got = [str(line.message["metadata"]) for line in lines if line.who == Who.PAGE]
    stored = [row for row in rows(whole, inbox) if row.address == psid]
    assert len(stored) == len(did) and {row.status for row in stored} == {DONE}
    parts = [row for row in rows(whole, outbox) if row.address == psid]
    assert {row.inbox_id for row in parts} == {row.id for row in stored}, "a question has no answer at all"
    arrived = [row.mark for row in parts if row.status == DONE]
    assert got == arrived, "an answer came twice, out of order, or not at all"
    lost = [row for row in parts if row.status != DONE]
    assert all(row.status in SAID_WHY and row.reason for row in lost)


def settle(whole: Whole, seconds: float = 90.0) -> None:
    """Wait until nothing is under way any more."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        quiet = whole.platform.postman.settled(1)
        waiting = [r for r in rows(whole, inbox) if r.status == 0] + [
            r for r in rows(whole, outbox) if r.status in (0, 4)
        ]
        if quiet and not waiting:
            return
        time.sleep(0.1)
    raise AssertionError("something is still under way")


def rows(whole: Whole, table: Any) -> list[Any]:
    with whole.bot.engine.execution_options(reading=True).connect() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))
