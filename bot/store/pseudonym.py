"""The name under which a citizen is remembered and counted: a keyed hash, never the platform's id."""

from __future__ import annotations

import hashlib
import hmac

LENGTH = 32  # hexadecimal digits: 128 bits, so that two citizens never share one


def pseudonym(key: str, page_id: str, address: str) -> str:
    """The pseudonym of ``address`` on ``page_id``: the same for the same key, and no way back without it."""
    # The length keeps ("12", "3") apart from ("1", "23").
    message = f"{len(page_id)}:{page_id}:{address}".encode("utf-8", "surrogatepass")
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()[:LENGTH]
