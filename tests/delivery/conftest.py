"""A stage on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.delivery.stage import Stage, open_stage


@pytest.fixture
def stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    """A bot on a fresh store, once on each database."""
    with open_stage(store_url, tmp_path) as opened:
        yield opened
