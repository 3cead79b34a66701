"""Changes that were begun: found again, by whom and when, gone on with or thrown away."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import Engine

from bot.settings import Settings
from bot.store import drafts
from bot.web.assembly import Bot
from tests.desk.conftest import colleague, send
from tests.desk.test_teaching import COUNCIL, checked, number_of


def begin(client: FlaskClient, title: str, follows: int = 0) -> int:
    address = f"/desk/content/{COUNCIL}" + (f"?draft={follows}" if follows else "")
    base = client.get(address).text.split('name="base" value="')[1].split('"')[0]
    more = {"draft": str(follows)} if follows else {}
    return number_of(send(client, address, base=base, **{"title.en": title}, **more).location)


def test_what_was_begun_is_found_again_by_everybody(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    assert "គ្មានការកែណារង់ចាំទេ" in editor.get("/desk/drafts").text
    id = begin(editor, "The council")
    page = colleague(bot, engine).get("/desk/drafts?language=en").text
    assert f'href="/desk/drafts/{id}"' in page and "sophea" in page and COUNCIL in page and "not yet checked" in page
    checked(bot, id)
    mine = editor.get("/desk/drafts?language=en").text
    assert "ready to save" in mine and "· me ·" in mine
    assert "<strong>1</strong> changes not yet saved" in editor.get("/desk").text
    assert "Changes not yet saved (1)" in editor.get("/desk/content").text


def test_a_draft_is_thrown_away_from_the_list(editor: FlaskClient, engine: Engine) -> None:
    id = begin(editor, "The council")
    assert send(editor, f"/desk/drafts/{id}/drop", listed="1").location == "/desk/drafts"
    assert f"/desk/drafts/{id}" not in editor.get("/desk/drafts").text


def test_a_draft_that_is_edited_further_gives_way_to_the_newer_one(
    editor: FlaskClient, bot: Bot, engine: Engine
) -> None:
    first = begin(editor, "The council")
    second = begin(editor, "Our council", follows=first)
    with engine.connect() as connection:
        assert [draft.id for draft in drafts.open_drafts(connection)] == [second]
        assert drafts.count_open_drafts(connection) == 1
    checked(bot, second)
    send(editor, f"/desk/drafts/{second}/save")
    begin(editor, "My council")
    send(editor, f"/desk/drafts/{second}/drop")  # from a page that is still open: what is saved stays saved
    with engine.connect() as connection:
        saved = drafts.draft(connection, second)
    assert saved and saved.state == "saved"


def test_the_list_says_what_must_be_mended_and_what_was_overtaken(
    editor: FlaskClient, bot: Bot, settings: Settings
) -> None:
    id = begin(editor, "A title that is far too long for a button")
    checked(bot, id)
    file = settings.intents_dir / COUNCIL
    file.write_text(file.read_text(encoding="utf-8") + "# a note\n", encoding="utf-8")
    page = editor.get("/desk/drafts").text
    assert "ត្រូវកែ" in page and "អ្នកផ្សេងបានកែឯកសារនេះ" in page
