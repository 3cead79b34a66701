"""The migration that takes words out of the log: none is lost, and there is a way back."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from bot.store.engine import _config

LOGGED = (
    "INSERT INTO query (inbox_id, at, day, citizen, channel, kind, language, intent, topic, province, names, score, "
    "outcome, profile, demonstration, latency_ms, text) VALUES (:id, 5, '2026-11-23', 'c', 'messenger', 'text', 'km', "
    "'', '', '', '{}', 0, :outcome, :no, :no, 1, :words)"
)


def test_words_kept_in_the_log_move_to_their_own_table(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    script = ScriptDirectory.from_config(_config(url))
    before = str(script.get_revision("0004").down_revision)
    command.downgrade(_config(url), before)
    with engine.begin() as connection:
        for id, outcome, words in ((1, "not_understood", "ពាក្យ"), (2, "answered", None), (3, "offered", "hm")):
            connection.execute(text(LOGGED), {"id": id, "outcome": outcome, "words": words, "no": False})
    command.upgrade(_config(url), "head")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT inbox_id, outcome, text, state FROM unanswered ORDER BY id")).all()
        count = connection.execute(text("SELECT count(*) FROM query")).scalar()
    assert [tuple(row) for row in rows] == [(1, "not_understood", "ពាក្យ", "open"), (3, "offered", "hm", "open")]
    assert count == 3 and "text" not in {column["name"] for column in inspect(engine).get_columns("query")}
