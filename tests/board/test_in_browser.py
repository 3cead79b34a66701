"""Every page of M&E and the open one in a real browser of a phone's size, in Khmer, looked at by axe."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.desk.conftest import bot, join
from tests.desk.test_in_browser import Desk, desk

__all__ = ["bot", "desk"]

PAGES = (
    "/reach?from=2024-01-01&to=2024-12-31",
    "/reach/rows?from=2024-01-01&to=2024-12-31",
    "/reach/people?who=new&from=2024-01-01&to=2024-12-31",
    "/reach/sessions?from=2024-01-01&to=2024-12-31",
    "/reach/pairs?from=2024-01-01&to=2024-12-31",
    "/reach/reported/procurement-disclosure?period=2024",
    "/reach?from=2024-03-01&to=2024-03-31&age=18-30",
    "/reach/learned?from=2024-01-01&to=2024-12-31",
    "/reach/events",
    "/reach/events/new",
    "/reach/events/DEMO-01/edit",
    "/reach/events/DEMO-01/people/increased",
    "/reach/events/DEMO-01",
    "/reach/indicators?period=2024",
    "/open/2024",
)


@pytest.fixture
def store_url(sqlite_campaign_url: str) -> str:
    """Once only: what the database does differently is seen by the tests without a browser."""
    return sqlite_campaign_url


@pytest.mark.parametrize("page", PAGES)
def test_a_page_serves_everybody_on_a_phone(desk: Desk, campaign: Engine, page: str) -> None:
    join(campaign, "dara", "me")
    desk.sign_in("dara")
    desk.page.goto(f"{desk.url}{page}")
    closed = desk.page.locator("details:not([open]) > summary")
    for _ in range(min(3, closed.count())):
        closed.first.click()  # once open it is no longer among them
    desk.is_accessible()
    assert desk.page.locator("html").get_attribute("lang") == "km"
    assert "((" not in desk.page.content()
