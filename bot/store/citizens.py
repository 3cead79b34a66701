"""What the bot remembers of each citizen's talk."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from bot.domain.campaign import Standing
from bot.domain.talk import Language, Memory
from bot.store.talk_tables import citizen
from bot.store.upsert import insert


@dataclass(frozen=True)
class Known:
    """What is known of a citizen when their next message is taken up."""

    memory: Memory = Memory()
    quiet_until: datetime | None = None  # the bot leaves the talk to a person of the staff until then


@dataclass(frozen=True)
class Kept:
    """What is kept of a citizen after a turn."""

    citizen: str
    at: datetime
    memory: Memory
    waits_since: datetime | None = None  # asked for a person


def recall(connection: Connection, citizens: Collection[str]) -> dict[str, Known]:
    """What is known of ``citizens``; those never met are missing from the answer."""
    wanted = select(citizen.c.citizen, citizen.c.memory, citizen.c.quiet_until).where(citizen.c.citizen.in_(citizens))
    return {row.citizen: Known(_read(row.memory), row.quiet_until) for row in connection.execute(wanted)}


def remember(connection: Connection, kept: Sequence[Kept]) -> None:
    """Keep what each turn left behind. Someone who already waits for a person keeps their place."""
    connection.execute(_remembering(connection.dialect.name), [_row(one) for one in kept])


def still_in_mind(memory: Memory, now: datetime, minutes: int) -> Memory:
    """``memory``, or after ``minutes`` of silence only what outlives a talk: language, greeting, standing in the campaign."""
    if memory.at is not None and now - memory.at <= timedelta(minutes=minutes):
        return memory
    return Memory(language=memory.language, greeted=memory.greeted, campaign=memory.campaign.lasting())


@functools.cache
def _remembering(database: str) -> Any:
    new = insert(database, citizen)
    values = {
        "last_at": new.excluded.last_at,
        "memory": new.excluded.memory,
        "waits_since": func.coalesce(citizen.c.waits_since, new.excluded.waits_since),
        "unreachable_since": None,
    }
    return new.on_conflict_do_update(index_elements=[citizen.c.citizen], set_=values)


def _row(one: Kept) -> dict[str, Any]:
    return {
        "citizen": one.citizen,
        "first_at": one.at,
        "last_at": one.at,
        "waits_since": one.waits_since,
        "memory": _write(replace(one.memory, at=one.at)),
    }


def _write(memory: Memory) -> dict[str, Any]:
    at = memory.at.timestamp() if memory.at else None
    return {
        **vars(memory),
        "names": dict(memory.names),
        "options": list(memory.options),
        "offered": list(memory.offered),
        "at": at,
        "campaign": asdict(memory.campaign),
    }


def _read(stored: Any) -> Memory:
    """The memory in a row; what another version wrote differently is forgotten, for it must not hold up the queue."""
    try:
        return _memory(stored)
    except (AttributeError, TypeError, ValueError):
        return Memory()


def _memory(stored: Mapping[str, Any]) -> Memory:
    at = stored.get("at")
    return Memory(
        language=_language(stored.get("language")),
        last_language=_language(stored.get("last_language")),
        intent=str(stored.get("intent") or ""),
        names={str(kind): str(name) for kind, name in (stored.get("names") or {}).items()},
        asked_for=str(stored.get("asked_for") or ""),
        options=tuple(str(id) for id in stored.get("options") or ()),
        offered=tuple(str(payload) for payload in stored.get("offered") or ()),
        greeted=bool(stored.get("greeted")),
        at=datetime.fromtimestamp(at, UTC) if isinstance(at, int | float) else None,
        campaign=_standing(stored.get("campaign") or {}),
    )


def _standing(stored: Mapping[str, Any]) -> Standing:
    texts = {name: {str(k): str(v) for k, v in (stored.get(name) or {}).items()} for name in ("who", "quiz", "taken")}
    words = {name: str(stored.get(name) or "") for name in ("asking", "event", "judging")}
    return Standing(**texts, **words, useful=bool(stored.get("useful")))  # type: ignore[arg-type]


def _language(stored: object) -> Language | None:
    return "km" if stored == "km" else "en" if stored == "en" else None
