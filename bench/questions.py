"""How well the labelled questions of citizens are understood.

    .venv/bin/python bench/questions.py [tests/questions/report.jsonl] [--wrong]

For each way of writing: right (the labelled intent answered with the labelled names, or asked back where the label says
so), offered with the right one among the choices, refused, wrong. Questions nobody can answer count as right when they
are refused or offered, or the reply is that nothing is known of it, or a kind word. Intervals are 95 % (Wilson).
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from math import sqrt
from pathlib import Path
from typing import Any

from bot.conversation.spine import Conversation
from bot.deciding.decision import ALTERNATIVE, Answer, AskFor, Decision, Offer, Request
from bot.domain.talk import Memory
from bot.understanding.catalogue import THINGS

ROOT = Path(__file__).parent.parent
THIS_YEAR = 2026
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
UNSCORED = ("year", "variant")  # chosen while answering, not while understanding


@dataclass
class Score:
    """Counts of verdicts for each way of writing, and the questions judged wrong."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    wrong: list[str] = field(default_factory=list)

    def add(self, way: str, verdict: str, text: str) -> None:
        self.counts[way][verdict] += 1
        if verdict.startswith("wrong"):
            self.wrong.append(f"{verdict}: {text}")

    @property
    def all(self) -> Counter[str]:
        return sum(self.counts.values(), Counter())

    @property
    def right_share(self) -> float:
        """Of the answerable questions, those answered or asked back as labelled."""
        counts = self.all
        answerable = sum(counts.values()) - counts["refused rightly"] - counts["wrong: answered the unanswerable"]
        return counts["right"] / max(answerable, 1)

    @property
    def wrong_share(self) -> float:
        """Of all questions, those answered with something else than what was asked."""
        counts = self.all
        return sum(n for verdict, n in counts.items() if verdict.startswith("wrong")) / max(sum(counts.values()), 1)

    def __str__(self) -> str:
        rows = [_row(way, counts) for way, counts in sorted(self.counts.items())]
        return "\n".join(
            [
                "way     questions  right (95 % interval)   offered  refused  asked    wrong",
                *rows,
                _row("all", self.all),
            ]
        )


def judge_file(conversation: Conversation, path: Path, step: int = 1) -> Score:
    """Judge the labelled questions of a file of JSON lines, every one or one in ``step``."""
    score = Score()
    for line in path.read_text(encoding="utf-8").splitlines()[::step]:
        label = json.loads(line)
        reading = conversation.reader.read(label["text"], THIS_YEAR)
        decision = conversation.decision(reading, Memory())
        score.add(label["way"], verdict_of(conversation, label, decision), label["text"])
    return score


def verdict_of(conversation: Conversation, label: dict[str, Any], decision: Decision) -> str:
    """Whether a decision is what a label says: "right", "offered", "refused", "asked needlessly", or how it is wrong."""
    if isinstance(decision, Answer) and decision.also:
        first = replace(decision, also=())
        verdicts = [
            verdict_of(conversation, label, replace(first, request=r)) for r in (decision.request, *decision.also)
        ]
        return "right" if "right" in verdicts else verdicts[0]
    if isinstance(decision, Answer) and not decision.sure:
        return _unsure(conversation, label, decision)
    meant = decision.request.intent if isinstance(decision, Answer | AskFor) else ""
    if label["zone"] in ("refuse", "offer"):
        return (
            "wrong: answered the unanswerable"
            if meant and _claims(conversation, label, decision)
            else "refused rightly"
        )
    if meant == label["intent"]:
        return _same_intent(conversation, label, decision)
    if meant:
        return _otherwise(conversation, label, decision)
    offered = isinstance(decision, Offer) and any(_leads(request, label) for request in decision.requests)
    return "offered" if offered else "refused"


def _leads(request: Request, label: dict[str, Any]) -> bool:
    """Whether an offered question is the labelled one, or about the very thing: the rest is a tap away."""
    names = {kind: id for kind, id in label.get("names", {}).items() if kind in THINGS}
    said = {kind: id for kind, id in request.names.items() if kind in THINGS}
    if any(id not in said.get(kind, id).split(ALTERNATIVE) for kind, id in names.items()):
        return False
    return request.intent == label["intent"] or bool(names) and names.items() <= said.items()


