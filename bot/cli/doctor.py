"""What `bot messenger doctor` looks at: one plain finding each, with what to do."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import requests

from bot.messenger.client import Client
from bot.messenger.errors import SendError
from bot.messenger.setup import FIELDS, differences, read_profile, subscribed_fields
from bot.messenger.signature import sign
from bot.settings import Settings

NEEDED = ("pages_messaging", "pages_manage_metadata")
CLOCK = 60.0  # seconds that our clock may differ from the platform's
TIMEOUT = 10.0


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``remedy`` only where it is not fine."""

    name: str
    fine: bool
    said: str
    remedy: str = ""


def examine(settings: Settings, client: Client, profile: dict[str, Any]) -> Iterator[Finding]:
    """All findings, one after the other. Changes nothing."""
    for name, look in (
        ("token", lambda: _token(settings, client)),
        ("permissions", lambda: _permissions(settings, client)),
        ("subscription", lambda: _subscription(settings, client)),
        ("profile", lambda: _profile(client, profile)),
        ("clock", lambda: _clock(client)),
    ):
        yield _asked(name, look)
    address = settings.public_url or (f"http://{settings.host}:{settings.port}" if settings.emulator else "")
    if not address:
        yield Finding("webhook", False, "BOT_PUBLIC_URL is not set, so it cannot be called.", "Set BOT_PUBLIC_URL.")
        return
    yield _webhook(settings, address)
    yield _signature(settings, address)


def _asked(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except SendError as error:
        return Finding(name, False, str(error), "Mend what the first line that failed says, then run this again.")


def _token(settings: Settings, client: Client) -> Finding:
    page = client.get("me", {"fields": "id,name"})
    if str(page.get("id")) != settings.page_id:
        return Finding("token", False, "The token belongs to another Page.", "Check BOT_PAGE_ID and BOT_PAGE_TOKEN.")
    return Finding("token", True, f"It speaks for the Page “{page.get('name', '')}”.")


def _permissions(settings: Settings, client: Client) -> Finding:
    data = client.get("debug_token", {"input_token": settings.page_token_now()}).get("data") or {}
    missing = [name for name in NEEDED if name not in (data.get("scopes") or [])]
    if str(data.get("app_id", settings.app_id)) != settings.app_id:
        return Finding(
            "permissions", False, "The token was made for another app.", "Check BOT_APP_ID, make a new token."
        )
    if missing:
        remedy = "Make a new Page token with them, and set BOT_PAGE_TOKEN."
        return Finding("permissions", False, f"The token lacks {', '.join(missing)}.", remedy)
    ends = data.get("expires_at")
    return Finding("permissions", True, "All there; the token does not expire." if not ends else "All there.")


def _subscription(settings: Settings, client: Client) -> Finding:
    missing = sorted(set(FIELDS) - subscribed_fields(client, settings.app_id))
    if missing:
        return Finding("subscription", False, f"The Page does not tell the bot of: {', '.join(missing)}.",
                       "Run `bot messenger setup`.")  # fmt: skip
    return Finding("subscription", True, f"The Page tells the bot of all {len(FIELDS)} kinds of events.")


def _profile(client: Client, profile: dict[str, Any]) -> Finding:
    wrong = list(differences(profile, read_profile(client)))
    if wrong:
        return Finding("profile", False, f"{len(wrong)} things differ, first {wrong[0]}", "Run `bot messenger setup`.")
    return Finding("profile", True, "Greeting, Get Started, menu and first questions are as they should be.")


def _clock(client: Client) -> Finding:
    skew = client.clock_skew()
    if skew is None:
        return Finding("clock", True, "The platform did not tell its time.")
    if abs(skew) > CLOCK:
        return Finding(
            "clock", False, f"This machine's clock is {skew:+.0f} seconds off.", "Switch time synchronisation on."
        )
    return Finding("clock", True, "It agrees with the platform's.")


def _webhook(settings: Settings, address: str) -> Finding:
    challenge = str(secrets.randbelow(10**9) + 10**9)
    asked = {"hub.mode": "subscribe", "hub.verify_token": settings.verify_token, "hub.challenge": challenge}
    remedy = "Let the reverse proxy forward /webhook to the bot, with a valid certificate, and start the bot."
    try:
        answer = requests.get(f"{address}/webhook", params=asked, timeout=TIMEOUT)
    except requests.RequestException as error:
        return Finding("webhook", False, f"{address}/webhook cannot be reached ({type(error).__name__}).", remedy)
    if answer.status_code != 200 or answer.text != challenge:
        said = f"{address}/webhook answered {answer.status_code} instead of repeating the number."
        return Finding("webhook", False, said, "Check BOT_VERIFY_TOKEN of the running bot, and the proxy.")
    return Finding("webhook", True, f"{address}/webhook answers as the platform wants it.")


def _signature(settings: Settings, address: str) -> Finding:
    """A signed body without events is taken, the same one with a wrong signature is not."""
    body = json.dumps({"object": "page", "entry": [], "note": "ក"}).encode()
    statuses = []
    for secret in (settings.app_secret, "wrong"):
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(body, secret)}
        try:
            statuses.append(
                requests.post(f"{address}/webhook", data=body, headers=headers, timeout=TIMEOUT).status_code
            )
        except requests.RequestException as error:
            return Finding("signature", False, f"It could not be tried ({type(error).__name__}).", "See webhook above.")
    if statuses == [200, 403]:
        return Finding("signature", True, "Signed bodies are taken, others refused.")
    if statuses[0] != 200:
        return Finding("signature", False, f"A signed body was answered {statuses[0]}.",
                       "The running bot has another BOT_APP_SECRET, or the proxy changes bodies.")  # fmt: skip
    return Finding("signature", False, "A wrongly signed body was taken.", "Something else answers at this address.")
