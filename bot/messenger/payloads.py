"""Replies into Send API messages that keep every limit of the platform."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from bot.domain.talk import Button, Card, Reply
from bot.messenger import limits
from bot.messenger.wire import as_dict, as_list, as_text
from bot.text.clusters import shorten, split_text

logger = logging.getLogger(__name__)

Message = dict[str, Any]
T = TypeVar("T")

_NOTHING = "…"  # stands where Meta demands words and the reply has none


def to_messages(reply: Reply) -> list[Message]:
    """The ``message`` parts of the calls that say ``reply``, in order; an empty reply has none.

    Long texts become several messages, titles that are too long are shortened as a last resort, a button that cannot
    work is left out. Meta: Send API reference, Quick replies, Button template, Generic template.
    """
    links = [choice for choice in reply.choices if _is_link(choice)]  # a quick reply cannot open an address
    buttons = [button for button in (*reply.buttons, *links) if _can_be_tapped(button)]
    choices = [
        replace(choice, payload=choice.payload or choice.title) for choice in reply.choices if choice not in links
    ]
    quick_replies = [_quick_reply(choice) for choice in choices if _can_be_tapped(choice)]
    messages = [*_texts(reply.text, buttons), *_carousels(reply.cards)]
    if quick_replies:  # shown only under the last message: any message after them hides them
        messages = messages or [{"text": _NOTHING}]
        messages[-1]["quick_replies"] = quick_replies[: limits.QUICK_REPLIES]
    return messages


def words_of(message: Mapping[str, Any]) -> str:
    """What a person reads in a ``message`` part: its text, or the text or the titles of its template."""
    template = as_dict(as_dict(message.get("attachment")).get("payload"))
    titles = [as_text(as_dict(card).get("title")) for card in as_list(template.get("elements"))]
    return str(message.get("text") or template.get("text") or " · ".join(titles))


def _texts(text: str, buttons: Sequence[Button]) -> Iterator[Message]:
    parts = split_text(text, limits.TEXT_PART)
    if not buttons:
        yield from ({"text": part} for part in parts)
        return
    before, above_buttons = _last_words(parts)
    yield from ({"text": part} for part in before)
    for some in _groups(buttons, limits.BUTTONS):
        yield _template({"template_type": "button", "text": above_buttons, "buttons": [_button(one) for one in some]})
        above_buttons = _NOTHING


def _last_words(parts: list[str]) -> tuple[list[str], str]:
    """The parts to say first, and the words short enough to stand above buttons."""
    if not parts:
        return [], _NOTHING
    *before, last = parts
    words = split_text(last, limits.BUTTON_TEXT)[-1]
    if rest := last.removesuffix(words).rstrip():
        before.append(rest)
    return before, words


def _carousels(cards: Sequence[Card]) -> Iterator[Message]:
    for some in _groups(cards, limits.CARDS):
        yield _template({"template_type": "generic", "elements": [_element(card) for card in some]})


def _template(payload: dict[str, Any]) -> Message:
    return {"attachment": {"type": "template", "payload": payload}}


def _element(card: Card) -> dict[str, Any]:
    element: dict[str, Any] = {"title": _line(card.title, limits.CARD_TITLE) or _NOTHING}
    buttons = [_button(button) for button in card.buttons if _can_be_tapped(button)]
    if buttons:
        element["buttons"] = buttons[: limits.BUTTONS]
    subtitle = _line(card.subtitle, limits.CARD_SUBTITLE)
    if subtitle or not buttons:  # a title alone is refused
        element["subtitle"] = subtitle or _NOTHING
    return element


def _button(button: Button) -> dict[str, Any]:
    title = _line(button.title, limits.BUTTON_TITLE)
    if button.payload:
        return {"type": "postback", "title": title, "payload": button.payload}
    if button.url.startswith("tel:"):
        return {"type": "phone_number", "title": title, "payload": button.url.removeprefix("tel:")}
    return {"type": "web_url", "title": title, "url": button.url}


def _quick_reply(choice: Button) -> dict[str, Any]:
    title = _line(choice.title, limits.QUICK_REPLY_TITLE)
    return {"content_type": "text", "title": title, "payload": choice.payload}


def _is_link(button: Button) -> bool:
    return bool(button.url) and not button.payload


def _can_be_tapped(button: Button) -> bool:
    """Whether the platform would take it. A payload cannot be cut short: another one would come back."""
    leads_somewhere = bool(button.payload) or button.url.startswith(("https://", "http://", "tel:"))
    fine = bool(button.title.strip()) and leads_somewhere and len(button.payload) <= limits.PAYLOAD
    if not fine:
        logger.warning(
            "A button was left out: the platform would refuse it.", extra={"payload_length": len(button.payload)}
        )
    return fine


def _line(text: str, limit: int) -> str:
    """The text on one line, shortened between letter stacks."""
    return shorten(" ".join(text.split()), limit)


def _groups(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[at : at + size] for at in range(0, len(items), size))
