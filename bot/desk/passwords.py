"""Passwords: kept as argon2id hashes only, long rather than tricky."""

from __future__ import annotations

import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# NIST SP 800-63B-4, 3.1.1.2: length counts, no rules of composition, all signs allowed.
SHORTEST, LONGEST = 12, 256  # code points

hasher = PasswordHasher()  # the library's defaults follow RFC 9106


def weakness(password: str, name: str) -> str:
    """The kind of the sentence (``bot.faults``) that says why a password cannot be taken; empty when it can."""
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    if name.strip().casefold() in password.casefold() or len(set(password)) < 4:
        return "password_easy"
    return ""


def hashed(password: str) -> str:
    """The hash to keep, with its salt and its costs."""
    return hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether a password fits the hash; takes as long when there is none, so that nobody learns which names exist."""
    if len(password) > LONGEST:
        return False
    try:
        return hasher.verify(kept or _nobodys(), password) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def refreshed(password: str, kept: str) -> str:
    """A new hash when the old one was made at lower costs than today's; empty when it is up to date."""
    return hasher.hash(password) if hasher.check_needs_rehash(kept) else ""


@functools.cache
def _nobodys() -> str:
    return hasher.hash(secrets.token_hex(16))
