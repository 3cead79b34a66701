"""From a question nobody answered to an intent that knows it; and two editors who save the same file at once."""

from __future__ import annotations

import difflib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from bot.desk.checking import Checker, meant
from bot.desk.files import merged
from bot.desk.grouping import grouped
from bot.domain.talk import Outcome
from bot.settings import Settings
from bot.store import drafts
from bot.store.unanswered import open_questions
from bot.web.assembly import Bot
from tests.desk.conftest import NOW, asked, colleague, send

COUNCIL = "rights/commune-council.yaml"
ASKED = "អ្នកណាចាត់ការភូមិយើង"
ALIKE = "អ្នកណាចាត់ការក្នុងភូមិយើង"


def number_of(address: str | None) -> int:
    return int(str(address).rsplit("/", 1)[1])


def teach(client: FlaskClient, question: str, test: str = "", intent: str = "commune-council") -> int:
    """Make a draft from the one group there is; returns its number."""
    page = client.get("/desk/unanswered").text
    id = page.split('href="/desk/unanswered/')[1].split('"')[0]
    form = {"near": intent, "intent": "", "language": "km", "question": question, "test": test}
    return number_of(send(client, f"/desk/unanswered/{id}/teach", **form).location)


def checked(bot: Bot, id: int) -> dict[str, object]:
    """Check a draft here and now, as the thread of the desk does."""
    bot.desk.checker._run(id)
    with bot.engine.connect() as connection:
        draft = drafts.draft(connection, id)
    assert draft is not None and draft.state == "checked"
    return dict(draft.findings)


def added(before: str, after: str) -> list[str]:
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    assert not [line for line in lines if line.startswith("-")]
    return [line[2:] for line in lines if line.startswith("+")]


def test_likely_questions_are_one_group_and_the_commonest_comes_first(engine: Engine) -> None:
    asked(engine, "how is the weather", ASKED, ALIKE, ASKED, "how is the weather today?", "តើក្រុមប្រឹក្សាឃុំ ជួបនៅឯណា")
    with engine.connect() as connection:
        groups = grouped(open_questions(connection))
    assert [(group.count, group.wordings[0]) for group in groups] == [
        (3, ASKED), (2, "how is the weather today?"), (1, "តើក្រុមប្រឹក្សាឃុំ ជួបនៅឯណា"),
    ]  # fmt: skip


def test_a_question_is_added_with_its_test_and_only_these_lines(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine
) -> None:
    asked(engine, ASKED, ALIKE)
    file = settings.intents_dir / COUNCIL
    before = file.read_text(encoding="utf-8")
    id = teach(editor, ASKED, ALIKE)
    found = checked(bot, id)
    assert not [fault for fault in found["faults"] if not fault["warning"]]  # type: ignore[attr-defined]
    page = editor.get(f"/desk/drafts/{id}").text
    assert ASKED in page and "រក្សាទុក និងប្រើភ្លាម" in page and file.read_text(encoding="utf-8") == before
    assert send(editor, f"/desk/drafts/{id}/save").status_code == 303
    assert added(before, file.read_text(encoding="utf-8")) == [f"    {ASKED}", f"  - says: {ALIKE}"]
    assert "គ្មានសំណួរណារង់ចាំទេ" in editor.get("/desk/unanswered").text
    bot.content.refresh()
    assert meant(bot.content.conversation, ASKED, 2026) == "commune-council"


def test_what_else_would_change_is_shown_before_it_is_saved(editor: FlaskClient, bot: Bot, engine: Engine) -> None:
    asked(engine, ASKED)
    id = teach(editor, ASKED)
    changed = checked(bot, id)["changed"]
    assert {"from": "waiting", "key": "1", "before": "", "after": "commune-council"} in changed or [
        one
        for one in changed
        if one["from"] == "waiting" and one["after"] == "commune-council"  # type: ignore[attr-defined]
    ]
    assert f"<li>{ASKED}" in editor.get(f"/desk/drafts/{id}").text


