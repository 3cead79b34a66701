"""The webhook takes what is signed, refuses what is not, and acknowledges only what is stored."""

from __future__ import annotations

import io
import json
import logging
import threading
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, make_url, text

from bot.delivery import metrics
from bot.messenger.limits import BODY_BYTES, PAYLOAD, WORDS
from bot.messenger.signature import sign
from bot.store.engine import upgrade
from bot.store.talk_tables import DONE, inbox, outbox
from bot.web.app import create_app
from tests.delivery.stage import QUICK, Stage, body, echo_item, item, open_stage, wait_until


def post(client: FlaskClient, raw: bytes, signature: str | None = None) -> Any:
    headers = {"X-Hub-Signature-256": sign(raw, "secret") if signature is None else signature}
    return client.post("/webhook", data=raw, headers=headers, content_type="application/json")


def raw(*items: dict[str, Any]) -> bytes:
    return json.dumps(body(*items)).encode()


def counted(result: str) -> float:
    return float(metrics.BODIES.labels(result)._value.get())


def asks(client: FlaskClient, **parts: str) -> Any:
    given = {"mode": "subscribe", "verify_token": "verify", "challenge": "1158201444", **parts}
    return client.get("/webhook", query_string={f"hub.{name}": value for name, value in given.items()})


def test_the_right_token_gets_its_challenge_back(client: FlaskClient) -> None:
    answer = asks(client)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "1158201444", "text/plain")


@pytest.mark.parametrize(
    "wrong",
    [{"verify_token": "other"}, {"verify_token": ""}, {"verify_token": "ផ្ទៀង"}, {"mode": "unsubscribe"}]
    + [{"challenge": words} for words in ("<script>", "", "١٢٣", "12 3")],
)
def test_anything_else_is_refused(client: FlaskClient, wrong: dict[str, str]) -> None:
    answer = asks(client, **wrong)
    assert (answer.status_code, answer.text) == (403, "Forbidden")


def test_a_signed_message_is_stored_and_acknowledged(client: FlaskClient, stage: Stage) -> None:
    answer = post(client, raw(item("1", "សួស្តី")))
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "EVENT_RECEIVED", "text/plain")
    assert stage.row(inbox).body["text"] == "សួស្តី"


