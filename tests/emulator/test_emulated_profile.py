"""The emulated Page's profile, subscriptions and objects."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from bot.emulator.mount import mount
from bot.emulator.refusals import Refused

MENU = [{"locale": "default", "call_to_actions": [{"type": "postback", "title": "ក", "payload": "p"}]}]


def item(**rest: Any) -> dict[str, Any]:
    return {"type": "postback", "title": "x", "payload": "p", **rest}


def menu(*items: Any, locale: str = "default", **rest: Any) -> dict[str, Any]:
    return {"persistent_menu": [{"locale": locale, "call_to_actions": list(items), **rest}]}


def ice(number: int = 1, question: str = "q?", locale: str = "default") -> dict[str, Any]:
    return {"ice_breakers": [{"locale": locale, "call_to_actions": [{"question": question, "payload": "p"}] * number}]}


GOOD = {
    "20 menu items of 30": menu(*[item(title="ក" * 30)] * 20),
    "greeting of 160": {"greeting": [{"locale": "default", "text": "ក" * 160}]},
    "four ice breakers": ice(4),
    "a command": {"commands": [{"locale": "default", "commands": [{"name": "help", "description": "Help"}]}]},
    "domains": {"whitelisted_domains": ["https://example.org/"]},
}
BAD = {
    "nothing": {},
    "only unknown things": {"wallpaper": "blue"},
    "21 menu items": menu(*[item()] * 21),
    "a menu title of 31": menu(item(title="ក" * 31)),
    "a menu payload of 1001": menu(item(payload="p" * 1001)),
    "a nested menu": menu(item(type="nested")),
    "a menu without default": menu(item(), locale="km_KH"),
    "no composer and no menu": menu(composer_input_disabled=True),
    "greeting of 161": {"greeting": [{"locale": "default", "text": "ក" * 161}]},
    "greeting without default": {"greeting": [{"locale": "en_US", "text": "x"}]},
    "five ice breakers": ice(5),
    "ice breakers without default": ice(locale="en_US"),
    "get started without payload": {"get_started": {}},
    "a wrong domain list": {"whitelisted_domains": "example.org"},
}


@pytest.mark.parametrize("properties", GOOD.values(), ids=GOOD)
def test_a_profile_within_the_limits_is_kept(meta: Any, properties: dict[str, Any]) -> None:
    assert meta.bot.call("POST", "me/messenger_profile", json=properties).json() == {"result": "success"}
    answer = meta.bot.call("GET", "me/messenger_profile", params={"fields": ",".join(properties)})
    assert answer.json() == {"data": [properties]}


@pytest.mark.parametrize("properties", BAD.values(), ids=BAD)
def test_a_profile_beyond_the_limits_changes_nothing(meta: Any, properties: dict[str, Any]) -> None:
    before = meta.platform.profile.get([])
    answer = meta.bot.call("POST", "me/messenger_profile", json=properties)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
    assert meta.platform.profile.get([]) == before


def test_the_menu_needs_get_started(meta: Any) -> None:
    refused = meta.bot.call("DELETE", "me/messenger_profile", json={"fields": ["get_started"]})
    assert refused.json()["error"]["code"] == 100
    both = {"fields": ["get_started", "persistent_menu"]}
    assert meta.bot.call("DELETE", "me/messenger_profile", json=both).json() == {"result": "success"}
    assert meta.bot.call("POST", "me/messenger_profile", json={"persistent_menu": MENU}).status_code == 400
    together = {"get_started": {"payload": "go"}, "persistent_menu": MENU}
    assert meta.bot.call("POST", "me/messenger_profile", json=together).status_code == 200


def test_a_profile_with_nothing_in_it_is_an_empty_list(meta: Any) -> None:
    fields = {"fields": ["get_started", "persistent_menu", "greeting"]}
    assert meta.bot.call("DELETE", "me/messenger_profile", json=fields).status_code == 200
    assert meta.bot.call("GET", "me/messenger_profile").json() == {"data": []}


def test_the_eleventh_change_in_ten_minutes_is_refused(meta: Any) -> None:
    greeting = GOOD["greeting of 160"]
    for _ in range(10):
        assert meta.bot.call("POST", "me/messenger_profile", json=greeting).status_code == 200
    assert meta.bot.call("POST", "me/messenger_profile", json=greeting).json()["error"]["code"] == 613
    meta.platform.clock.forward(hours=0.2)
    assert meta.bot.call("POST", "me/messenger_profile", json=greeting).status_code == 200


def test_subscriptions_are_read_set_and_deleted(meta: Any) -> None:
    path = f"{meta.platform.page_id}/subscribed_apps"
    answer = meta.bot.call("POST", path, params={"subscribed_fields": "messages,messaging_postbacks"})
    assert answer.json() == {"success": True}
    app = meta.bot.call("GET", path).json()["data"][0]
    assert app["id"] == meta.platform.app_id and app["subscribed_fields"] == ["messages", "messaging_postbacks"]
    assert meta.bot.call("DELETE", path).json() == {"success": True}
    assert meta.bot.call("GET", path).json() == {"data": []}


@pytest.mark.parametrize("fields", ["", "messages,telepathy"])
def test_an_unknown_field_cannot_be_subscribed(meta: Any, fields: str) -> None:
    answer = meta.bot.call("POST", "me/subscribed_apps", params={"subscribed_fields": fields})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


def test_the_page_has_a_name_and_a_person_has_nothing_to_show(meta: Any) -> None:
    page = {"id": meta.platform.page_id, "name": "ច្បាស់ Chbas"}
    assert meta.bot.call("GET", "me").json() == page
    assert meta.bot.call("GET", meta.newcomer(), params={"fields": "first_name"}).json() == {}
    assert meta.bot.call("GET", "nobody").json()["error"]["code"] == 100


def test_a_token_can_be_looked_into(meta: Any) -> None:
    good = meta.bot.call("GET", "debug_token", params={"input_token": meta.platform.page_token}).json()["data"]
    assert good["is_valid"] is True and "pages_messaging" in good["scopes"]
    assert meta.bot.call("GET", "debug_token", params={"input_token": "x"}).json()["data"]["is_valid"] is False


def test_a_wrong_profile_is_refused_at_the_start(settings: Any) -> None:
    with pytest.raises(Refused):
        mount(Flask("x"), settings, "http://127.0.0.1:9/webhook", {"persistent_menu": MENU})
