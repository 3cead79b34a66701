"""How surely names are found: in the labelled questions, and in names of communes spelt wrong.

    .venv/bin/python -m bench.names [--each 400]

Recall: of the names that labels give, how many were found alone. Precision: of the names found where the label gives one
of that kind, how many are that one. Names of communes are damaged by random edits of one letter and asked about with
their district; found among others means that the bot asks which one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from bench.intents import edited
from bot.cli.opening import prepared
from bot.delivery.content import build_conversation
from bot.domain.facts import Place
from bot.understanding.reader import Reader

ROOT = Path(__file__).parent.parent
KINDS = ("place", "service", "project", "ministry", "supplier", "category", "sector")
THIS_YEAR = 2026


def labelled(reader: Reader) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted((ROOT / "tests" / "questions").glob("*.jsonl")):
        for label in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            found = reader.read(label["text"], THIS_YEAR).question.found
            for kind, id in label.get("names", {}).items():
                if kind in KINDS:
                    counts[kind][_verdict(found.get(kind, ()), id)] += 1
    print("labelled questions   names  recall  precision  among others  missed  wrong")
    for kind in KINDS:
        of = counts[kind]
        total, right = sum(of.values()), of["right"]
        print(
            f"{kind:<20}{total:>6}{right / max(total, 1):>8.1%}{right / max(right + of['wrong'], 1):>11.1%}"
            f"{of['among others']:>14}{of['missed']:>8}{of['wrong']:>7}"
        )


def misspelt(reader: Reader, known: Mapping[str, Place], each: int) -> None:
    chance = random.Random(3)
    places = [place for place in known.values() if place.level == "commune"]
    print("\ncommunes             right  among others  missed  wrong")
    for edits in (0, 1, 2):
        for language, text in (("km", "ថវិកាឃុំ{} ស្រុក{}"), ("en", "budget of {} commune in {}")):
            counts: Counter[str] = Counter()
            for place in chance.sample(places, each):
                damage = edited(edits, chance)
                names = [getattr(one.name, language) for one in (place, known[place.parent])]
                read = reader.read(text.format(damage(names[0]), names[1]), THIS_YEAR).question
                counts[_verdict(read.found.get("place", ()), place.code)] += 1
            shares = "".join(f"{counts[name] / each:>9.1%}" for name in ("right", "among others", "missed", "wrong"))
            print(f"{language}, {edits} wrong letters   {shares}")


def _verdict(ids: tuple[str, ...], id: str) -> str:
    if not ids:
        return "missed"
    if id in ids:
        return "right" if len(ids) == 1 else "among others"
    return "wrong"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=400, help="communes asked about for each line")
    each = parser.parse_args().each
    os.environ.setdefault("BOT_INSTANCE_DIR", str(ROOT / "instance"))
    settings, engine = prepared()
    conversation = build_conversation(settings, engine)
    labelled(conversation.reader)
    misspelt(conversation.reader, conversation.answerer.facts.places(), each)


if __name__ == "__main__":
    main()
