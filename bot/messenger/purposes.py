"""What each kind of event is good for; ``docs/messenger.md`` shows the same table."""

from __future__ import annotations

from enum import StrEnum

from bot.messenger.kinds import EventKind


class Purpose(StrEnum):
    """What is done about an event."""

    ANSWER = "answered"
    ANEW = "answered anew within a minute"
    ERASE = "erased from the store"
    SETTLE = "settles a send, or makes the bot quiet"
    QUIET = "makes the bot quiet"
    HAND_OVER = "makes the bot quiet, or gives the talk back"
    ALARM = "raises or ends an alarm"
    COUNT = "counted only"


PURPOSES: dict[EventKind, Purpose] = {
    **dict.fromkeys(
        (
            EventKind.TEXT,
            EventKind.QUICK_REPLY,
            EventKind.POSTBACK,
            EventKind.START,
            EventKind.STICKER,
            EventKind.IMAGE,
            EventKind.VOICE,
            EventKind.VIDEO,
            EventKind.FILE,
            EventKind.LOCATION,
            EventKind.SHARE,
            EventKind.UNSUPPORTED,
        ),
        Purpose.ANSWER,
    ),
    EventKind.EDIT: Purpose.ANEW,
    EventKind.UNSEND: Purpose.ERASE,
    EventKind.ECHO: Purpose.SETTLE,
    EventKind.STANDBY: Purpose.QUIET,
    EventKind.HANDOVER: Purpose.HAND_OVER,
    EventKind.POLICY: Purpose.ALARM,
    **dict.fromkeys(
        (
            EventKind.REACTION,
            EventKind.READ,
            EventKind.DELIVERY,
            EventKind.APP_ROLES,
            EventKind.OPTIN,
            EventKind.FEEDBACK,
            EventKind.ACCOUNT_LINKING,
            EventKind.ORDER,
            EventKind.GAME,
            EventKind.TEMPLATE,
            EventKind.MESSAGE_REQUEST,
            EventKind.UNKNOWN,
        ),
        Purpose.COUNT,
    ),
}
