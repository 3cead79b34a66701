"""Answers judged not useful: listed with question and answer, the newest first, until their words are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine

from bot.store.campaign_tables import feedback
from bot.store.forgetting import forget
from tests.desk.conftest import enter, join

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
PAGE = "/desk/not-useful"


def judge(engine: Engine, number: int, useful: bool = False, **more: Any) -> None:
    row = {"query": number, "citizen": f"c{number}", "at": NOW + timedelta(minutes=number), "day": "2026-11-26",
           "useful": useful, "intent": "service-list", "topic": "services", "language": "en",
           "question": f"question {number}?", "answer": f"answer {number}"}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(feedback.insert().values(row | more))


def test_nothing_judged_is_said(editor: FlaskClient) -> None:
    assert "មិនទាន់មានចម្លើយណាគ្មានប្រយោជន៍ទេ" in editor.get(PAGE).text


def test_question_and_answer_stand_with_the_way_to_their_file(engine: Engine, editor: FlaskClient) -> None:
    judge(engine, 1, question="<b>why</b> so little?")
    judge(engine, 2, useful=True, question="fine?", answer="very")
    judge(engine, 3, intent="gone")
    page = editor.get(f"{PAGE}?language=en").text
    assert "2 of 3 judged answers were not useful." in page
    assert page.index("question 3?") < page.index("&lt;b&gt;why&lt;/b&gt; so little?") and "answer 1" in page
    shown = page[page.index("<main") :]  # the form above it has a random token
    assert "fine?" not in shown and "c1" not in shown
    assert 'href="/desk/content/services/service-list.yaml"' in page and ">gone</code>" in page


def test_older_ones_follow(engine: Engine, editor: FlaskClient) -> None:
    for number in range(1, 53):
        judge(engine, number)
    first = editor.get(f"{PAGE}?language=en").text
    assert "question 52?" in first and "question 3?" in first and "question 2?" not in first
    older = editor.get(f"{PAGE}?before=3").text
    assert "question 2?" in older and "question 1?" in older and "question 3?" not in older


def test_forgotten_words_are_gone_and_the_count_stays(engine: Engine, editor: FlaskClient) -> None:
    judge(engine, 1)
    with engine.begin() as connection:
        forget(connection, "c1")
    page = editor.get(f"{PAGE}?language=en").text
    assert "question 1?" not in page and "1 of 1 judged" in page and "deleted, as the citizen asked" in page


def test_words_of_citizens_are_for_editors(engine: Engine, client: FlaskClient) -> None:
    join(engine, "dara", "me")
    enter(client, "dara")
    assert client.get(PAGE).status_code == 403
