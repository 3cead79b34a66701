"""The emulated platform and a small bot, both behind one real HTTP server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

from bot.emulator.mount import mount
from bot.emulator.platform import Platform
from bot.messenger.signature import app_secret_proof, is_signed
from bot.settings import Settings, from_env

PROFILE = {
    "get_started": {"payload": "start"},
    "greeting": [
        {"locale": "default", "text": "សួស្តី! សួរខ្ញុំអំពីសេវាសាធារណៈ និងថវិកាឃុំរបស់អ្នក។"},
        {"locale": "en_US", "text": "Hello! Ask me about public services and your commune's budget."},
    ],
    "persistent_menu": [
        {
            "locale": "default",
            "call_to_actions": [
                {"type": "postback", "title": "ថវិកាឃុំសង្កាត់", "payload": "menu:budget"},
                {"type": "postback", "title": "សេវាសាធារណៈ", "payload": "menu:services"},
                {"type": "web_url", "title": "គេហទំព័រ", "url": "https://example.org/"},
            ],
        }
    ],
}
CHOICES = [{"content_type": "text", "title": title, "payload": f"choice:{title}"} for title in ("តម្លៃ", "ឯកសារ")]


class EchoBot:
    """Repeats what it is told, and keeps every webhook it got."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.graph = ""
        self.raw: list[bytes] = []
        self.bodies: list[dict[str, Any]] = []
        self.statuses: list[int] = []  # to answer before 200
        self.answers: list[requests.Response] = []
        self.quiet = False

    def webhook(self) -> ResponseReturnValue:
        raw = request.get_data()
        if not is_signed(raw, request.headers.get("X-Hub-Signature-256"), self.secret):
            return "", 403
        self.raw.append(raw)
        self.bodies.append(json.loads(raw))
        if self.statuses:
            return "", self.statuses.pop(0)
        for item in self.items(of=self.bodies[-1:]):
            self.answer(item)
        return "ok"

    def items(self, key: str = "", of: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
        """The messaging items received, those with the event key."""
        bodies = self.bodies if of is None else of
        found = [item for body in bodies for entry in body["entry"] for item in entry.get("messaging", [])]
        return [item for item in found if key in item or not key]

    def told(self) -> list[dict[str, Any]]:
        """What people did, without echoes and receipts."""
        acts = [item for item in self.items() if not (item.get("message") or {}).get("is_echo")]
        return [item for item in acts if {"message", "postback", "referral"} & set(item)]

    def answer(self, item: dict[str, Any]) -> None:
        message = item.get("message") or {}
        if self.quiet or message.get("is_echo") or not {"message", "postback"} & set(item):
            return
        words = message.get("text") or item.get("postback", {}).get("payload") or "attachment"
        reply = {"text": f"ឮហើយ៖ {words}", "quick_replies": CHOICES, "metadata": "from the bot"}
        with suppress(requests.ConnectionError):  # the test is over and the platform is being closed
            self.answers.append(self.send(item["sender"]["id"], reply))

    def send(self, person: str, message: Any = None, **rest: Any) -> requests.Response:
        """Call the Send API as a well-behaved client does."""
        call = {"recipient": {"id": person}, "messaging_type": "RESPONSE", **rest}
        if message is not None:
            call["message"] = message
        return self.call("POST", "me/messages", json=call)

    def call(self, method: str, path: str, **rest: Any) -> requests.Response:
        """Call the Graph API with token and proof."""
        token = "emulator-page_token"
        params = {
            "access_token": token,
            "appsecret_proof": app_secret_proof(token, self.secret),
            **rest.pop("params", {}),
        }
        return requests.request(method, f"{self.graph}/{path}", params=params, timeout=10, **rest)


class Meta:
    """What a test holds: the platform, the bot and the server's address."""

    def __init__(self, url: str, platform: Platform, bot: EchoBot) -> None:
        self.url, self.platform, self.bot = url, platform, bot

    def newcomer(self) -> str:
        """A person who has just tapped Get Started, the bot having answered."""
        psid = self.platform.person().psid
        self.platform.start(psid)
        assert self.settled()
        return psid

    def settled(self) -> bool:
        """All webhooks delivered."""
        return self.platform.postman.settled()

    def heard(self, psid: str) -> list[str]:
        """The texts a person got."""
        return [message.get("text", "") for message in self.platform.person(psid).said_by_page()]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folders = ("BOT_INTENTS_DIR", "BOT_FACTS_DIR", "BOT_LOCALES_DIR", "BOT_INSTANCE_DIR")
    return from_env({name: str(tmp_path) for name in folders})


@pytest.fixture
def meta(settings: Settings) -> Iterator[Meta]:
    """A platform with a Page that is set up, and the echo bot subscribed to it."""
    app = Flask("echo")
    bot = EchoBot(settings.app_secret)
    app.add_url_rule("/webhook", view_func=bot.webhook, methods=["POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    bot.graph = f"{url}/graph/v26.0"
    platform = mount(app, settings, f"{url}/webhook", PROFILE)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Meta(url, platform, bot)
    platform.close()
    server.shutdown()
    thread.join()
    server.server_close()
