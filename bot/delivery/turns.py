"""One turn: a message is answered, and all that came of it is stored in one transaction or not at all."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, update

from bot.delivery import metrics
from bot.delivery.inbox import Claimed
from bot.delivery.outbox import Parcel, awaiting, new_mark, put
from bot.domain.talk import Incoming, Kind, Language, Memory, Outcome, Reply, Turn
from bot.messenger.limits import WINDOW
from bot.messenger.payloads import to_messages
from bot.settings import Settings
from bot.store.citizens import Kept, Known, remember, still_in_mind
from bot.store.forgetting import forget
from bot.store.holding import Hold, hold
from bot.store.querylog import Entry, kept_text, province_of, record
from bot.store.talk_tables import DONE, OPEN, inbox

log = logging.getLogger(__name__)

Respond = Callable[[Incoming, Memory, datetime], Turn]
FailedReply = Callable[[Language], Reply]
KnownText = Callable[[str, Language], str]
Beside = Callable[[Connection, Incoming, Turn], None]


# Made once: making a statement costs more than running it.
_FINISH = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)), inbox.c.owner.in_(bindparam("owners", expanding=True)))
    .where(inbox.c.status == OPEN)
    # What was said has served its purpose: only what was not understood stays, in the log, without personal data.
    .values(status=DONE, owner="", error="", body={}, done_at=bindparam("now"))
    .returning(inbox.c.id)
)


@dataclass(frozen=True)
class Told:
    """A turn that was thought out and waits to be stored. ``send_as``: who may send at once, or nobody."""

    claimed: Claimed
    turn: Turn
    parcels: tuple[Parcel, ...]
    entry: Entry
    kept: Kept
    owner: str
    send_as: str
    lease: float  # seconds
    now: datetime
    hold: Hold | None = None  # a person was called, or the bot was called back


class Answering:
    """Turns claimed messages into turns by ``respond``; a failure of it becomes ``failed_reply``."""

    def __init__(
        self, settings: Settings, respond: Respond, failed_reply: FailedReply, known_text: KnownText | None = None
    ) -> None:
        self.settings, self.respond, self.failed_reply, self.known_text = settings, respond, failed_reply, known_text

    def answer(self, claimed: Claimed, known: Known, owner: str, send_as: str, lease: float) -> Told:
        """Think out the turn. Writes nothing."""
        now = datetime.now(UTC)
        memory = still_in_mind(known.memory, now, self.settings.talk_minutes)
        incoming = replace(claimed.incoming, held=known.quiet_until is not None and now < known.quiet_until)
        turn, messages = self._respond(claimed, incoming, memory, now)
        if incoming.held and incoming.kind not in (Kind.TAP, Kind.START) and not turn.own_data:
            turn, messages = _left_to_staff(known.memory)
        now = datetime.now(UTC)
        parcels = tuple(_parcel(claimed, message) for message in messages)
        waits = now if turn.wants_person else None
        kept = Kept(claimed.incoming.citizen, now, turn.memory, waits)
        entry = self._entry(claimed, turn, now)
        return Told(claimed, turn, parcels, entry, kept, owner, send_as, lease, now, self._hold(incoming, turn, now))

    def _hold(self, incoming: Incoming, turn: Turn, now: datetime) -> Hold | None:
        """Who called for a person waits for one without the bot in between; who calls the bot back has it back.

        So has who is asked something by the bot after a tap: what they type then is for the bot. Nobody loses their
        place among those who wait for a person.
        """
        if turn.wants_person:
            return Hold(incoming.citizen, now, now + timedelta(minutes=self.settings.quiet_minutes))
        asked = incoming.held and turn.replies and (turn.outcome is Outcome.ASKED_BACK or turn.memory.campaign.asking)
        return Hold(incoming.citizen, now, None) if turn.wants_bot or asked else None

    def _respond(
        self, claimed: Claimed, incoming: Incoming, memory: Memory, now: datetime
    ) -> tuple[Turn, list[dict[str, object]]]:
        try:
            turn = self._with_what_is_known(self.respond(incoming, memory, now), incoming.citizen)
            return turn, _messages(turn)
        except Exception as error:  # the citizen always gets an answer
            # No message of the error: it may hold the citizen's words.
            told = {"inbox_id": claimed.id, "error": type(error).__name__, "at": _place(error)}
            log.error("answering failed", extra=told)
            language = memory.language or memory.last_language or "km"
            turn = Turn((self.failed_reply(language),), memory, language, Outcome.FAILED)
            return turn, _messages(turn)

    def _with_what_is_known(self, turn: Turn, citizen: str) -> Turn:
        """The turn with the store's own count at its end, for who asked what is kept of them."""
        if not turn.asks_known or self.known_text is None or not turn.replies:
            return turn
        *before, last = turn.replies
        known = replace(last, text=self.known_text(citizen, turn.language))
        return replace(turn, replies=(*before, Reply(last.text), known))

    def _entry(self, claimed: Claimed, turn: Turn, now: datetime) -> Entry:
        incoming = claimed.incoming
        return Entry(
            inbox_id=claimed.id,
            at=incoming.at,
            day=incoming.at.astimezone(self.settings.timezone).date().isoformat(),
            citizen=incoming.citizen,
            channel=claimed.channel,
            kind=incoming.kind,
            language=turn.language,
            outcome=turn.outcome,
            intent=turn.intent,
            topic=turn.topic,
            province=province_of(turn.names),
            names=dict(turn.names),
            score=turn.score,
            demonstration=turn.demonstration,
            latency_ms=max(0, round((now - claimed.received_at).total_seconds() * 1000)),
            text=kept_text(turn.outcome, incoming.text),
            profile=turn.profile,
        )


