"""Every page carries the headers that protect it, and errors are plain."""

from __future__ import annotations

import pytest
from flask import Blueprint, Response, redirect, session
from flask.testing import FlaskClient

from bot.web.app import create_app
from tests.delivery.stage import Stage

PAGES = Blueprint("pages", __name__)


@PAGES.get("/broken")
def broken() -> str:
    raise ValueError("my secret")


@PAGES.get("/own")
def own() -> Response:
    return Response("x", headers={"Content-Security-Policy": "default-src 'none'"})


@PAGES.get("/count")
def count() -> str:
    session["visits"] = session.get("visits", 0) + 1
    return str(session["visits"])


@PAGES.get("/away")
def away() -> object:
    return redirect("/own")


@pytest.fixture
def browser(stage: Stage) -> FlaskClient:
    return create_app(stage.settings, stage.engine, stage.inbox, list, [PAGES]).test_client()


@pytest.mark.parametrize("address", ["/healthz", "/nowhere", "/broken", "/webhook"])
def test_every_answer_is_guarded(browser: FlaskClient, address: str) -> None:
    headers = browser.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_a_page_may_have_stricter_headers_of_its_own(browser: FlaskClient) -> None:
    assert browser.get("/own").headers["Content-Security-Policy"] == "default-src 'none'"


def test_an_error_is_plain_and_shows_nothing_of_the_inside(browser: FlaskClient) -> None:
    answer = browser.get("/broken")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "Internal Server Error" in answer.text and "secret" not in answer.text


def test_programs_get_errors_as_json(browser: FlaskClient) -> None:
    answer = browser.get("/nowhere", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (404, {"error": "Not Found", "status": 404})


def test_what_an_error_has_to_say_beside_its_number_stays(browser: FlaskClient) -> None:
    answer = browser.delete("/webhook")
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_a_session_begins_without_a_cookie_and_goes_on_with_it(browser: FlaskClient) -> None:
    first = browser.get("/count")
    assert [first.text, browser.get("/count").text] == ["1", "2"]
    assert "HttpOnly" in first.headers["Set-Cookie"] and "SameSite=Lax" in first.headers["Set-Cookie"]


def test_redirects_are_left_alone(browser: FlaskClient) -> None:
    answer = browser.get("/away")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/own")
