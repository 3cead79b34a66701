"""What stands beside the answers: own taps with own payloads, and replies that share one row of choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.answerer import CHOICES
from bot.domain.campaign import Note, Standing
from bot.domain.talk import Button, Reply


@dataclass(frozen=True)
class Aside:
    """What is said beside the answers, where the citizen stands after it, and what is noted."""

    replies: tuple[Reply, ...]
    standing: Standing
    notes: tuple[Note, ...] = ()


def beside(replies: Sequence[Reply], further: Reply) -> tuple[Reply, ...]:
    """``further`` after the replies. Choices show under the last message only, so it takes theirs along."""
    if not replies:
        return (further,)
    last = replies[-1]
    own = {button.payload for button in further.choices}
    taken = tuple(button for button in last.choices if button.payload not in own)
    return (*replies[:-1], replace(last, choices=()), replace(further, choices=(*further.choices, *taken)[:CHOICES]))


def with_choices(replies: Sequence[Reply], choices: Sequence[Button], line: str = "") -> tuple[Reply, ...]:
    """The same replies with further choices, and perhaps a line, on the last one."""
    if not replies:
        return ()
    last = replies[-1]
    text = f"{last.text}\n\n{line}" if line else last.text
    kept = last.choices[: CHOICES - len(choices)]
    return (*replies[:-1], replace(last, text=text, choices=(*kept, *choices)))
