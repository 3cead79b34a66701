"""A form that comes after the session ended loses no word, and saves none before it is sent again by its writer."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from bot.desk.login import SESSION
from bot.store import staff
from bot.store.desk_tables import content_draft
from bot.web.assembly import Bot
from tests.desk.conftest import PASSWORD, colleague, enter, join, token

WORDS = 'ការងាររបស់ឃុំ <script>alert(1)</script>\r\n"second" line'
SHOWN = "ការងាររបស់ឃុំ &lt;script&gt;alert(1)&lt;/script&gt;\r\n&#34;second&#34; line"
HONEST = {"title.km": "ការងារឃុំ", "answer.km": WORDS, "kind": "answer", "draft": "0", "password": "never to be kept"}


def written(client: FlaskClient) -> dict[str, str]:
    """A form of new content, filled in while its writer was signed in."""
    return {**HONEST, "csrf_token": token(client.get("/desk/new").text)}


def ended(client: FlaskClient) -> None:
    """Twelve hours go by."""
    with client.session_transaction() as session:
        session["since"] -= SESSION.total_seconds() + 1


def fields(page: str) -> dict[str, str]:
    """What the browser would send of the form in the middle of a page."""
    form = page.split("<main")[1].split("<form")[1].split("</form>")[0]
    found = re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"(?:[^>]* value="([^"]*)"|[^>]*>\n([^<]*)<)?', form)
    return {name: html.unescape(value or text) for name, value, text in found}


def signed_in_again(client: FlaskClient, page: str, name: str) -> str:
    answer = client.post("/desk/sign-in", data={**fields(page), "name": name, "password": PASSWORD})
    assert answer.status_code in (200, 303)
    return answer.text


def drafts(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(content_draft)) or 0


def test_what_was_written_before_the_session_ended_is_sent_again(editor: FlaskClient, engine: Engine) -> None:
    form = written(editor)
    ended(editor)
    door = editor.post("/desk/new", data=form)
    assert door.status_code == 401 and SHOWN in door.text and "<script>alert" not in door.text
    assert "ចំណងជើងខ្មែរ" in door.text and "អ្វីដែលអ្នកបានសរសេរ" in door.text  # in Khmer
    again = signed_in_again(editor, door.text, "sophea")
    assert SHOWN in again and 'action="/desk/new"' in again and drafts(engine) == 0
    kept = fields(again)
    assert kept["csrf_token"] != form["csrf_token"] and kept["answer.km"] == WORDS and kept["draft"] == "0"
    answer = editor.post("/desk/new", data=kept)
    assert answer.status_code == 422 and SHOWN in answer.text  # taken as any form; what lacks in it is told


def test_a_cookie_that_is_gone_loses_nothing_either(editor: FlaskClient) -> None:
    form = written(editor)
    editor.delete_cookie("session")
    door = editor.post("/desk/new", data=form)
    assert door.status_code == 401 and SHOWN in signed_in_again(editor, door.text, "sophea")


def test_a_wrong_password_loses_nothing(editor: FlaskClient) -> None:
    form = written(editor)
    ended(editor)
    door = fields(editor.post("/desk/new", data=form).text)
    wrong = editor.post("/desk/sign-in", data={**door, "name": "sophea", "password": "not the password"})
    assert wrong.status_code == 401 and SHOWN in wrong.text and "not the password" not in wrong.text
    assert SHOWN in signed_in_again(editor, wrong.text, "sophea")


def test_an_old_token_loses_nothing_and_saves_nothing(editor: FlaskClient, engine: Engine) -> None:
    form = written(editor)
    ended(editor)
    enter(editor, "sophea")  # in another tab
    again = editor.post("/desk/new", data=form)
    assert again.status_code == 400 and SHOWN in again.text and drafts(engine) == 0
    assert editor.post("/desk/new", data={**fields(again.text), "csrf_token": "guessed"}).status_code == 400
    assert editor.post("/desk/new", data=fields(again.text)).status_code == 422


def test_nobody_else_gets_what_was_written(editor: FlaskClient, engine: Engine) -> None:
    join(engine, "dara")
    form = written(editor)
    ended(editor)
    door = editor.post("/desk/new", data=form).text
    assert SHOWN not in signed_in_again(editor, door, "dara")
    assert SHOWN not in editor.get("/desk").text + editor.get("/desk/new").text


def test_nobody_is_offered_to_send_what_others_wrote(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    other = colleague(bot, engine)
    met = other.post("/desk/new", data=written(editor))
    assert met.status_code == 401 and 'action="/desk/new"' not in met.text and drafts(engine) == 0


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_form_that_we_gave_to_nobody_is_not_kept(editor: FlaskClient, bot: Bot, signed_in: bool) -> None:
    strangers = token(bot.app.test_client().get("/desk/sign-in").text)
    if not signed_in:
        ended(editor)
    for forged in (strangers, "1.guessed", ""):
        met = editor.post("/desk/new", data={**HONEST, "csrf_token": forged})
        assert met.status_code == (400 if signed_in else 302) and SHOWN not in met.text
    sealed = editor.post("/desk/new", data={"unsent": "WzEsIi9kZXNrIixbXV0.forged"})
    assert sealed.status_code == (400 if signed_in else 302)


def test_passwords_are_never_kept(editor: FlaskClient) -> None:
    form = written(editor)
    ended(editor)
    door = editor.post("/desk/new", data=form).text
    again = signed_in_again(editor, door, "sophea")
    assert "never to be kept" not in door + again and PASSWORD not in door + again
    assert "password" not in fields(again)
    late = editor.post("/desk/sign-in", data={"name": "sophea", "password": PASSWORD, "csrf_token": form["csrf_token"]})
    assert late.status_code == 400 and PASSWORD not in late.text


def test_who_was_shut_out_meanwhile_saves_nothing(editor: FlaskClient, engine: Engine) -> None:
    form = written(editor)
    with engine.begin() as connection:
        staff.set_disabled(connection, "sophea", True)
    door = editor.post("/desk/new", data=form)
    assert door.status_code == 401 and SHOWN in door.text
    sent = {**fields(door.text), "name": "sophea", "password": PASSWORD}
    assert editor.post("/desk/sign-in", data=sent).status_code == 401
    assert drafts(engine) == 0


def test_the_pages_of_a_late_form_are_dressed_as_all_others(editor: FlaskClient) -> None:
    form = written(editor)
    ended(editor)
    door = editor.post("/desk/new", data=form)
    assert "unsafe" not in door.headers["Content-Security-Policy"] and door.headers["Cache-Control"] == "no-store"
    assert "<script>" not in door.text and "style=" not in door.text and "?language=" not in door.text
