"""When to doubt that what would be told was asked: fits the weights of ``bot/deciding/doubt.py``.

    .venv/bin/python bench/doubt.py [tests/questions/tune.jsonl]

Every labelled question that would be answered is a row of signs, and whether the answer is the labelled one. Prints the
weights (logistic regression), and for some thresholds how many right and how many wrong answers would be doubted.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from questions import ROOT, THIS_YEAR, verdict_of
from sklearn.linear_model import LogisticRegression

from bot.conversation.spine import Conversation
from bot.deciding import resembling
from bot.deciding.decision import Answer
from bot.deciding.doubt import NAMES, row
from bot.domain.talk import Memory

THRESHOLDS = (0.80, 0.85, 0.88, 0.90, 0.92)


@dataclass
class Rows:
    """Signs of answers, and whether each was right."""

    signs: list[tuple[float, ...]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)


def gathered(conversation: Conversation, path: Path) -> Rows:
    """The answers that would be given to labelled questions, if there were no doubt."""
    rows, reader = Rows(), conversation.reader
    resembling.ENOUGH = 0.0  # type: ignore[misc]
    for line in path.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        reading = reader.read(label["text"], THIS_YEAR)
        decision = conversation.decision(reading, Memory())
        if not (isinstance(decision, Answer) and decision.sure):
            continue
        intent = reader.catalogue[decision.request.intent]
        if intent.kind != "talk":
            rows.signs.append(row(resembling.signs_of(decision, reading.question, intent.topic, reader)))
            rows.right.append(not verdict_of(conversation, label, decision).startswith("wrong"))
    return rows


def main() -> None:
    from bot.cli.opening import prepared
    from bot.delivery.content import build_conversation

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, nargs="?", default=ROOT / "tests" / "questions" / "tune.jsonl")
    chosen = parser.parse_args()
    os.environ.setdefault("BOT_INSTANCE_DIR", str(ROOT / "instance"))
    settings, engine = prepared()
    rows = gathered(build_conversation(settings, engine), chosen.path)
    signs, right = np.array(rows.signs, dtype=float), np.array(rows.right)
    signs = signs[:, 1:]  # the constant is the regression's own
    fit = LogisticRegression(max_iter=2000).fit(signs, right)
    weights = (float(fit.intercept_[0]), *map(float, fit.coef_[0]))
    print("  ".join(f"{name} {weight:.2f}" for name, weight in zip(NAMES, weights, strict=True)))
    sure = fit.predict_proba(signs)[:, 1]
    for least in THRESHOLDS:
        doubted = sure < least
        print(
            f"below {least}: {(doubted & right).sum()} of {right.sum()} right, {(doubted & ~right).sum()} of {(~right).sum()} wrong"
        )


if __name__ == "__main__":
    main()
