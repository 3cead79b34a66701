"""What the staff pages work with, found through the application that shows them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import abort, current_app
from sqlalchemy import Connection, Engine, func, select

from bot.delivery.content import Content
from bot.desk.checking import Checker
from bot.desk.files import IntentFiles
from bot.desk.login import signed_in
from bot.settings import Settings
from bot.store.staff import Member

EXTENSION = "chbas-desk"
_LOCK = 0x63686261  # any number that nothing else uses
_alone = threading.Lock()


@dataclass(frozen=True)
class Desk:
    """Store, content in use, files, and the checker of drafts."""

    settings: Settings
    engine: Engine
    content: Content
    files: IntentFiles
    checker: Checker

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with self.engine.execution_options(reading=True).connect() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one of the staff changes facts at a time: in this process, and in every one on PostgreSQL."""
        with _alone, self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_lock(_LOCK)))
            try:
                yield
            finally:
                if connection.dialect.name == "postgresql":
                    connection.execute(select(func.pg_advisory_unlock(_LOCK)))


def desk() -> Desk:
    """The desk of this application."""
    return cast(Desk, current_app.extensions[EXTENSION])


def me() -> Member:
    """Who is asking; only for pages that `requires` protects."""
    return signed_in() or abort(403)
