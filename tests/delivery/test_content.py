"""A saved file is live within five seconds in every process; a broken one changes nothing and is named."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.delivery import trained
from bot.delivery.content import Content
from bot.delivery.last_good import _file
from bot.domain.talk import Incoming, Kind, Memory
from bot.errors import IntentFileError
from bot.settings import ROOT, from_env
from bot.store.engine import open_engine, upgrade
from bot.store.importing import import_files
from tests.learnt import PATH_OF

THANKS = ROOT / "tests" / "broken_intents" / "thanks.yaml"
WORK = ROOT / "tests" / "broken_intents" / "sound" / "commune-work.yaml"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LIVE = 5.0  # seconds
LEARNT = 120.0  # seconds that a busy machine may take to start a process and learn

PROCESS = """
import os, sys, time
from bot.delivery import trained
from bot.delivery.content import Content
from bot.settings import from_env
from bot.store.engine import open_engine
settings = from_env(os.environ)
content = Content(settings, open_engine(settings.database_url))
content.start()
print("ready", flush=True)
while True:
    answer = content.conversation.reader.catalogue["thanks"].answer.en
    print(answer + "|" + "".join(content.problems()), flush=True)
    time.sleep(0.1)
"""


@pytest.fixture
def env(tmp_path: Path, store_url: str) -> dict[str, str]:
    intents = tmp_path / "intents"
    intents.mkdir()
    shutil.copy(THANKS, intents)
    shutil.copy(WORK, intents)
    text = (intents / "commune-work.yaml").read_text(encoding="utf-8")
    (intents / "commune-work.yaml").write_text(text.replace("source: LAW", "source: PUMI"), encoding="utf-8")
    engine = open_engine(store_url)
    import_files(engine, ROOT / "facts" / "source.csv", ROOT / "facts")
    engine.dispose()
    return {
        "BOT_DATABASE_URL": store_url, "BOT_INTENTS_DIR": str(intents), "BOT_INSTANCE_DIR": str(tmp_path / "instance"),
        "BOT_FACTS_DIR": str(ROOT / "facts"),
    }  # fmt: skip


@pytest.fixture(autouse=True)
def learns_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here each test learns: nothing is taken over from another."""
    monkeypatch.setattr(trained, "path_of", PATH_OF)


@pytest.fixture
def content(env: dict[str, str]) -> Iterator[Content]:
    settings = from_env(env)
    opened = Content(settings, open_engine(settings.database_url))
    yield opened
    opened.stop()
    opened.engine.dispose()


def save(content: Content, name: str, old: str, new: str) -> None:
    path = Path(content._settings.intents_dir) / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def says(content: Content, text: str) -> str:
    turn = content.respond(Incoming("c", Kind.TEXT, NOW, text), Memory(greeted=True), NOW)
    return "\n".join(reply.text for reply in turn.replies)


def until(true: Callable[[], bool], longest: float = 4 * LIVE) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < longest, "it never happened"
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_new_answer_and_a_new_question_are_live_within_five_seconds(content: Content) -> None:
    content.start()
    save(content, "thanks.yaml", "You are welcome.", "With pleasure.")
    assert until(lambda: "With pleasure." in says(content, "thanks")) < LIVE
    save(content, "thanks.yaml", "    many thanks\n", "    many thanks\n    zippity doo\n")
    assert until(lambda: "With pleasure." in says(content, "zippity doo")) < LIVE


def test_a_broken_file_changes_nothing_and_is_named_with_its_line(
    content: Content, caplog: pytest.LogCaptureFixture
) -> None:
    save(content, "thanks.yaml", "kind: talk", "kind: talks")
    save(content, "commune-work.yaml", "topic: rights", "topik: rights")
    with caplog.at_level(logging.ERROR):
        assert not content.refresh()
    assert "You are welcome." in says(content, "thanks")
    assert content.problems() == [
        'intents/commune-work.yaml, line 3: there is no key "topik". Did you mean "topic"?',
        'intents/thanks.yaml, line 2: "kind" cannot be "talks". Did you mean "talk"?',
    ]
    assert content.problems("km")[0] == (
        "intents/commune-work.yaml បន្ទាត់ទី 3៖ គ្មានពាក្យគន្លឹះ «topik» ទេ។ តើចង់សរសេរ «topic» មែនទេ?"
    )
    assert [record.problem for record in caplog.records] == content.problems()  # type: ignore[attr-defined]
    save(content, "thanks.yaml", "kind: talks", "kind: talk")
    save(content, "commune-work.yaml", "topik: rights", "topic: rights")
    assert content.refresh() and content.problems() == []


def test_a_bot_started_over_a_broken_file_goes_on_with_the_last_good_version(content: Content) -> None:
    save(content, "thanks.yaml", "You are welcome.", "With pleasure.")
    assert content.refresh()
    save(content, "thanks.yaml", "kind: talk", "kind: talks")
    again = Content(content._settings, content.engine)
    assert "With pleasure." in says(again, "thanks")
    assert again.problems() == ['intents/thanks.yaml, line 2: "kind" cannot be "talks". Did you mean "talk"?']
    save(content, "thanks.yaml", "kind: talks", "kind: talk")
    assert again.refresh() and again.problems() == []


