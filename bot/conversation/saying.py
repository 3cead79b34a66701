"""What one turn says: what a citizen reads of it, and all there is to tap in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.conversation.asking import MENU
from bot.domain.talk import Card, Language, Memory, Outcome, Reply


@dataclass(frozen=True)
class Said:
    """What one turn says and what it leaves behind."""

    replies: tuple[Reply, ...]
    outcome: Outcome
    intent: str = ""
    topic: str = ""
    score: float = 0.0
    about: Memory | None = None  # what to remember of names, intent and questions asked; None: as before
    names: dict[str, str] = field(default_factory=dict)
    demonstration: bool = False
    forget: bool = False
    wants_person: bool = False
    wants_bot: bool = False
    asks_known: bool = False
    own_data: bool = False
    language: Language | None = None  # chosen by the citizen in this turn


def words(replies: Iterable[Reply]) -> str:
    """The words of replies, those of their cards included."""
    return "\n".join(line for reply in replies for line in (reply.text, *map(card_line, reply.cards)))


def card_line(card: Card) -> str:
    """A card on one line."""
    return f"{card.title} · {card.subtitle}" if card.subtitle else card.title


def to_tap(reply: Reply) -> list[tuple[str, str]]:
    """What can be tapped in a reply, in the order of the screen: the wording of cards, buttons and choices, and for each
    what it stands for."""
    first = [next((button.payload for button in card.buttons if button.payload), "") for card in reply.cards]
    # A card with nothing to tap for the bot keeps its number: the menu stands for it.
    cards = [(card_line(card), payload or MENU) for card, payload in zip(reply.cards, first, strict=True)]
    return [*cards, *((one.title, one.payload) for one in (*reply.buttons, *reply.choices) if one.payload)]


def offered(replies: Sequence[Reply]) -> tuple[str, ...]:
    """What a typed number stands for: what can be tapped in the last reply."""
    return tuple(payload for _, payload in to_tap(replies[-1])) if replies else ()
