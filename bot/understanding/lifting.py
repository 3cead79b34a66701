"""Lifts names out of a key and cuts stretches from it; the names that stay move along."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.text.normalise import match_key
from bot.understanding.catalogue import PLACEHOLDER
from bot.understanding.names import Hit

# The same stretch of text can name several things; the more telling kind gives it its placeholder.
TELLING = (
    "project",
    "service",
    "office",
    "supplier",
    "ministry",
    "category",
    "indicator",
    "sector",
    "country",
    "place",
)
_ARTICLE = re.compile(r"(?:^| |(?<=[\ue000-\ue0ff]))(?:a|an|the|my|our|your|this|that) ?(?=[\ue000-\ue0ff])")
_TWICE = re.compile(r"([\ue000-\ue0ff])(?: ?(?:in|of|នៃ|នៅ|ក្នុង|នៅក្នុង|nov|knong|khnong)? ?\1)+")


def lift(key: str, hits: list[Hit]) -> str:
    """A key with placeholders where names stand."""
    parts, at = [], 0
    for hit in hits:
        kind = next(kind for kind in TELLING if hit.of(kind))
        parts += [key[at : hit.start], f" {PLACEHOLDER[kind]} "]
        at = hit.end
    return _bared(match_key("".join(parts) + key[at:]))


def cut(key: str, hits: list[Hit], dropped: list[Hit]) -> tuple[str, list[Hit]]:
    """A key without some of its hits, and the others moved accordingly."""
    for gone in sorted(dropped, key=lambda hit: -hit.start):
        length = gone.end - gone.start
        key = key[: gone.start] + key[gone.end :]
        hits = [
            replace(hit, start=hit.start - length, end=hit.end - length) if hit.start >= gone.end else hit
            for hit in hits
            if hit is not gone
        ]
    return key, hits


def _bared(key: str) -> str:
    """A key without articles before lifted names, nor the same kind of name twice in a row.

    "a ((service))" asks what "((service))" asks, and a commune with its district is one place.
    """
    return _TWICE.sub(r"\1", _ARTICLE.sub("", key))
