"""Takes webhooks to the bot: signed, in order for each person, again until the bot answers 200."""

from __future__ import annotations

import logging
import queue
import threading
import zlib
from collections.abc import Callable
from datetime import timedelta

import requests

from bot.emulator.clock import Clock
from bot.emulator.events import Encoding, Item, body
from bot.messenger import limits
from bot.messenger.signature import sign

log = logging.getLogger(__name__)

LANES = 8
_Letter = tuple[Item, int]


class Postman:
    """Delivers from background threads; one person's events always go through the same one."""

    timeout = limits.ANSWER_WITHIN.total_seconds()  # U: App Review says 20 seconds
    at_once = 3  # further tries without a pause; U: "immediately try a few more times"
    pauses = (2.0, 5.0, 15.0, 60.0)  # seconds between later tries, the last one repeated; U
    encoding = Encoding.ESCAPED

    def __init__(self, url: str, secret: str, page_id: str, clock: Clock, on_disabled: Callable[[], None]) -> None:
        self.url = url
        self._secret, self._page_id, self._clock, self._on_disabled = secret, page_id, clock, on_disabled
        self._lanes: list[queue.SimpleQueue[_Letter | None]] = [queue.SimpleQueue() for _ in range(LANES)]
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._state = threading.Condition()
        self._under_way = 0
        self._failing_since = 0  # milliseconds of the emulated clock; 0: the bot answers
        self._alerted = False

    def post(self, person: str, messaging: Item, copies: int = 1) -> None:
        """Queue one event; ``copies`` above 1 delivers it again even though the bot said 200."""
        with self._state:
            if self._closing.is_set():
                return
            self._under_way += 1
            if not self._threads:
                self._start()
        self._lanes[zlib.crc32(person.encode()) % LANES].put((messaging, copies))

    def settled(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is under way; False when that takes longer than ``seconds``."""
        with self._state:
            return self._state.wait_for(lambda: self._under_way == 0, seconds)

    def forgive(self) -> None:
        """Begin anew to count how long the bot has failed: the Page was subscribed again."""
        with self._state:
            self._failing_since, self._alerted = 0, False

    def close(self) -> None:
        """Stop the threads; what was not delivered yet is given up."""
        with self._state:
            self._closing.set()
        for lane in self._lanes:
            lane.put(None)
        for thread in self._threads:
            thread.join(self.timeout + 1)

    def _start(self) -> None:
        for number, lane in enumerate(self._lanes):
            name = f"emulator-webhooks-{number}"
            self._threads.append(threading.Thread(target=self._walk, args=(lane,), name=name, daemon=True))
        for thread in self._threads:
            thread.start()

    def _walk(self, lane: queue.SimpleQueue[_Letter | None]) -> None:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment must not stand between us and this machine
            while not self._closing.is_set() and (letter := lane.get()):
                try:
                    messaging, copies = letter
                    for _ in range(copies):
                        self._deliver(session, messaging)
                finally:
                    with self._state:
                        self._under_way -= 1
                        self._state.notify_all()

    def _deliver(self, session: requests.Session, messaging: Item) -> None:
        tries = 0
        while not self._attempt(session, messaging):
            tries += 1
            later = tries - self.at_once - 1
            if self._note_failure() or self._closing.is_set():
                return
            if later >= 0 and self._closing.wait(self.pauses[min(later, len(self.pauses) - 1)]):
                return

    def _attempt(self, session: requests.Session, messaging: Item) -> bool:
        raw = body(self._page_id, messaging, self._clock.now(), self.encoding)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": sign(raw, self._secret)}
        try:
            answer = session.post(self.url, data=raw, headers=headers, timeout=self.timeout, allow_redirects=False)
        except requests.RequestException as error:
            log.warning("The webhook could not be reached", extra={"error": error.__class__.__name__})
            return False
        if answer.status_code != 200:
            log.warning("The webhook did not answer 200", extra={"status": answer.status_code})
            return False
        self.forgive()
        return True

    def _note_failure(self) -> bool:
        """Whether the bot failed for so long that the Page is unsubscribed now."""
        with self._state:
            now = self._clock.now()
            self._failing_since = self._failing_since or now
            failing = timedelta(milliseconds=now - self._failing_since)
            if failing >= limits.ALERT_AFTER and not self._alerted:
                self._alerted = True
                log.error("The webhook has failed for 15 minutes: Meta would alert the developer")
        if failing < limits.UNSUBSCRIBED_AFTER:
            return False
        self._on_disabled()
        return True