def store(
    connection: Connection, told: Sequence[Told], beside: Sequence[Beside] = ()
) -> list[tuple[Parcel, ...] | None]:
    """Store turns: log, memory, replies, and the messages are done.

    Says of each which parcels its owner may send at once: none when earlier ones still wait, and None
    when another worker had taken the message meanwhile, so that nothing was stored.
    """
    held = _finish(connection, told)
    mine = [one for one in told if one.claimed.id in held]
    if not mine:
        return [None] * len(told)
    busy = awaiting(connection, [one.claimed.incoming.citizen for one in mine])
    record(connection, [one.entry for one in mine])
    if kept := [one.kept for one in mine if not one.turn.forget]:
        remember(connection, kept)
    if holds := [one.hold for one in mine if one.hold]:
        hold(connection, holds)
    at_once = {one.claimed.id for one in mine if one.send_as and one.claimed.incoming.citizen not in busy}
    _put(connection, mine, at_once)
    for one in mine:
        _also(connection, one, beside)
    return [None if one.claimed.id not in held else one.parcels if one.claimed.id in at_once else () for one in told]


def count(told: Told) -> None:
    """Count a stored turn for the metrics."""
    metrics.QUERIES.labels(told.turn.outcome).inc()
    metrics.LATENCY.observe(told.entry.latency_ms / 1000)


def _finish(connection: Connection, told: Sequence[Told]) -> set[int]:
    owners = {one.owner for one in told}
    values = {"ids": [one.claimed.id for one in told], "owners": list(owners), "now": told[0].now}
    return set(connection.execute(_FINISH, values).scalars())


def _put(connection: Connection, mine: Sequence[Told], at_once: set[int]) -> None:
    parcels = [(parcel, one.send_as if one.claimed.id in at_once else "") for one in mine for parcel in one.parcels]
    if parcels:
        put(connection, [parcel for parcel, _ in parcels], [owner for _, owner in parcels], mine[0].now, mine[0].lease)


def _also(connection: Connection, one: Told, beside: Sequence[Beside]) -> None:
    for further in beside:
        further(connection, one.claimed.incoming, one.turn)
    if one.turn.forget:
        forget(connection, one.claimed.incoming.citizen, saying=one.claimed.id)


def _parcel(claimed: Claimed, message: dict[str, object]) -> Parcel:
    who, until = claimed.incoming.citizen, claimed.incoming.at + WINDOW
    return Parcel(new_mark(), claimed.id, claimed.page_id, claimed.address, who, message, until)


def _messages(turn: Turn) -> list[dict[str, object]]:
    return [message for reply in turn.replies for message in to_messages(reply)]


def _left_to_staff(memory: Memory) -> tuple[Turn, list[dict[str, object]]]:
    """The turn in which the bot listens and says nothing."""
    return Turn((), memory, memory.language or memory.last_language or "km", Outcome.TO_A_PERSON), []


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
