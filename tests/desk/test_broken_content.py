"""A file broken by hand: the desk says which line, leads there, and mends it; the history calls things by their titles."""

from __future__ import annotations

import html

from flask.testing import FlaskClient
from sqlalchemy import Engine

from bot.settings import Settings
from bot.store.importing import load_package
from bot.web.assembly import Bot
from tests.desk.conftest import send
from tests.desk.test_pages import form_of
from tests.desk.test_teaching import COUNCIL, checked, number_of
from tests.fewer import few_facts

GREETING = "talk/greeting.yaml"


def spoil(settings: Settings, path: str, old: str, new: str) -> None:
    file = settings.intents_dir / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_form(client: FlaskClient, path: str) -> dict[str, str]:
    """What the form of a file sends: the text it began from, and the whole text where it is shown."""
    page = client.get(f"/desk/content/{path}").text
    found = {"base": page.split('name="base" value="')[1].split('"')[0]}
    if 'name="text"' in page:
        found["text"] = html.unescape(page.split('name="text"')[1].split(">", 1)[1].split("</textarea>")[0])
    return found


def test_the_desk_names_the_line_and_leads_to_the_file(editor: FlaskClient, bot: Bot, settings: Settings) -> None:
    spoil(settings, COUNCIL, "topic: rights", "topik: rights")
    bot.content.refresh()
    for page in ("/desk", "/desk/content", "/desk/people"):
        shown = editor.get(page).text
        assert "គ្មានពាក្យគន្លឹះ «topik» ទេ។ តើចង់សរសេរ «topic» មែនទេ?" in shown
        assert f'<a href="/desk/content/{COUNCIL}">បើកឯកសារ</a>' in shown
    page = editor.get(f"/desk/content/{COUNCIL}").text
    assert "<code>topik: rights</code>" in page
    assert 'name="text"' in page and 'name="title.en"' not in page  # what is wrong is not in the form's parts


def test_a_broken_file_is_mended_at_the_desk_also_while_another_is_broken(
    editor: FlaskClient, bot: Bot, settings: Settings
) -> None:
    spoil(settings, COUNCIL, "topic: rights", "topik: rights")
    spoil(settings, GREETING, "kind: talk", "kind: talks")
    bot.content.refresh()
    for path, wrong, right in ((COUNCIL, "topik: rights", "topic: rights"), (GREETING, "kind: talks", "kind: talk")):
        form = edit_form(editor, path)
        form["text"] = form["text"].replace(wrong, right)
        id = number_of(send(editor, f"/desk/content/{path}", **form).location)
        assert checked(bot, id)["faults"] == []
        send(editor, f"/desk/drafts/{id}/save")
        bot.content.refresh()
    assert bot.content.problems() == []
    assert 'role="alert"' not in editor.get(f"/desk/content/{COUNCIL}").text


def test_the_history_calls_intents_and_facts_by_their_titles(
    editor: FlaskClient, bot: Bot, engine: Engine, settings: Settings
) -> None:
    load_package(engine, few_facts())
    bot.content.refresh()
    fee = "/desk/facts/service_fee/driver-licence-test/a/cambodian"
    editor.post(fee, data={**form_of(editor, fee), "c-amount": "35000"})
    base = edit_form(editor, COUNCIL)["base"]
    id = number_of(send(editor, f"/desk/content/{COUNCIL}", base=base, **{"title.en": "Our council"}).location)
    checked(bot, id)
    send(editor, f"/desk/drafts/{id}/save")
    bot.content.refresh()
    page = editor.get("/desk/history?language=en").text
    assert ">Our council</a>" in page and COUNCIL in page
    assert "Fee: Driving licence" in page and "facts/service_fee/driver-licence-test" in page
    shown = editor.get("/desk/history/2?language=en").text
    assert "<h1>Our council</h1>" in shown and "Our council · History" in shown
    (settings.intents_dir / COUNCIL).unlink()
    bot.content.refresh()
    assert ">Our council</a>" in editor.get("/desk/history").text  # also of a file that is gone
