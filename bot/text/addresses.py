"""Finds web addresses in a text, and says what is wrong with them without asking the network."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_BEGINS = r"(?:[A-Za-z][A-Za-z0-9+.-]*:/+|https?//|www\.)"
_ADDRESS = re.compile(rf"{_BEGINS}[^\s«»“”\"'<>]*")
_AFTER = ".,;:!?)]។៕៖"  # ends the sentence, not the address
_LABEL = re.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")  # RFC 1123, section 2.1; RFC 1035, section 2.3.4
_PATH = re.compile(r"([!$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*(#[!$&-;=?-Z_a-z~%]*)?")  # RFC 3986, sections 3.3 to 3.5


def addresses(text: str) -> list[str]:
    """The web addresses of a text, in order; also what was meant for one. Those with holes in them are left out."""
    found = (match[0].rstrip(_AFTER) for match in _ADDRESS.finditer(text))
    return [address for address in found if "((" not in address]


def is_well_formed(address: str) -> bool:
    """Whether it is a whole address of a page on the web: ``http://`` or ``https://``, a name of a place, a path."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    named = parts.netloc.lower() in (host, f"{host}:{port}")  # a login before the name hides where the address leads
    labels = host.split(".")
    return (
        parts.scheme in ("http", "https")
        and named
        and len(labels) > 1
        and len(host) < 254
        and all(_LABEL.fullmatch(label) for label in labels)
        and labels[-1][0].isalpha()  # not a bare number such as 192.168.1.1
        and _PATH.fullmatch(address.split("://", 1)[1].removeprefix(parts.netloc)) is not None
    )


def is_safe(address: str) -> bool:
    """Whether nobody on the way can change the page: ``https``."""
    return address.startswith("https://")
