"""All that a citizen reads of a reply, and all there is to tap in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.conversation.asking import MENU
from bot.domain.talk import Card, Reply


def words(replies: Iterable[Reply]) -> str:
    """The words of replies, those of their cards included."""
    return "\n".join(line for reply in replies for line in (reply.text, *map(card_line, reply.cards)))


def card_line(card: Card) -> str:
    """A card on one line."""
    return f"{card.title} · {card.subtitle}" if card.subtitle else card.title


def offered(replies: Sequence[Reply]) -> tuple[str, ...]:
    """What a typed number stands for: the cards of the last reply from left to right, then its choices."""
    if not replies:
        return ()
    first = (next((button.payload for button in card.buttons if button.payload), "") for card in replies[-1].cards)
    # A card with nothing to tap for the bot keeps its number: the menu stands for it.
    return (*(payload or MENU for payload in first), *(one.payload for one in replies[-1].choices if one.payload))
