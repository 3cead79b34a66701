"""The Page's set-up at the platform: what citizens see before the talk, and which events the Page tells the bot of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from bot.messenger.wire import as_dict, as_id, as_list, as_text

PROPERTIES = ("get_started", "greeting", "ice_breakers", "persistent_menu")
FIELDS = (
    "messages",
    "messaging_postbacks",
    "messaging_referrals",
    "message_echoes",
    "message_edits",
    "message_reactions",
    "message_reads",
    "message_deliveries",
    "messaging_handovers",
    "messaging_policy_enforcement",
    "standby",
)
"""Every webhook field the bot makes use of. Meta: Page subscribed apps. ``response_feedback`` is left out on
purpose: subscribing it puts thumbs under every message."""

Profile = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One thing of the Page's profile that is not as wanted; None where there is nothing."""

    path: str
    found: object
    wanted: object


class Graph(Protocol):
    """The calls that the set-up makes; each raises SendError when it is refused."""

    page_id: str

    def get(self, path: str, params: dict[str, str] | None = None) -> dict[str, Any]: ...
    def post(self, path: str, json: dict[str, Any]) -> dict[str, Any]: ...


def read_profile(graph: Graph) -> Profile:
    """The Page's profile as it is now. Meta: Messenger Profile API. Raises SendError."""
    answer = graph.get("me/messenger_profile", {"fields": ",".join(PROPERTIES)})
    return {key: value for part in as_list(answer.get("data")) for key, value in as_dict(part).items()}


def set_profile(graph: Graph, wanted: Profile) -> None:
    """Overwrite all properties in one call: the platform takes ten such calls in ten minutes. Raises SendError."""
    graph.post("me/messenger_profile", wanted)


def subscribed_fields(graph: Graph, app_id: str) -> set[str]:
    """The fields of which the Page tells this app; empty when it is not subscribed at all. Raises SendError."""
    apps = map(as_dict, as_list(graph.get(f"{graph.page_id}/subscribed_apps").get("data")))
    return {as_text(name) for app in apps if as_id(app.get("id")) == app_id for name in _fields(app)}


def subscribe(graph: Graph) -> None:
    """Let the Page tell this app of every field the bot makes use of. Raises SendError."""
    graph.post(f"{graph.page_id}/subscribed_apps", {"subscribed_fields": ",".join(FIELDS)})


def differences(wanted: object, found: object, path: str = "") -> Iterator[Difference]:
    """Each thing that is not as wanted; what the platform adds of its own does not count."""
    wanted, found = _by_locale(wanted), _by_locale(found)
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key, value in wanted.items():
            if key in found or value is not False:  # the platform may leave out what is off
                yield from differences(value, found.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for number, (one, other) in enumerate(zip(wanted, found, strict=True), 1):
            yield from differences(one, other, f"{path}[{number}]")
    elif wanted != found:
        yield Difference(path, found, wanted)


def _fields(app: dict[str, Any]) -> Iterator[object]:
    """Names of fields; some answers give an object with the name in it."""
    for field in as_list(app.get("subscribed_fields")):
        yield as_dict(field).get("name") if isinstance(field, dict) else field


def _by_locale(value: object) -> object:
    """A list with an entry for each locale has no order."""
    if isinstance(value, list) and value and all("locale" in as_dict(one) for one in value):
        return {as_text(one["locale"]): one for one in value}
    return value
