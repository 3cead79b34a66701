"""New intent files: made in a form, checked like any edit, saved under the house's layout, and taken back again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from bot.desk.checking import meant
from bot.desk.new_intent import shelf_holes
from bot.errors import DeskError
from bot.settings import ROOT, Settings
from bot.store import drafts
from bot.store.importing import import_files
from bot.understanding.loader import load_folder, load_text
from bot.web.assembly import Bot
from tests.desk.conftest import NOW, asked, colleague, enter, join, send
from tests.desk.test_teaching import checked, number_of

PATH = "rights/commune-work.yaml"
KHMER = """តើសាលាឃុំធ្វើការអ្វីខ្លះ
ការងាររបស់សាលាឃុំមានអ្វីខ្លះ
សាលាឃុំមានភារកិច្ចអ្វី
មេឃុំធ្វើអ្វីខ្លះប្រចាំថ្ងៃ
អ្វីជាការងាររបស់មេឃុំ
ស្មៀនឃុំជួយអ្វីប្រជាជន
ចង់ដឹងពីការងារសាលាឃុំ
សាលាឃុំជួយអ្វីយើងបាន"""
ENGLISH = """what work does the commune hall do
what are the daily tasks of the commune chief
what does a commune clerk do all day
tell me about the work of the commune hall
how can the commune hall help us
which work is done by the commune chief
what is the job of the commune clerk
what do they do at the commune hall"""
FORM = {
    "kind": "answer",
    "topic": "rights",
    "name": "",
    "title.km": "ការងារឃុំ",
    "title.en": "Commune work",
    "ask.km": KHMER,
    "ask.en": ENGLISH,
    "answer.km": "សាលាឃុំបម្រើប្រជាពលរដ្ឋ។",
    "answer.en": "The commune hall serves its people.",
    "source": "CTX-COUNCIL",
    "buttons": "commune-council",
    "tests.km": "តើគេធ្វើការអ្វីខ្លះនៅសាលាឃុំ",
    "has.km": "បម្រើ",
    "tests.en": "what kind of work do they do at the commune hall",
    "has.en": "serves its people",
}


@pytest.fixture
def editor(editor: FlaskClient, bot: Bot, engine: Engine) -> FlaskClient:
    """The sources must be in the store."""
    import_files(engine, ROOT / "facts" / "source.csv", ROOT / "facts")
    bot.content.refresh()
    return editor


def make(client: FlaskClient, **other: str) -> int:
    """Send the form; the number of the draft that comes of it."""
    answer = send(client, "/desk/new", **{**FORM, **other})
    assert answer.status_code == 303, answer.text
    return number_of(answer.location)


def test_a_new_answer_is_made_saved_and_used(editor: FlaskClient, bot: Bot, settings: Settings) -> None:
    page = editor.get("/desk/new").text
    assert 'value="CTX-COUNCIL"' in page and 'value="commune-council"' in page
    id = make(editor)
    file = settings.intents_dir / PATH
    assert not [fault for fault in checked(bot, id)["faults"] if not fault["warning"]]  # type: ignore[attr-defined]
    assert "នេះជាឯកសារថ្មី" in editor.get(f"/desk/drafts/{id}").text and not file.exists()
    assert send(editor, f"/desk/drafts/{id}/save").location == f"/desk/content/{PATH}"
    text = file.read_text(encoding="utf-8")
    assert text.startswith("intent: commune-work\nkind: answer\ntopic: rights\nreviewed: ")
    assert text.endswith(
        "\n\nbuttons: commune-council\ntests:\n  - says: តើគេធ្វើការអ្វីខ្លះនៅសាលាឃុំ\n    has: បម្រើ\n"
        "  - says: what kind of work do they do at the commune hall\n    has: serves its people\n"
    )
    bot.content.refresh()
    assert bot.content.problems() == []
    assert meant(bot.content.conversation, "តើសាលាឃុំធ្វើការអ្វីខ្លះ", 2026) == "commune-work"
    assert "បានបង្កើត" in editor.get("/desk/history").text


def test_undoing_a_creation_removes_the_file_and_undoing_that_brings_it_back(
    editor: FlaskClient, bot: Bot, settings: Settings
) -> None:
    id, file = make(editor), settings.intents_dir / PATH
    checked(bot, id)
    send(editor, f"/desk/drafts/{id}/save")
    text = file.read_bytes()
    bot.content.refresh()
    removal = number_of(send(editor, "/desk/history/1/undo").location)
    assert checked(bot, removal)["faults"] == []
    page = editor.get(f"/desk/drafts/{removal}").text
    assert "លុបឯកសារទាំងមូលចេញ" in page and file.exists()
    assert send(editor, f"/desk/drafts/{removal}/save").location == "/desk/content"
    assert not file.exists()
    bot.content.refresh()
    assert bot.content.problems() == [] and "commune-work" not in bot.content.conversation.reader.catalogue
    assert editor.get(f"/desk/content/{PATH}").status_code == 400
    again = number_of(send(editor, "/desk/history/2/undo").location)
    checked(bot, again)
    send(editor, f"/desk/drafts/{again}/save")
    assert file.read_bytes() == text


def test_a_file_that_others_lead_to_cannot_be_removed(editor: FlaskClient, bot: Bot, settings: Settings) -> None:
    first = make(editor)
    checked(bot, first)
    send(editor, f"/desk/drafts/{first}/save")
    greeting = settings.intents_dir / "rights/commune-council.yaml"
    text = greeting.read_text(encoding="utf-8")
    greeting.write_text(text.replace("buttons: ", "buttons: commune-work, "), encoding="utf-8")
    removal = number_of(send(editor, "/desk/history/1/undo").location)
    bot.content.refresh()
    assert [fault for fault in checked(bot, removal)["faults"] if "commune-work" in fault["en"]]  # type: ignore[attr-defined]
    assert send(editor, f"/desk/drafts/{removal}/save").status_code == 409


def test_what_is_wrong_is_told_in_the_form_with_every_word_kept(editor: FlaskClient, settings: Settings) -> None:
    for wrong, told in (
        ({"name": "../evil"}, "ឈ្មោះឯកសារត្រូវមានតែ"),
        ({"name": "commune-council"}, "ឈ្មោះនេះមានរួចហើយ៖ rights/commune-council.yaml"),
        ({"name": "greeting"}, "talk/greeting.yaml"),
        ({"title.en": "ឃុំ"}, "ឈ្មោះឯកសារត្រូវមានតែ"),
        ({"title.km": "ក" * 21}, "21"),
        ({"ask.en": "one question"}, "សូមបន្ថែម"),
        ({"answer.en": ""}, "answer"),
        ({"source": ""}, "source"),
        ({"source": "NOBODY"}, "NOBODY"),
        ({"buttons": "no-such-file"}, "no-such-file"),
    ):
        answer = send(editor, "/desk/new", **{**FORM, **wrong})
        assert answer.status_code == 422 and told in answer.text, wrong
        assert "សាលាឃុំជួយអ្វីយើងបាន" in answer.text and "សាលាឃុំបម្រើប្រជាពលរដ្ឋ។" in answer.text
    assert not list(settings.intents_dir.parent.rglob("evil*"))


def test_a_talk_lies_with_the_talks(editor: FlaskClient, bot: Bot, settings: Settings) -> None:
    id = make(editor, kind="talk", source="", name="work-talk")
    checked(bot, id)
    assert send(editor, f"/desk/drafts/{id}/save").status_code == 303
    text = (settings.intents_dir / "talk/work-talk.yaml").read_text(encoding="utf-8")
    assert "kind: talk\ntopic: talk\n" in text and "source:" not in text


def test_a_draft_can_be_edited_further(editor: FlaskClient) -> None:
    id = make(editor)
    page = editor.get(f"/desk/new?draft={id}").text
    assert "សាលាឃុំជួយអ្វីយើងបាន" in page and 'value="commune-work"' in page
    assert '<option value="CTX-COUNCIL" selected>' in page and '<option value="commune-council" selected>' in page
    base = editor.get("/desk/content/rights/commune-council.yaml").text.split('name="base" value="')[1].split('"')[0]
    edit = send(editor, "/desk/content/rights/commune-council.yaml", base=base, **{"title.en": "My words"})
    further = f"/desk/content/rights/commune-council.yaml?draft={number_of(edit.location)}"
    assert 'value="My words"' in editor.get(further).text and base in editor.get(further).text


def test_two_editors_who_make_the_same_name_see_both_texts(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine
) -> None:
    other = colleague(bot, engine)
    first, second = make(editor), make(other, **{"title.en": "His title", "name": "commune-work"})
    checked(bot, first), checked(bot, second)
    send(editor, f"/desk/drafts/{first}/save")
    merge = send(other, f"/desk/drafts/{second}/save").location
    assert merge == f"/desk/merge/{second}"
    page = other.get(merge).text
    assert "en: Commune work" in page and "en: His title" in page
    assert "en: Commune work" in (settings.intents_dir / PATH).read_text(encoding="utf-8")


def test_two_editors_who_make_the_same_name_in_two_folders(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine
) -> None:
    other = colleague(bot, engine)
    first, second = make(editor), make(other, topic="services")
    checked(bot, first), checked(bot, second)
    send(editor, f"/desk/drafts/{first}/save")
    refused = send(other, f"/desk/drafts/{second}/save")
    assert refused.location == f"/desk/new?draft={second}"
    page = other.get(refused.location).text
    assert f"ឈ្មោះនេះមានរួចហើយ៖ {PATH}" in page and "សាលាឃុំជួយអ្វីយើងបាន" in page
    assert not (settings.intents_dir / "services/commune-work.yaml").exists()
    late = make(other, topic="services", name="work-of-communes")
    with engine.begin() as connection:  # a name that is taken while its draft is being checked
        drafts.settle_draft(connection, second, "checking")
    assert [fault for fault in checked(bot, second)["faults"] if PATH in fault["en"]]  # type: ignore[attr-defined]
    assert late


@pytest.mark.parametrize(
    "path",
    [
        "../x.yaml",
        "x.yaml",
        "other/x.yaml",
        "rights/../../x.yaml",
        "rights/x.txt",
        "rights/a/x.yaml",
        "/tmp/x.yaml",
        "rights/X.yaml",
    ],
)
def test_nothing_is_made_outside_the_folders(bot: Bot, settings: Settings, path: str) -> None:
    before = sorted(settings.intents_dir.parent.rglob("*.yaml"))
    with bot.engine.begin() as connection:
        id = drafts.new_draft(connection, NOW, "sophea", path, "", "intent: x\n", {})
        draft = drafts.draft(connection, id)
    assert draft
    with pytest.raises(DeskError):
        bot.desk.files.save(draft, "sophea")
    assert sorted(settings.intents_dir.parent.rglob("*.yaml")) == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_lead_nowhere(bot: Bot, settings: Settings, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (settings.intents_dir / "budget").symlink_to(outside)
    (settings.intents_dir / "rights/linked.yaml").symlink_to(outside / "linked.yaml")
    for path in ("budget/x.yaml", "rights/linked.yaml"):
        with pytest.raises(DeskError):
            bot.desk.files.now(path)
    assert not list(outside.iterdir())


def test_a_question_nobody_answered_becomes_new_content(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    asked(engine, "តើសាលាឃុំបង្រៀនអក្សរឬទេ")
    id = editor.get("/desk/unanswered").text.split('href="/desk/unanswered/')[1].split('"')[0]
    assert f"/desk/new?asked={id}" in editor.get(f"/desk/unanswered/{id}").text
    page = editor.get(f"/desk/new?asked={id}").text
    assert "តើសាលាឃុំបង្រៀនអក្សរឬទេ</textarea>" in page and f'name="asked" value="{id}"' in page
    draft = make(editor, asked=id, **{"ask.km": f"{KHMER}\nតើសាលាឃុំបង្រៀនអក្សរឬទេ"})
    checked(bot, draft)
    send(editor, f"/desk/drafts/{draft}/save")
    assert "គ្មានសំណួរណារង់ចាំទេ" in editor.get("/desk/unanswered").text


def test_the_folder_still_loads_while_a_draft_waits(editor: FlaskClient, settings: Settings) -> None:
    before = set(load_folder(settings.intents_dir))
    make(editor)
    assert set(load_folder(settings.intents_dir)) == before


def test_only_editors_make_content(client: FlaskClient, engine: Engine) -> None:
    join(engine, "vanna", "me")
    enter(client, "vanna")
    assert client.get("/desk/new").status_code == 403


def test_an_aspect_takes_the_facts_of_one_that_is_there(editor: FlaskClient, bot: Bot, settings: Settings) -> None:
    refused = send(editor, "/desk/new", **{**FORM, "kind": "aspect", "source": ""})
    assert refused.status_code == 422 and "សំណួរអំពីឈ្មោះត្រូវការទិន្នន័យ" in refused.text
    asked = [f"តើសេវារបស់((sector))មាន{word}អ្វី" for word in "កខគឃងចឆជ"], [f"which {n} of ((sector))" for n in "abcdefgh"]
    words = {"ask.km": "\n".join(asked[0]), "ask.en": "\n".join(asked[1]), "name": "services-short", "topic": "services",
             "kind": "aspect", "like": "service-list", "source": "", "tests.km": "", "tests.en": ""}  # fmt: skip
    wrong = send(editor, "/desk/new", **{**FORM, **words, "answer.km": "((winner))", "answer.en": "((winner))"})
    assert wrong.status_code == 422 and "winner" in wrong.text  # this shelf has no such hole
    like = bot.content.conversation.reader.catalogue["service-list"]
    hole = shelf_holes(like)[0]
    id = make(editor, **words, **{"answer.km": f"បញ្ជី៖ (({hole}))", "answer.en": f"List: (({hole}))"})
    with bot.engine.connect() as connection:
        draft = drafts.draft(connection, id)
    assert draft and draft.path == "services/services-short.yaml"
    made = load_text(draft.text, "services-short", draft.path)
    assert (made.kind, made.facts, made.needs) == ("aspect", like.facts, like.needs)
    assert set(like.uses) <= {*made.uses} and not set(made.needs) & set(made.uses)
    assert f"(({hole}))" in editor.get("/desk/content/services/service-list.yaml").text
