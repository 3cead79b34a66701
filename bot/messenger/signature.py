"""Signatures: which webhooks are Meta's, and the proof that a call is ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

_PREFIX = "sha256="
_LENGTH = len(_PREFIX) + 64


def sign(body: bytes, secret: str) -> str:
    """Return the value of the header ``X-Hub-Signature-256`` for the raw bytes of ``body``.

    Meta: Webhooks for Messenger Platform, "Validate payloads".
    """
    return _PREFIX + _digest(secret, body)


def is_signed(body: bytes, header: str | None, secret: str) -> bool:
    """Whether ``header`` signs the raw bytes of ``body``. Without a secret nothing is signed."""
    if not secret or header is None or len(header) != _LENGTH or not header.startswith(_PREFIX):
        return False
    # Bytes, because compare_digest refuses text that is not ASCII.
    return hmac.compare_digest(sign(body, secret).encode(), header.encode("utf-8", "replace"))


def read_signed_request(text: str, secret: str) -> dict[str, Any] | None:
    """What a ``signed_request`` says, or None when it is not signed with the app secret or is none at all.

    Two parts in URL-safe Base64: the signature, over the second part as it is written, and JSON.
    Meta: Data Deletion Request Callback.
    """
    signature, _, payload = text.partition(".")
    try:
        given, body = _unpacked(signature), _unpacked(payload)
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    expected = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).digest()
    if not secret or not hmac.compare_digest(given, expected) or not isinstance(said, dict):
        return None
    return said if said.get("algorithm") == "HMAC-SHA256" else None


def _unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))


def app_secret_proof(token: str, secret: str) -> str:
    """Return the query parameter ``appsecret_proof`` of calls made with ``token``. Meta: Secure Graph API calls."""
    return _digest(secret, token.encode())


def _digest(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
