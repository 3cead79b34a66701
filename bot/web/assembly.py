"""Puts the rooms together into one running bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from bot.answering.phrases import Phrases
from bot.board.mount import mount as mount_board
from bot.conversation.asking import LANGUAGE, PERSON, WELCOME, menu_of
from bot.conversation.asking_who import WHO
from bot.delivery.content import Content
from bot.delivery.inbox import Inbox
from bot.delivery.retention import Retention
from bot.delivery.watch import Watch
from bot.delivery.worker import Worker
from bot.desk.mount import mount as mount_desk
from bot.desk.tools import Desk
from bot.emulator.mount import mount
from bot.emulator.platform import Platform
from bot.messenger.client import Client
from bot.messenger.profile import page_profile
from bot.reach.keeping import Keeper
from bot.settings import Settings
from bot.store.engine import open_engine
from bot.store.notes import keep_notes
from bot.web.app import create_app
from bot.web.privacy import privacy


@dataclass
class Bot:
    """Everything that runs in this process."""

    app: Flask
    engine: Engine
    inbox: Inbox
    worker: Worker | None  # None where a separate `bot worker` answers
    content: Content
    desk: Desk
    retention: Retention
    watch: Watch
    platform: Platform | None  # the emulated Messenger, in emulator mode
    keeper: Keeper  # keeps the roll-up of reach level with the log

    def start(self) -> None:
        """Begin to work in the background; the web server is the caller's."""
        self.content.start()
        self.keeper.start()
        self.retention.start()
        self.watch.start()
        if self.worker:
            self.worker.start()

    def stop(self) -> None:
        """Finish what was begun and end."""
        self.content.stop()
        self.keeper.stop()
        self.retention.stop()
        self.desk.checker.stop()
        self.watch.stop()
        if self.worker:
            self.worker.stop()
        if self.platform:
            self.platform.close()
        self.inbox.writer.close()
        self.engine.dispose()


def build(settings: Settings) -> Bot:
    """A bot over a migrated store. Raises IntentFileError when the content is broken."""
    engine = open_engine(settings.database_url)
    content = Content(settings, engine)
    inbox = Inbox(engine, settings)
    pages = [privacy(settings, inbox, lambda: content.conversation.answerer.phrases)]
    app = create_app(settings, engine, inbox, content.problems, pages)
    desk = mount_desk(app, settings, engine, content)
    mount_board(app, settings, engine)
    worker = build_worker(settings, engine, content, inbox=inbox) if settings.workers else None
    platform = _emulator(app, settings, content) if settings.emulator else None
    keeper = Keeper(engine, settings.timezone, settings.session_minutes)
    watch = Watch(inbox.writer, client_of(settings), settings.app_id)
    return Bot(app, engine, inbox, worker, content, desk, Retention(settings, engine), watch, platform, keeper)


def build_worker(settings: Settings, engine: Engine, content: Content, **more: Any) -> Worker:
    """A worker that answers with the newest content and sends through the Graph API of the settings."""
    client = client_of(settings)
    threads = settings.workers or 8
    notes = keep_notes(settings.timezone)
    return Worker(engine, settings, content.respond, content.failed_reply, client, threads,
                  beside=[notes], known_text=content.known_text, actor=client, **more)  # fmt: skip


def client_of(settings: Settings) -> Client:
    """The Graph API of the settings; a token that stands in a file is read again when the platform refuses it."""
    secrets = (settings.page_token, settings.app_secret)
    return Client(settings.graph_url, settings.page_id, *secrets, renewed=settings.page_token_now)


def _emulator(app: Flask, settings: Settings, content: Content) -> Platform:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return mount(
        app, settings, f"http://{host}:{settings.port}/webhook", profile_of(content.conversation.answerer.phrases)
    )


def profile_of(phrases: Phrases) -> dict[str, Any]:
    """The Page's profile in the words of the phrases."""
    menu = [
        ("button.services", menu_of("services")),
        ("button.budget", menu_of("budget")),
        ("button.procurement", menu_of("procurement")),
        ("menu.language", LANGUAGE),
        ("menu.mine", WHO),
        ("button.person", PERSON),
    ]
    questions = ("icebreaker.fee", "icebreaker.birth", "icebreaker.state", "icebreaker.disclosure")
    return page_profile(phrases, WELCOME, menu, questions)