def test_every_event_of_every_entry_is_taken(client: FlaskClient, stage: Stage) -> None:
    several = body(item("1", "a"), item("2", "b"))
    several["entry"][0]["messaging"].append(item("3", "c"))
    post(client, json.dumps(several).encode())
    assert sorted(row.body["text"] for row in stage.rows(inbox)) == ["a", "b", "c"]


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=abc", "sha256=ែ"])
def test_what_is_not_signed_is_refused_counted_and_not_logged(
    client: FlaskClient, stage: Stage, signature: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = counted("not_signed")
    with caplog.at_level(logging.DEBUG):
        answer = post(client, raw(item("987654", "private")), signature)
    assert (answer.status_code, stage.rows(inbox)) == (403, [])
    assert counted("not_signed") == before + 1
    everything = " ".join(str(vars(record)) for record in caplog.records)
    assert "not signed" in everything and "987654" not in everything and "private" not in everything


def test_a_body_without_any_signature_is_refused(client: FlaskClient, stage: Stage) -> None:
    assert client.post("/webhook", data=raw(item("1", "a"))).status_code == 403
    assert stage.rows(inbox) == []


ODD = [b"", b"not json", b"[]", b"null", b'"text"', b"\xff\xfe\x00", b"{" * 100_000, b"[" * 100_000, b"1e999999"]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_a_signed_body_is_acknowledged_whatever_it_holds(client: FlaskClient, stage: Stage, odd: bytes) -> None:
    assert post(client, odd).status_code == 200
    assert stage.rows(inbox) == []


def test_a_body_over_the_limit_is_not_stored_but_never_sent_again(client: FlaskClient, stage: Stage) -> None:
    before = counted("too_large")
    large = raw(item("1", "a" * BODY_BYTES))
    assert (post(client, large).status_code, stage.rows(inbox)) == (200, [])
    assert counted("too_large") == before + 1


def test_a_body_of_unknown_length_is_limited_too(client: FlaskClient, stage: Stage) -> None:
    large = raw(item("1", "a" * BODY_BYTES))
    stream = {"wsgi.input": io.BytesIO(large), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    headers = {"X-Hub-Signature-256": sign(large, "secret")}
    answer = client.post("/webhook", headers=headers, environ_overrides=stream)
    assert (answer.status_code, stage.rows(inbox)) == (200, [])


def test_a_long_khmer_message_is_taken(client: FlaskClient, stage: Stage) -> None:
    post(client, raw(item("1", "ក" * 2000)))
    assert stage.row(inbox).body["text"] == "ក" * 2000


def test_of_a_very_long_message_the_beginning_is_taken(client: FlaskClient, stage: Stage) -> None:
    post(client, raw(item("1", "ក" * 50_000), item("1", "tap", quick_reply={"payload": "p" * 50_000})))
    assert [(len(row.body["text"]), len(row.body["tap"])) for row in stage.rows(inbox)] == [(WORDS, 0), (3, PAYLOAD)]


def test_many_events_of_another_page_are_one_line_in_the_log(
    client: FlaskClient, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    theirs = [{**item("1", "a"), "recipient": {"id": str(number)}} for number in range(900, 1000)]
    post(client, raw(*theirs, item("2", "mine")))
    assert stage.row(inbox).body["text"] == "mine"
    lines = [record for record in caplog.records if "another Page" in record.getMessage()]
    assert len(lines) == 1 and vars(lines[0])["events"] == 100


def test_a_store_that_is_away_makes_the_platform_send_again(client: FlaskClient, stage: Stage) -> None:
    message = raw(item("1", "a"))
    with stage.engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox RENAME TO gone"))
    assert post(client, message).status_code == 503
    with stage.engine.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO inbox"))
    assert post(client, message).status_code == 200
    assert stage.row(inbox).body["text"] == "a"


def test_the_same_body_three_times_at_once_gets_one_answer(client: FlaskClient, stage: Stage) -> None:
    message = raw(item("1", "hello"))
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(post(client.application.test_client(), message).status_code))
        for _ in range(3)
    ]
    with stage.working():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        post(client, raw(item("1", "end")))
        wait_until(lambda: stage.platform.texts[-1:] == ["end"])
    assert answers == [200, 200, 200]
    assert stage.platform.texts == ["hello", "end"]


def test_an_echo_posted_to_the_webhook_settles_its_message(client: FlaskClient, stage: Stage) -> None:
    post(client, raw(item("1", "hello")))
    stage.work_until(lambda: [row.status for row in stage.rows(outbox)] == [DONE], pace=QUICK)
    with stage.engine.begin() as connection:
        connection.execute(outbox.update().values(status=4, message_id=""))
    post(client, raw(echo_item("1", mid="m_theirs", metadata=stage.platform.marks[0])))
    assert (stage.row(outbox).status, stage.row(outbox).message_id) == (DONE, "m_theirs")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A real body in which something was replaced by something else."""
    whole = body(item("1", draw(st.text())), echo_item("1", metadata=draw(st.text())))
    place: Any = whole
    for _ in range(draw(st.integers(0, 6))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place))) if isinstance(place, list) else []
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if draw(st.booleans()) and isinstance(place[key], dict | list):
            place = place[key]
        else:
            place[key] = draw(json_values)
    return json.dumps(whole).encode()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An application whose store outlives many examples."""
    folder = tmp_path_factory.mktemp("lasting")
    url = f"sqlite:///{folder / 'bot.db'}"
    if request.param == "postgresql":
        url = _fresh_database(str(request.getfixturevalue("postgres")))
    upgrade(url)
    with open_stage(url, Path(folder)) as stage:
        yield create_app(stage.settings, stage.engine, stage.inbox, list).test_client()


def _fresh_database(server: str) -> str:
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE lasting"))
    admin.dispose()
    return make_url(server).set(database="lasting").render_as_string(hide_password=False)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), json_values.map(lambda value: json.dumps(value).encode()), spoiled()))
def test_no_signed_body_whatever_is_ever_refused(lasting: FlaskClient, anything: bytes) -> None:
    assert post(lasting, anything).status_code == 200
