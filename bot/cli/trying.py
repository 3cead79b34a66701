"""`bot try`: why the bot answers as it does."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.opening import opened
from bot.cli.wording import in_language
from bot.conversation.explaining import explain
from bot.conversation.saying import words
from bot.conversation.spine import Conversation
from bot.faults.fault import sentence


@click.command("try")
@click.argument("question", required=False)
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Many questions: JSON lines with a key 'text' (or 'question'), or one question a line.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one line a question.")
@in_language
def try_(question: str | None, path: Path | None, as_json: bool, language: str) -> None:
    """Show what is understood of a QUESTION: language, names found, best candidates and the reply."""
    if (question is None) == (path is None):
        raise click.UsageError(sentence("try_usage", language))
    questions = [question or ""] if path is None else _questions(path)
    _, content = opened()
    for text in questions:
        row = explained(content.conversation, text)
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n" if as_json else _readable(row, language) + "\n")


def explained(conversation: Conversation, text: str) -> dict[str, Any]:
    """All that is known of how one question is understood, as plain values."""
    found = explain(conversation, text, datetime.now(UTC))
    turn = found.turn
    return {
        "text": text,
        "language": found.script,
        "reply_language": turn.language,
        "names": found.names,
        "zone": _zone(turn.outcome),
        "outcome": str(turn.outcome),
        "intent": turn.intent,
        "score": turn.score,
        "candidates": [{"intent": c.intent, "score": c.score, "example": c.example} for c in found.candidates],
        "reply": "\n\n".join(words([reply]) for reply in turn.replies),
        "buttons": [b.title for reply in turn.replies for b in (*reply.buttons, *reply.choices)],
    }


def _zone(outcome: str) -> str:
    zones = {"offered": "offer", "not_understood": "refuse", "no_data": "refuse", "asked_back": "ask"}
    return zones.get(outcome, "answer")


def _questions(path: Path) -> list[str]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_question(number, line) for number, line in enumerate(lines, 1)]


def _question(number: int, line: str) -> str:
    if not line.lstrip().startswith("{"):
        return line.strip()
    try:
        row = json.loads(line)
    except ValueError as error:
        raise click.UsageError(f"Line {number} is not JSON: {error}.") from error
    text = row.get("text", row.get("question"))
    if not isinstance(text, str):
        raise click.UsageError(f"Line {number} has no 'text'.")
    return text


def _readable(row: dict[str, Any], language: str) -> str:
    names = ", ".join(f"{kind}: {' / '.join(ids[:5])}" for kind, ids in row["names"].items())
    rows = [
        ("try_question", row["text"]),
        ("try_language", sentence("try_languages", language, asked=row["language"], replied=row["reply_language"])),
        ("try_names", names or sentence("none", language)),
        ("try_decision", f"{row['outcome']} {row['intent']} ({row['score']:.2f})"),
        *(("try_candidate", f"{c['score']:.2f} {c['intent']}: {c['example']}") for c in row["candidates"]),
        ("try_reply", "".join(f"\n  {line}" for line in row["reply"].splitlines())),
        ("try_buttons", " | ".join(row["buttons"])),
    ]
    return "\n".join(f"{sentence(name, language):<11}{text}" for name, text in rows)