def test_a_draft_with_a_fault_cannot_be_saved(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine
) -> None:
    asked(engine, ASKED)
    before = (settings.intents_dir / COUNCIL).read_bytes()
    id = teach(editor, ASKED, ASKED)  # the test repeats the question
    assert [fault for fault in checked(bot, id)["faults"] if not fault["warning"]]  # type: ignore[attr-defined]
    assert "រក្សាទុក និងប្រើភ្លាម" not in editor.get(f"/desk/drafts/{id}").text
    assert send(editor, f"/desk/drafts/{id}/save").status_code == 409
    assert (settings.intents_dir / COUNCIL).read_bytes() == before


def test_two_editors_who_add_at_once_both_keep_their_words(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine
) -> None:
    other = colleague(bot, engine)
    asked(engine, ASKED)
    before = (settings.intents_dir / COUNCIL).read_text(encoding="utf-8")
    first, second = teach(editor, ASKED), teach(other, ALIKE)
    checked(bot, first), checked(bot, second)
    send(editor, f"/desk/drafts/{first}/save")
    again = send(other, f"/desk/drafts/{second}/save")
    assert number_of(again.location) != second  # a new draft on top of the other's text, to look at once more
    assert "មានអ្នកផ្សេងបានកែឯកសារនេះមុនអ្នក" in other.get(again.location).text
    checked(bot, number_of(again.location))
    send(other, f"{again.location}/save")
    assert added(before, (settings.intents_dir / COUNCIL).read_text(encoding="utf-8")) == [
        f"    {ASKED}",
        f"    {ALIKE}",
    ]


def test_two_editors_who_edit_at_once_see_both_texts(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine
) -> None:
    other = colleague(bot, engine)
    drafted = []
    for browser, title in ((editor, "Her title"), (other, "His title")):
        page = browser.get(f"/desk/content/{COUNCIL}").text
        base = page.split('name="base" value="')[1].split('"')[0]
        drafted.append(number_of(send(browser, f"/desk/content/{COUNCIL}", base=base, **{"title.en": title}).location))
    for id in drafted:
        checked(bot, id)
    assert send(editor, f"/desk/drafts/{drafted[0]}/save").location == f"/desk/content/{COUNCIL}"
    merge = send(other, f"/desk/drafts/{drafted[1]}/save").location
    assert merge == f"/desk/merge/{drafted[1]}"
    page = other.get(merge).text
    assert "Her title" in page and "His title" in page
    assert "Her title" in (settings.intents_dir / COUNCIL).read_text(encoding="utf-8")


def test_edits_in_different_places_are_brought_together(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine
) -> None:
    other = colleague(bot, engine)
    drafted = []
    for browser, change in ((editor, {"title.en": "Her title"}), (other, {"reviewed": "2026-11-20"})):
        base = browser.get(f"/desk/content/{COUNCIL}").text.split('name="base" value="')[1].split('"')[0]
        drafted.append(number_of(send(browser, f"/desk/content/{COUNCIL}", base=base, **change).location))
    for id in drafted:
        checked(bot, id)
    send(editor, f"/desk/drafts/{drafted[0]}/save")
    page = other.get(str(send(other, f"/desk/drafts/{drafted[1]}/save").location)).text
    text = page.split('name="text"')[1].split("</textarea>")[0]
    assert "Her title" in text and "reviewed: 2026-11-20" in text and "ពាក្យរបស់អ្នកទាំងពីរហើយ" in page


