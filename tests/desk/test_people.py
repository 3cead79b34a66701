"""People waiting: who asked for a person, letters that were not delivered, and their second chance."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from flask.testing import FlaskClient
from sqlalchemy import Column, Engine, MetaData, Table, select

from bot.answering.phrases import read_phrases
from bot.delivery.inbox import ENDED, OURS, STORE
from bot.delivery.sending import LATE, TOO_LATE
from bot.domain.talk import Button, Reply
from bot.messenger.errors import REASONS
from bot.messenger.payloads import to_messages
from bot.settings import ROOT
from bot.store import letters
from bot.store.alarms import Trouble, clear_alarm, raise_alarm
from bot.store.engine import _config
from bot.store.talk_tables import AWAITING_ECHO, CANCELLED, DEAD, OPEN, citizen, inbox, outbox
from tests.desk.conftest import send

NOW = datetime.now(UTC)
WHO = "abcdef0123456789"


def reply(id: int, status: int = DEAD, turn: int = 1, hours: float = 9, **more: Any) -> dict[str, Any]:
    times = {"ready_at": NOW, "lease_until": NOW, "window_until": NOW + timedelta(hours=hours)}
    row = {
        "id": id,
        "inbox_id": turn,
        "page_id": "1",
        "address": "7",
        "citizen": WHO,
        "message": {"text": f"reply {id}"},
    }
    return {**row, **times, "mark": f"m{id}", "status": status, "reason": "refused", "attempts": 5, **more}


def message(id: int, text: str, status: int = DEAD) -> dict[str, Any]:
    times = dict.fromkeys(("occurred_at", "received_at", "ready_at", "lease_until"), NOW)
    row = {"id": id, "event_key": f"k{id}", "page_id": "1", "address": "7", "citizen": WHO, "channel": "emulator"}
    return {
        **row,
        **times,
        "kind": "text",
        "body": {"text": text},
        "status": status,
        "error": "KeyError",
        "cause": "bot KeyError",
        "attempts": 5,
    }


def put(engine: Engine, *rows: dict[str, Any]) -> None:
    with engine.begin() as connection:
        for row in rows:
            connection.execute((outbox if "mark" in row else inbox).insert(), row)


def states(engine: Engine, table: Any) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(select(table.c.status).order_by(table.c.id)).scalars())


def test_who_waits_is_seen_with_their_last_words_but_not_their_number(editor: FlaskClient, engine: Engine) -> None:
    person = {"citizen": WHO, "first_at": NOW, "last_at": NOW, "waits_since": NOW, "memory": {"last_language": "km"}}
    with engine.begin() as connection:
        connection.execute(citizen.insert(), person)
    put(engine, message(1, "first", OPEN), message(2, "សុំជួយ ០១២ ៣៤៥ ៦៧៨", OPEN))
    page = editor.get("/desk/people").text
    assert "សុំជួយ …" in page and "៣៤៥" not in page and "first" not in page and WHO[:8] in page
    send(editor, f"/desk/people/{WHO}/helped")
    assert "គ្មានអ្នករង់ចាំទេ។" in editor.get("/desk/people").text


def test_an_undelivered_reply_is_sent_again_with_the_rest_of_its_answer(editor: FlaskClient, engine: Engine) -> None:
    put(engine, reply(1), reply(2, CANCELLED), reply(3, CANCELLED, turn=2), reply(4, CANCELLED, address=""))
    page = editor.get("/desk/people").text
    assert "reply 1" in page and "refused" in page and "reply 2" not in page
    send(editor, "/desk/people/replies/1/again")
    assert states(engine, outbox) == [OPEN, OPEN, CANCELLED, CANCELLED]
    with engine.connect() as connection:
        row = connection.execute(select(outbox).where(outbox.c.id == 1)).one()
    assert (row.attempts, row.reason, row.cause, row.owner) == (0, "", "", "")


def test_the_words_of_a_reply_with_buttons_are_seen(editor: FlaskClient, engine: Engine) -> None:
    (message,) = to_messages(Reply("The fee is nothing.", buttons=(Button("Documents", "docs"),)))
    put(engine, reply(1, message=message))
    assert "<blockquote>The fee is nothing.</blockquote>" in editor.get("/desk/people").text


def test_a_reply_whose_time_is_over_cannot_be_sent(editor: FlaskClient, engine: Engine) -> None:
    put(engine, reply(1, hours=-1, reason=TOO_LATE, cause=LATE))
    page = editor.get("/desk/people").text
    assert "ហួស ២៤ ម៉ោងហើយ" in page and "/replies/1/again" not in page and TOO_LATE not in page
    send(editor, "/desk/people/replies/1/again")
    assert states(engine, outbox) == [DEAD]


@pytest.mark.parametrize(
    ("cause", "km"),
    [
        ("cannot_receive", "អ្នកនេះមិនអាចទទួលសារពីទំព័របានទេ។"),
        ("tried 4 http 500", "បានព្យាយាម ៤ ដង៖ Facebook ដំណើរការខុស លេខ HTTP 500។"),
        ("twice unanswered ReadTimeout",
         "បានផ្ញើពីរដង គ្មានចម្លើយទេ៖ Facebook មិនបានឆ្លើយ។ សារនេះអាចត្រូវបានផ្ញើហើយ (ReadTimeout)។"),
        ("tried 6 unforeseen ValueError",
         "បានព្យាយាម ៦ ដង៖ បុតមានបញ្ហាពេលរកចម្លើយ។ សូមសាកម្តងទៀត បើនៅតែមិនបាន សូមប្រាប់អ្នកគ្រប់គ្រង។"),
        ("of_tomorrow", '<span lang="en">a &lt;fault&gt; of tomorrow</span>'),
        ("", '<span lang="en">a &lt;fault&gt; of tomorrow</span>'),
    ],
)  # fmt: skip
def test_why_a_reply_was_given_up_is_said_in_khmer(editor: FlaskClient, engine: Engine, cause: str, km: str) -> None:
    put(engine, reply(1, reason="a <fault> of tomorrow", cause=cause))
    assert f"· {km}</p>" in editor.get("/desk/people").text
    if "of_tomorrow" not in cause and cause:
        assert not re.search(
            "[\u1780-\u17ff]", editor.get("/desk/people?language=en").text.split("</blockquote>")[1].split("</p>")[0]
        )


def test_every_cause_of_giving_a_letter_up_has_its_sentence() -> None:
    sentences = {key.removeprefix("reason.") for key in read_phrases(ROOT / "locales", "desk").known()}
    never_given_up = {"reported_but_sent"}
    assert {*REASONS, LATE, ENDED, OURS, STORE} - never_given_up <= sentences | {"unforeseen"}


def test_letters_given_up_before_causes_were_kept_say_why_too(editor: FlaskClient, engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command.downgrade(_config(url), "0007")
    said = {
        1: "tried 4 times: The platform failed with HTTP status 500.",
        2: "sent twice, neither answer nor echo: The platform did not answer; the message may have been sent (ReadTimeout).",
        3: "the time in which the platform takes answers was over",
        4: "The Page's token is no longer valid: make a new one and set BOT_PAGE_TOKEN.",
        5: "words of nobody",
    }
    insert_old(engine, "outbox", [reply(id, reason=reason) for id, reason in said.items()])
    insert_old(
        engine,
        "inbox",
        [old(1, "OperationalError"), old(2, "KeyError"), old(3, "the program ended each time while answering")],
    )
    command.upgrade(_config(url), "head")
    with engine.connect() as connection:
        causes = {row.id: row.cause for row in connection.execute(select(outbox.c.id, outbox.c.cause))}
        lost = {row.id: row.cause for row in connection.execute(select(inbox.c.id, inbox.c.cause))}
    assert causes == {1: "tried 4 http 500", 2: "twice unanswered ReadTimeout", 3: "too_late", 4: "token", 5: ""}
    assert lost == {1: "store OperationalError", 2: "bot KeyError", 3: "ended"}
    page = editor.get("/desk/people").text
    assert "លេខ HTTP 500។" in page and '<span lang="en">words of nobody</span>' in page
    assert "កម្មវិធីឈប់រាល់ពេលកំពុងឆ្លើយ" in page and "ឃ្លាំងទិន្នន័យមិនបាន" in page


def old(id: int, error: str) -> dict[str, Any]:
    row = {**message(id, "a"), "error": error}
    del row["cause"]
    return row


def insert_old(engine: Engine, table: str, rows: list[dict[str, Any]]) -> None:
    """Rows as the store before held them: without a cause."""
    kept = (outbox if table == "outbox" else inbox).c
    before = Table(table, MetaData(), *(Column(column.name, column.type) for column in kept if column.name != "cause"))
    defaults = {"owner": "", "attempts": 0, "message_id": "", "forget": False}
    with engine.begin() as connection:
        for row in rows:
            known = {name: value for name, value in defaults.items() if name in before.c}
            connection.execute(before.insert(), {**known, **row})


@pytest.mark.parametrize("trouble", Trouble)
def test_an_alarm_stands_on_the_first_page_until_it_is_over(
    editor: FlaskClient, engine: Engine, trouble: Trouble
) -> None:
    with engine.begin() as connection:
        raise_alarm(connection, trouble, "detail", NOW)
    sentence = read_phrases(ROOT / "locales", "desk")(f"alarm.{trouble}", "km")
    for path in ("/desk", "/desk/people"):
        assert f'<p class="warn" role="alert">{sentence}</p>' in editor.get(path).text
    with engine.begin() as connection:
        clear_alarm(connection, trouble)
    assert 'role="alert"' not in editor.get("/desk").text


@pytest.mark.parametrize("status", [OPEN, AWAITING_ECHO])
def test_what_is_on_its_way_is_not_sent_twice(engine: Engine, status: int) -> None:
    put(engine, reply(1, status))
    with engine.begin() as connection:
        assert not letters.send_again(connection, 1, NOW)
    assert states(engine, outbox) == [status]


def test_a_message_that_failed_is_answered_again(editor: FlaskClient, engine: Engine) -> None:
    put(engine, message(1, "hello 012345678"))
    page = editor.get("/desk/people").text
    assert "hello …" in page and "បុតមានបញ្ហាពេលរកចម្លើយ" in page and "KeyError" not in page
    send(editor, "/desk/people/messages/1/again")
    assert states(engine, inbox) == [OPEN]


def test_what_needs_somebody_is_said_on_the_first_page(
    editor: FlaskClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'role="alert"' not in editor.get("/desk").text
    put(engine, reply(1), {**message(2, "late", OPEN), "received_at": datetime.now(UTC) - timedelta(minutes=10)})
    page = editor.get("/desk").text
    assert "មានសារ ១ ដែលផ្ញើ ឬឆ្លើយមិនបាន។" in page and "មានសាររង់ចាំ ១" in page


def test_broken_content_is_named_with_its_line(editor: FlaskClient, bot: Any, settings: Any) -> None:
    file = settings.intents_dir / "rights/commune-council.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("topic:", "topik:"), encoding="utf-8")
    bot.content.refresh()
    page = editor.get("/desk").text
    assert "commune-council.yaml" in page and "topik" in page
    assert "&amp;" not in page  # escaped once
