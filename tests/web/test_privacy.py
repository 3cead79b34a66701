"""The privacy page tells what is really kept; the platform's deletion request does the real thing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.answering.phrases import read_phrases
from bot.domain.talk import Incoming, Memory, Outcome, Reply, Turn
from bot.messenger.signature import read_signed_request
from bot.settings import ROOT
from bot.store.columns import metadata
from bot.store.desk_tables import unanswered
from bot.store.forgetting import forget
from bot.store.keeping import PERSONAL, kept_of
from bot.store.pseudonym import pseudonym
from bot.store.talk_tables import query
from bot.web.app import create_app
from bot.web.privacy import privacy
from tests.delivery.stage import PAGE, Stage, item

PHRASES = read_phrases(ROOT / "locales")
WHO = pseudonym("key", PAGE, "42")


@pytest.fixture
def client(stage: Stage) -> FlaskClient:
    pages = [privacy(stage.settings, stage.inbox, lambda: PHRASES)]
    return create_app(stage.settings, stage.engine, stage.inbox, list, pages).test_client()


def signed(said: Any, secret: str = "secret") -> str:
    payload = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=")
    signature = hmac.new(secret.encode(), payload, hashlib.sha256).digest()
    return f"{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}.{payload.decode()}"


def puzzled(incoming: Incoming, memory: Memory, now: datetime) -> Turn:
    return Turn((Reply("what?"),), memory, "km", Outcome.NOT_UNDERSTOOD)


def test_every_table_that_holds_a_citizen_is_known_as_personal() -> None:
    """A new table with a citizen in it must be deleted from, counted and told of on the privacy page."""
    found = {name for name, table in metadata.tables.items() if {"citizen", "address"} & set(table.columns.keys())}
    assert found == set(PERSONAL)


def test_the_policy_tells_of_every_personal_table_in_both_languages(client: FlaskClient) -> None:
    page = client.get("/privacy").text
    for name in PERSONAL:
        assert PHRASES(f"privacy.table.{name}", "km") in page and PHRASES(f"privacy.table.{name}", "en") in page
    assert "លុបទិន្នន័យ" in page and "delete my data" in page
    with client.get("/pages/page.css") as style:
        assert style.status_code == 200


def test_a_deletion_request_deletes_and_its_status_can_be_read(stage: Stage, client: FlaskClient) -> None:
    stage.hear(item("42", "blue secret"), item("7", "another one"))
    stage.work_until(lambda: len(stage.platform.taken) == 2, respond=puzzled)
    said = {"algorithm": "HMAC-SHA256", "issued_at": 1, "user_id": "42"}
    answer = client.post("/data-deletion", data={"signed_request": signed(said)})
    assert answer.status_code == 200 and answer.json is not None
    code, url = answer.json["confirmation_code"], answer.json["url"]
    assert code.isalnum() and url.endswith(f"/data-deletion/{code}")
    page = client.get(f"/data-deletion/{code}")
    assert page.status_code == 200 and "បានលុបទិន្នន័យរួចហើយ" in page.text
    nothing_is_left_of(stage, WHO)
    assert len(stage.rows(query)) == 2, "the counts stay right"
    assert [row.text for row in stage.rows(unanswered)] == ["another one"]


def test_nobody_known_is_told_how_to_delete(client: FlaskClient) -> None:
    said = {"algorithm": "HMAC-SHA256", "user_id": 99}
    answer = client.post("/data-deletion", data={"signed_request": signed(said)})
    assert answer.json is not None
    page = client.get(f"/data-deletion/{answer.json['confirmation_code']}").text
    assert "យើងមិនឃើញទិន្នន័យ" in page and "«លុបទិន្នន័យ»" in page


def test_an_unknown_code_is_no_page(client: FlaskClient) -> None:
    page = client.get("/data-deletion/0123abcd")
    assert page.status_code == 404 and "មិនមានសំណើ" in page.text


GOOD = signed({"algorithm": "HMAC-SHA256", "user_id": "42"})
BAD = [
    "",
    ".",
    "a.b",
    "ក.ខ",
    "%%%.###",
    GOOD[:-2],
    signed({"algorithm": "HMAC-SHA256", "user_id": "42"}, "another secret"),
    signed({"algorithm": "none", "user_id": "42"}),
    signed({"user_id": "42"}),
    signed([1, 2]),
    signed({"algorithm": "HMAC-SHA256"}),
    signed({"algorithm": "HMAC-SHA256", "user_id": ["42"]}),
    signed({"algorithm": "HMAC-SHA256", "user_id": "4" * 500}),
]


@pytest.mark.parametrize("request_text", BAD, ids=range(len(BAD)))
def test_what_is_not_signed_deletes_nothing(stage: Stage, client: FlaskClient, request_text: str) -> None:
    stage.hear(item("42", "hello"))
    answer = client.post("/data-deletion", data={"signed_request": request_text})
    assert answer.status_code == 400 and answer.json is not None and "signed_request" in answer.json["error"]
    with stage.engine.begin() as connection:
        assert kept_of(connection, WHO).unanswered == 1


def test_a_signature_without_a_secret_is_none() -> None:
    assert read_signed_request(signed({"algorithm": "HMAC-SHA256", "user_id": "1"}, ""), "") is None


def test_what_is_kept_can_be_counted_and_is_nothing_afterwards(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        assert kept_of(connection, WHO).first_at is None
    stage.hear(item("42", "blue secret"), item("42", "again"))
    stage.work_until(lambda: len(stage.platform.taken) == 2, respond=puzzled)
    with stage.engine.begin() as connection:
        kept = kept_of(connection, WHO)
        assert (kept.questions, kept.sentences, kept.unanswered, kept.waits_for_person) == (2, 2, 0, False)
        assert kept.first_at and kept.first_at <= datetime.now(UTC)
        forget(connection, WHO)
    nothing_is_left_of(stage, WHO)


def nothing_is_left_of(stage: Stage, who: str) -> None:
    with stage.engine.begin() as connection:
        assert kept_of(connection, who).first_at is None
        for columns in PERSONAL.values():
            for column in columns:
                assert connection.execute(select(column).where(column.in_([who, "42"]))).all() == []
