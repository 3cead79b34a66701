"""Names that a question says are not meant."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.understanding.lifting import cut
from bot.understanding.names import Hit

# What stands before a name that is not meant: "not a passport", "មិនមែនលិខិតឆ្លងដែន", "ot men passport te".
_DENIED = re.compile(
    r"(?:(?<![a-z])(?:not|isn t|aren t)(?: (?:ask|asking|mean|about|for|the|a|an|my))*"
    r"|មិនមែន(?:ជា|សួរ|អំពី|ពី|រឿង|និយាយ)*"
    r"|(?<![a-z])(?:ot|et|ort|awt|min|mn) men(?: (?:chea|jea|sour|suor|pi|rueng|roeung))*) ?$"
)
_DENIED_END = re.compile("^ ?(?:ទេ|te(?![a-z])|tei(?![a-z]))")


def without_denied(key: str, hits: list[Hit]) -> tuple[str, list[Hit]]:
    """A key without the names it says are not meant: "the border pass, not a passport"."""
    denied = []
    for hit in hits:
        if said := _DENIED.search(key[: hit.start]):
            end = _DENIED_END.match(key[hit.end :])
            denied.append(replace(hit, start=said.start(), end=hit.end + (end.end() if end else 0)))
    if not denied:
        return key, hits
    inside = [hit for hit in hits if any(one.start <= hit.start < one.end for one in denied)]
    kept, left = cut(key, [*(hit for hit in hits if hit not in inside), *denied], denied)
    return (kept, left) if kept.strip() else (key, hits)
