"""The staff pages on a fresh store, once on each database."""

from __future__ import annotations

import itertools
import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from bot.desk import checking
from bot.desk.login import requires
from bot.desk.passwords import hashed
from bot.domain.talk import Kind, Outcome
from bot.settings import ROOT, Settings, from_env
from bot.store import staff
from bot.store.querylog import Entry, record
from bot.store.staff import Role
from bot.web.assembly import Bot, build

PASSWORD = "four words of rice"
KEPT = ("rights/commune-council", "rights/what-is-isaf", "services/service-list", "talk/greeting", "talk/out-of-scope")
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
_numbers = itertools.count(1)


def join(engine: Engine, name: str, role: Role = "editor") -> None:
    """Somebody new of the staff, with the password above."""
    with engine.begin() as connection:
        staff.add(connection, name, role, hashed(PASSWORD), datetime.now(UTC))


def token(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form with a token"
    return found[1]


def enter(client: FlaskClient, name: str, password: str = PASSWORD, to: str = "") -> TestResponse:
    """Sign in as a browser does."""
    address = f"/desk/sign-in{to}"
    form = {"name": name, "password": password, "csrf_token": token(client.get(address).text)}
    return client.post(address, data=form)


def make_settings(folder: Path, url: str, **more: str) -> Settings:
    """Settings of a bot in emulator mode with a few intent files of its own; what they teach is learnt only once."""
    for name in KEPT:
        (folder / "intents" / name).parent.mkdir(parents=True, exist_ok=True)
        if not (folder / "intents" / f"{name}.yaml").exists():
            shutil.copy(ROOT / "intents" / f"{name}.yaml", folder / "intents" / f"{name}.yaml")
    instance = folder.parent / "instance"  # shared by all tests of a run
    own = {"INSTANCE_DIR": str(instance), "INTENTS_DIR": str(folder / "intents"), "DATABASE_URL": url, "WORKERS": "0"}
    return from_env({f"BOT_{name}": value for name, value in {**own, **more}.items()})


@contextmanager
def opened(settings: Settings) -> Iterator[Bot]:
    """A bot that is built and, at the end, stopped."""
    bot = build(settings)
    yield bot
    bot.stop()


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, store_url, PORT=str(free_port()))


@pytest.fixture(autouse=True)
def no_labelled_questions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The thousand labelled questions ask for intents that these tests do not have."""
    monkeypatch.setattr(checking, "LABELLED", tmp_path)


@pytest.fixture
def bot(settings: Settings) -> Iterator[Bot]:
    with opened(settings) as built:
        pages = Blueprint("tried", __name__)
        pages.add_url_rule("/for-editors", "editors", requires("editor")(lambda: "editors"), methods=["GET", "POST"])
        pages.add_url_rule("/for-me", "me", requires("me")(lambda: "me"))
        built.app.register_blueprint(pages)
        yield built


@pytest.fixture
def app(bot: Bot) -> Flask:
    return bot.app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def editor(client: FlaskClient, engine: Engine) -> FlaskClient:
    """Sophea the editor, signed in."""
    join(engine, "Sophea")
    assert enter(client, "sophea").status_code == 303
    return client


def colleague(bot: Bot, engine: Engine) -> FlaskClient:
    """A second editor, signed in from elsewhere."""
    join(engine, "dara")
    client = bot.app.test_client()
    enter(client, "dara")
    return client


def send(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """Send a form as the page that shows it would."""
    return client.post(address, data={"csrf_token": token(client.get("/desk").text), **form})


def asked(engine: Engine, *texts: str, outcome: Outcome = Outcome.NOT_UNDERSTOOD) -> None:
    """Citizens asked these in vain, one after the other."""
    entries = [
        Entry(next(_numbers), NOW, "2026-11-23", f"c{n}", "messenger", Kind.TEXT, "km", outcome, "", "", "", {}, 0.0, False, 1, text)
        for n, text in enumerate(texts)
    ]  # fmt: skip
    with engine.begin() as connection:
        record(connection, entries)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
