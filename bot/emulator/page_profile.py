"""The Page's Messenger profile: Get Started, greeting, menu, ice breakers (Meta: Messenger Profile API)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from bot.emulator.checks import check_button, check_list, check_text
from bot.emulator.clock import Clock
from bot.emulator.refusals import RATE_LIMIT, Refused, parameter
from bot.messenger import limits

SPAN = limits.PROFILE_SPAN.total_seconds() * 1000


class PageProfile:
    """What the Page shows before and around a talk."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._properties: dict[str, Any] = {}
        self._calls: deque[int] = deque(maxlen=limits.PROFILE_CALLS)

    def get(self, fields: list[str]) -> dict[str, Any]:
        """The named properties, those that are set; all when no name is given."""
        return {name: value for name, value in self._properties.items() if not fields or name in fields}

    def change(self, properties: Mapping[str, Any]) -> None:
        """Overwrite the properties given, all or none; raises Refused."""
        if not properties:
            raise Refused(parameter("Requires one of the params: " + ", ".join(_CHECKS)))
        for name, value in properties.items():
            _CHECKS[name](value)
        self._keep({**self._properties, **properties})

    def delete(self, fields: object) -> None:
        """Remove the named properties; raises Refused."""
        if not isinstance(fields, list) or not fields or not set(map(str, fields)) <= set(_CHECKS):
            raise Refused(parameter("The parameter fields is required"))
        self._keep({name: value for name, value in self._properties.items() if name not in fields})

    def count_call(self) -> None:
        """Refuse the eleventh change within ten minutes."""
        now = self._clock.now()
        if len(self._calls) == limits.PROFILE_CALLS and now - self._calls[0] < SPAN:
            raise Refused(RATE_LIMIT)
        self._calls.append(now)

    def _keep(self, properties: dict[str, Any]) -> None:
        if "persistent_menu" in properties and "get_started" not in properties:
            # U: the words; Meta: persistent menu, "needs Get Started"
            raise Refused(parameter("You must set a Get Started button if you also wish to use persistent menu"))
        self._properties = properties


def property_names() -> tuple[str, ...]:
    """The properties that may be set."""
    return tuple(_CHECKS)


def _check_get_started(value: object) -> None:
    payload = value.get("payload") if isinstance(value, Mapping) else None
    check_text(payload, "get_started[payload]", limits.PAYLOAD)  # U: the limit


def _check_greeting(value: object) -> None:
    for entry in _by_locale(value, "greeting"):
        check_text(entry.get("text"), "greeting[n][text]", limits.GREETING)


def _check_menu(value: object) -> None:
    for entry in _by_locale(value, "persistent_menu"):
        least = 1 if entry.get("composer_input_disabled") else 0
        name = "persistent_menu[n][call_to_actions]"
        for item in check_list(entry.get("call_to_actions", []), name, limits.MENU_ITEMS, least):
            if item.get("type") not in ("postback", "web_url"):
                raise Refused(parameter(f"Param {name}[n][type] must be one of {{POSTBACK, WEB_URL}}"))
            check_button(item, f"{name}[n]", limits.MENU_TITLE)


def _check_ice_breakers(value: object) -> None:
    for entry in _by_locale(value, "ice_breakers"):
        name = "ice_breakers[n][call_to_actions]"
        for question in check_list(entry.get("call_to_actions"), name, limits.ICE_BREAKERS, 1):
            check_text(question.get("question"), f"{name}[n][question]", limits.ICE_BREAKER_QUESTION)
            check_text(question.get("payload"), f"{name}[n][payload]", limits.PAYLOAD)


def _check_commands(value: object) -> None:
    for entry in _by_locale(value, "commands"):
        for command in check_list(entry.get("commands"), "commands[n][commands]", limits.COMMANDS, 1):
            name = "commands[n][commands][n]"
            check_text(command.get("name"), f"{name}[name]", limits.COMMAND_NAME)
            check_text(command.get("description"), f"{name}[description]", limits.COMMAND_DESCRIPTION)


def _check_domains(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Refused(parameter("Param whitelisted_domains must be an array of addresses"))


def _by_locale(value: object, name: str) -> list[Mapping[str, Any]]:
    entries = check_list(value, name, 100, 1)
    if "default" not in [entry.get("locale") for entry in entries]:
        raise Refused(parameter(f"Param {name} must have an entry with locale default"))
    return entries


_CHECKS: dict[str, Callable[[object], object]] = {
    "get_started": _check_get_started,
    "greeting": _check_greeting,
    "persistent_menu": _check_menu,
    "ice_breakers": _check_ice_breakers,
    "commands": _check_commands,
    "whitelisted_domains": _check_domains,
    "account_linking_url": lambda value: check_text(value, "account_linking_url", 2000),
}
