"""The pages of M&E over the demonstration campaign, once on each database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from bot.board.mount import mount
from bot.delivery.content import Content
from bot.delivery.inbox import Inbox
from bot.desk.mount import mount as mount_desk
from bot.settings import ROOT, Settings
from bot.store.engine import open_engine
from bot.web.app import create_app
from tests.delivery.stage import make_settings
from tests.desk.conftest import enter, free_port, join


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, store_url, LOCALES_DIR=str(ROOT / "locales"), PORT=str(free_port()))


@pytest.fixture
def store_url(campaign_url: str) -> str:
    """Every page here stands on the campaign."""
    return campaign_url


@pytest.fixture
def campaign(engine: Engine) -> Engine:
    return engine


@pytest.fixture(scope="module")
def wordless(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Content]:
    """A bot that knows nothing: these pages are about people, and reading all names takes longer than a page."""
    folder = tmp_path_factory.mktemp("wordless")
    shutil.copy(migrated_file, folder / "bot.db")
    opened = open_engine(f"sqlite:///{folder / 'bot.db'}")
    settings = make_settings(folder, str(opened.url), LOCALES_DIR=str(ROOT / "locales"))
    yield Content(settings, opened)
    opened.dispose()


@pytest.fixture
def app(settings: Settings, engine: Engine, wordless: Content) -> Iterator[Flask]:
    inbox = Inbox(engine, settings)
    made = create_app(settings, engine, inbox, list)
    desk = mount_desk(made, settings, engine, wordless)
    mount(made, settings, engine)
    yield made
    desk.checker.stop()
    inbox.writer.close()


@pytest.fixture
def client(app: Flask, engine: Engine) -> FlaskClient:
    """Somebody of M&E, signed in."""
    join(engine, "dara", "me")
    client = app.test_client()
    enter(client, "dara")
    return client
