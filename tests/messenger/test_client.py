"""The client against a real HTTP server on this machine."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.messenger.client import Client
from bot.messenger.errors import Policy, SendError
from bot.messenger.signature import app_secret_proof

TOKEN, SECRET, PAGE, PERSON = "EAAB-secret-token", "app-secret", "310000000000031", "8800000000000088"
SENT = {"recipient_id": PERSON, "message_id": "m_sent-1"}
HELLO = {"text": "ជំរាបសួរ"}


class Platform(ThreadingHTTPServer):
    """Answers every call with what the test has laid ready, and keeps the calls."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.calls: list[dict[str, Any]] = []
        self.status, self.body, self.headers = 200, json.dumps(SENT), {}
        self.seconds = 0.0
        self.hangs_up = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v26.0"

    def answers(self, status: int, body: Any, **headers: str) -> None:
        self.status, self.headers = status, {name.replace("_", "-"): value for name, value in headers.items()}
        self.body = body if isinstance(body, str) else json.dumps(body)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that no longer waits is what some tests are about."""


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ClassVar[Any]

    def answer(self) -> None:
        address = urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.calls.append(
            {
                "method": self.command,
                "path": address.path,
                "query": {name: values[0] for name, values in parse_qs(address.query).items()},
                "authorization": self.headers.get("Authorization"),
                "body": json.loads(sent) if sent else None,
                "connection": self.client_address,
            }
        )
        if self.server.hangs_up:
            self.close_connection = True
            return
        time.sleep(self.server.seconds)
        body = self.server.body.encode()
        self.send_response_only(self.server.status)
        for name, value in {"Content-Length": str(len(body)), **self.server.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = answer

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def serving() -> Iterator[Platform]:
    """A stand-in that answers until the block ends."""
    server = Platform()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def platform() -> Iterator[Platform]:
    with serving() as server:
        yield server


@pytest.fixture
def client(platform: Platform) -> Client:
    return Client(platform.url, PAGE, TOKEN, SECRET, timeout=(1, 2))


def refused(client: Client) -> SendError:
    with pytest.raises(SendError) as caught:
        client.send(PERSON, HELLO, "mark-1")
    return caught.value


def test_a_message_is_sent_with_mark_token_and_proof(platform: Platform, client: Client) -> None:
    assert client.send(PERSON, HELLO, "mark-1") == "m_sent-1"
    (call,) = platform.calls
    del call["connection"]
    assert call == {
        "method": "POST",
        "path": f"/v26.0/{PAGE}/messages",
        "query": {"appsecret_proof": app_secret_proof(TOKEN, SECRET)},
        "authorization": f"Bearer {TOKEN}",
        "body": {
            "recipient": {"id": PERSON},
            "messaging_type": "RESPONSE",
            "message": {"text": "ជំរាបសួរ", "metadata": "mark-1"},
        },
    }
    assert HELLO == {"text": "ជំរាបសួរ"}


def test_one_connection_serves_many_messages_of_a_thread(platform: Platform, client: Client) -> None:
    for number in range(3):
        client.send(PERSON, HELLO, f"mark-{number}")
    other = threading.Thread(target=client.send, args=(PERSON, HELLO, "mark-9"))
    other.start()
    other.join()
    assert len({call["connection"] for call in platform.calls[:3]}) == 1
    assert platform.calls[3]["connection"] != platform.calls[0]["connection"]


@pytest.mark.parametrize("status", [200, 400, 403])
def test_a_dead_token_stops_everything(platform: Platform, client: Client, status: int) -> None:
    platform.answers(status, {"error": {"message": "x", "code": 190, "error_subcode": 460, "fbtrace_id": "At"}})
    error = refused(client)
    assert (error.policy, error.code, error.subcode, error.trace) == (Policy.STOP, 190, 460, "At")


def test_a_rate_limit_pauses_everybody_for_as_long_as_the_headers_say(platform: Platform, client: Client) -> None:
    use = {PAGE: [{"type": "messenger", "call_count": 100, "total_time": 20, "estimated_time_to_regain_access": 7}]}
    platform.answers(400, {"error": {"code": 613}}, X_Business_Use_Case_Usage=json.dumps(use))
    error = refused(client)
    assert (error.policy, error.retry_after, client.usage()) == (Policy.PAUSE_ALL, 420, 100)


def test_retry_after_is_honoured(platform: Platform, client: Client) -> None:
    platform.answers(429, "slow down", Retry_After="17")
    assert (refused(client).policy, refused(client).retry_after) == (Policy.PAUSE_ALL, 17)


@pytest.mark.parametrize("status", [200, 302, 404, 500, 502, 503])
def test_a_web_page_instead_of_an_answer_is_tried_again(platform: Platform, client: Client, status: int) -> None:
    platform.answers(status, "<html><body>Sorry, something went wrong.</body></html>", Location=platform.url)
    assert refused(client).policy is Policy.RETRY
    assert len(platform.calls) == 1


def test_an_error_with_status_200_is_an_error(platform: Platform, client: Client) -> None:
    platform.answers(200, {"error": {"message": "x", "code": 36000}})
    assert (refused(client).policy, refused(client).code) == (Policy.DROP, 36000)


def test_a_slow_answer_leaves_open_whether_the_message_was_sent(platform: Platform) -> None:
    platform.seconds = 0.5
    error = refused(Client(platform.url, PAGE, TOKEN, SECRET, timeout=(1, 0.1)))
    assert error.policy is Policy.AMBIGUOUS
    assert len(platform.calls) == 1


def test_a_connection_that_breaks_after_the_call_leaves_it_open_too(platform: Platform, client: Client) -> None:
    platform.hangs_up = True
    assert refused(client).policy is Policy.AMBIGUOUS
    assert len(platform.calls) == 1


def test_an_answer_without_a_message_id_leaves_it_open_too(platform: Platform, client: Client) -> None:
    platform.answers(200, {"recipient_id": PERSON})
    assert refused(client).policy is Policy.AMBIGUOUS


def test_a_refused_connection_is_safe_to_try_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = refused(Client(f"http://127.0.0.1:{port}/v26.0", PAGE, TOKEN, SECRET))
    assert error.policy is Policy.RETRY


def test_an_address_that_is_none_stops_and_names_the_setting() -> None:
    error = refused(Client("http://[bad", PAGE, TOKEN, SECRET))
    assert error.policy is Policy.STOP and "BOT_GRAPH_URL" in error.reason


def test_a_token_with_a_stray_letter_is_refused_by_the_platform_only(platform: Platform) -> None:
    assert Client(platform.url, PAGE, "tokenក", SECRET).send(PERSON, HELLO, "mark-1") == "m_sent-1"


@pytest.mark.parametrize("action", ["mark_seen", "typing_on"])
def test_a_sender_action_is_shown(platform: Platform, client: Client, action: Any) -> None:
    platform.answers(200, {"recipient_id": PERSON})
    assert client.act(PERSON, action) is True
    assert platform.calls[0]["body"] == {"recipient": {"id": PERSON}, "sender_action": action}


def test_a_failed_sender_action_never_matters(platform: Platform, client: Client) -> None:
    platform.answers(400, {"error": {"code": 190}})
    assert client.act(PERSON, "typing_on") is False
    platform.hangs_up = True
    assert client.act(PERSON, "typing_on") is False


def test_a_sender_action_does_not_wait_as_long_as_a_message(
    platform: Platform, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.messenger.client._ACTION_TIMEOUT", (1, 0.1))
    platform.seconds = 0.5
    assert client.act(PERSON, "typing_on") is False


def test_a_refusal_that_names_no_error_is_no_success(platform: Platform, client: Client) -> None:
    platform.answers(400, SENT)
    assert refused(client).policy is Policy.RETRY


def test_the_set_up_can_be_read_written_and_deleted(platform: Platform, client: Client) -> None:
    platform.answers(200, {"data": [], "result": "success"})
    assert client.get("me/messenger_profile", {"fields": "greeting"})["data"] == []
    assert client.post("/me/messenger_profile", {"get_started": {"payload": "GET_STARTED"}})["result"] == "success"
    assert client.delete("me/messenger_profile", {"fields": ["ice_breakers"]})["result"] == "success"
    assert [call["method"] for call in platform.calls] == ["GET", "POST", "DELETE"]
    assert {call["path"] for call in platform.calls} == {"/v26.0/me/messenger_profile"}
    assert platform.calls[0]["query"]["fields"] == "greeting"
    assert platform.calls[2]["body"] == {"fields": ["ice_breakers"]}


@pytest.mark.parametrize(
    ("headers", "percent"),
    [
        ({}, 0),
        ({"X_App_Usage": '{"call_count":28,"total_time":81,"total_cputime":3}'}, 81),
        (
            {
                "X_App_Usage": '{"call_count":28}',
                "X_Business_Use_Case_Usage": '{"1":[{"call_count":5},{"total_time":90}]}',
            },
            90,
        ),
        ({"X_App_Usage": "not json"}, 0),
        ({"X_App_Usage": '["call_count"]', "X_Business_Use_Case_Usage": '{"1":{"call_count":"many"}}'}, 0),
        ({"X_App_Usage": '{"call_count":NaN}'}, 0),
    ],
)
def test_the_used_share_of_the_limits_is_that_of_the_last_answer(
    platform: Platform, client: Client, headers: dict[str, str], percent: int
) -> None:
    platform.answers(200, SENT, X_App_Usage='{"call_count":55}')
    client.send(PERSON, HELLO, "mark-1")
    assert client.usage() == 55
    platform.answers(200, SENT, **headers)
    client.send(PERSON, HELLO, "mark-2")
    assert client.usage() == percent


@pytest.mark.parametrize(
    "body",
    [
        {"message": {"text": "x"}, "tag": "CONFIRMED_EVENT_UPDATE"},
        {"message": {"text": "x"}, "messaging_type": "MESSAGE_TAG"},
        {"message": {"text": "x", "tag": "HUMAN_AGENT"}},
    ],
)
def test_a_message_tag_is_refused_before_anything_is_sent(platform: Platform, client: Client, body: Any) -> None:
    with pytest.raises(ValueError, match="tags"):
        client.post(f"{PAGE}/messages", body)
    with pytest.raises(ValueError, match="tags"):
        client.send(PERSON, {"text": "x", "tag": "HUMAN_AGENT"}, "mark-1")
    assert platform.calls == []


def test_a_mark_longer_than_metadata_is_refused(platform: Platform, client: Client) -> None:
    with pytest.raises(ValueError, match="mark"):
        client.send(PERSON, HELLO, "m" * 1001)
    assert platform.calls == []


def test_neither_token_nor_person_nor_words_come_into_logs_or_errors(
    platform: Platform, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    errors = []
    with caplog.at_level(logging.DEBUG):
        for status, body in ((400, {"error": {"code": 100, "message": f"{TOKEN} {PERSON}"}}), (500, "<html>")):
            platform.answers(status, body)
            errors.append(refused(client))
            client.act(PERSON, "typing_on")
        platform.hangs_up = True
        errors.append(refused(client))
    written = caplog.text + "".join(f"{error} {error!r} {error.__cause__!r}" for error in errors)
    assert "A sender action failed." in written
    assert not [secret for secret in (TOKEN, SECRET, PERSON, "ជំរាបសួរ") if secret in written]
    assert errors[-1].__suppress_context__ and not errors[-1].__cause__  # the library's own error holds the proof


def test_a_refused_token_is_read_anew_and_used_from_the_next_call_on(platform: Platform) -> None:
    tokens = iter(["still-the-same", "fresh"])
    client = Client(platform.url, PAGE, "still-the-same", SECRET, renewed=lambda: next(tokens))
    platform.answers(400, {"error": {"code": 190, "error_subcode": 460, "message": "x"}})
    assert refused(client).policy is Policy.STOP and refused(client).policy is Policy.STOP
    platform.answers(200, SENT)
    assert client.send(PERSON, HELLO, "mark") == "m_sent-1"
    used = [call["authorization"] for call in platform.calls]
    assert used == ["Bearer still-the-same", "Bearer still-the-same", "Bearer fresh"]
    assert platform.calls[-1]["query"]["appsecret_proof"] == app_secret_proof("fresh", SECRET)


def test_the_platforms_clock_is_read_from_its_answers(platform: Platform, client: Client) -> None:
    assert client.clock_skew() is None
    platform.answers(200, SENT, Date="Mon, 01 Jan 2024 00:00:00 GMT")
    client.send(PERSON, HELLO, "mark")
    assert (client.clock_skew() or 0) > 24 * 3600
