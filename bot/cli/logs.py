"""The log of the commands that run for long: one line for each thing, with what is known of it."""

from __future__ import annotations

import logging

# What every record of Python's logging has; whatever else a record carries was given to be told (`extra`).
_OF_ALL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class OneLine(logging.Formatter):
    """Moment, weight, room, sentence, and behind it the details, such as which line of which file is wrong.

    Details are chosen where they are logged: never a citizen's name, number or words.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        told = {name: value for name, value in vars(record).items() if name not in _OF_ALL}
        details = " · ".join(f"{name}: {value}" for name, value in told.items())
        return super().formatMessage(record) + (f" · {details}" if details else "").replace("\n", " ")


def begin_log() -> None:
    """Tell on standard error what happens from here on."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # waiting requests are normal under load
