"""The log says in one line what happened and to what."""

from __future__ import annotations

import logging

from bot.cli.logs import OneLine


def test_the_details_of_a_record_stand_in_its_line() -> None:
    problem = 'intents/thanks.yaml, line 2: there is no key "topik".'
    record = logging.makeLogRecord(
        {"name": "bot.delivery.content", "levelname": "ERROR", "msg": "the new content is broken", "problem": problem}
    )
    line = OneLine().format(record)
    assert line.endswith(f" ERROR bot.delivery.content: the new content is broken · problem: {problem}")
    assert "\n" not in OneLine().format(logging.makeLogRecord({"msg": "x", "problem": "one\ntwo"}))