def test_a_bot_that_never_had_a_good_version_says_what_is_wrong(env: dict[str, str]) -> None:
    settings = from_env(env)
    path = settings.intents_dir / "thanks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("kind: talk", "kind: talks"), encoding="utf-8")
    engine = open_engine(settings.database_url)
    with pytest.raises(IntentFileError, match="line 2"):
        Content(settings, engine)
    _file(settings).write_bytes(b"cut sho")
    with pytest.raises(IntentFileError, match="line 2"):
        Content(settings, engine)
    engine.dispose()


def test_content_that_breaks_a_test_inside_a_file_is_not_taken_over(content: Content) -> None:
    save(content, "commune-work.yaml", "The commune hall serves its people.", "The commune hall is open.")
    assert not content.refresh()
    (problem,) = content.problems()
    assert problem.startswith('intents/commune-work.yaml, line 41: the answer to "what kind of work')
    assert "serves its people" in says(content, "what does a commune clerk do all day")
    save(content, "commune-work.yaml", "has: serves its people", "has: is open")
    assert content.refresh()
    assert "is open" in says(content, "what does a commune clerk do all day")


def test_a_test_that_failed_before_holds_nothing_up(content: Content) -> None:
    path = Path(content._settings.intents_dir) / "commune-work.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("has: បម្រើ", "has: ៥ រៀល"), encoding="utf-8")
    content._stamp = content._look()
    content._talk = content._learnt = type(content)(content._settings, content.engine)._talk
    save(content, "thanks.yaml", "You are welcome.", "With pleasure.")
    assert content.refresh()
    assert "With pleasure." in says(content, "thanks")


def test_a_new_question_is_found_at_once_and_learnt_soon(content: Content) -> None:
    save(content, "thanks.yaml", "    many thanks\n", "    many thanks\n    much obliged to you all\n")
    assert content.refresh() and not content.conversation.reader.learnt
    assert "You are welcome." in says(content, "Much obliged to you all!")
    until(content.refresh, longest=LEARNT)
    assert content.conversation.reader.learnt and content.problems() == []
    assert "You are welcome." in says(content, "oh i am so very much obliged to all of you")


def test_a_new_file_answers_at_once(content: Content) -> None:
    text = THANKS.read_text(encoding="utf-8").replace("intent: thanks", "intent: sorry").replace("thank", "sorrow")
    text = text.replace("អរគុណ", "សោកស្តាយ").replace("You are welcome.", "Never mind.")
    (Path(content._settings.intents_dir) / "sorry.yaml").write_text(text, encoding="utf-8")
    assert content.refresh()
    assert "Never mind." in says(content, "many sorrows")


def test_a_removed_file_answers_no_longer(content: Content) -> None:
    assert "serves its people" in says(content, "what does a commune clerk do all day")
    (Path(content._settings.intents_dir) / "commune-work.yaml").unlink()
    assert content.refresh()
    assert "serves its people" not in says(content, "what does a commune clerk do all day")
    assert "serves its people" not in says(content, "so what do they do at the commune in Siem Reap and why")
    until(content.refresh, longest=LEARNT)
    assert content.problems() == [] and "commune-work" not in content.conversation.reader.catalogue


def test_what_was_learnt_is_not_taken_over_where_a_new_test_fails_with_it(content: Content) -> None:
    save(content, "commune-work.yaml", "tests:\n", "tests:\n  - says: thanks thanks thanks\n    has: serves\n")
    save(content, "thanks.yaml", "    many thanks\n", "    many thanks\n    thanks awfully\n")
    assert content.refresh()  # a new question may go elsewhere until it is learnt
    assert content._learning
    while not content._learning[0].over:
        time.sleep(0.1)
    assert not content.refresh()
    (problem,) = content.problems()
    assert problem.startswith("intents/commune-work.yaml, line ") and "thanks thanks thanks" in problem
    assert "thanks awfully" not in str(content.conversation.reader.catalogue)


def test_new_facts_are_taken_over(content: Content, tmp_path: Path) -> None:
    header, *rows = (ROOT / "facts" / "source.csv").read_text(encoding="utf-8-sig").splitlines()
    row = next(row for row in rows if row.startswith("PUMI,"))
    (tmp_path / "source.csv").write_text(f"{header}\n{row.replace('PUMI,', 'NEW,', 1)}\n", encoding="utf-8")
    import_files(content.engine, tmp_path / "source.csv", ROOT / "facts")
    assert content.refresh()
    assert content.conversation.answerer.facts.source("NEW") is not None


def test_every_process_takes_over_what_is_saved(env: dict[str, str]) -> None:
    upgrade(env["BOT_DATABASE_URL"])
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS],
            env=os.environ | env,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    try:
        for process in running:
            assert process.stdout and process.stdout.readline() == "ready\n"
        path = Path(env["BOT_INTENTS_DIR"]) / "thanks.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("You are welcome.", "With pleasure."), encoding="utf-8"
        )
        began = time.monotonic()
        for process in running:
            assert process.stdout
            while not process.stdout.readline().startswith("With pleasure.|"):
                assert time.monotonic() - began < LIVE
        path.write_text(path.read_text(encoding="utf-8").replace("kind: talk", "kind: talks"), encoding="utf-8")
        for process in running:
            assert process.stdout
            line = process.stdout.readline()
            while line.startswith("With pleasure.|\n"):
                line = process.stdout.readline()
            assert line.startswith("With pleasure.|intents/thanks.yaml, line 2:")
    finally:
        for process in running:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
