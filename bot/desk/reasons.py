"""Why a message was given up, as a plain sentence for staff; the technical kind stands in the log."""

from __future__ import annotations

from bot.delivery.sending import TOO_LATE

# Words of a kept reason, and the phrase that says it. The first that fits counts, so the surest come first.
_SAID: tuple[tuple[str, str], ...] = (
    (TOO_LATE, "late"),
    ("More than 24 hours", "late"),
    ("unforeseen", "fault"),
    ("neither answer nor echo", "unanswered"),
    ("did not answer", "unanswered"),
    ("could not be reached", "unreached"),
    ("Another app or a person", "held"),
    ("not reviewed yet", "review"),
    ("check its permissions", "set_up"),
    ("check the set-up", "set_up"),
    ("cannot be called", "set_up"),
    ("contact terms", "terms"),
    ("does not permit", "not_permitted"),
    ("attachment", "picture"),
    ("cannot receive messages", "gone"),
    ("no such person", "gone"),
    ("deleted or archived", "gone"),
    ("no profile", "gone"),
    ("does not lead to a person", "gone"),
    ("calls the message faulty", "faulty"),
    ("message was empty", "faulty"),
    ("has blocked the Page", "platform"),
    ("rate limit", "platform"),
    ("Too many messages", "platform"),
    ("HTTP status", "platform"),
    ("has a fault", "platform"),
    ("fault will pass", "platform"),
    ("could not send for the moment", "platform"),
    ("program ended each time", "ended"),
)
_STORE = ("OperationalError", "DBAPIError", "InterfaceError", "InternalError", "DatabaseError", "ProgrammingError",
          "IntegrityError", "DataError", "StatementError", "TimeoutError", "PendingRollbackError")  # fmt: skip
REASONS = tuple(dict.fromkeys([kind for _, kind in _SAID] + ["store", "bot", "refused"]))


def reply_reason(kept: str) -> str:
    """The phrase that says why a reply was not delivered."""
    return f"people.reason.{_known(kept) or 'refused'}"


def message_reason(kept: str) -> str:
    """The phrase that says why a message was not answered; the store keeps the kind of the program's error."""
    return f"people.reason.{_known(kept) or ('store' if kept in _STORE else 'bot')}"


def _known(kept: str) -> str:
    return next((kind for words, kind in _SAID if words in kept), "")
