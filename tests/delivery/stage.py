"""What the tests of the delivery share: a platform that takes sends, and a bot to talk to."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, Table, select

from bot.delivery.inbox import Inbox
from bot.delivery.pace import Pace
from bot.delivery.worker import Worker
from bot.domain.talk import Incoming, Language, Memory, Outcome, Reply, Turn
from bot.messenger.errors import SendError
from bot.messenger.events import parse_events
from bot.settings import Settings, from_env
from bot.store.engine import open_engine

PAGE, APP = "100", "200"
QUICK = Pace(
    lease=5.0, poll_sqlite=0.02, poll_postgres=0.02, turn_first=0.01, resend=(0.01, 0.02, 0.03), echo=0.2, pause=0.1, probe=0.1
)  # fmt: skip
_numbers = itertools.count(1)


def make_settings(folder: Path, url: str, **more: str) -> Settings:
    """Settings of a bot with Meta's credentials set."""
    meta = {"APP_SECRET": "secret", "PAGE_TOKEN": "token", "VERIFY_TOKEN": "verify", "PAGE_ID": PAGE, "APP_ID": APP}
    folders = dict.fromkeys(("INTENTS_DIR", "FACTS_DIR", "LOCALES_DIR", "INSTANCE_DIR"), str(folder))
    values = {"DATABASE_URL": url, "PSEUDONYM_KEY": "key", "SECRET_KEY": "key", **meta, **folders, **more}
    return from_env({f"BOT_{name}": value for name, value in values.items()})


def item(address: str, text: str = "", **message: Any) -> dict[str, Any]:
    """One message of a person to the Page, in the platform's shape."""
    said = {"mid": f"m_{next(_numbers)}", "text": text, **message}
    return {"sender": {"id": address}, "recipient": {"id": PAGE}, "timestamp": _now(), "message": said}


def echo_item(address: str, **message: Any) -> dict[str, Any]:
    """One echo of what the Page said to a person."""
    said = {"mid": f"m_{next(_numbers)}", "is_echo": True, "app_id": int(APP), **message}
    return {"sender": {"id": PAGE}, "recipient": {"id": address}, "timestamp": _now(), "message": said}


def body(*items: dict[str, Any], page: str = PAGE) -> dict[str, Any]:
    """A webhook body with these items."""
    return {"object": "page", "entry": [{"id": page, "time": _now(), "messaging": [one]} for one in items]}


def _now() -> int:
    return round(time.time() * 1000)


def repeats(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
    """A conversation that says what it hears."""
    return Turn((Reply(incoming.text or incoming.tap),), memory, "en", Outcome.ANSWERED)


def apologises(language: Language) -> Reply:
    return Reply("sorry" if language == "en" else "សូមទោស")


class Platform:
    """Takes sends in memory; ``faults`` are raised first, one a send (None: taken, an error after that)."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []  # address and text
        self.marks: list[str] = []
        self.tries = 0
        self.moments: list[float] = []  # of each try
        self.faults: list[SendError | None] = []
        self.slow = 0.0
        self._lock = threading.Lock()

    def send(self, address: str, message: dict[str, Any], mark: str) -> str:
        time.sleep(self.slow)
        with self._lock:
            self.tries += 1
            self.moments.append(time.monotonic())
            fault = self.faults.pop(0) if self.faults else None
            if fault is not None:
                raise fault
            self.taken.append((address, message["text"]))
            self.marks.append(mark)
            return f"sent_{len(self.taken)}"

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.taken]


@dataclass
class Stage:
    """A store, a platform and everything between."""

    engine: Engine
    settings: Settings
    inbox: Inbox
    platform: Platform

    def hear(self, *items: dict[str, Any]) -> None:
        """The webhook stored these items."""
        received = datetime.now(UTC)
        self.inbox.store(parse_events(body(*items), received), received)

    def rows(self, table: Table) -> list[Row[Any]]:
        with self.engine.execution_options(reading=True).connect() as connection:
            key = next(iter(table.primary_key.columns))
            return list(connection.execute(select(table).order_by(key)))

    def row(self, table: Table) -> Row[Any]:
        (only,) = self.rows(table)
        return only

    @contextmanager
    def working(self, respond: Any = repeats, pace: Pace = QUICK, threads: int = 2, **more: Any) -> Iterator[Worker]:
        worker = Worker(
            self.engine, self.settings, respond, apologises, self.platform, threads, inbox=self.inbox, pace=pace, **more
        )
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()

    def work_until(
        self, condition: Callable[[], bool], respond: Any = repeats, pace: Pace = QUICK, **more: Any
    ) -> None:
        """Let a worker work until something has come about."""
        with self.working(respond, pace, **more):
            wait_until(condition)


def wait_until(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    """Wait until something has come about; fails after ``seconds``."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


@contextmanager
def open_stage(url: str, folder: Path, **more: str) -> Iterator[Stage]:
    """A bot on a store; ``more``: further settings."""
    engine = open_engine(url)
    settings = make_settings(folder, url, **more)
    inbox = Inbox(engine, settings)
    yield Stage(engine, settings, inbox, Platform())
    inbox.writer.close()
    engine.dispose()
