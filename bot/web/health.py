"""Whether the program lives, can do its work, and how much of it there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import metrics
from bot.delivery.backlog import Backlog, measure
from bot.store.alarms import Trouble
from bot.store.engine import is_current

LATE = 60.0  # seconds a message waits before the page says so


def health(engine: Engine, ready: Callable[[], list[str]]) -> Blueprint:
    """``/healthz``, ``/readyz`` and ``/metrics``. ``ready`` says in plain sentences what else is wrong."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def live() -> Response:
        return Response("ok", mimetype="text/plain")

    @pages.get("/readyz")
    def is_ready() -> tuple[Response, int]:
        found, problems = _store(engine)
        problems += ready()
        state = {"ready": not problems, "problems": problems, "warnings": _warnings(found), **_figures(found)}
        return jsonify(state), 503 if problems else 200

    @pages.get("/metrics")
    def figures() -> Response:
        _gauge(engine)
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return pages


def _store(engine: Engine) -> tuple[Backlog | None, list[str]]:
    try:
        if not is_current(engine.execution_options(reading=True)):
            return None, ["The store lacks migrations of this version: run `bot db upgrade`."]
        return measure(engine, datetime.now(UTC)), []
    except (SQLAlchemyError, OSError) as error:
        return None, [f"The store cannot be reached: {type(error).__name__}."]


def _warnings(found: Backlog | None) -> list[str]:
    """What needs a person but not another web server: taking this one away would only lose messages."""
    if found is None:
        return []
    said = []
    if found.lag_seconds > LATE:
        said.append(f"A message has waited for {found.lag_seconds:.0f} seconds: is a worker running?")
    said += [f"Alarm: {name} ({detail})." for name, detail in found.alarms.items()]
    if dead := found.dead_messages + found.dead_replies:
        said.append(f"{dead} dead letters wait for staff.")
    return said


def _figures(found: Backlog | None) -> dict[str, Any]:
    if found is None:
        return {}
    waiting = {"messages_waiting": found.messages, "replies_waiting": found.replies}
    return {"lag_seconds": round(found.lag_seconds, 3), **waiting}


def _gauge(engine: Engine) -> None:
    try:
        found = measure(engine, datetime.now(UTC))
    except (SQLAlchemyError, OSError):
        metrics.STORE.set(0)
        return
    metrics.STORE.set(1)
    for trouble in Trouble:
        metrics.ALARM.labels(trouble.value).set(trouble.value in found.alarms)
    metrics.LAG.set(found.lag_seconds)
    for queue, state, rows in (
        ("inbox", "open", found.messages),
        ("inbox", "dead", found.dead_messages),
        ("outbox", "open", found.replies),
        ("outbox", "dead", found.dead_replies),
    ):
        metrics.DEPTH.labels(queue, state).set(rows)
