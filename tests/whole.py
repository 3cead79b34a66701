"""The whole bot in this process, behind a real HTTP server, with the emulated platform beside it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from bot.delivery.pace import Pace
from bot.delivery.worker import Worker
from bot.emulator.platform import Platform
from bot.messenger.client import Client
from bot.settings import ROOT, Settings, from_env
from bot.store.engine import open_engine, upgrade
from bot.store.importing import load_if_changed
from bot.web.assembly import Bot, build
from tests.learnt import lend


@dataclass
class Whole:
    """What a test holds."""

    bot: Bot
    settings: Settings
    env: dict[str, str]
    url: str

    @property
    def platform(self) -> Platform:
        assert self.bot.platform
        return self.bot.platform

    def heard(self, psid: str) -> list[dict[str, Any]]:
        """The messages a person got."""
        return [dict(message) for message in self.platform.person(psid).said_by_page()]


@contextmanager
def whole_bot(
    folder: Path, database: str, pace: Pace | None = None, timeout: tuple[float, float] = (2, 5), **more: str
) -> Iterator[Whole]:
    """A bot at work on the content as shipped, in emulator mode; ``pace`` and ``timeout`` hurry its waiting."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {"BOT_INSTANCE_DIR": str(folder), "BOT_DATABASE_URL": database, "BOT_PORT": str(port), **more}
    settings = from_env(env)
    upgrade(settings.database_url)
    engine = open_engine(settings.database_url)
    load_if_changed(engine, ROOT / "facts")
    engine.dispose()
    lend(Path(settings.instance_dir))
    bot = build(settings)
    if pace:
        bot.inbox.tell.clear()
        bot.worker = _hurried(bot, settings, pace, timeout)
    server = make_server("127.0.0.1", port, bot.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    bot.start()
    try:
        yield Whole(bot, settings, env, f"http://127.0.0.1:{port}")
    finally:
        bot.stop()
        server.shutdown()
        thread.join()
        server.server_close()


def _hurried(bot: Bot, settings: Settings, pace: Pace, timeout: tuple[float, float]) -> Worker:
    secrets = (settings.page_token, settings.app_secret)
    client = Client(settings.graph_url, settings.page_id, *secrets, timeout=timeout)
    content = bot.content
    return Worker(bot.engine, settings, content.respond, content.failed_reply, client, 4, inbox=bot.inbox, pace=pace,
                  known_text=content.known_text, actor=client)  # fmt: skip
