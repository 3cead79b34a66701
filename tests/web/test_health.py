"""The health pages tell what is wrong in words, and Prometheus what is going on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import text, update

from bot.store.engine import open_engine
from bot.store.talk_tables import DEAD, inbox
from bot.web.app import create_app
from tests.delivery.stage import Stage, item


def test_a_living_program_says_so_even_without_a_store(stage: Stage, tmp_path) -> None:  # type: ignore[no-untyped-def]
    away = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    answer = create_app(stage.settings, away, stage.inbox, list).test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")
    away.dispose()


def test_a_sound_bot_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True, "problems": [], "warnings": [], "lag_seconds": 0.0, "messages_waiting": 0, "replies_waiting": 0,
    }  # fmt: skip


def test_the_lag_and_the_depth_of_the_queue_are_shown(client: FlaskClient, stage: Stage) -> None:
    stage.hear(item("1", "a"), item("2", "b"))
    with stage.engine.begin() as connection:
        connection.execute(update(inbox).values(received_at=datetime.now(UTC) - timedelta(seconds=90)))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert 90 <= answer.json["lag_seconds"] < 120 and answer.json["messages_waiting"] == 2
    assert "is a worker running?" in answer.json["warnings"][0]


def test_dead_letters_are_mentioned(client: FlaskClient, stage: Stage) -> None:
    stage.hear(item("1", "a"))
    with stage.engine.begin() as connection:
        connection.execute(update(inbox).values(status=DEAD))
    assert client.get("/readyz").json["warnings"] == ["1 dead letters wait for staff."]


def test_a_store_of_another_version_is_not_ready(client: FlaskClient, stage: Stage) -> None:
    with stage.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["ready"]) == (503, False)
    assert "bot db upgrade" in answer.json["problems"][0]


def test_a_store_that_cannot_be_read_is_not_ready(client: FlaskClient, stage: Stage) -> None:
    with stage.engine.begin() as connection:
        connection.execute(text("DROP TABLE outbox"))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["problems"][0].startswith("The store cannot be reached")


def test_other_troubles_are_named_too(stage: Stage) -> None:
    app = create_app(stage.settings, stage.engine, stage.inbox, lambda: ["No intents are loaded."])
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["problems"]) == (503, ["No intents are loaded."])


def test_a_busy_writer_does_not_hold_up_the_health_pages(client: FlaskClient, stage: Stage) -> None:
    with stage.engine.begin() as connection:
        connection.execute(update(inbox).values(status=DEAD))
        assert client.get("/readyz").status_code == 200


def test_prometheus_gets_its_figures(client: FlaskClient, stage: Stage) -> None:
    stage.hear(item("1", "a"))
    figures = client.get("/metrics").text
    assert "bot_store_up 1.0" in figures
    assert 'bot_queue_rows{queue="inbox",state="open"} 1.0' in figures
    assert 'bot_events_total{kind="text",result="stored"}' in figures
    assert "bot_answer_seconds_bucket" in figures


def test_prometheus_learns_that_the_store_is_away(client: FlaskClient, stage: Stage) -> None:
    with stage.engine.begin() as connection:
        connection.execute(text("DROP TABLE outbox"))
    assert "bot_store_up 0.0" in client.get("/metrics").text
