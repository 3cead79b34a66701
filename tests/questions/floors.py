"""How well citizens' questions are understood: the floors below which no labelled set may fall.

`tune.jsonl` may guide changes; `report.jsonl` is only reported on; so is `situations.jsonl`, in which every service is asked
about by the situation that makes people need it, in spellings of one's own. In `rows.jsonl` each row of the facts is asked
for. Run with -rP to read the figures, or `python bench/questions.py`. The floors may rise, never fall. Of the larger sets
every second or third question is judged here; bench/questions.py judges all. Each set has a file, so that they run side by
side.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.questions import judge_file
from bot.conversation.spine import Conversation

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Floor:
    """Of the answerable questions at least so many are answered right (or rightly asked back), of all at most so many
    wrongly; ``step``: one question in so many is judged."""

    right: float
    wrong: float
    step: int


FLOORS = {
    "tune": Floor(0.881, 0.021, 3),
    "report": Floor(0.94, 0.0135, 2),
    "situations": Floor(0.835, 0.0195, 1),
    "rows": Floor(0.752, 0.042, 2),
}


def lines(name: str) -> list[dict[str, Any]]:
    """The labelled questions of a set."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def hold(name: str, conversation: Conversation) -> None:
    """Judge a set, print its figures, and fail where they are below its floor."""
    floor = FLOORS[name]
    score = judge_file(conversation, FOLDER / f"{name}.jsonl", step=floor.step)
    print(score)
    assert score.right_share >= floor.right, str(score)
    assert score.wrong_share <= floor.wrong, str(score)