@pytest.mark.parametrize(
    ("theirs", "mine", "both"),
    [
        ("A\nb\nc\nd\n", "a\nb\nc\nD\n", "A\nb\nc\nD\n"),
        ("a\nb\nc\nd\ne\n", "0\na\nb\nc\nd\n", "0\na\nb\nc\nd\ne\n"),
        ("a\nc\nd\n", "a\nb\nc\n", "a\nc\n"),
        ("a\nB\nc\nd\n", "a\nß\nc\nd\n", ""),  # the same line in two ways
        ("a\nb\nx\nc\nd\n", "a\nb\ny\nc\nd\n", ""),  # which comes first?
        ("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nB\nc\nd\n"),
    ],
)
def test_texts_are_brought_together_only_where_nobody_must_choose(theirs: str, mine: str, both: str) -> None:
    assert merged("a\nb\nc\nd\n", theirs, mine) == both


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(bot: Bot, settings: Settings) -> None:
    files = bot.desk.files
    base = files.read(COUNCIL)
    with bot.engine.begin() as connection:
        made = [
            drafts.new_draft(connection, NOW, f"editor{n}", COUNCIL, base.digest, f"{base.text}# {n}\n", {})
            for n in range(8)
        ]
        all_drafts = [drafts.draft(connection, id) for id in made]
    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(lambda draft: files.save(draft, draft.author), all_drafts))  # type: ignore[union-attr,arg-type]
    assert saved.count(True) == 1
    assert files.read(COUNCIL).text == f"{base.text}# {saved.index(True)}\n"
    with bot.engine.connect() as connection:
        assert [change.author for change in drafts.history(connection)] == [f"editor{saved.index(True)}"]


def test_a_change_is_in_the_history_and_can_be_undone(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine
) -> None:
    before = (settings.intents_dir / COUNCIL).read_bytes()
    page = editor.get(f"/desk/content/{COUNCIL}").text
    base = page.split('name="base" value="')[1].split('"')[0]
    id = number_of(send(editor, f"/desk/content/{COUNCIL}", base=base, **{"title.en": "The council"}).location)
    checked(bot, id)
    send(editor, f"/desk/drafts/{id}/save")
    assert b"en: The council" in (settings.intents_dir / COUNCIL).read_bytes()
    history = editor.get("/desk/history").text
    assert "sophea" in history and COUNCIL in history
    undo = number_of(send(editor, "/desk/history/1/undo").location)
    checked(bot, undo)
    send(editor, f"/desk/drafts/{undo}/save")
    assert (settings.intents_dir / COUNCIL).read_bytes() == before
    refused = send(editor, "/desk/history/1/undo")  # it would take away what came after it
    assert refused.location == "/desk/history/1" and "ការផ្លាស់ប្ដូរថ្មីជាងនេះ" in editor.get(refused.location).text


@pytest.mark.parametrize("path", ["../secret.yaml", "rights/../../x.yaml", "rights/nothing.yaml", "rights/x.txt"])
def test_only_intent_files_can_be_opened(editor: FlaskClient, settings: Settings, path: str) -> None:
    (settings.intents_dir.parent / "secret.yaml").write_text("secret: here", encoding="utf-8")
    answer = editor.get(f"/desk/content/{path}")
    assert answer.status_code in (400, 404) and "here" not in answer.text


def test_a_file_that_cannot_be_written_changes_nothing(
    editor: FlaskClient, bot: Bot, settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(engine, ASKED)
    id = teach(editor, ASKED)
    checked(bot, id)

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    answer = send(editor, f"/desk/drafts/{id}/save")
    assert answer.status_code == 400 and "សរសេរឯកសារនេះមិនបាន" in answer.text
    with engine.connect() as connection:
        assert drafts.history(connection) == []
        assert drafts.draft(connection, id).state == "checked"  # type: ignore[union-attr]
    assert not list(settings.intents_dir.rglob(".*"))


def test_put_aside_questions_do_not_come_back(editor: FlaskClient, engine: Engine) -> None:
    asked(engine, "how is the weather", outcome=Outcome.OFFERED)
    id = editor.get("/desk/unanswered").text.split('href="/desk/unanswered/')[1].split('"')[0]
    send(editor, f"/desk/unanswered/{id}/dismiss")
    assert "how is the weather" not in editor.get("/desk/unanswered").text


def test_a_draft_that_was_never_finished_is_begun_again_by_looking_at_it(
    editor: FlaskClient, bot: Bot, engine: Engine
) -> None:
    asked(engine, ASKED)
    id = teach(editor, ASKED)
    bot.desk.checker.stop()
    fresh = Checker(bot.desk.settings, engine, bot.content)
    fresh.begin(id)
    fresh.begin(id)  # once is enough
    fresh._pool.shutdown(wait=True)
    with engine.connect() as connection:
        assert drafts.draft(connection, id).state == "checked"  # type: ignore[union-attr]
