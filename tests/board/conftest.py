"""The pages of M&E over the demonstration campaign, once on each database."""

from __future__ import annotations

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
from bot.reach.campaign import make_campaign
from bot.reach.rollup import roll_up
from bot.settings import ROOT, Settings
from bot.store.importing import load_package
from bot.web.app import create_app
from tests.delivery.stage import make_settings
from tests.desk.conftest import enter, join
from tests.reach.turns import PHNOM_PENH


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, store_url, LOCALES_DIR=str(ROOT / "locales"))


@pytest.fixture
def campaign(engine: Engine) -> Engine:
    load_package(engine, ROOT / "facts")
    with engine.begin() as connection:
        make_campaign(connection, 1, PHNOM_PENH, 2024)
    roll_up(engine, PHNOM_PENH, 30)
    return engine


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Iterator[Flask]:
    inbox = Inbox(engine, settings)
    made = create_app(settings, engine, inbox, list)
    content = Content(settings, engine)
    desk = mount_desk(made, settings, engine, content)
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
