"""The emulator tells the bot what people do as Meta does."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from bot.emulator.events import Encoding, envelope, written
from bot.emulator.quirks import Quirk
from bot.messenger.signature import sign

KHMER = "តើសំបុត្រកំណើតថ្លៃប៉ុន្មាន?"


def test_a_text_reaches_the_bot_and_its_answer_comes_back(meta: Any) -> None:
    psid = meta.platform.person().psid
    meta.platform.say(psid, KHMER)
    assert meta.settled()
    assert meta.heard(psid) == [f"ឮហើយ៖ {KHMER}"]


def test_an_item_has_the_shape_of_metas_own(meta: Any) -> None:
    psid = meta.platform.person().psid
    meta.platform.say(psid, "hello")
    assert meta.settled()
    first = meta.bot.bodies[0]
    assert first["object"] == "page"
    assert first["entry"][0]["id"] == meta.platform.page_id
    item = first["entry"][0]["messaging"][0]
    assert item["sender"] == {"id": psid} and item["recipient"] == {"id": meta.platform.page_id}
    assert item["message"]["text"] == "hello" and item["message"]["mid"].startswith("m_")
    assert 10**12 < item["timestamp"] <= first["entry"][0]["time"]


def test_bodies_are_escaped_as_meta_escapes_them(meta: Any) -> None:
    meta.platform.say(meta.platform.person().psid, "ច https://a.b/c")
    assert meta.settled()
    assert b'"text":"\\u1785 https:\\/\\/a.b\\/c"' in meta.bot.raw[0]


def test_bodies_may_be_sent_as_plain_utf8(meta: Any) -> None:
    meta.platform.postman.encoding = Encoding.PLAIN
    meta.platform.say(meta.platform.person().psid, "ច/")
    assert meta.settled()
    assert '"text":"ច/"'.encode() in meta.bot.raw[0]


@pytest.mark.parametrize(
    ("encoding", "signature"),
    [
        (Encoding.FULL, "sha256=2c872971cb6bd7e6ca18665bc3102d23ea3fd9b797d535b8fecbdcc108407160"),
        (Encoding.ESCAPED, "sha256=91fad2f73d15fda5e3d1c37865ea1df89b73617f5695d02986a9b4f5406297d5"),
        (Encoding.PLAIN, "sha256=ce501ac9a0319f1569c05bebf314646b95f361e1a3dc736c1f95cfbe715f9397"),
    ],
)
def test_each_encoding_gives_the_bytes_of_a_known_signature(encoding: Encoding, signature: str) -> None:
    page = "104857600000001"
    item = {
        "sender": {"id": "24680135790000001"},
        "recipient": {"id": page},
        "timestamp": 1717000000100,
        "message": {"mid": "m_test-0001", "text": "សួស្តី 50% <a@b> http://x/y 👍"},
    }
    assert sign(written(envelope(page, item, 1717000000500), encoding), "emulator-app-secret") == signature


def test_get_started_is_a_postback_and_carries_the_links_ref(meta: Any) -> None:
    psid = meta.platform.person().psid
    meta.platform.follow_link(psid, "EV-1")
    assert meta.settled() and not meta.bot.bodies
    meta.platform.start(psid, "ចាប់ផ្តើម")
    assert meta.settled()
    postback = meta.bot.told()[0]["postback"]
    assert postback["payload"] == "start" and postback["title"] == "ចាប់ផ្តើម"
    assert postback["referral"] == {"ref": "EV-1", "source": "SHORTLINK", "type": "OPEN_THREAD"}


def test_a_link_into_an_existing_talk_is_a_referral_and_only_told_once(meta: Any) -> None:
    psid = meta.newcomer()
    meta.platform.follow_link(psid, "EV-2")
    meta.platform.press(psid, "Menu", "menu")
    assert meta.settled()
    assert [set(item) & {"referral", "postback"} for item in meta.bot.told()[1:]] == [{"referral"}, {"postback"}]
    assert meta.bot.told()[1]["referral"]["ref"] == "EV-2"
    assert "referral" not in meta.bot.told()[2]["postback"]


@pytest.mark.parametrize("kept", [False, True])
def test_a_newcomer_who_types_may_lose_the_ref(meta: Any, kept: bool) -> None:
    meta.platform.typed_message_carries_ref = kept
    psid = meta.platform.person().psid
    meta.platform.follow_link(psid, "EV-1")
    meta.platform.say(psid, "hello")
    assert meta.settled()
    assert ("referral" in meta.bot.told()[0]["message"]) is kept


def test_a_like_is_an_attachment_of_type_sticker(meta: Any) -> None:
    meta.platform.like(meta.platform.person().psid)
    assert meta.settled()
    attachment = meta.bot.told()[0]["message"]["attachments"][0]
    assert attachment["type"] == "sticker" and attachment["payload"]["sticker_id"] == 369239263222822


def test_a_quick_reply_comes_as_text_with_its_payload(meta: Any) -> None:
    meta.platform.choose(meta.platform.person().psid, "តម្លៃ", "choice:1")
    assert meta.settled()
    message = meta.bot.told()[0]["message"]
    assert message["text"] == "តម្លៃ" and message["quick_reply"] == {"payload": "choice:1"}


def test_the_bots_message_is_echoed_delivered_and_read(meta: Any) -> None:
    psid = meta.newcomer()
    mid = meta.bot.answers[0].json()["message_id"]
    echo = next(item for item in meta.bot.items("message") if item["message"].get("is_echo"))
    assert echo["sender"]["id"] == meta.platform.page_id and echo["recipient"]["id"] == psid
    assert echo["message"]["metadata"] == "from the bot" and echo["message"]["mid"] == mid
    assert echo["message"]["app_id"] == int(meta.platform.app_id)
    assert meta.bot.items("delivery")[0]["delivery"]["mids"] == [mid]
    assert meta.bot.items("read")[0]["read"]["watermark"] == echo["timestamp"]


def test_one_persons_messages_arrive_in_the_order_they_were_written(meta: Any) -> None:
    meta.bot.quiet = True
    people = [meta.platform.person().psid for _ in range(5)]
    for number in range(20):
        for psid in people:
            meta.platform.say(psid, str(number))
    assert meta.settled()
    for psid in people:
        mine = [item for item in meta.bot.told() if item["sender"]["id"] == psid]
        assert [item["message"]["text"] for item in mine] == [str(number) for number in range(20)]
        moments = [item["timestamp"] for item in mine]
        assert moments == sorted(set(moments))


def test_what_is_not_answered_200_comes_again_with_the_same_mid_and_another_time(meta: Any) -> None:
    meta.bot.statuses = [503, 500, 404]
    meta.platform.say(meta.platform.person().psid, "hello")
    assert meta.settled()
    tries = [each for each in meta.bot.bodies if meta.bot.items("message", of=[each])][:4]
    assert len({item["message"]["mid"] for item in meta.bot.items(of=tries)}) == 1
    times = [each["entry"][0]["time"] for each in tries]
    assert times == sorted(times) and len(meta.bot.answers) == 1


def test_after_three_tries_at_once_the_next_ones_are_spaced(meta: Any) -> None:
    meta.platform.postman.pauses = (0.05, 0.1)
    meta.bot.quiet, meta.bot.statuses = True, [500] * 6
    meta.platform.say(meta.platform.person().psid, "hello")
    assert meta.settled()
    times = [each["entry"][0]["time"] for each in meta.bot.bodies]
    assert len(times) == 7
    assert [
        later - earlier >= pause for earlier, later, pause in zip(times[3:], times[4:], (50, 100, 100), strict=False)
    ] == [True] * 3


def test_a_slow_bot_hears_the_message_again(meta: Any) -> None:
    meta.platform.postman.timeout = 0.2
    slow = iter([True])
    answer = meta.bot.answer

    def answer_slowly(item: dict[str, Any]) -> None:
        if next(slow, False):
            meta.platform.pause(0.5)
        answer(item)

    meta.bot.answer = answer_slowly
    meta.platform.say(meta.platform.person().psid, "hello")
    assert meta.settled()
    assert len({item["message"]["mid"] for item in meta.bot.told()}) == 1 and len(meta.bot.told()) == 2


def test_a_duplicate_can_be_ordered(meta: Any) -> None:
    meta.bot.quiet = True
    meta.platform.faults.bend(Quirk.TWICE)
    psid = meta.platform.person().psid
    meta.platform.say(psid, "twice")
    meta.platform.say(psid, "once")
    assert meta.settled()
    assert [item["message"]["text"] for item in meta.bot.told()] == ["twice", "twice", "once"]
    assert len({item["message"]["mid"] for item in meta.bot.told()}) == 2


def test_after_an_hour_of_failure_the_page_is_unsubscribed(meta: Any, caplog: pytest.LogCaptureFixture) -> None:
    meta.platform.postman.pauses = (0.05,)
    meta.bot.quiet, meta.bot.statuses = True, [500] * 1000
    psid = meta.platform.person().psid
    with caplog.at_level(logging.WARNING, "bot.emulator"):
        meta.platform.say(psid, "nobody hears this")
        assert not meta.platform.postman.settled(0.15)
        meta.platform.clock.forward(hours=1.1)
        assert meta.settled()
    assert not meta.platform.subscribed
    assert "The webhook has failed for 15 minutes: Meta would alert the developer" in caplog.messages
    assert psid not in caplog.text and "nobody hears this" not in caplog.text
    meta.bot.statuses, meta.bot.bodies = [], []
    meta.platform.say(psid, "nor this")
    assert meta.settled() and not meta.bot.bodies
    meta.platform.subscribe({"messages"})
    meta.platform.say(psid, "but this")
    assert meta.settled()
    assert [item["message"]["text"] for item in meta.bot.told()] == ["but this"]


def test_one_success_ends_the_count_of_failures(meta: Any) -> None:
    meta.bot.quiet, meta.bot.statuses = True, [500]
    psid = meta.platform.person().psid
    meta.platform.say(psid, "fails once")
    assert meta.settled()
    meta.platform.clock.forward(hours=2)
    meta.bot.statuses = [500]
    meta.platform.say(psid, "fails once more, much later")
    assert meta.settled()
    assert meta.platform.subscribed
    assert len(meta.bot.told()) == 4


def test_only_subscribed_fields_are_delivered(meta: Any) -> None:
    meta.platform.subscribe({"messages"})
    psid = meta.newcomer()
    assert not meta.bot.bodies
    meta.platform.say(psid, "hello")
    assert meta.settled()
    assert [set(item) & {"message", "delivery", "read"} for item in meta.bot.items()] == [{"message"}]


def test_a_wrong_secret_shows_as_refused_webhooks(meta: Any) -> None:
    meta.bot.secret = "another"
    meta.platform.postman.pauses = (60.0,)
    meta.platform.say(meta.platform.person().psid, "hello")
    assert not meta.platform.postman.settled(0.3)
    assert not meta.bot.bodies


def test_webhook_bodies_are_json(meta: Any) -> None:
    meta.platform.say(meta.platform.person().psid, 'quote " backslash \\ line\n𝄞')
    assert meta.settled()
    text = json.loads(meta.bot.raw[0])["entry"][0]["messaging"][0]["message"]["text"]
    assert text == 'quote " backslash \\ line\n𝄞'
