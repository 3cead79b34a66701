"""How many questions are answered in a second, end to end, on real facts and intents.

    .venv/bin/python bench/answer.py [--database sqlite|postgresql] [--questions 2000] [--citizens 200] [--idle 60]

Questions (those of the tests inside the intent files) are stored in the inbox as if Meta had sent them; the worker
understands, answers, logs and sends to a loopback Send API in another process. Then, one at a time on an idle bot, the
time from the stored question to the sent answer.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import socket
import tempfile
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ack import _postgres, percentile
from sqlalchemy import func, select

from bot.delivery.content import Content
from bot.delivery.inbox import Inbox
from bot.messenger.events import parse_events
from bot.settings import from_env
from bot.store.engine import open_engine, upgrade
from bot.store.importing import load_if_changed
from bot.store.talk_tables import DONE, inbox, outbox
from bot.web.assembly import build_worker


class SendApi(BaseHTTPRequestHandler):
    """Answers every send at once."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body of an answer in one packet

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = b'{"recipient_id":"1","message_id":"m_%d"}' % time.time_ns()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def stub(port: int) -> None:
    ThreadingHTTPServer(("127.0.0.1", port), SendApi).serve_forever()


def event(number: int, text: str, citizens: int) -> dict[str, Any]:
    now = int(time.time() * 1000)
    item = {"sender": {"id": str(10_000 + number % citizens)}, "recipient": {"id": "1"}, "timestamp": now}
    message = {**item, "message": {"mid": f"m_{number}_{time.time_ns()}", "text": text}}
    return {"object": "page", "entry": [{"id": "1", "time": now, "messaging": [message]}]}


def measure(database: str, count: int, citizens: int, idle: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = multiprocessing.Process(target=stub, args=(port,), daemon=True)
    api.start()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(database, folder, port, citizens)
        for number in range(count):
            bench.store(number)
        bench.answer_all(count)
        bench.one_at_a_time(count, idle)
        bench.stop()
    api.kill()


class Bench:
    """A bot whose sends go to the stub."""

    def __init__(self, database: str, folder: str, port: int, citizens: int) -> None:
        settings = from_env({
            "BOT_INSTANCE_DIR": folder, "BOT_DATABASE_URL": database or f"sqlite:///{folder}/bot.db",
            "BOT_GRAPH_URL": f"http://127.0.0.1:{port}/v26.0", "BOT_APP_SECRET": "s", "BOT_PAGE_TOKEN": "t",
            "BOT_VERIFY_TOKEN": "v", "BOT_PAGE_ID": "1", "BOT_APP_ID": "2",
        })  # fmt: skip
        upgrade(settings.database_url)
        self.engine = open_engine(settings.database_url)
        load_if_changed(self.engine, settings.facts_dir)
        content = Content(settings, self.engine)
        intents = content.conversation.reader.catalogue.values()
        self.texts = [test.says for intent in intents for test in intent.tests]
        self.inbox, self.citizens = Inbox(self.engine, settings), citizens
        self.worker = build_worker(settings, self.engine, content, inbox=self.inbox)

    def store(self, number: int) -> None:
        now = datetime.now(UTC)
        body = event(number, self.texts[number % len(self.texts)], self.citizens)
        self.inbox.store(parse_events(body, now), now)

    def waiting(self) -> int:
        """Messages and replies that are not done."""
        with self.engine.connect().execution_options(reading=True) as connection:
            counts = [
                connection.scalar(select(func.count()).select_from(table).where(table.c.status != DONE))
                for table in (inbox, outbox)
            ]
        return sum(count or 0 for count in counts)

    def answer_all(self, count: int) -> None:
        began, cpu = time.monotonic(), time.process_time()
        self.worker.start()
        while self.waiting():
            time.sleep(0.1)
        took, spent = time.monotonic() - began, time.process_time() - cpu
        print(
            f"  {count} questions of {self.citizens} citizens: {count / took:.0f} answered/s, "
            f"{1000 * spent / count:.1f} ms of processor each"
        )

    def one_at_a_time(self, first: int, count: int) -> None:
        spent = []
        for number in range(first, first + count):
            begun = time.perf_counter()
            self.store(number)
            while self.waiting():
                time.sleep(0.002)
            spent.append(1000 * (time.perf_counter() - begun))
        print(f"  idle, one at a time: p50 {percentile(spent, 0.5):.0f} ms, p95 {percentile(spent, 0.95):.0f} ms")

    def stop(self) -> None:
        self.worker.stop()
        self.engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="")
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--idle", type=int, default=60)
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    if chosen.database in ("", "sqlite"):
        print("SQLite")
        measure("", chosen.questions, chosen.citizens, chosen.idle)
    if chosen.database in ("", "postgresql"):
        print("PostgreSQL")
        with tempfile.TemporaryDirectory(prefix="chbas-bench-") as folder:
            measure(_postgres(Path(folder)), chosen.questions, chosen.citizens, chosen.idle)


if __name__ == "__main__":
    main()
