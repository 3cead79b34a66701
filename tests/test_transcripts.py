"""Golden talks: each file is replayed line by line and must come out the same.

`make transcripts` writes them anew; the difference is what to review.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation.spine import Conversation
from bot.domain.talk import Incoming, Kind, Memory, Reply, Turn

FOLDER = Path(__file__).parent / "transcripts"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
INDENT = " " * 9


def shown(turn: Turn) -> list[str]:
    lines = []
    for reply in turn.replies:
        first, *rest = reply.text.splitlines() or [""]
        lines += [f"bot:     {first}", *(INDENT + line for line in rest)]
        if titles := [f"[{button.title}]" for button in (*reply.buttons, *reply.choices)]:
            lines.append(INDENT + " ".join(titles))
    names = " ".join(f"{kind}={id}" for kind, id in sorted(turn.names.items()))
    lines.append(f"logged:  {turn.language} {turn.intent or '-'} {turn.outcome} {names}".rstrip())
    return lines


def tapped(text: str, replies: tuple[Reply, ...]) -> str:
    """The payload of the button whose title was written in square brackets."""
    found = [b.payload for reply in replies for b in (*reply.buttons, *reply.choices) if f"[{b.title}]" == text]
    assert found, f"there is no button {text}"
    return found[0]


def replay(conversation: Conversation, text: str) -> str:
    memory, replies, out = Memory(), (), []
    for line in text.splitlines():
        if line.startswith("#") or (not line.strip() and not out):
            out.append(line)
        elif line.startswith("citizen: "):
            said = line.removeprefix("citizen: ")
            is_tap = said.startswith("[")
            incoming = Incoming(
                "citizen", Kind.TAP if is_tap else Kind.START if said == "(start)" else Kind.TEXT, NOW,
                text="" if is_tap else said, tap=tapped(said, replies) if is_tap else "",
            )  # fmt: skip
            turn = conversation.respond(incoming, memory, NOW)
            memory, replies = turn.memory, turn.replies
            out += [line, *shown(turn), ""]
    return "\n".join(out).rstrip().replace("\ncitizen:", "\n\ncitizen:", 1).replace("\n\n\n", "\n\n") + "\n"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_the_talk_comes_out_as_written(path: Path, conversation: Conversation) -> None:
    written = path.read_text(encoding="utf-8")
    replayed = replay(conversation, written)
    if os.environ.get("CHBAS_WRITE_TRANSCRIPTS"):
        path.write_text(replayed, encoding="utf-8")
    assert replayed == written or os.environ.get("CHBAS_WRITE_TRANSCRIPTS")
