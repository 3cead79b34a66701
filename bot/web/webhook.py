"""The address the platform posts to: check, store, acknowledge; everything else happens later."""

from __future__ import annotations

import hmac
import json
import logging
from datetime import UTC, datetime

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from bot.delivery import metrics
from bot.delivery.distrust import Distrust
from bot.delivery.inbox import Inbox, UnstorableBody
from bot.errors import StoreError
from bot.messenger.events import Event, parse_events
from bot.messenger.limits import BODY_BYTES
from bot.messenger.signature import is_signed
from bot.settings import Settings

log = logging.getLogger(__name__)
RECEIVED = "EVENT_RECEIVED"


def webhook(settings: Settings, inbox: Inbox) -> Blueprint:
    """``GET /webhook`` proves that the address is ours, ``POST /webhook`` takes events.

    Meta: Webhooks for Messenger Platform.
    """
    pages = Blueprint("webhook", __name__)
    distrust = Distrust(inbox.writer)

    @pages.get("/webhook")
    def verify() -> Response:
        return _verified(settings.verify_token)

    @pages.post("/webhook")
    def receive() -> Response:
        return _receive(settings.app_secret, inbox, distrust)

    return pages


def _verified(token: str) -> Response:
    given, challenge = request.args.get("hub.verify_token", ""), request.args.get("hub.challenge", "")
    same = hmac.compare_digest(given.encode(), token.encode()) and bool(token)
    # Only digits are echoed: whatever else comes here is somebody's attempt to make this page say something.
    if same and request.args.get("hub.mode") == "subscribe" and challenge.isascii() and challenge.isdigit():
        return _plain(challenge, 200)
    log.warning("a webhook verification was refused")
    return _plain("Forbidden", 403)


def _receive(secret: str, inbox: Inbox, distrust: Distrust) -> Response:
    """Every signed body is acknowledged, whatever it holds: an hour of refusals makes the platform switch us off."""
    received = datetime.now(UTC)
    if (body := _body()) is None:
        log.critical("a webhook body was too large and was not read", extra={"limit": BODY_BYTES})
        return _counted("too_large", RECEIVED, 200)
    if not is_signed(body, request.headers.get("X-Hub-Signature-256"), secret):
        log.error("a webhook body was not signed with the app secret", extra={"bytes": len(body)})
        if request.headers.get("X-Hub-Signature-256"):
            distrust.wrong()
        return _counted("not_signed", "Forbidden", 403)
    distrust.right()
    events = _events(body, received)
    try:
        inbox.store(events, received)
    except UnstorableBody as error:
        log.critical("the store refuses what a webhook body says", extra={"error": str(error)})
        return _counted("unstorable", RECEIVED, 200)
    except StoreError as error:
        log.critical("the store is away: the platform has to send again", extra={"error": str(error)})
        return _counted("store_away", "The store is away", 503)
    return _counted("taken", RECEIVED, 200)


def _body() -> bytes | None:
    """The raw bytes, as signed; None when there are too many."""
    request.max_content_length = BODY_BYTES + 1  # one more: a stream without a length is cut off silently
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        return None
    return body if len(body) <= BODY_BYTES else None


def _events(body: bytes, received: datetime) -> list[Event]:
    try:
        return parse_events(json.loads(body), received)
    except (ValueError, RecursionError):
        log.error("a signed webhook body is not JSON", extra={"bytes": len(body)})
        metrics.BODIES.labels("not_json").inc()
    return []


def _counted(result: str, text: str, status: int) -> Response:
    metrics.BODIES.labels(result).inc()
    return _plain(text, status)


def _plain(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain")
