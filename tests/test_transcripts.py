"""Golden talks: each file is replayed line by line and must come out the same.

`make transcripts` writes them anew; the difference is what to review. Those in `campaign/` go through the talk with
the campaign around it: `(link CODE)` follows an event's link, `(later N)` lets N minutes pass.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.campaign import Talk
from bot.conversation.saying import card_line
from bot.conversation.spine import Conversation
from bot.domain.campaign import Event
from bot.domain.facts import Both
from bot.domain.talk import Incoming, Kind, Memory, Reply, Turn
from bot.quiz.loader import load_items
from bot.store.citizens import still_in_mind

FOLDER = Path(__file__).parent / "transcripts"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
INDENT = " " * 9
Respond = Callable[[Incoming, Memory, datetime], Turn]
NAME = Both("វេទិកាថវិកាឃុំស្វាយចេក", "Budget forum in Svay Chek")
FORUM = Event("EV26-051", date(2026, 11, 23), "010804", "forum", "all", NAME)


class OneEvent:
    """An event calendar with one event."""

    def find(self, folded: str) -> Event | None:
        return FORUM if folded == "EV26051" else None


def shown(turn: Turn) -> list[str]:
    lines = []
    for reply in turn.replies:
        first, *rest = reply.text.splitlines() or [""]
        lines += [f"bot:     {first}", *((INDENT + line).rstrip() for line in rest)]
        lines += [f"{INDENT}card: {card_line(c)} {' '.join(f'[{b.title}]' for b in c.buttons)}" for c in reply.cards]
        if titles := [f"[{button.title}]" for button in (*reply.buttons, *reply.choices)]:
            lines.append(INDENT + " ".join(titles))
    names = " ".join(f"{kind}={id}" for kind, id in sorted(turn.names.items()))
    kind = " (no query)" if turn.profile else ""
    lines.append(f"logged:  {turn.language} {turn.intent or '-'} {turn.outcome}{kind} {names}".rstrip())
    return [*lines, *(f"noted:   {told(note)}" for note in turn.notes)]


def told(note: object) -> str:
    said = " ".join(f"{name}={value}" for name, value in vars(note).items() if value not in ("", (), False))
    return f"{type(note).__name__} {said}"


def tapped(text: str, replies: tuple[Reply, ...]) -> str:
    """The payload of the button, or of the card's first one, whose title was written in square brackets."""
    found = [b.payload for reply in replies for b in (*reply.buttons, *reply.choices) if f"[{b.title}]" == text]
    found += [c.buttons[0].payload for reply in replies for c in reply.cards if f"[{c.title}]" == text]
    assert found, f"there is no button {text}"
    return found[0]


def heard(said: str, replies: tuple[Reply, ...], now: datetime) -> Incoming:
    """What a line of the citizen's means."""
    if said.startswith("["):
        return Incoming("citizen", Kind.TAP, now, tap=tapped(said, replies))
    if link := re.fullmatch(r"\((?:start|link (.+))\)", said):
        return Incoming("citizen", Kind.START, now, ref=link.group(1) or "")
    return Incoming("citizen", Kind.TEXT, now, text=said)


def replay(respond: Respond, text: str) -> str:
    memory, replies, out, now = Memory(), (), [], NOW
    for line in text.splitlines():
        if line.startswith("#") or (not line.strip() and not out):
            out.append(line)
        elif later := re.fullmatch(r"citizen: \(later (\d+)\)", line):
            now += timedelta(minutes=int(later.group(1)))
            memory = still_in_mind(memory, now, 30)
            out += [line, ""]
        elif line.startswith("citizen: "):
            turn = respond(heard(line.removeprefix("citizen: "), replies, now), memory, now)
            memory, replies = turn.memory, turn.replies
            out += [line, *shown(turn), ""]
    return "\n".join(out).rstrip().replace("\ncitizen:", "\n\ncitizen:", 1).replace("\n\n\n", "\n\n") + "\n"


def check(path: Path, respond: Respond) -> None:
    written = path.read_text(encoding="utf-8")
    replayed = replay(respond, written)
    if os.environ.get("CHBAS_WRITE_TRANSCRIPTS"):
        path.write_text(replayed, encoding="utf-8")
    assert replayed == written or os.environ.get("CHBAS_WRITE_TRANSCRIPTS")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_the_talk_comes_out_as_written(path: Path, conversation: Conversation) -> None:
    check(path, conversation.respond)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("campaign/*.txt")), ids=lambda path: path.stem)
def test_the_talk_with_the_campaign_comes_out_as_written(path: Path, conversation: Conversation) -> None:
    check(path, Talk(conversation, OneEvent(), load_items(FOLDER.parent.parent / "quiz")).respond)
