"""Every address of the application is public on purpose, or protected by a role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bot.settings import ROOT, from_env
from bot.store.engine import upgrade
from bot.store.staff import ROLES
from bot.web.assembly import build

KEPT = ("budget/budget-total", "services/service-fee", "talk/greeting")
META = {f"BOT_{name}": "1" for name in ("APP_SECRET", "PAGE_TOKEN", "VERIFY_TOKEN", "PAGE_ID", "APP_ID")}

# Open to everybody, each for its reason. A new address stands here, or its view is wrapped in `requires(…)`.
PUBLIC = {
    "webhook.verify": "Meta proves the address with the verify token",
    "webhook.receive": "every body is signed",
    "health.live": "for the proxy",
    "health.is_ready": "for the proxy; holds no personal data",
    "health.figures": "for Prometheus; holds no personal data",
    "door.sign_in": "the door itself",
    "door.sign_out": "harms nobody",
    "door.static": "style sheet and icon",
    "board.static": "style sheet",
    "privacy.policy": "what is kept of citizens: they read it without a login",
    "privacy.requested": "Meta asks for a deletion; the request is signed",
    "privacy.status": "a citizen follows a deletion; the code names nobody",
    "privacy.static": "style sheet",
    "opened.home": "the public dashboard; small numbers are suppressed",
    "opened.home_of": "the same of an earlier year",
    "opened.package": "open data: the descriptor",
    "opened.table_csv": "open data, suppressed",
    "opened.table_json": "open data, suppressed",
}


@pytest.fixture(params=["emulator", "messenger"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    for name in KEPT:
        (tmp_path / "intents" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "intents" / f"{name}.yaml", tmp_path / "intents" / f"{name}.yaml")
    own = {"BOT_INSTANCE_DIR": str(tmp_path), "BOT_INTENTS_DIR": str(tmp_path / "intents"), "BOT_WORKERS": "0"}
    settings = from_env({**own, **(META if request.param == "messenger" else {})})
    upgrade(settings.database_url)
    bot = build(settings)
    yield bot.app
    bot.content.stop()
    if bot.platform:
        bot.platform.close()
    bot.inbox.writer.close()
    bot.engine.dispose()


def test_every_route_is_public_on_purpose_or_asks_for_a_role(app: Flask) -> None:
    emulated = {"chat", "graph"} & set(app.blueprints)  # only in emulator mode, where there is nobody real
    open_ = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC
        and rule.endpoint.split(".")[0] not in emulated
        and not set(getattr(app.view_functions[rule.endpoint], "requires", ())) & set(ROLES)
    }
    assert open_ == set(), "wrap these views in bot.desk.login.requires, or say in PUBLIC why they are open"


def test_the_list_of_public_addresses_names_only_what_exists(app: Flask) -> None:
    assert set(PUBLIC) <= set(app.view_functions)


def test_no_protected_route_answers_a_stranger(app: Flask) -> None:
    tried = 0
    for rule in app.url_map.iter_rules():
        if not hasattr(app.view_functions[rule.endpoint], "requires"):
            continue
        address = rule.rule
        for argument in rule.arguments:
            address = address.replace(next(p for p in address.split("/") if f"{argument}>" in p), "1")
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            answer = app.test_client().open(address, method=method)
            assert (answer.status_code, answer.location.split("?")[0]) == (302, "/desk/sign-in"), f"{method} {rule}"
            tried += 1
    assert tried
