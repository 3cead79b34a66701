"""Signatures: which webhooks are Meta's, and the proof that a call is ours."""

from __future__ import annotations

import hashlib
import hmac

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


def app_secret_proof(token: str, secret: str) -> str:
    """Return the query parameter ``appsecret_proof`` of calls made with ``token``. Meta: Secure Graph API calls."""
    return _digest(secret, token.encode())


def _digest(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
