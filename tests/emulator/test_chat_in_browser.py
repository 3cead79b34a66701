"""The chat page in a real browser of a phone's size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

QUESTION = "តើធ្វើសំបុត្រកំណើតអស់ប៉ុន្មាន?"
KHMER_TITLES = ["ថវិកាឃុំសង្កាត់", "សំបុត្រកំណើត", "ញ្ញុំ ក្រ្តី ស្ត្រី"]


@pytest.fixture
def page(browser: Browser, meta: Any) -> Iterator[Page]:
    """A phone on /chat; whatever the browser complains of, the policy's violations included, fails the test."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="km-KH")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(f"{meta.url}/chat")
    yield opened
    context.close()
    assert complaints == []


def begin(page: Page) -> str:
    """Tap Get Started, wait for the answer, and return the person's id."""
    page.get_by_role("button", name="ចាប់ផ្តើម").click()
    expect(page.locator(".log .row.page .bubble")).to_have_text("ឮហើយ៖ start")
    return str(page.evaluate("localStorage.getItem('chbas-person')"))


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def test_a_newcomer_sees_the_greeting_and_a_button_to_start(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "km")
    expect(page.get_by_role("heading", name="ច្បាស់ Chbas").first).to_be_visible()
    expect(page.locator("#greeting")).to_contain_text("សួស្តី!")
    expect(page.get_by_role("button", name="ចាប់ផ្តើម")).to_be_visible()
    expect(page.get_by_role("textbox")).to_be_hidden()


def test_a_khmer_question_gets_its_answer_bubble(page: Page) -> None:
    begin(page)
    say(page, QUESTION)
    expect(page.locator(".log .row.person .bubble").last).to_have_text(QUESTION)
    expect(page.locator(".log .row.page .bubble").last).to_have_text(f"ឮហើយ៖ {QUESTION}")
    expect(page.get_by_role("log")).to_contain_text(QUESTION)
    expect(page.get_by_role("textbox")).to_have_value("")


def test_a_tapped_quick_reply_is_said_and_the_old_ones_vanish(page: Page, meta: Any) -> None:
    begin(page)
    meta.bot.quiet = True
    page.get_by_role("group", name="ចម្លើយរហ័ស").get_by_role("button", name="តម្លៃ").click()
    expect(page.locator(".log .row.person .bubble").last).to_have_text("តម្លៃ")
    expect(page.locator(".pill")).to_have_count(0)
    assert meta.settled()
    assert meta.bot.told()[-1]["message"]["quick_reply"] == {"payload": "choice:តម្លៃ"}


def test_the_menu_opens_answers_and_closes(page: Page, meta: Any) -> None:
    begin(page)
    page.get_by_role("button", name="ម៉ឺនុយ").click()
    sheet = page.get_by_role("dialog", name="ម៉ឺនុយ")
    link = sheet.get_by_role("link", name="គេហទំព័រ")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("href", "https://example.org/")
    sheet.get_by_role("button", name="សេវាសាធារណៈ").click()
    expect(sheet).to_be_hidden()
    expect(page.locator(".log .row.page .bubble").last).to_have_text("ឮហើយ៖ menu:services")
    assert meta.bot.told()[-1]["postback"]["title"] == "សេវាសាធារណៈ"


def test_an_ice_breaker_takes_the_place_of_the_start_button_and_carries_the_links_ref(page: Page, meta: Any) -> None:
    questions = [{"question": f"តើសំបុត្រកំណើតថ្លៃប៉ុន្មាន ({number})?", "payload": f"ice:{number}"} for number in range(4)]
    meta.platform.profile.change({"ice_breakers": [{"locale": "default", "call_to_actions": questions}]})
    page.goto(f"{meta.url}/chat?ref=EV-1")
    asked = page.get_by_role("group", name="សំណួរ").get_by_role("button")
    expect(asked).to_have_count(4)
    expect(page.get_by_role("button", name="ចាប់ផ្តើម")).to_be_hidden()
    expect(page.get_by_role("textbox")).to_be_visible()
    asked.nth(1).click()
    expect(page.locator(".log .row.person .bubble")).to_have_text(questions[1]["question"])
    expect(page.locator(".log .row.page .bubble")).to_have_text("ឮហើយ៖ ice:1")
    expect(asked).to_have_count(0)
    assert meta.bot.told()[0]["postback"]["payload"] == "ice:1"
    assert meta.bot.told()[0]["postback"]["referral"]["ref"] == "EV-1"


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    page.get_by_role("button", name="ចាប់ផ្តើម").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("there")
    page.keyboard.press("Enter")
    expect(page.locator(".log .row.person .bubble").last).to_have_text("hello\nthere", use_inner_text=True)
    page.get_by_role("button", name="ម៉ឺនុយ").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="ម៉ឺនុយ")).to_be_focused()


