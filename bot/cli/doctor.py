"""What `bot messenger doctor` looks at: one plain finding each, with what to do."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import requests

from bot.cli.page_words import PageWords
from bot.messenger.client import Client
from bot.messenger.errors import SendError
from bot.messenger.setup import FIELDS, Profile, differences, read_profile, subscribed_fields
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


class Doctor:
    """Looks at everything and changes nothing. ``profile`` is how the Page should be set up."""

    def __init__(self, settings: Settings, client: Client, profile: Profile, words: PageWords) -> None:
        self._settings, self._client, self._profile, self._words = settings, client, profile, words

    def findings(self) -> Iterator[Finding]:
        """All findings, one after the other."""
        for name, look in (
            ("token", self._token),
            ("permissions", self._permissions),
            ("subscription", self._subscription),
            ("profile", self._set_up),
            ("clock", self._clock),
        ):
            yield self._asked(name, look)
        settings = self._settings
        address = settings.public_url or (f"http://{settings.host}:{settings.port}" if settings.emulator else "")
        if not address:
            yield self._ill("webhook", "unknown")
            return
        yield self._webhook(f"{address}/webhook")
        yield self._signature(f"{address}/webhook")

    def _fine(self, name: str, how: str = "fine", **holes: object) -> Finding:
        return Finding(name, True, self._words(f"{name}.{how}", **holes))

    def _ill(self, name: str, how: str, **holes: object) -> Finding:
        return Finding(name, False, self._words(f"{name}.{how}", **holes), self._words(f"{name}.{how}.mend"))

    def _to_set_up(self, name: str, how: str, **holes: object) -> Finding:
        return Finding(name, False, self._words(f"{name}.{how}", **holes), self._words("setup.run"))

    def _asked(self, name: str, look: Callable[[], Finding]) -> Finding:
        try:
            return look()
        except SendError as error:
            return Finding(name, False, self._words.why(error), self._words("doctor.earlier"))

    def _token(self) -> Finding:
        page = self._client.get("me", {"fields": "id,name"})
        if str(page.get("id")) != self._settings.page_id:
            return self._ill("token", "other")
        return self._fine("token", page=page.get("name", ""))

    def _permissions(self) -> Finding:
        asked = {"input_token": self._settings.page_token_now()}
        data = self._client.get("debug_token", asked).get("data") or {}
        if str(data.get("app_id", self._settings.app_id)) != self._settings.app_id:
            return self._ill("permissions", "other")
        if missing := [name for name in NEEDED if name not in (data.get("scopes") or [])]:
            return self._ill("permissions", "lacking", names=", ".join(missing))
        return self._fine("permissions", "fine" if data.get("expires_at") else "lasting")

    def _subscription(self) -> Finding:
        if missing := sorted(set(FIELDS) - subscribed_fields(self._client, self._settings.app_id)):
            return self._to_set_up("subscription", "lacking", names=", ".join(missing))
        return self._fine("subscription", count=len(FIELDS))

    def _set_up(self) -> Finding:
        if wrong := list(differences(self._profile, read_profile(self._client))):
            return self._to_set_up("profile", "differs", count=len(wrong), first=self._words.differs(wrong[0]))
        return self._fine("profile")

    def _clock(self) -> Finding:
        skew = self._client.clock_skew()
        if skew is None:
            return self._fine("clock", "untold")
        return self._fine("clock") if abs(skew) <= CLOCK else self._ill("clock", "off", seconds=f"{skew:+.0f}")

    def _webhook(self, address: str) -> Finding:
        challenge = str(secrets.randbelow(10**9) + 10**9)
        asked = {"hub.mode": "subscribe", "hub.verify_token": self._settings.verify_token, "hub.challenge": challenge}
        try:
            answer = requests.get(address, params=asked, timeout=TIMEOUT)
        except requests.RequestException as error:
            return self._ill("webhook", "away", address=address, fault=type(error).__name__)
        if answer.status_code != 200 or answer.text != challenge:
            return self._ill("webhook", "odd", address=address, status=answer.status_code)
        return self._fine("webhook", address=address)

    def _signature(self, address: str) -> Finding:
        """A signed body without events is taken, the same one with a wrong signature is not."""
        body = json.dumps({"object": "page", "entry": [], "note": "ក"}).encode()
        statuses = []
        for secret in (self._settings.app_secret, "wrong"):
            headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(body, secret)}
            try:
                statuses.append(requests.post(address, data=body, headers=headers, timeout=TIMEOUT).status_code)
            except requests.RequestException as error:
                return self._ill("signature", "untried", fault=type(error).__name__)
        if statuses == [200, 403]:
            return self._fine("signature")
        if statuses[0] != 200:
            return self._ill("signature", "refused", status=statuses[0])
        return self._ill("signature", "blind")
