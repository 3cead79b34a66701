"""How long matching takes as the number of examples grows.

    .venv/bin/python -m bench.match [--sizes 1000,5000,20000,50000]

Examples are made by recombining the words of the shipped intent files, fifty to an intent, Khmer and English mixed, so
that letter groups are as frequent as in real questions. Prints CPU milliseconds a question, build time and memory, and
how soon a new process that reads back what was learnt answers, and its memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from pathlib import Path

from bench.intents import cold_start
from bot.text.normalise import match_key
from bot.understanding.loader import load_folder
from bot.understanding.matcher import Matcher, Sample

ROOT = Path(__file__).parent.parent
EACH = 50  # examples an intent
ASKED = 300


def made_up(count: int, chance: random.Random) -> list[Sample]:
    pieces = [example.text for intent in load_folder(ROOT / "intents").values() for example in intent.examples]
    rows = []
    for number in range(count):
        one, two = chance.choice(pieces), chance.choice(pieces)
        text = one[: chance.randint(len(one) // 2, len(one))] + " " + two[chance.randint(0, len(two) // 2) :]
        rows.append(Sample(f"intent-{number // EACH}", match_key(text), text))
    return rows


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def measure(size: int, chance: random.Random) -> None:
    rows = made_up(size, chance)
    began = time.process_time()
    matcher = Matcher(rows)
    built = time.process_time() - began
    spent = []
    for key in [sample.key for sample in chance.choices(rows, k=ASKED)]:
        began = time.process_time()
        matcher.match(key[1:] + "x")
        spent.append(1000 * (time.process_time() - began))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, memory, kept = cold_start(matcher, rows[0].shown)
    print(
        f"{size:>8,} {percentile(spent, 0.5):>9.2f} {percentile(spent, 0.99):>9.2f} {built:>10.1f} {peak:>9.0f}"
        f" {seconds:>9.2f} {memory:>9.0f} {kept / 1e6:>9.0f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,5000,20000,50000")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    print("examples    p50 ms    p99 ms    build s   peak MB    cold s   cold MB   kept MB")
    for size in sizes:
        measure(size, random.Random(7))


if __name__ == "__main__":
    main()
