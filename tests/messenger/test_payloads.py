"""Replies become messages that keep every limit and lose no words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.talk import Button, Card, Reply
from bot.messenger.payloads import to_messages, words_of

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # test machines are busy

LETTERS = st.sampled_from("កខគ្ប្រាីុំ់។ ab.\n?\u200b👍🏽")
WORDS = st.text(LETTERS, max_size=200) | st.text(max_size=60)
LONG = st.builds(lambda word, times: word * times, WORDS, st.integers(0, 60))
URLS = st.sampled_from(["", "https://example.com/x", "tel:+85523000000", "ftp://example.com", "javascript:alert(1)"])
BUTTONS = st.builds(Button, title=WORDS, payload=st.text(max_size=20) | st.just("p" * 1001), url=URLS)
CARDS = st.builds(Card, title=WORDS, subtitle=WORDS, buttons=st.lists(BUTTONS, max_size=5).map(tuple))
REPLIES = st.builds(
    Reply,
    text=LONG,
    buttons=st.lists(BUTTONS, max_size=8).map(tuple),
    choices=st.lists(BUTTONS, max_size=18).map(tuple),
    cards=st.lists(CARDS, max_size=24).map(tuple),
)


def solid(text: str) -> str:
    return "".join(char for char in text if not char.isspace())


def buttons_of(messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for message in messages:
        template = message.get("attachment", {}).get("payload", {})
        yield from template.get("buttons", [])
        for element in template.get("elements", []):
            yield from element.get("buttons", [])


def check_title(title: str, limit: int) -> None:
    assert 0 < len(title) <= limit and title.strip() and "\n" not in title


def check(message: dict[str, Any]) -> None:
    """The rules of the Send API, written down a second time."""
    assert ("text" in message) != ("attachment" in message)
    if "text" in message:
        assert 0 < len(message["text"]) <= 2000 and message["text"].strip()
    else:
        check_template(message["attachment"])
    if "quick_replies" in message:
        assert 1 <= len(message["quick_replies"]) <= 13
        for one in message["quick_replies"]:
            assert one["content_type"] == "text" and 1 <= len(one["payload"]) <= 1000
            check_title(one["title"], 20)


def check_template(attachment: dict[str, Any]) -> None:
    assert attachment["type"] == "template"
    template = attachment["payload"]
    if template["template_type"] == "button":
        assert 0 < len(template["text"]) <= 640 and template["text"].strip()
        check_buttons(template["buttons"])
        return
    assert template["template_type"] == "generic" and 1 <= len(template["elements"]) <= 10
    for element in template["elements"]:
        check_title(element["title"], 80)
        assert element.get("subtitle") or element.get("buttons")
        if "subtitle" in element:
            check_title(element["subtitle"], 80)
        if "buttons" in element:
            check_buttons(element["buttons"])


def check_buttons(buttons: list[dict[str, Any]]) -> None:
    assert 1 <= len(buttons) <= 3
    for button in buttons:
        check_title(button["title"], 20)
        if button["type"] == "web_url":
            assert button["url"].startswith(("https://", "http://"))
        else:
            assert button["type"] in ("postback", "phone_number") and 1 <= len(button["payload"]) <= 1000


@calm
@given(REPLIES)
def test_no_limit_is_ever_exceeded(reply: Reply) -> None:
    for message in to_messages(reply):
        check(message)


@calm
@given(REPLIES)
def test_quick_replies_stand_only_under_the_last_message(reply: Reply) -> None:
    assert not any("quick_replies" in message for message in to_messages(reply)[:-1])


@calm
@given(LONG, st.lists(st.builds(Button, title=st.just("Fees"), payload=st.just("ask:fees")), max_size=7))
def test_no_words_are_lost_and_no_button(text: str, buttons: list[Button]) -> None:
    messages = to_messages(Reply(text=text, buttons=tuple(buttons)))
    assert solid("".join(map(words_of, messages)).rstrip("…")) == solid(text.rstrip("…"))
    assert len(list(buttons_of(messages))) == len(buttons)


def test_an_empty_reply_has_no_messages() -> None:
    assert to_messages(Reply(text="")) == []
    assert to_messages(Reply(text=" \n ")) == []


def test_a_short_reply_is_one_text() -> None:
    assert to_messages(Reply(text="ជំរាបសួរ")) == [{"text": "ជំរាបសួរ"}]


def test_a_long_text_is_cut_between_lines() -> None:
    lines = [f"{number}. ថ្លៃសេវារដ្ឋបាលនៅថ្នាក់ឃុំ" for number in range(150)]
    messages = to_messages(Reply(text="\n".join(lines)))
    assert len(messages) > 1
    assert [line for message in messages for line in message["text"].split("\n")] == lines


def test_buttons_stand_under_the_text() -> None:
    reply = Reply(
        text="What next?",
        buttons=(
            Button("Documents", payload="ask:documents"),
            Button("Law", url="https://example.com/law"),
            Button("Call", url="tel:+85523000000"),
        ),
    )
    template = {
        "template_type": "button",
        "text": "What next?",
        "buttons": [
            {"type": "postback", "title": "Documents", "payload": "ask:documents"},
            {"type": "web_url", "title": "Law", "url": "https://example.com/law"},
            {"type": "phone_number", "title": "Call", "payload": "+85523000000"},
        ],
    }
    assert to_messages(reply) == [{"attachment": {"type": "template", "payload": template}}]


def test_a_text_too_long_for_buttons_goes_before_and_its_last_words_stand_above_them() -> None:
    text = "\n".join(["The fee of this service is written at the counter."] * 20)
    first, last = to_messages(Reply(text=text, buttons=(Button("Fees", payload="ask:fees"),)))
    assert set(first) == {"text"} and len(words_of(last)) <= 640
    assert f"{first['text']}\n{words_of(last)}" == text


def test_more_than_three_buttons_make_a_second_template() -> None:
    buttons = tuple(Button(f"Button {number}", payload=f"b:{number}") for number in range(5))
    messages = to_messages(Reply(text="Choose", buttons=buttons))
    assert [len(message["attachment"]["payload"]["buttons"]) for message in messages] == [3, 2]
    assert [button["payload"] for button in buttons_of(messages)] == [f"b:{number}" for number in range(5)]


def test_choices_are_quick_replies_under_the_last_of_several_texts() -> None:
    choices = tuple(Button(f"ឆ្នាំ {year}", payload=f"year:{year}") for year in range(2020, 2040))
    messages = to_messages(Reply(text="ឆ្នាំណា? " * 300, choices=choices))
    quick_replies = messages[-1]["quick_replies"]
    assert len(messages) == 2 and len(quick_replies) == 13
    assert quick_replies[0] == {"content_type": "text", "title": "ឆ្នាំ 2020", "payload": "year:2020"}


def test_a_choice_without_payload_comes_back_as_its_title() -> None:
    (message,) = to_messages(Reply(text="Which?", choices=(Button("Siem Reap"),)))
    assert message["quick_replies"][0]["payload"] == "Siem Reap"


def test_a_choice_that_opens_an_address_becomes_a_button() -> None:
    (message,) = to_messages(
        Reply(text="More?", choices=(Button("Law", url="https://example.com"), Button("No", payload="no")))
    )
    assert [button["type"] for button in buttons_of([message])] == ["web_url"]
    assert [one["payload"] for one in message["quick_replies"]] == ["no"]


def test_cards_stand_in_rows_of_ten_after_the_text() -> None:
    cards = tuple(Card(f"Project {n}", "Road", (Button("Winner", payload=f"w:{n}"),)) for n in range(12))
    text, first, second = to_messages(Reply(text="Found 12.", cards=cards, choices=(Button("Again", payload="again"),)))
    assert text == {"text": "Found 12."}
    assert [len(one["attachment"]["payload"]["elements"]) for one in (first, second)] == [10, 2]
    assert first["attachment"]["payload"]["elements"][0] == {
        "title": "Project 0",
        "subtitle": "Road",
        "buttons": [{"type": "postback", "title": "Winner", "payload": "w:0"}],
    }
    assert "quick_replies" in second and "quick_replies" not in first


def test_the_words_of_a_message_are_its_text_that_of_its_buttons_or_the_titles_of_its_cards() -> None:
    reply = Reply("Which one?", buttons=(Button("a", "b"),), cards=(Card("One", "s"), Card("Two", "s")))
    assert [words_of(message) for message in to_messages(reply)] == ["Which one?", "One · Two"]
    assert words_of({"attachment": {"type": "image", "payload": None}}) == ""


def test_a_card_with_only_a_title_gets_a_second_property() -> None:
    (message,) = to_messages(Reply(text="", cards=(Card("Bridge"),)))
    assert message["attachment"]["payload"]["elements"] == [{"title": "Bridge", "subtitle": "…"}]


def test_a_long_khmer_title_is_shortened_between_letter_stacks() -> None:
    (message,) = to_messages(Reply(text="?", choices=(Button("វិញ្ញាបនបត្រកម្មសិទ្ធិ", payload="title"),)))
    assert message["quick_replies"][0]["title"] == "វិញ្ញាបនបត្រកម្មសិ…"


def test_a_title_of_two_lines_becomes_one() -> None:
    (message,) = to_messages(Reply(text="?", choices=(Button("Birth\n certificate", payload="x"),)))
    assert message["quick_replies"][0]["title"] == "Birth certificate"


def test_what_the_platform_would_refuse_is_left_out() -> None:
    refused = (Button("", payload="x"), Button("Long", payload="p" * 1001), Button("Odd", url="javascript:alert(1)"))
    assert to_messages(Reply(text="Hello", buttons=refused)) == [{"text": "Hello"}]


def test_choices_without_words_still_reach_the_citizen() -> None:
    (message,) = to_messages(Reply(text="", choices=(Button("Yes", payload="yes"),)))
    check(message)
    assert [one["title"] for one in message["quick_replies"]] == ["Yes"]
