"""The staff pages on a fresh store, once on each database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from bot.delivery.inbox import Inbox
from bot.desk.login import requires
from bot.desk.mount import mount
from bot.desk.passwords import hashed
from bot.settings import ROOT, Settings
from bot.store import staff
from bot.store.staff import Role
from bot.web.app import create_app
from tests.delivery.stage import make_settings

PASSWORD = "four words of rice"


def join(engine: Engine, name: str, role: Role = "editor") -> None:
    """Somebody new of the staff, with the password above."""
    with engine.begin() as connection:
        staff.add(connection, name, role, hashed(PASSWORD), datetime.now(UTC))


def token(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form with a token"
    return found[1]


def enter(client: FlaskClient, name: str, password: str = PASSWORD, to: str = "") -> object:
    """Sign in as a browser does."""
    address = f"/desk/sign-in{to}"
    form = {"name": name, "password": password, "csrf_token": token(client.get(address).text)}
    return client.post(address, data=form)


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, store_url, LOCALES_DIR=str(ROOT / "locales"))


@pytest.fixture
def app(settings: Settings, engine: Engine) -> Iterator[Flask]:
    inbox = Inbox(engine, settings)
    pages = Blueprint("tried", __name__)
    pages.add_url_rule("/for-editors", "editors", requires("editor")(lambda: "editors"), methods=["GET", "POST"])
    pages.add_url_rule("/for-me", "me", requires("me")(lambda: "me"))
    made = create_app(settings, engine, inbox, list, [pages])
    mount(made, settings, engine)
    yield made
    inbox.writer.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