def test_on_a_touch_screen_no_tap_brings_the_keyboard_up(browser: Browser, meta: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{meta.url}/chat")
    begin(page)
    expect(page.get_by_role("main")).to_be_focused()
    page.get_by_role("button", name="តម្លៃ").tap()
    expect(page.locator(".log .row.page .bubble").last).to_have_text("ឮហើយ៖ តម្លៃ")
    expect(page.get_by_role("main")).to_be_focused()
    context.close()


def test_everything_to_press_has_a_name_in_both_languages(page: Page) -> None:
    begin(page)
    page.get_by_role("textbox").fill("x")
    for name in ("ម៉ឺនុយ · Menu", "បន្ថែម · More to send", "ផ្ញើ · Send", "ជម្រើស · Options"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    unnamed = page.eval_on_selector_all(
        "button", "all => all.filter(b => !b.ariaLabel && !b.textContent.trim()).length"
    )
    assert unnamed == 0


def test_typing_dots_come_and_go_and_seen_is_shown(page: Page, meta: Any) -> None:
    psid = begin(page)
    meta.bot.quiet = True
    say(page, "wait")
    expect(page.locator(".receipt")).to_have_text("បានផ្ញើ")
    meta.bot.send(psid, sender_action="mark_seen")
    meta.bot.send(psid, sender_action="typing_on")
    expect(page.locator("#typing")).to_be_visible()
    expect(page.locator(".receipt")).to_have_text("បានឃើញ")
    meta.bot.send(psid, {"text": "done"})
    expect(page.locator(".log .row.page .bubble").filter(has_text="done")).to_be_visible()
    expect(page.locator("#typing")).to_be_hidden()


def test_the_buttons_of_a_message_answer_and_open(page: Page, meta: Any) -> None:
    psid = begin(page)
    buttons = [
        {"type": "postback", "title": "ឯកសារ", "payload": "documents"},
        {"type": "web_url", "title": "ប្រភព", "url": "https://example.org/source"},
    ]
    payload = {"template_type": "button", "text": "សំបុត្រកំណើត", "buttons": buttons}
    meta.bot.send(psid, {"attachment": {"type": "template", "payload": payload}})
    source = page.get_by_role("link", name="ប្រភព")
    expect(source).to_have_attribute("href", "https://example.org/source")
    expect(source).to_have_attribute("rel", re.compile("noopener"))
    page.get_by_role("button", name="ឯកសារ", exact=True).first.click()
    expect(page.locator(".log .row.page .bubble").last).to_have_text("ឮហើយ៖ documents")


def test_cards_stand_side_by_side_and_their_buttons_work(page: Page, meta: Any) -> None:
    psid = begin(page)
    cards = [
        {
            "title": f"គម្រោង {number}",
            "subtitle": "តម្លៃ\nឆ្នាំ",
            "buttons": [{"type": "postback", "title": "មើល", "payload": f"project:{number}"}],
        }
        for number in (1, 2, 3)
    ]
    meta.bot.send(
        psid, {"attachment": {"type": "template", "payload": {"template_type": "generic", "elements": cards}}}
    )
    expect(page.locator(".card")).to_have_count(3)
    boxes = [box for each in page.locator(".card").all() if (box := each.bounding_box())]
    assert len({box["y"] for box in boxes}) == 1 and boxes[0]["x"] < boxes[1]["x"] < boxes[2]["x"]
    page.locator(".card").nth(2).get_by_role("button").click()
    expect(page.locator(".log .row.page .bubble").last).to_have_text("ឮហើយ៖ project:3")


def test_addresses_in_a_text_are_links_and_everything_else_is_only_text(page: Page, meta: Any) -> None:
    psid = begin(page)
    text = "<img src=x onerror=alert(1)> មើល https://example.org/a?b=1។ ឬ (http://example.org/c)."
    meta.bot.send(psid, {"text": text})
    bubble = page.locator(".log .row.page .bubble").last
    expect(bubble.get_by_role("link")).to_have_count(2)
    expect(bubble).to_contain_text("<img src=x onerror=alert(1)> មើល")
    addresses = [link.get_attribute("href") for link in bubble.get_by_role("link").all()]
    assert addresses == ["https://example.org/a?b=1", "http://example.org/c"]


def test_thumb_voice_and_place_can_be_sent(page: Page, meta: Any) -> None:
    begin(page)
    meta.bot.quiet = True
    page.get_by_role("button", name="ចូលចិត្ត").click()
    expect(page.locator(".log .row.person .like")).to_be_visible()
    for choice, shown in (("ទីតាំង", "ទីតាំង"), ("សារជាសំឡេង", "សារជាសំឡេង")):
        page.get_by_role("button", name="បន្ថែម").click()
        page.get_by_role("dialog").get_by_role("button", name=choice).click()
        expect(page.locator(".log .row.person .bubble").last).to_have_text(shown)
    assert meta.settled()
    kinds = [item["message"]["attachments"][0]["type"] for item in meta.bot.told()[-3:]]
    assert kinds == ["sticker", "location", "audio"]


def test_a_link_with_a_reference_is_followed_once(page: Page, meta: Any) -> None:
    page.goto(f"{meta.url}/chat?ref=EV-1")
    begin(page)
    page.goto(f"{meta.url}/chat?ref=EV-2")
    expect(page.locator(".note")).to_have_count(1)
    page.reload()
    expect(page.locator(".log .row.page .bubble")).to_have_count(1)
    assert meta.settled()
    assert meta.bot.told()[0]["postback"]["referral"]["ref"] == "EV-1"
    assert [item["referral"]["ref"] for item in meta.bot.items("referral")] == ["EV-2"]


def test_a_new_person_begins_with_an_empty_talk(page: Page) -> None:
    before = begin(page)
    page.get_by_role("button", name="ជម្រើស").click()
    page.get_by_role("button", name="មនុស្សថ្មី").click()
    expect(page.locator(".log .row.person")).to_have_count(0)
    assert begin(page) != before


def test_a_reload_shows_the_same_talk(page: Page) -> None:
    before = begin(page)
    page.reload()
    expect(page.locator(".log .row.page .bubble")).to_have_text("ឮហើយ៖ start")
    assert page.evaluate("localStorage.getItem('chbas-person')") == before


def test_the_page_also_speaks_english(page: Page) -> None:
    page.get_by_role("button", name="ជម្រើស").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#greeting")).to_contain_text("Hello!")
    page.get_by_role("button", name="Get Started").click()
    expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    expect(page.get_by_placeholder("Message")).to_be_visible()


def test_a_platform_started_anew_empties_the_page(page: Page, meta: Any) -> None:
    psid = begin(page)
    meta.platform.run = "another"
    meta.platform.person(psid).lines.clear()
    meta.platform.person(psid).opened_at = 0
    expect(page.locator(".log .row")).to_have_count(0)
    expect(page.get_by_role("button", name="ចាប់ផ្តើម")).to_be_visible()


def test_words_are_kept_when_they_cannot_be_sent(browser: Browser, meta: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{meta.url}/chat")
    begin(page)
    context.set_offline(True)
    say(page, QUESTION)
    expect(page.get_by_role("alert")).to_contain_text("មិនអាចភ្ជាប់")
    expect(page.get_by_role("textbox")).to_have_value(QUESTION)
    context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("button", name="ផ្ញើ").click()
    expect(page.locator(".log .row.page .bubble").last).to_have_text(f"ឮហើយ៖ {QUESTION}")
    context.close()


def test_no_label_is_clipped_and_the_page_does_not_scroll_sideways(page: Page, meta: Any) -> None:
    psid = begin(page)
    buttons = [{"type": "postback", "title": title, "payload": "x"} for title in KHMER_TITLES]
    choices = [{"content_type": "text", "title": title, "payload": "x"} for title in KHMER_TITLES * 2]
    payload = {"template_type": "button", "text": "ឆ្លើយ " * 60, "buttons": buttons}
    meta.bot.send(psid, {"attachment": {"type": "template", "payload": payload}, "quick_replies": choices})
    expect(page.locator(".pill")).to_have_count(6)
    page.get_by_role("textbox").fill(QUESTION * 3)
    clipped = """all => all.filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
                         .map(e => e.textContent)"""
    assert page.eval_on_selector_all(".pill, .bubble, .buttons > *, .top *, .begin *, #words", clipped) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("document.querySelector('#talk').scrollWidth") <= 390
    line = page.evaluate("(b => parseFloat(b.lineHeight) / parseFloat(b.fontSize))(getComputedStyle(document.body))")
    assert line >= 1.6
