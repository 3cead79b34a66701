"""Takes webhooks to the bot: signed, in order for each person, again until the bot answers 200."""

from __future__ import annotations

import logging
import queue
import threading
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import requests

from bot.emulator.clock import Clock
from bot.emulator.events import Encoding, Item, envelope, written
from bot.emulator.quirks import Extra, Quirk, before, bent
from bot.messenger import limits
from bot.messenger.signature import sign

log = logging.getLogger(__name__)

LANES = 8
HELD_BACK = 1.0  # seconds that a late event waits for the person's next one


@dataclass(frozen=True)
class Letter:
    """One event on its way. ``array``: ``standby`` when another app holds the talk."""

    person: str
    item: Item
    quirks: frozenset[Quirk] = frozenset()
    array: str = "messaging"


class Postman:
    """Delivers from background threads; one person's events always go through the same one."""

    timeout = limits.ANSWER_WITHIN.total_seconds()  # U: App Review says 20 seconds
    at_once = 3  # further tries without a pause; U: "immediately try a few more times"
    pauses = (2.0, 5.0, 15.0, 60.0)  # seconds between later tries, the last one repeated; U
    encoding = Encoding.ESCAPED

    def __init__(self, url: str, secret: str, page_id: str, clock: Clock, on_disabled: Callable[[], None]) -> None:
        self.url = url
        self._secret, self._page_id, self._clock, self._on_disabled = secret, page_id, clock, on_disabled
        self._lanes: list[queue.SimpleQueue[Letter | None]] = [queue.SimpleQueue() for _ in range(LANES)]
        self._held: dict[str, Letter] = {}  # late events, by person
        self.answers: Counter[int] = Counter()  # HTTP statuses of the bot's answers
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._state = threading.Condition()
        self._under_way = 0
        self._failing_since = 0  # milliseconds of the emulated clock; 0: the bot answers
        self._alerted = False
        self.alerts: list[str] = []  # what Meta would have told the developer

    def post(self, letter: Letter) -> None:
        """Queue one event."""
        with self._state:
            if self._closing.is_set():
                return
            self._under_way += 1
            if not self._threads:
                self._start()
            late = self._held.pop(letter.person, None)
            if Quirk.LATE in letter.quirks and late is None:
                self._held[letter.person] = letter
                threading.Timer(HELD_BACK, self._release, (letter,)).start()
                return
        for each in (letter, late):
            if each:
                self._lane(each.person).put(each)

    def _release(self, letter: Letter) -> None:
        """No further event came: the late one goes on its way."""
        with self._state:
            if self._held.get(letter.person) is not letter:
                return
            del self._held[letter.person]
        self._lane(letter.person).put(letter)

    def _lane(self, person: str) -> queue.SimpleQueue[Letter | None]:
        return self._lanes[zlib.crc32(person.encode()) % LANES]

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

    def _walk(self, lane: queue.SimpleQueue[Letter | None]) -> None:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment must not stand between us and this machine
            while not self._closing.is_set() and (letter := lane.get()):
                try:
                    self._bring(session, letter)
                finally:
                    with self._state:
                        self._under_way -= 1
                        self._state.notify_all()

    def _bring(self, session: requests.Session, letter: Letter) -> None:
        """Deliver an event with all its oddities."""
        for extra in before(self._body(letter), letter.quirks):
            self._post(session, extra)
        if Quirk.AT_ONCE in letter.quirks:
            copy = threading.Thread(target=self._deliver, args=(requests.Session(), letter), daemon=True)
            copy.start()
            self._deliver(session, letter)
            copy.join()
        else:
            self._deliver(session, letter)
        if Quirk.TWICE in letter.quirks:
            self._deliver(session, letter)

    def _deliver(self, session: requests.Session, letter: Letter) -> None:
        tries = 0
        while not self._attempt(session, letter):
            tries += 1
            later = tries - self.at_once - 1
            if self._note_failure() or self._closing.is_set():
                return
            if later >= 0 and self._closing.wait(self.pauses[min(later, len(self.pauses) - 1)]):
                return

    def _body(self, letter: Letter) -> Item:
        return envelope(self._page_id, letter.item, self._clock.now(), letter.array)

    def _attempt(self, session: requests.Session, letter: Letter) -> bool:
        if self._post(session, Extra(bent(self._body(letter), letter.quirks))) != 200:
            return False
        self.forgive()
        return True

    def _post(self, session: requests.Session, extra: Extra) -> int:
        """The HTTP status of the bot's answer, 0 where there was none."""
        raw = written(extra.body, self.encoding)
        headers = {"Content-Type": "application/json"}
        if extra.secret is not None:
            headers["X-Hub-Signature-256"] = sign(raw, extra.secret or self._secret)
        try:
            answer = session.post(self.url, data=raw, headers=headers, timeout=self.timeout, allow_redirects=False)
        except requests.RequestException as error:
            log.warning("The webhook could not be reached", extra={"error": error.__class__.__name__})
            return 0
        self.answers[answer.status_code] += 1
        if answer.status_code != 200 and extra.secret == "":
            log.warning("The webhook did not answer 200", extra={"status": answer.status_code})
        return answer.status_code

    def _note_failure(self) -> bool:
        """Whether the bot failed for so long that the Page is unsubscribed now."""
        with self._state:
            now = self._clock.now()
            self._failing_since = self._failing_since or now
            failing = timedelta(milliseconds=now - self._failing_since)
            if failing >= limits.ALERT_AFTER and not self._alerted:
                self._alerted = True
                self.alerts.append("15 minutes")
                log.error("The webhook has failed for 15 minutes: Meta would alert the developer")
        if failing < limits.UNSUBSCRIBED_AFTER:
            return False
        self.alerts.append("unsubscribed")
        self._on_disabled()
        return True
