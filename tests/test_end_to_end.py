"""The whole bot as a person meets it: one process, real HTTP, the emulated Messenger in between."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.learnt import lend

ROOT = Path(__file__).parent.parent
BOT = [sys.executable, "-m", "bot.cli.main"]
READY = 180  # seconds from a clean clone, as promised in the README's command
PERSON = "7001002003"
ASKED = [
    ("តម្លៃសេវាប្រឡងយកប័ណ្ណបើកបរម៉ូតូប៉ុន្មាន?", "៣០,០០០ ៛"),
    ("how much is a driving test for a motorbike", "30,000 ៛"),
    ("prolong yok ban bork bor moto tlai ponman", "៣០,០០០ ៛"),
    ("How big is the state budget of 2025?", "37,950 billion ៛"),
    ("Who won the Battambang waste-water contract and at what price?", "US$9,360,000"),
    ("How many procurement projects of the four ministries disclosed more in 2024?", "7.06 %"),
    ("តើថ្ងៃស្អែកមេឃភ្លៀងទេ?", "សុំទោស"),
]


class Running:
    """A bot in a process of its own."""

    def __init__(self, folder: Path, database: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
        self.env = {**kept, "BOT_INSTANCE_DIR": str(folder), "BOT_PORT": str(self.port), "BOT_DATABASE_URL": database}
        lend(folder)
        self.log = (folder / "log").open("w+", encoding="utf-8")
        self.process = subprocess.Popen([*BOT, "serve"], env=self.env, stdout=self.log, stderr=self.log, cwd=ROOT)
        self.wait(lambda: self.get("/healthz").ok, READY)

    def get(self, path: str) -> requests.Response:
        return requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def post(self, path: str, body: dict[str, str]) -> None:
        requests.post(f"http://127.0.0.1:{self.port}{path}", json=body, timeout=10).raise_for_status()

    def answer_to(self, question: str) -> str:
        """What the bot said after a question; a late line of the answer before stands above the question."""
        asked = len(self.questions())
        self.post(f"/chat/api/{PERSON}/say", {"text": question})
        self.wait(lambda: len(self.questions()) > asked and self.lines()[-1]["who"] == "page")
        said = self.lines()
        return json.dumps(said[self.questions()[asked] + 1 :], ensure_ascii=False)

    def questions(self) -> list[int]:
        """Where in the talk the person's lines stand."""
        return [place for place, line in enumerate(self.lines()) if line["who"] == "person"]

    def lines(self) -> list[dict[str, Any]]:
        return self.get(f"/chat/api/{PERSON}/log?after=0").json()["lines"]

    def run(self, *arguments: str) -> str:
        done = subprocess.run([*BOT, *arguments], env=self.env, capture_output=True, text=True, cwd=ROOT, check=True)
        return done.stdout

    @staticmethod
    def wait(happened: Callable[[], bool], seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if happened():
                    return
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise AssertionError("it did not happen in time")

    def stop(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(30) == 0
        self.log.seek(0)
        return self.log.read()


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    database = f"sqlite:///{tmp_path / 'bot.db'}"
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres_url")
    bot = Running(tmp_path, database)
    yield bot
    bot.process.kill()
    bot.process.wait(10)
    bot.log.close()


def test_a_citizen_asks_and_is_answered_and_counted(running: Running) -> None:
    running.post(f"/chat/api/{PERSON}/start", {})
    running.wait(lambda: any(line["who"] == "page" for line in running.lines()))
    for question, answer in ASKED:
        assert answer in running.answer_to(question)
    assert running.get("/readyz").json()["ready"]
    assert "queries" in running.get("/metrics").text

    summary = running.run("reach", "summary", "--from", "2000-01-01", "--to", "2099-12-31", "--format", "json",
                          "--by", "topic,language")  # fmt: skip
    counted = json.loads(summary)
    assert counted["people"]["reached"] == 1
    assert counted["queries"]["total"] == len(ASKED) + 1
    assert counted["sessions"]["count"] == 1

    log = running.stop()
    assert PERSON not in log
    assert not any(question in log for question, _ in ASKED)
    assert not re.search("Traceback|ERROR", log)
