"""What has been kept long enough is deleted by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.delivery.retention import Retention
from bot.store.desk_tables import unanswered
from tests.delivery.stage import Stage, wait_until


def test_old_questions_go_and_new_ones_stay(stage: Stage) -> None:
    now = datetime.now(UTC)
    row = {"inbox_id": 1, "citizen": "c", "language": "km", "outcome": "offered", "state": "open"}
    with stage.engine.begin() as connection:
        for days, text in ((181, "old"), (179, "new")):
            connection.execute(unanswered.insert(), {**row, "at": now - timedelta(days=days), "text": text})
    retention = Retention(stage.settings, stage.engine)
    retention.start()
    wait_until(lambda: [kept.text for kept in stage.rows(unanswered)] == ["new"])
    retention.stop()
