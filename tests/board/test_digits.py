"""Khmer pages write numbers in Khmer digits; codes, addresses and English sentences keep their own."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.board.test_in_browser import PAGES

OWN = (
    r"<(code|pre|title|script|a[^>]*href=\"http[^>]*)[^>]*>.*?</(code|pre|title|script|a)>",
    r"<(\w+)[^>]* lang=\"en\"[^>]*>.*?</\1>",
    r"<option.*?</option>",
    r"<[^>]+>",
    r"https?://\S+",
)
NAMES = r"(DEMO|EV26)-\d+|\b[0-9a-f]{16}\b|\bA4\b|-Q[1-4]|CC-BY-4\.0|Annual report 2024"


@pytest.fixture
def store_url(sqlite_campaign_url: str) -> str:
    """Once only: what a page says does not depend on the database."""
    return sqlite_campaign_url


@pytest.mark.parametrize(
    "page",
    [*PAGES, "/reach?from=2024-03-01&to=2024-03-31", "/reach/indicators?period=2024-Q2", "/reach/indicators?period=never",
     "/reach/reported/procurement-disclosure?period=2023", "/reach?from=never"],
)  # fmt: skip
def test_no_other_digits_stand_among_khmer_words(campaign: Engine, client: FlaskClient, page: str) -> None:
    shown = client.get(page).text.partition("<main")[2].partition(">")[2]
    for own in OWN:
        shown = re.sub(own, " ", shown, flags=re.DOTALL)
    found = re.findall(r"[^\n]*[0-9][^\n]*", re.sub(NAMES, "", unescape(shown)))
    assert not found
    assert re.search("[០-៩]", shown) or page.endswith("new")


def test_a_period_may_be_written_in_khmer_digits(campaign: Engine, client: FlaskClient) -> None:
    client.get("/reach?language=en")
    pages = [client.get(f"/reach/indicators?period={label}").text for label in ("2024", "២០២៤")]
    mains = [page.partition("<main")[2] for page in pages]
    assert mains[0] == mains[1] and "19 of 269" in mains[1]
