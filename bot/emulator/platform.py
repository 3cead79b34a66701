"""The emulated Messenger platform: people, their talks with one Page, and the webhooks that tell the bot of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.emulator import events
from bot.emulator.clock import Clock
from bot.emulator.faults import Faults
from bot.emulator.page_profile import PageProfile
from bot.emulator.people import Person, Who, new_psid
from bot.emulator.postman import Letter, Postman
from bot.emulator.quirks import Quirk
from bot.emulator.refusals import (
    NO_USER,
    NOT_OWNER,
    NOT_REVIEWED,
    PAGE_RESTRICTED,
    THREAD_GONE,
    UNAVAILABLE,
    WINDOW_CLOSED,
    Refusal,
    Refused,
)
from bot.messenger.limits import WINDOW
from bot.settings import Settings

HUMAN_WINDOW = timedelta(days=7)  # Meta: tag HUMAN_AGENT
TYPING_SHOWN = 20_000  # Meta: sender actions, typing_on ends after 20 seconds
LIKE_STICKER = 369239263222822
MOST_EDITS = 5  # Meta: message edits


class Platform:
    """Meta's side in memory. Everything a person does and all that the Page sends goes through here."""

    page_name = "ច្បាស់ Chbas"

    def __init__(self, settings: Settings, webhook_url: str) -> None:
        self.page_id, self.app_id = settings.page_id, settings.app_id
        self.page_token, self.app_secret = settings.page_token, settings.app_secret
        self.require_proof = True  # the app's setting "Require App Secret"
        self.typed_message_carries_ref = False  # U: a new person who types instead of tapping Get Started
        self.routing = False  # a default app is set: replying in the Page's inbox takes the talk
        self.restricted = False  # the Page may send nothing for a time
        self.only_roles: set[str] | None = None  # Standard Access: only these people may be messaged; None: everybody
        self.profile_access = False  # the app may read people's names
        self.usage = 0  # per cent of the rate limits, told with every answer
        self.run = events.new_mid()  # differs between two starts: an open chat page begins anew
        self.clock = Clock()
        self.faults = Faults()
        self.profile = PageProfile(self.clock)
        self.subscribed = set(events.FIELDS)
        self.postman = Postman(webhook_url, self.app_secret, self.page_id, self.clock, self.unsubscribe)
        self._people: dict[str, Person] = {}
        self._lock = threading.RLock()
        self._closing = threading.Event()

    def person(self, psid: str = "") -> Person:
        """The person of that id; a new one where there is none yet."""
        with self._lock:
            psid = psid or new_psid()
            return self._people.setdefault(psid, Person(psid))

    def say(self, psid: str, text: str) -> None:
        """The person types a text."""
        content: dict[str, Any] = {"text": text}
        person = self.person(psid)
        if person.pending_ref and self.typed_message_carries_ref:
            content["referral"] = events.referral(person.pending_ref)
        self._message(psid, content)

    def choose(self, psid: str, title: str, payload: str) -> None:
        """The person taps a quick reply."""
        self._message(psid, {"text": title, "quick_reply": {"payload": payload}})

    def attach(self, psid: str, kind: str, payload: Mapping[str, Any]) -> None:
        """The person sends an attachment: ``image``, ``audio``, ``location``, ``sticker`` …"""
        self._message(psid, {"attachments": [{"type": kind, "payload": dict(payload)}]})

    def like(self, psid: str) -> None:
        """The person taps the thumb (since 30 August 2026 an attachment of type sticker)."""
        self.attach(psid, "sticker", {"url": "https://cdn.example/like.png", "sticker_id": LIKE_STICKER})

    def press(self, psid: str, title: str, payload: str) -> None:
        """The person presses a button, a menu item or an ice breaker."""

        def write(person: Person, at: int) -> Mapping[str, Any]:
            mid = events.new_mid()
            content: dict[str, Any] = {"mid": mid, "title": title, "payload": payload}
            if person.pending_ref:  # U for ice breakers
                content["referral"] = events.referral(person.pending_ref)
            person.add(Who.PERSON, at, mid, {"text": title})
            return {"postback": content}

        self._act(psid, write)

    def start(self, psid: str, title: str = "Get Started") -> None:
        """A new person taps Get Started; raises LookupError while the Page has none."""
        payload = self.profile.get(["get_started"])
        if not payload:
            raise LookupError("the Page has no Get Started button")
        self.press(psid, title, payload["get_started"]["payload"])

    def follow_link(self, psid: str, ref: str) -> None:
        """The person follows ``m.me/page?ref=…``: told at once in an existing talk, with Get Started in a new one."""
        person = self.person(psid)
        with self._lock:
            if not person.opened_at:
                person.pending_ref = ref
                return

        def write(person: Person, at: int) -> Mapping[str, Any]:
            person.add(Who.NOTE, at, events.new_mid(), {"text": "link"})
            return {"referral": events.referral(ref)}

        self._act(psid, write)

    def edit(self, psid: str, text: str) -> None:
        """The person edits the last text they typed. Raises LookupError when there is none, or after five edits."""
        person = self.person(psid)
        line = person.last_words()
        number = person.edits.get(line.mid, 0) + 1 if line else 0
        if line is None or number > MOST_EDITS:
            raise LookupError("there is nothing to edit")
        mid = line.mid

        def write(person: Person, at: int) -> Mapping[str, Any]:
            person.edits[mid] = number
            person.rewrite(mid, {"text": text})
            return {"message_edit": {"mid": mid, "text": text, "num_edit": number}}

        self._act(psid, write)

    def take_back(self, psid: str) -> None:
        """The person takes the last text back (U: seen in public code only). Raises LookupError when there is none."""
        line = self.person(psid).last_words()
        if line is None:
            raise LookupError("there is nothing to take back")
        mid = line.mid

        def write(person: Person, at: int) -> Mapping[str, Any]:
            person.rewrite(mid, {"unsent": True})
            return {"message": {"mid": mid, "is_deleted": True}}

        self._act(psid, write)

    def react(self, psid: str, reaction: str = "love", emoji: str = "❤") -> None:
        """The person reacts to the Page's last message. Raises LookupError when there is none."""
        page = [line for line in self.person(psid).lines if line.who == Who.PAGE]
        if not page:
            raise LookupError("there is nothing to react to")
        told = {"mid": page[-1].mid, "action": "react", "reaction": reaction, "emoji": emoji}
        self._act(psid, lambda person, at: {"reaction": told})

    def block(self, psid: str, refusal: Refusal | None = UNAVAILABLE) -> None:
        """From now on every message to the person gets this refusal; None lets them through again."""
        self.person(psid).refusal = refusal

    def admit(self, psid: str, tag: str | None) -> Person:
        """The person to whom the Page may write now; raises Refused."""
        with self._lock:
            person = self._people.get(psid)
            if self.restricted:
                raise Refused(PAGE_RESTRICTED)
            if person and person.refusal:
                raise Refused(person.refusal)
            if person is None or not person.opened_at:
                raise Refused(NO_USER)
            if self.only_roles is not None and psid not in self.only_roles:
                raise Refused(NOT_REVIEWED)
            silent = timedelta(milliseconds=self.clock.now() - person.opened_at)
            if silent > (HUMAN_WINDOW if tag == "HUMAN_AGENT" else WINDOW):  # U: whether the last moment counts
                raise Refused(WINDOW_CLOSED)
            if person.owner not in ("", self.app_id):
                raise Refused(NOT_OWNER)
            return person

    def deliver(self, person: Person, message: Mapping[str, Any]) -> str:
        """Put the Page's message into the talk, tell the bot by webhook, and return the message id."""
        with self._lock:
            at, mid = person.moment(self.clock.now()), events.new_mid()
            person.typing_until = 0
            person.add(Who.PAGE, at, mid, message)
            self.tell(person, self.echo(person, at, mid, message))
            delivery = {"delivery": {"mids": [mid], "watermark": at}}
            self.tell(person, events.item(person.psid, self.page_id, at, delivery))
            self.tell(person, events.item(person.psid, self.page_id, at, {"read": {"watermark": at}}))
            return mid

    def show(self, person: Person, action: str) -> None:
        """A sender action of the Page: typing dots, seen."""
        with self._lock:
            now = self.clock.now()
            if action == "mark_seen":
                person.seen_at = now
            elif action.startswith("typing"):
                person.typing_until = now + TYPING_SHOWN if action == "typing_on" else 0

    def subscribe(self, fields: set[str]) -> None:
        """Deliver these webhook fields and no others."""
        self.subscribed = set(fields)
        self.postman.forgive()

    def unsubscribe(self) -> None:
        """Deliver nothing more."""
        self.subscribed = set()

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the emulator."""
        self._closing.wait(seconds)

    def close(self) -> None:
        """Stop all threads."""
        self._closing.set()
        self.postman.close()

    def _message(self, psid: str, content: dict[str, Any]) -> None:
        def write(person: Person, at: int) -> Mapping[str, Any]:
            mid = events.new_mid()
            shown = {key: value for key, value in content.items() if key in ("text", "attachments")}
            person.add(Who.PERSON, at, mid, shown)
            return {"message": {"mid": mid, **content}}

        self._act(psid, write)

    def _act(self, psid: str, write: Callable[[Person, int], Mapping[str, Any]]) -> None:
        """Something a person does: it opens the window and is told to the bot."""
        person = self.person(psid)
        with self._lock:
            at = person.moment(self.clock.now())
            what = write(person, at)
            if person.refusal is THREAD_GONE:
                person.refusal = None
            person.opened_at, person.pending_ref = at, ""
            self.tell(person, events.item(psid, self.page_id, at, what), self.faults.take_quirks())

    def echo(self, person: Person, at: int, mid: str, message: Mapping[str, Any], app: str = "") -> events.Item:
        """What tells the bot that the Page spoke; ``app`` is who spoke for it."""
        app = app or self.app_id
        app_id = int(app) if app.isdigit() else app  # a number on the wire
        content: dict[str, Any] = {"is_echo": True, "app_id": app_id, "mid": mid}
        content |= {key: message[key] for key in ("metadata", "text") if key in message}
        if "attachment" in message:
            content["attachments"] = [message["attachment"]]
        return events.item(self.page_id, person.psid, at, {"message": content})

    def tell(self, person: Person, item: events.Item, quirks: frozenset[Quirk] = frozenset()) -> None:
        """Deliver an event to the bot, on standby while another app holds the talk."""
        handed_over = {"pass_thread_control", "take_thread_control"} & item.keys()
        standby = person.owner not in ("", self.app_id) and not handed_over
        field = "standby" if standby else events.field_of(item)
        if field in self.subscribed:
            self.postman.post(Letter(person.psid, item, quirks, "standby" if standby else "messaging"))
