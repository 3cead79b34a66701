"""Kill -9 in the middle of 500 questions: nothing is lost, the order is kept, the work goes on within 15 seconds."""

from __future__ import annotations

import http.server
import json
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from sqlalchemy import text

from bot.messenger.signature import sign
from bot.store.engine import open_engine
from tests.delivery.stage import body, item, wait_until

SCRIPT = Path(__file__).with_name("served.py")
CITIZENS, EACH = 50, 10


class SendApi(http.server.ThreadingHTTPServer):
    """Takes messages as the platform does and notes who was told what, and when."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken: list[tuple[float, str, int]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v26.0"

    def handle_error(self, request: object, client_address: object) -> None:
        """A killed client is no error here."""


class Taking(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        assert isinstance(server, SendApi)
        server.taken.append((time.monotonic(), asked["recipient"]["id"], int(asked["message"]["text"])))
        answer = json.dumps({"recipient_id": asked["recipient"]["id"], "message_id": f"m_{len(server.taken)}"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def api() -> Iterator[SendApi]:
    server = SendApi()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class Processes:
    """Bots that can be killed."""

    def __init__(self, store: str, graph: str) -> None:
        self.store, self.graph = store, graph
        self.all: list[subprocess.Popen[bytes]] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self, web: bool, threads: int) -> subprocess.Popen[bytes]:
        """A process with the webhook, ``threads`` answering threads, or both."""
        arguments = [self.store, self.graph, str(self.port if web else 0), str(threads), "10"]
        root = str(SCRIPT.parent.parent.parent)
        process = subprocess.Popen([sys.executable, str(SCRIPT), *arguments], cwd=root, env={"PYTHONPATH": root})
        self.all.append(process)
        return process

    def ready(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def ask_all(self) -> None:
        """Post the questions of all citizens, each in order; again when there is no answer, as the platform does."""
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(self._ask, range(CITIZENS)))

    def _ask(self, citizen: int) -> None:
        with requests.Session() as session:
            for number in range(EACH):
                raw = json.dumps(body(item(f"c{citizen}", str(number)))).encode()
                while not self._posted(session, raw):
                    time.sleep(0.1)

    def _posted(self, session: requests.Session, raw: bytes) -> bool:
        headers = {"X-Hub-Signature-256": sign(raw, "secret"), "Content-Type": "application/json"}
        try:
            url = f"http://127.0.0.1:{self.port}/webhook"
            return session.post(url, data=raw, headers=headers, timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def kill_all(self) -> None:
        for process in self.all:
            process.kill()
            process.wait()


def everything_was_said(api: SendApi) -> bool:
    return len({(citizen, number) for _, citizen, number in list(api.taken)}) == CITIZENS * EACH


def assert_in_order(api: SendApi) -> None:
    """Each citizen got every answer in order; one that was being sent at the kill may come twice in a row."""
    said: dict[str, list[int]] = defaultdict(list)
    for _, citizen, number in api.taken:
        if said[citizen][-1:] != [number]:
            said[citizen].append(number)
    assert said == {f"c{citizen}": list(range(EACH)) for citizen in range(CITIZENS)}


def all_settled(store: str) -> bool:
    engine = open_engine(store)
    with engine.execution_options(reading=True).connect() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {t} WHERE status <> 1")).scalar()
            for t in ("inbox", "outbox")
        ]
    engine.dispose()
    return counts == [0, 0]


def longest_silence(api: SendApi, since: float) -> float:
    moments = sorted(moment for moment, _, _ in api.taken if moment > since)
    return max(later - earlier for earlier, later in zip([since, *moments], moments, strict=False))


def test_one_process_killed_and_started_again_on_sqlite(sqlite_url: str, api: SendApi) -> None:
    bots = Processes(sqlite_url, api.url)
    try:
        first = bots.start(web=True, threads=8)
        wait_until(bots.ready, 30)
        asking = threading.Thread(target=bots.ask_all)
        asking.start()
        wait_until(lambda: len(api.taken) >= 150, 30)
        first.kill()
        killed = time.monotonic()
        bots.start(web=True, threads=8)
        wait_until(lambda: everything_was_said(api), 60)
        wait_until(lambda: all_settled(sqlite_url), 10)
        asking.join(10)
    finally:
        bots.kill_all()
    assert_in_order(api)
    assert longest_silence(api, killed) < 15
    assert len(api.taken) - CITIZENS * EACH <= 32  # no more than were being sent


def test_one_of_two_workers_killed_on_postgresql(postgres_url: str, api: SendApi) -> None:
    bots = Processes(postgres_url, api.url)
    try:
        first, _ = bots.start(web=False, threads=8), bots.start(web=False, threads=8)
        bots.start(web=True, threads=0)
        wait_until(bots.ready, 30)
        asking = threading.Thread(target=bots.ask_all)
        asking.start()
        wait_until(lambda: len(api.taken) >= 150, 30)
        first.kill()
        killed = time.monotonic()
        wait_until(lambda: everything_was_said(api), 60)
        wait_until(lambda: all_settled(postgres_url), 10)
        asking.join(10)
    finally:
        bots.kill_all()
    assert_in_order(api)
    assert longest_silence(api, killed) < 15
    assert len(api.taken) - CITIZENS * EACH <= 32
