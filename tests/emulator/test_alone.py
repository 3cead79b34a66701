"""`bot emulator` in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests


def test_it_runs_alone_and_prints_what_the_bot_under_test_needs(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    command = [
        sys.executable,
        "-m",
        "bot.cli.main",
        "emulator",
        "--port",
        str(port),
        "--webhook",
        "http://127.0.0.1:9/",
    ]
    with (tmp_path / "log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, env={**env, "BOT_INSTANCE_DIR": str(tmp_path)}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            base = f"http://127.0.0.1:{port}"
            until = time.monotonic() + 60
            while not answers(base):
                assert time.monotonic() < until and process.poll() is None
                time.sleep(0.1)
            assert "ពលរដ្ឋច្រើននាក់" in requests.get(f"{base}/chat/many", timeout=5).text
            refused = requests.get(f"{base}/graph/v26.0/me", timeout=5)
            assert refused.json()["error"]["code"] == 104
            state = requests.post(f"{base}/chat/api/platform/trouble", json={"name": "613 rate", "times": 2}, timeout=5)
            assert state.json()["waiting"] == ["613 rate", "613 rate"]
        finally:
            process.terminate()
            process.wait(10)
        log.seek(0)
        printed = log.read()
    assert f"BOT_GRAPH_URL={base}/graph/v26.0" in printed and "BOT_PAGE_ID=100000000000001" in printed


def answers(base: str) -> bool:
    try:
        return requests.get(f"{base}/chat", timeout=5).ok
    except requests.RequestException:
        return False
