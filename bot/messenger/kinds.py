"""Every kind of webhook event."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """What an event tells. Meta: Webhooks for Messenger Platform, webhook events."""

    # Something the citizen says to the bot.
    TEXT = "text"
    QUICK_REPLY = "quick_reply"
    POSTBACK = "postback"  # a button, the menu or an ice breaker
    START = "start"  # Get Started, or a link or advertisement into the talk
    STICKER = "sticker"  # the thumbs-up too
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    SHARE = "share"  # a link, a post or a reel
    UNSUPPORTED = "unsupported"  # a message that webhooks cannot carry
    # Something that changes what was said.
    REACTION = "reaction"
    EDIT = "edit"
    UNSEND = "unsend"
    # What became of the Page's own messages.
    READ = "read"
    DELIVERY = "delivery"
    ECHO = "echo"
    # Who holds the talk, and what the platform thinks of the Page.
    STANDBY = "standby"  # another app or a person of the staff holds the talk
    HANDOVER = "handover"
    APP_ROLES = "app_roles"
    POLICY = "policy"
    # Of no use here, but known.
    OPTIN = "optin"
    FEEDBACK = "feedback"
    ACCOUNT_LINKING = "account_linking"
    ORDER = "order"
    GAME = "game"
    TEMPLATE = "template"
    MESSAGE_REQUEST = "message_request"
    UNKNOWN = "unknown"
