"""The staff pages in a real browser of a phone's size, each looked at by axe for people who cannot see or tap."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine
from werkzeug.serving import make_server

from bot.settings import Settings
from bot.store import staff
from bot.store.importing import load_package
from bot.store.talk_tables import DEAD, citizen, inbox, outbox
from bot.web.assembly import Bot
from tests.delivery.stage import wait_until
from tests.desk.conftest import NOW, PASSWORD, asked, free_port, join, make_settings
from tests.desk.test_new_intent import FORM, KHMER
from tests.fewer import few_facts

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def store_url(sqlite_url: str) -> str:
    """Once only: what the database does differently is seen by the tests without a browser."""
    return sqlite_url


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

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}/desk{path}")

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def is_accessible(self) -> None:
        """Nothing for axe to find, and nothing to be pushed sideways on a small phone."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        if folder := os.environ.get("CHBAS_SCREENSHOTS"):
            name = "".join(sign if sign.isalnum() else "-" for sign in unquote(self.page.url.removeprefix(self.url)))
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, store_url, PORT=str(free_port()), WORKERS="2")


@pytest.fixture
def desk(browser: Browser, bot: Bot, settings: Settings) -> Iterator[Desk]:
    """A phone at a bot at work; whatever the browser complains of, the policy's violations included, fails the test."""
    server = make_server("127.0.0.1", settings.port, bot.app, threaded=True)
    bot.start()
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
    assert [text for text in complaints if not re.search("40[014]|422", text)] == []  # refused forms are no fault


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


COUNCIL = "rights/commune-council.yaml"
ASKED = "អ្នកណាចាត់ការភូមិយើង"
ALIKE = "អ្នកណាចាត់ការក្នុងភូមិយើង"


def say(desk: Desk, person: str, words: str) -> str:
    """A citizen says something in the web chat; what the bot said after it."""

    def lines() -> list[dict[str, object]]:
        return list(requests.get(f"{desk.url}/chat/api/{person}/log", timeout=10).json()["lines"])

    before = len(lines()) + 1
    requests.post(f"{desk.url}/chat/api/{person}/say", json={"text": words}, timeout=10).raise_for_status()
    wait_until(lambda: len(lines()) > before)
    return str(lines()[before:])


def test_what_a_citizen_asked_in_vain_the_next_one_is_answered(
    desk: Desk, bot: Bot, engine: Engine, settings: Settings
) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    join(engine, "sophea")
    file = settings.intents_dir / COUNCIL
    before = file.read_text(encoding="utf-8").splitlines()
    for person, words in (("7001002001", ASKED), ("7001002002", ALIKE), ("7001002003", ASKED)):
        assert "ជំទប់ទីមួយ" not in say(desk, person, words)

    desk.sign_in("sophea")
    desk.page.get_by_role("navigation").get_by_role("link", name="មិនទាន់ឆ្លើយ").click()
    expect(desk.page.get_by_text("សួរ ៣ ដង")).to_be_visible()
    expect(desk.page.get_by_text("ក្រោយ ១៨០ ថ្ងៃ")).to_be_visible()
    desk.is_accessible()
    desk.page.get_by_role("link", name=ASKED).click()
    expect(desk.page.get_by_label("សំណួរដែលត្រូវបន្ថែម")).to_have_value(ASKED)
    expect(desk.page.get_by_label("សំណួរសាកល្បង")).to_have_value(ALIKE)
    desk.is_accessible()
    desk.page.get_by_role("radio", name="ក្រុមប្រឹក្សាឃុំ").check()
    desk.press("ពិនិត្យមុនរក្សាទុក")
    expect(desk.page.get_by_text("គ្មានកំហុសថ្មីទេ។")).to_be_visible(timeout=120_000)
    expect(desk.page.locator("ins")).to_have_text([f"+    {ASKED}", f"+  - says: {ALIKE}"])
    expect(desk.page.get_by_role("heading", name="សំណួររបស់ពលរដ្ឋដែលកំពុងរង់ចាំ")).to_be_visible()
    desk.is_accessible()
    desk.press("រក្សាទុក និងប្រើភ្លាម")
    expect(desk.page.get_by_role("status")).to_contain_text("បានរក្សាទុក")
    desk.is_accessible()

    after = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == [f"    {ASKED}", f"  - says: {ALIKE}"]
    assert [line for line in after if line in before] == before
    wait_until(lambda: "ជំទប់ទីមួយ" in say(desk, "7001002004", ASKED), 60)