def _unsure(conversation: Conversation, label: dict[str, Any], decision: Answer) -> str:
    """What is told as all that is known of a thing claims to answer nothing; it is right where it holds the answer."""
    if label["zone"] in ("refuse", "offer"):
        return "refused rightly"
    if decision.request.intent == label["intent"]:
        verdict = _same_intent(conversation, label, decision)
    else:
        verdict = _otherwise(conversation, label, decision)
    return "refused" if verdict.startswith("wrong") else verdict


def _claims(conversation: Conversation, label: dict[str, Any], decision: Decision) -> bool:
    """Whether the reply says more than that nothing is known of it, or a kind word, or asks what is too vague."""
    if not isinstance(decision, Answer):
        return label["zone"] == "refuse"
    intent = conversation.reader.catalogue[decision.request.intent]
    return not intent.kind_word and (
        intent.kind == "talk" or conversation.answerer.answer(decision.request, "en").known
    )


def _otherwise(conversation: Conversation, label: dict[str, Any], decision: Decision) -> str:
    """Another intent is right where its answer tells every figure asked for: the essentials, the ministry of a sector."""
    if not isinstance(decision, Answer):
        return "wrong: another intent"
    names = dict(label.get("names", {}))
    year = names.pop("year", "")
    asked = Request(label["intent"], names, int(year) if year else None, decision.request.key)
    wanted, said = (conversation.answerer.answer(request, "en") for request in (asked, decision.request))
    figures = _wanted(label["intent"], wanted.reply.text) - _figures(label["text"])
    if wanted.known and figures and figures <= _figures(said.reply.text):
        return "right"
    thing = conversation.reader.catalogue[decision.request.intent].alone
    same = thing and decision.request.names.get(thing) == names.get(thing)
    return "offered" if same else "wrong: another intent"


def _wanted(intent: str, text: str) -> set[str]:
    """The figures asked for: all of a reply, or of one counted figure the figure itself without the remarks on it."""
    if intent != "figure":
        return _figures(text)
    title, *lines = text.splitlines()
    return next((found for found in map(_figures, lines) if found), set())


def _figures(text: str) -> set[str]:
    """The figures of a reply, without years and without those of its sources."""
    lines = [line for line in text.splitlines() if not line.startswith("Source:")]
    return {figure for line in lines for figure in _FIGURE.findall(line) if not _YEAR.fullmatch(figure)}


def _same_intent(conversation: Conversation, label: dict[str, Any], decision: Decision) -> str:
    if isinstance(decision, AskFor):
        if label["zone"] == "ask":
            return "right"
        return "offered" if label.get("names", {}).get(decision.kind) in decision.options else "asked needlessly"
    knows = conversation.reader.catalogue[label["intent"]].knows
    named = {kind: id for kind, id in label.get("names", {}).items() if kind in knows and kind not in UNSCORED}
    found = decision.request.names if isinstance(decision, Answer) else {}
    if label["zone"] == "ask":
        return "wrong: answered where it had to ask"
    return "right" if all(found.get(kind) == id for kind, id in named.items()) else "wrong: another name"


def _row(way: str, counts: Counter[str]) -> str:
    total = sum(counts.values())
    unanswerable = counts["refused rightly"] + counts["wrong: answered the unanswerable"]
    answerable = max(total - unanswerable, 1)
    low, high = _interval(counts["right"], answerable)
    wrong = sum(n for verdict, n in counts.items() if verdict.startswith("wrong"))
    return (
        f"{way:<8}{total:>9}  {counts['right'] / answerable:>6.1%} ({low:.1%}-{high:.1%}) {counts['offered']:>10}"
        f"{counts['refused']:>9}{counts['asked needlessly']:>7}{wrong:>5} ({wrong / total:.1%})"
    )


def _interval(part: int, whole: int, z: float = 1.96) -> tuple[float, float]:
    share, spread = part / whole, z * z / whole
    middle, half = share + spread / 2, z * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return (middle - half) / (1 + spread), (middle + half) / (1 + spread)


def main() -> None:
    from bot.cli.opening import prepared
    from bot.delivery.content import build_conversation

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, nargs="?", default=ROOT / "tests" / "questions" / "report.jsonl")
    parser.add_argument("--wrong", action="store_true", help="list the questions judged wrong")
    chosen = parser.parse_args()
    os.environ.setdefault("BOT_INSTANCE_DIR", str(ROOT / "instance"))
    settings, engine = prepared()
    score = judge_file(build_conversation(settings, engine), chosen.path)
    print(score)
    if chosen.wrong:
        print("\n".join(score.wrong))


if __name__ == "__main__":
    main()
