"""The login: passwords, locks, sessions, roles, forms, and the headers of the pages."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update

from bot.desk.login import LOCK, SESSION, TRIES
from bot.settings import Settings
from bot.store import staff
from bot.store.staff_tables import sign_in_try
from bot.store.staff_tables import staff as people
from tests.desk.conftest import PASSWORD, enter, join, make_settings, opened, token


def test_who_is_not_signed_in_is_sent_to_the_door_and_back(client: FlaskClient, engine: Engine) -> None:
    join(engine, "sophea")
    sent = client.get("/for-editors?page=2")
    assert (sent.status_code, sent.location) == (302, "/desk/sign-in?next=/for-editors?page%3D2")
    answer = enter(client, " SOPHEA ", to="?next=/for-editors?page%3D2")
    assert (answer.status_code, answer.location) == (303, "/for-editors?page=2")
    assert client.get(answer.location).text == "editors"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil", "x"])
def test_the_door_leads_to_no_other_site(client: FlaskClient, engine: Engine, elsewhere: str) -> None:
    join(engine, "sophea")
    page = client.get("/desk/sign-in", query_string={"next": elsewhere}).text
    form = {"name": "sophea", "password": PASSWORD, "csrf_token": token(page)}
    answer = client.post("/desk/sign-in", query_string={"next": elsewhere}, data=form)
    assert (answer.status_code, answer.location) == (303, "/desk")


def test_a_wrong_password_and_an_unknown_name_sound_the_same(client: FlaskClient, engine: Engine) -> None:
    join(engine, "sophea")
    wrong = enter(client, "sophea", "another password")
    unknown = enter(client, "nobody", "another password")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "ឈ្មោះ ឬពាក្យសម្ងាត់មិនត្រឹមត្រូវ" in wrong.text and "ឈ្មោះ ឬពាក្យសម្ងាត់មិនត្រឹមត្រូវ" in unknown.text
    assert client.get("/for-editors").status_code == 302


@pytest.mark.parametrize("name", ["sophea", "nobody"])
def test_too_many_wrong_passwords_lock_the_name_for_a_while(client: FlaskClient, engine: Engine, name: str) -> None:
    join(engine, "sophea")
    for _ in range(TRIES):
        assert "មិនត្រឹមត្រូវ" in enter(client, name, "wrong wrong wrong").text
    locked = enter(client, name, PASSWORD)
    assert locked.status_code == 401 and "១៥ នាទី" in locked.text
    with engine.begin() as connection:  # the quarter of an hour goes by
        connection.execute(update(sign_in_try).values(last_at=datetime.now(UTC) - LOCK - timedelta(seconds=1)))
    assert enter(client, name).status_code == (303 if name == "sophea" else 401)


def test_trying_on_does_not_lengthen_the_lock(client: FlaskClient, engine: Engine) -> None:
    join(engine, "sophea")
    now = datetime(2026, 11, 25, tzinfo=UTC)
    with engine.begin() as connection:
        for minute in range(15):
            staff.count_try(connection, "sophea", now + timedelta(minutes=minute / 2), TRIES, LOCK)
        assert staff.count_try(connection, "sophea", now + LOCK + timedelta(minutes=2.5), TRIES, LOCK) == 1


def test_many_guesses_at_once_are_counted_one_by_one(engine: Engine) -> None:
    def guess(_: int) -> int:
        with engine.begin() as connection:
            return staff.count_try(connection, "sophea", datetime.now(UTC), TRIES, LOCK)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(guess, range(24))) == list(range(1, 25))


def test_a_new_password_unlocks_and_ends_the_sessions(editor: FlaskClient, engine: Engine) -> None:
    for _ in range(TRIES + 1):
        enter(editor.application.test_client(), "sophea", "wrong wrong wrong")
    with engine.begin() as connection:
        staff.set_password(connection, "Sophea", "not a hash")
    assert editor.get("/for-editors").status_code == 302
    assert "មិនត្រឹមត្រូវ" in enter(editor, "sophea").text  # no longer locked


def test_who_is_disabled_is_out_at_once_and_cannot_come_back(editor: FlaskClient, engine: Engine) -> None:
    with engine.begin() as connection:
        staff.set_disabled(connection, "sophea", True)
    assert editor.get("/for-editors").status_code == 302
    assert enter(editor, "sophea").status_code == 401


def test_signing_out_makes_a_copied_cookie_worthless(editor: FlaskClient) -> None:
    copied = editor.get_cookie("session")
    assert copied is not None
    assert editor.post("/desk/sign-out", data={"csrf_token": token(editor.get("/desk").text)}).status_code == 303
    thief = editor.application.test_client()
    thief.set_cookie("session", copied.value)
    assert thief.get("/for-editors").status_code == 302


def test_the_session_is_another_after_signing_in(client: FlaskClient, engine: Engine) -> None:
    join(engine, "sophea")
    client.get("/desk/sign-in?language=en")
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        old = before.get("csrf_token")
    enter(client, "sophea")
    client.get("/desk")
    with client.session_transaction() as after:
        assert "planted" not in after and after["language"] == "en"
        assert old and after["csrf_token"] != old


def test_a_session_ends_after_a_working_day(editor: FlaskClient) -> None:
    with editor.session_transaction() as session:
        session["since"] -= SESSION.total_seconds() + 1
    assert editor.get("/for-editors").status_code == 302


def test_a_forged_cookie_opens_nothing(editor: FlaskClient) -> None:
    kept = editor.get_cookie("session")
    assert kept is not None
    editor.set_cookie("session", kept.value[:-2] + "xx")
    assert editor.get("/for-editors").status_code == 302


def test_each_role_sees_its_own_and_an_administrator_everything(app: Flask, engine: Engine) -> None:
    seen = {}
    for role in staff.ROLES:
        join(engine, role, role)
        browser = app.test_client()
        enter(browser, role)
        seen[role] = [browser.get(address).status_code for address in ("/for-editors", "/for-me")]
    assert seen == {"editor": [200, 403], "me": [403, 200], "administrator": [200, 200]}


def test_a_refusal_is_said_in_the_readers_language(editor: FlaskClient) -> None:
    assert "មិនមានសិទ្ធិ" in editor.get("/for-me").text
    assert "may not see this page" in editor.get("/for-me?language=en").text


@pytest.mark.parametrize("data", [{}, {"csrf_token": "guessed"}])
def test_a_form_without_its_token_changes_nothing(editor: FlaskClient, data: dict[str, str]) -> None:
    assert editor.post("/for-editors", data=data).status_code == 400
    assert editor.post("/desk/sign-out", data=data).status_code == 400
    assert editor.post("/desk/sign-in", data=data | {"name": "sophea", "password": PASSWORD}).status_code == 400
    assert editor.get("/for-editors").status_code == 200
    with_token = {"csrf_token": token(editor.get("/desk").text)}
    assert editor.post("/for-editors", data=with_token).text == "editors"


def test_the_platforms_posts_need_no_token(client: FlaskClient) -> None:
    answer = client.post("/webhook", json={"object": "page", "entry": []})
    assert (answer.status_code, answer.text) == (403, "Forbidden")  # for the signature, not for a token


def test_pages_are_khmer_and_english_when_asked(client: FlaskClient) -> None:
    assert '<html lang="km">' in client.get("/desk/sign-in").text
    page = client.get("/desk/sign-in?language=en")
    assert '<html lang="en">' in page.text and "Password" in page.text
    assert '<html lang="en">' in client.get("/desk/sign-in").text  # it stays


def test_pages_load_nothing_inline_or_from_elsewhere(editor: FlaskClient) -> None:
    page = editor.get("/desk")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store" and page.headers["X-Frame-Options"] == "DENY"
    assert "<script>" not in page.text and "style=" not in page.text and "http" not in page.text.split("<svg")[0]
    with editor.get("/desk/static/desk.css") as sheet:
        assert sheet.status_code == 200 and "http" not in sheet.text


@pytest.mark.parametrize(("address", "secure"), [("https://chbas.example", True), ("", False)])
def test_cookies_are_closed_and_secure_behind_https(
    engine: Engine, store_url: str, tmp_path: Path, address: str, secure: bool
) -> None:
    join(engine, "sophea")
    with opened(make_settings(tmp_path, store_url, PUBLIC_URL=address)) as bot:
        client = bot.app.test_client()
        page = client.get("/desk/sign-in", base_url=address or None)
        form = {"name": "sophea", "password": PASSWORD, "csrf_token": token(page.text)}
        cookie = client.post("/desk/sign-in", data=form, base_url=address or None).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and ("Secure" in cookie) == secure


def test_the_store_keeps_only_an_argon2_hash(editor: FlaskClient, engine: Engine) -> None:
    with engine.connect() as connection:
        kept = connection.execute(select(people.c.password)).scalar_one()
    assert kept.startswith("$argon2id$") and PASSWORD not in kept


def test_no_name_and_no_password_is_logged(
    client: FlaskClient, engine: Engine, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    join(engine, "sophea")
    for _ in range(TRIES + 1):
        enter(client, "sophea", "wrong wrong wrong")
    assert "locked" in caplog.text and "sophea" not in caplog.text and "wrong wrong" not in caplog.text


def test_only_what_changes_the_session_sends_its_cookie(editor: FlaskClient) -> None:
    assert "Set-Cookie" in editor.get("/desk?language=en").headers
    with editor.get("/desk/static/desk.css") as sheet:
        assert "Set-Cookie" not in sheet.headers
    assert "Hello" in editor.get("/desk").text
