"""A whole bot in one process, for tests that kill it: the webhook, and a worker that echoes what it is told.

Arguments: address of the store, of the platform, port (0: no webhook), answering threads, pause of each answer in ms.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from datetime import datetime

import waitress

from bot.delivery.inbox import Inbox
from bot.delivery.worker import Worker
from bot.domain.talk import Incoming, Language, Memory, Outcome, Reply, Turn
from bot.messenger.client import Client
from bot.settings import from_env
from bot.store.engine import open_engine
from bot.web.app import create_app


def main(database: str, graph: str, port: int, threads: int, pause: int) -> None:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    folder = tempfile.mkdtemp()
    meta = {"APP_SECRET": "secret", "PAGE_TOKEN": "token", "VERIFY_TOKEN": "verify", "PAGE_ID": "100", "APP_ID": "200"}
    folders = dict.fromkeys(("INTENTS_DIR", "FACTS_DIR", "LOCALES_DIR", "INSTANCE_DIR"), folder)
    more = {"DATABASE_URL": database, "GRAPH_URL": graph, "PSEUDONYM_KEY": "key", "SECRET_KEY": "key"}
    settings = from_env({f"BOT_{name}": value for name, value in (meta | folders | more).items()})

    def respond(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
        time.sleep(pause / 1000)
        return Turn((Reply(incoming.text),), memory, "en", Outcome.ANSWERED)

    def failed(language: Language) -> Reply:
        return Reply("failed")

    engine = open_engine(database)
    inbox = Inbox(engine, settings)
    worker = None
    if threads:
        client = Client(settings.graph_url, settings.page_id, settings.page_token, settings.app_secret)
        worker = Worker(engine, settings, respond, failed, client, threads, inbox=inbox)
        worker.start()
    if port:
        waitress.serve(create_app(settings, engine, inbox, list), host="127.0.0.1", port=port, threads=16, _quiet=True)
    elif worker:
        worker.run_forever()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]))
