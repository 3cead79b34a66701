"""The web application over a stage, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.web.app import create_app
from tests.delivery.stage import Stage, open_stage


@pytest.fixture
def stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    """A bot on a fresh store, once on each database."""
    with open_stage(store_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def client(stage: Stage) -> FlaskClient:
    """A browser, or the platform, at the application."""
    return create_app(stage.settings, stage.engine, stage.inbox, list).test_client()
