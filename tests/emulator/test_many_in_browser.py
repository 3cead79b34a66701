"""Several citizens side by side in a real browser, and everything else a person can do at /chat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

BEGIN = "ចាប់ផ្តើម"


@pytest.fixture
def page(browser: Browser, meta: Any) -> Iterator[Page]:
    """A phone; whatever the browser complains of fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="km-KH")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def citizen(page: Page, number: int) -> FrameLocator:
    return page.frame_locator("iframe").nth(number)


def say(frame: FrameLocator, text: str) -> None:
    frame.get_by_role("textbox", name="សរសេរសារ").fill(text)
    frame.get_by_role("textbox", name="សរសេរសារ").press("Enter")


def test_two_citizens_talk_side_by_side_and_neither_hears_the_other(page: Page, meta: Any) -> None:
    page.goto(f"{meta.url}/chat/many")
    for number, words in ((0, "សំបុត្រកំណើត"), (1, "ថវិកាឃុំ")):
        citizen(page, number).get_by_role("button", name=BEGIN).click()
        expect(citizen(page, number).locator(".log .row.page .bubble")).to_have_count(1)
        say(citizen(page, number), words)
        expect(citizen(page, number).locator(".log .row.page .bubble").last).to_have_text(f"ឮហើយ៖ {words}")
    expect(citizen(page, 0).locator(".log")).not_to_contain_text("ថវិកា")
    page.get_by_role("button", name="ថែមពលរដ្ឋម្នាក់").click()
    expect(page.locator("iframe")).to_have_count(3)
    assert len({item["sender"]["id"] for item in meta.bot.told()}) == 2


def test_on_a_phone_the_first_citizen_is_seen_and_each_row_of_buttons_is_one_row(page: Page, meta: Any) -> None:
    page.goto(f"{meta.url}/chat/many")
    expect(page.locator("section h2").first).to_be_in_viewport()
    for bar in page.locator("section > .bar").all():
        boxes = [button.bounding_box() or {} for button in bar.get_by_role("button").all()]
        assert len(boxes) == 2 and len({box["y"] for box in boxes}) == 1
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
    page.locator("summary").click()
    boxes = [button.bounding_box() or {} for button in page.locator("[data-hours], [data-judge]").all()]
    assert len({box["y"] for box in boxes}) == 2 and len({box["width"] for box in boxes}) == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_blocks_the_page_and_staff_writes_to_the_other(page: Page, meta: Any) -> None:
    page.goto(f"{meta.url}/chat/many")
    citizen(page, 0).get_by_role("button", name=BEGIN).click()
    expect(citizen(page, 0).locator(".log .row.page .bubble")).to_have_count(1)
    block = page.locator("section").nth(0).get_by_role("button", name="Block")
    block.click()
    expect(block).to_have_attribute("aria-pressed", "true")
    say(citizen(page, 0), "heard?")
    expect(citizen(page, 0).locator(".log .row.person .bubble").last).to_have_text("heard?")
    assert meta.settled()
    assert meta.bot.answers[-1].json()["error"]["error_subcode"] == 1545041
    page.locator("section").nth(1).get_by_role("button", name="Staff writes").click()
    expect(citizen(page, 1).locator(".log .row.page .bubble")).to_contain_text("បុគ្គលិក")
    assert meta.settled()
    assert meta.bot.items("message")[-1]["message"]["app_id"] == 26390203743090


def test_troubles_are_ordered_and_time_passes(page: Page, meta: Any) -> None:
    page.goto(f"{meta.url}/chat/many")
    page.locator("summary").click()
    page.get_by_label("បញ្ហាបន្ទាប់").select_option("190 token")
    page.get_by_role("button", name="ដាក់បញ្ហា").click()
    expect(page.get_by_role("status")).to_contain_text("190 token")
    before = meta.platform.clock.now()
    page.get_by_role("button", name="+25 h").click()
    expect(page.get_by_role("status")).to_contain_text("បញ្ហារង់ចាំ")
    page.wait_for_timeout(200)
    assert meta.platform.clock.now() - before > 24.9 * 3_600_000
    page.get_by_role("button", name="Block the Page").click()
    expect(page.get_by_role("status")).to_contain_text("ទំព័រត្រូវបានបិទ")
    assert meta.platform.restricted


def test_a_message_is_edited_taken_back_and_a_photo_sent(page: Page, meta: Any) -> None:
    page.goto(f"{meta.url}/chat")
    page.get_by_role("button", name=BEGIN).click()
    words = page.get_by_role("textbox", name="សរសេរសារ")
    words.fill("សំបុត្រកំនើត")
    words.press("Enter")
    expect(page.locator(".log .row.page .bubble").last).to_contain_text("សំបុត្រកំនើត")
    words.fill("សំបុត្រកំណើត")
    page.get_by_role("button", name="បន្ថែម").click()
    page.get_by_role("button", name="កែសារចុងក្រោយ").click()
    expect(page.locator(".log .row.person .bubble").last).to_have_text("សំបុត្រកំណើត")
    page.get_by_role("button", name="បន្ថែម").click()
    page.get_by_role("button", name="ដកសារចុងក្រោយវិញ").click()
    expect(page.locator(".log .row.person .bubble").last).to_have_text("បានដកសារនេះវិញ")
    page.get_by_role("button", name="បន្ថែម").click()
    page.get_by_role("button", name="រូបភាព").click()
    expect(page.locator(".log .row.person .bubble").last).to_have_text("រូបភាព")
    assert meta.settled()
    kinds = [next(key for key in ("message_edit", "message") if key in item) for item in meta.bot.items()
             if item["sender"]["id"] != meta.platform.page_id and {"message_edit", "message"} & set(item)]  # fmt: skip
    assert kinds == ["message", "message_edit", "message", "message"]
    assert meta.bot.items("message_edit")[0]["message_edit"]["num_edit"] == 1


def test_a_link_is_followed_and_the_page_blocked_from_the_options(page: Page, meta: Any) -> None:
    page.goto(f"{meta.url}/chat")
    page.get_by_role("button", name=BEGIN).click()
    expect(page.locator(".log .row.page .bubble")).to_have_count(1)
    page.get_by_role("button", name="ជម្រើស").click()
    page.get_by_role("textbox", name="កូដតំណ m.me").fill("ow-poster-7")
    page.get_by_role("button", name="បើកតំណ").click()
    expect(page.locator(".note")).to_be_visible()
    assert meta.settled() and meta.bot.items("referral")[0]["referral"]["ref"] == "ow-poster-7"
    page.get_by_role("button", name="ជម្រើស").click()
    page.get_by_role("button", name="បិទទំព័រនេះ").click()
    page.get_by_role("button", name="ជម្រើស").click()
    expect(page.get_by_role("button", name="បើកទំព័រនេះវិញ")).to_be_visible()


@pytest.mark.parametrize("path", ["/chat", "/chat/many"])
def test_nothing_is_clipped_on_a_phone(page: Page, meta: Any, path: str) -> None:
    """No label is cut, nothing has to be scrolled sideways but the row of citizens."""
    page.goto(f"{meta.url}{path}")
    page.wait_for_timeout(500)
    for opener in page.locator("summary, #more").all():
        opener.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = page.eval_on_selector_all(
        "button, h1, h2, label, summary, .state",
        "all => all.filter(e => e.offsetParent && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)"
        " && getComputedStyle(e).display !== 'inline').map(e => e.textContent)",
    )
    assert cut == []
