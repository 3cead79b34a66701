"""The staff pages in a real browser of a phone's size, each looked at by axe for people who cannot see or tap."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import Engine
from werkzeug.serving import make_server

from tests.desk.conftest import PASSWORD, join

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = [path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))]
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    # Chromium's sandbox does not start for the root user of a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found[0], args=arguments)
        yield opened
        opened.close()


@dataclass
class Desk:
    """A browser page at the desk of a running application."""

    page: Page
    url: str

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.goto(f"{self.url}/desk/sign-in")
        self.page.get_by_label("ឈ្មោះ").fill(name)
        self.page.get_by_label("ពាក្យសម្ងាត់").fill(password)
        self.page.get_by_role("button", name="ចូល").click()

    def is_accessible(self) -> None:
        """Nothing for axe to find, and nothing to be pushed sideways on a small phone."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        if folder := os.environ.get("CHBAS_SCREENSHOTS"):
            name = self.page.url.removeprefix(self.url).strip("/").split("?")[0].replace("/", "-")
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def desk(browser: Browser, app: Flask) -> Iterator[Desk]:
    """A phone; whatever the browser complains of, the policy's violations included, fails the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(viewport=PHONE, locale="km-KH")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Desk(page, f"http://127.0.0.1:{server.server_port}")
    context.close()
    server.shutdown()
    server.server_close()
    assert [text for text in complaints if "401" not in text] == []  # a wrong password is one


def test_the_door_can_be_used_by_keyboard_alone(desk: Desk, engine: Engine) -> None:
    join(engine, "sophea")
    desk.page.goto(f"{desk.url}/desk")
    expect(desk.page.get_by_role("heading", name="ចូល")).to_be_visible()
    desk.is_accessible()
    desk.page.get_by_label("ឈ្មោះ").focus()
    desk.page.keyboard.type("sophea")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("not the password")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("មិនត្រឹមត្រូវ")
    desk.is_accessible()
    expect(desk.page.get_by_label("ឈ្មោះ")).to_have_value("sophea")
    desk.page.get_by_label("ពាក្យសម្ងាត់").fill(PASSWORD)
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="សួស្តី sophea")).to_be_visible()
    desk.is_accessible()
    desk.page.get_by_role("link", name="English").click()
    expect(desk.page.get_by_role("heading", name="Hello sophea")).to_be_visible()
    desk.page.get_by_role("button", name="Sign out").click()
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()
