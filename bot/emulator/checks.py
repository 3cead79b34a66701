"""Whether a call of the Send API has the right shape (Meta: Send API reference, templates, quick replies).

Meta gives no words for most of these refusals (U); code and type are what a client may rely on.
Lengths are counted in code points, like the captured refusal of 2001 characters; U for the other limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.emulator.refusals import BAD_RECIPIENT, EMPTY_MESSAGE, Refused, parameter, too_long
from bot.messenger import limits

SENDER_ACTIONS = ("typing_on", "typing_off", "mark_seen", "react", "unreact")
MESSAGING_TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY")
TAGS = ("HUMAN_AGENT", "CUSTOMER_FEEDBACK")  # all others were retired on 27 April 2026 and get error 100
MEDIA = ("audio", "file", "image", "video")


def check_call(call: Mapping[str, Any]) -> None:
    """Refuse a call whose parameters Meta would refuse before looking at the person."""
    _recipient(call.get("recipient"))
    _messaging_type(call)
    if ("message" in call) == ("sender_action" in call):
        _refuse("You must provide either message or sender_action, and not both")
    if "message" in call:
        _message(call["message"])
    elif call["sender_action"] not in SENDER_ACTIONS:
        _refuse(f"Param sender_action must be one of {{{', '.join(SENDER_ACTIONS)}}}")


def check_text(value: object, name: str, limit: int) -> str:
    """The text itself; refused when it is missing, no text or longer than ``limit``."""
    if not isinstance(value, str) or not value.strip():
        _refuse(f"The parameter {name} is required")
    if len(str(value)) > limit:
        raise Refused(too_long(name, limit))
    return str(value)


def check_list(value: object, name: str, most: int, least: int = 0) -> list[Mapping[str, Any]]:
    """The list itself; refused when it is no list of objects or its length is out of bounds."""
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        _refuse(f"Param {name} must be an array of objects")
        return []
    if not least <= len(value) <= most:
        _refuse(f"Param {name} must have between {least} and {most} elements")
    return value


def check_button(button: Mapping[str, Any], name: str, title_limit: int = limits.BUTTON_TITLE) -> None:
    """Refuse a button that opens nothing or says nothing."""
    check_text(button.get("title"), f"{name}[title]", title_limit)
    match button.get("type"):
        case "postback":
            check_text(button.get("payload"), f"{name}[payload]", limits.PAYLOAD)
        case "web_url":
            _url(button.get("url"))
        case "phone_number":
            check_text(button.get("payload"), f"{name}[payload]", limits.PAYLOAD)
        case _:
            _refuse(f"Param {name}[type] must be one of {{POSTBACK, WEB_URL, PHONE_NUMBER}}")


def _refuse(words: str) -> None:
    raise Refused(parameter(words))


def _recipient(recipient: object) -> None:
    if not isinstance(recipient, Mapping) or not recipient.get("id"):
        _refuse("The parameter recipient is required")
        return
    person = str(recipient["id"])
    if not (person.isascii() and person.isdigit()) or not person.strip("0"):
        raise Refused(BAD_RECIPIENT)


def _messaging_type(call: Mapping[str, Any]) -> None:
    kind, tag = call.get("messaging_type"), call.get("tag")
    if kind not in (None, *MESSAGING_TYPES):  # U: whether it may be left out; Meta's own samples do
        _refuse(f"Param messaging_type must be one of {{{', '.join(MESSAGING_TYPES)}}}")
    if (kind == "MESSAGE_TAG" or tag is not None) and tag not in TAGS:
        _refuse(f"Param tag must be one of {{{', '.join(TAGS)}}}")


def _message(message: object) -> None:
    if not isinstance(message, Mapping):
        raise Refused(EMPTY_MESSAGE)
    text, attachment = message.get("text"), message.get("attachment")
    if not attachment and (not text or (isinstance(text, str) and not text.strip())):
        raise Refused(EMPTY_MESSAGE)
    if text and attachment:
        _refuse("You can only specify one of message[text] and message[attachment]")
    if text:
        check_text(text, "message[text]", limits.TEXT)
    else:
        _attachment(attachment)
    _quick_replies(message)
    if "metadata" in message:
        check_text(message["metadata"], "message[metadata]", limits.METADATA)


def _quick_replies(message: Mapping[str, Any]) -> None:
    if "quick_replies" not in message:
        return
    for reply in check_list(message["quick_replies"], "message[quick_replies]", limits.QUICK_REPLIES, 1):
        name = "message[quick_replies][n]"
        if reply.get("content_type") not in ("text", "user_phone_number", "user_email"):
            _refuse(f"Param {name}[content_type] must be one of {{TEXT, USER_PHONE_NUMBER, USER_EMAIL}}")
        if reply["content_type"] == "text":
            check_text(reply.get("title"), f"{name}[title]", limits.QUICK_REPLY_TITLE)  # U: perhaps only cut
            check_text(reply.get("payload"), f"{name}[payload]", limits.PAYLOAD)


def check_media(attachment: object) -> None:
    """Refuse an attachment that could not be fetched or sent."""
    _attachment(attachment)


def _attachment(attachment: object) -> None:
    kind = attachment.get("type") if isinstance(attachment, Mapping) else None
    payload = attachment.get("payload") if isinstance(attachment, Mapping) else None
    if kind not in (*MEDIA, "template"):
        _refuse("Param message[attachment][type] is not supported. Please check developer docs for details")
    if not isinstance(payload, Mapping):
        _refuse("The parameter message[attachment][payload] is required")
    elif kind == "template":
        _template(payload)
    elif not payload.get("attachment_id"):
        _url(payload.get("url"))


def _template(payload: Mapping[str, Any]) -> None:
    name = "message[attachment][payload]"
    match payload.get("template_type"):
        case "button":
            check_text(payload.get("text"), f"{name}[text]", limits.BUTTON_TEXT)
            for button in check_list(payload.get("buttons"), f"{name}[buttons]", limits.BUTTONS, 1):
                check_button(button, f"{name}[buttons][n]")
        case "generic":
            for card in check_list(payload.get("elements"), f"{name}[elements]", limits.CARDS, 1):
                _card(card, f"{name}[elements][n]")
        case _:
            _refuse(f"Param {name}[template_type] is not supported")


def _card(card: Mapping[str, Any], name: str) -> None:
    check_text(card.get("title"), f"{name}[title]", limits.CARD_TITLE)
    if not any(card.get(key) for key in ("subtitle", "image_url", "buttons", "default_action")):
        _refuse(f"Param {name} must have at least one property besides title")
    if card.get("subtitle"):
        check_text(card["subtitle"], f"{name}[subtitle]", limits.CARD_SUBTITLE)
    if "buttons" in card:
        for button in check_list(card["buttons"], f"{name}[buttons]", limits.BUTTONS, 1):
            check_button(button, f"{name}[buttons][n]")


def _url(url: object) -> None:
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        _refuse(f"{url} should represent a valid URL")