def test_new_content_answers_the_next_citizen(desk: Desk, bot: Bot, engine: Engine, settings: Settings) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    join(engine, "sophea")
    question = KHMER.splitlines()[0]
    assert "បម្រើប្រជាពលរដ្ឋ" not in say(desk, "7001002001", question)

    desk.sign_in("sophea")
    desk.page.get_by_role("navigation").get_by_role("link", name="ខ្លឹមសារ").click()
    desk.page.get_by_role("link", name="ខ្លឹមសារថ្មី").click()
    desk.is_accessible()
    desk.press("ពិនិត្យមុនរក្សាទុក")  # the browser itself asks for the title
    expect(desk.page.get_by_role("heading", name="ខ្លឹមសារថ្មី")).to_be_visible()
    desk.page.get_by_label("ប្រធានបទ").select_option(label="សិទ្ធិ និងការចូលរួម")
    desk.page.get_by_label("ចំណងជើងខ្មែរ").fill("ការងារឃុំ")
    desk.page.get_by_label("ចំណងជើងអង់គ្លេស").press_sequentially("Commune work")
    expect(desk.page.get_by_label("ឈ្មោះឯកសារ")).to_have_value("commune-work")
    for label in ("ask.km", "ask.en", "answer.km", "answer.en", "tests.km", "tests.en", "has.km", "has.en"):
        desk.page.locator(f"[name='{label}']").fill(FORM[label] if label != "ask.en" else "only one question")
    desk.page.get_by_label("ប្រភព", exact=True).select_option("CTX-COUNCIL")
    desk.page.get_by_label("ប៊ូតុងទី ១").select_option("commune-council")
    desk.press("ពិនិត្យមុនរក្សាទុក")
    expect(desk.page.get_by_role("alert")).to_contain_text("សូមបន្ថែម")
    expect(desk.page.get_by_label("ប៊ូតុងទី ១")).to_have_value("commune-council")
    desk.is_accessible()
    desk.page.get_by_label("សំណួរអង់គ្លេស", exact=True).fill(FORM["ask.en"])
    desk.press("ពិនិត្យមុនរក្សាទុក")
    expect(desk.page.get_by_text("គ្មានកំហុសថ្មីទេ។")).to_be_visible(timeout=120_000)
    desk.is_accessible()
    desk.press("រក្សាទុក និងប្រើភ្លាម")
    expect(desk.page.get_by_role("status")).to_contain_text("បានរក្សាទុក")
    assert (settings.intents_dir / "rights/commune-work.yaml").exists()
    wait_until(lambda: "បម្រើប្រជាពលរដ្ឋ" in say(desk, "7001002004", question), 60)


def test_a_form_sent_after_the_session_ended_loses_no_word(desk: Desk, engine: Engine) -> None:
    join(engine, "sophea")
    desk.sign_in("sophea")
    expect(desk.page.get_by_role("heading", name="សួស្តី sophea")).to_be_visible()
    desk.open("/new")
    words = "\nឃុំធ្វើផែនការ\n\n  <b>រៀងរាល់ឆ្នាំ</b>"
    for field, text in (("title.km", "ការងារឃុំ"), ("title.en", "Commune work"), ("answer.km", words)):
        desk.page.locator(f"[name='{field}']").fill(text)
    with engine.begin() as connection:
        staff.end_sessions(connection, 1)
    desk.press("ពិនិត្យមុនរក្សាទុក")
    expect(desk.page.get_by_role("alert")).to_contain_text("អ្នកលែងបានចូលហើយ")
    expect(desk.page.get_by_label("ចម្លើយខ្មែរ")).to_have_value(words)
    desk.is_accessible()
    desk.page.get_by_label("ឈ្មោះ", exact=True).fill("sophea")
    desk.page.get_by_label("ពាក្យសម្ងាត់").fill(PASSWORD)
    desk.press("ចូល")
    expect(desk.page.get_by_role("heading", name="មិនទាន់បានរក្សាទុក")).to_be_visible()
    expect(desk.page.get_by_label("ចម្លើយខ្មែរ")).to_have_value(words)
    desk.is_accessible()
    desk.press("ផ្ញើម្តងទៀត")
    expect(desk.page.get_by_role("heading", name="ខ្លឹមសារថ្មី")).to_be_visible()
    expect(desk.page.locator("[name='answer.km']")).to_have_value(words.strip())
    expect(desk.page.locator("[name='title.en']")).to_have_value("Commune work")


def test_every_page_can_be_used_by_everybody(desk: Desk, bot: Bot, engine: Engine) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    join(engine, "sophea", "administrator")
    asked(engine, ASKED, "how is the weather", "how is the weather today")
    _somebody_waits(engine)
    desk.sign_in("sophea")
    expect(desk.page.get_by_text("សារផ្ញើមិនបាន")).to_be_visible()
    desk.is_accessible()
    for path in (
        "/unanswered",
        "/try?q=មើលក្រុមប្រឹក្សាឃុំ",
        "/content",
        "/content?q=isaf&state=current",
        f"/content/{COUNCIL}",
        f"/content/{COUNCIL}?whole",
        "/new",
        "/drafts",
        "/history",
        "/facts",
        "/facts?table=budget_line&state=demonstration",
        "/facts/source/CTX-COUNCIL",
        "/facts/procurement/battambang-wastewater",
        "/people",
    ):
        desk.open(path)
        expect(desk.page.locator("h1").first).to_be_visible()
        desk.is_accessible()
    for path in ("/nothing", "/content/rights/nothing.yaml"):
        desk.open(path)
        expect(desk.page.get_by_role("heading", name="ធ្វើមិនបាន")).to_be_visible()
        desk.is_accessible()
    desk.open("/people")
    desk.press("បានជួយរួចហើយ")
    expect(desk.page.get_by_text("គ្មានអ្នករង់ចាំទេ។")).to_be_visible()


def _somebody_waits(engine: Engine) -> None:
    """One who asked for a person, a reply that was refused, and a message that failed."""
    now = datetime.now(UTC)
    person = {"citizen": "abcdef0123456789", "first_at": now, "last_at": now, "memory": {"last_language": "km"}}
    said = {"page_id": "1", "address": "7", "citizen": "abcdef0123456789"}
    times = {"ready_at": now, "lease_until": now}
    heard = {"event_key": "k", "channel": "emulator", "kind": "text", "body": {"text": "សុំនិយាយជាមួយមន្ត្រី"}}
    sent = {"inbox_id": 1, "message": {"text": "ថ្លៃ ៣០,០០០ ៛"}, "mark": "m", "window_until": now + timedelta(hours=9)}
    with engine.begin() as connection:
        connection.execute(citizen.insert(), {**person, "waits_since": NOW})
        received = {"occurred_at": now, "received_at": now, "error": "OperationalError", "status": DEAD}
        connection.execute(inbox.insert(), {**said, **times, **heard, **received})
        connection.execute(
            outbox.insert(), {**said, **times, **sent, "reason": "tried 5 times: timeout", "status": DEAD}
        )
