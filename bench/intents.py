"""How well intents are told apart on public sets of questions, with the class that the bot itself uses.

    .venv/bin/python bench/intents.py --train A.jsonl --dev B.jsonl [--oos C.jsonl] [--shots 8 --draws 10]

A line of a file is {"text": …, "intent": …}. Prints accuracy with its 95 % interval, how often the right intent is among
the first three, the three zones (answered, offered, refused) at the bot's own thresholds, how many questions out of scope
are refused when at most 1 or 3 points of accuracy are given up for it, accuracy with one and two wrong letters and
without spaces, processor time and memory. The sets are not part of the project; docs/understanding.md says where they are.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from bot.deciding.decide import LEAD, MAYBE, SURE
from bot.text.normalise import match_key
from bot.understanding.matcher import Candidate, Matcher, Sample

Line = tuple[str, str]
"""A question and its intent."""
COLD = """
import pickle, re, sys, time
began = time.perf_counter()
with open(sys.argv[1], "rb") as file:
    matcher = pickle.load(file)
matcher.match(sys.argv[2])
seconds = time.perf_counter() - began
with open("/proc/self/status") as status:  # not getrusage: it tells of the process that started this one, too
    print(seconds, int(re.search(r"VmHWM:\\s+(\\d+)", status.read()).group(1)) / 1024)
"""


@dataclass(frozen=True)
class Guess:
    """What was made of one question."""

    intent: str
    found: list[Candidate]
    seconds: float  # of processor time

    @property
    def right(self) -> bool:
        return bool(self.found) and self.found[0].intent == self.intent

    @property
    def score(self) -> float:
        return self.found[0].score if self.found else 0.0

    @property
    def zone(self) -> str:
        second = self.found[1].score if len(self.found) > 1 else 0.0
        if self.score < MAYBE:
            return "refused"
        return "answered" if self.score >= SURE and self.score - second >= LEAD else "offered"


def read(path: Path) -> list[Line]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(row["text"], row.get("intent", "")) for row in rows]


def few(lines: Iterable[Line], shots: int, draw: int) -> list[Line]:
    """So many examples of each intent, drawn anew for each draw."""
    of: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        of[line[1]].append(line)
    chance = random.Random(draw)
    return [line for found in of.values() for line in chance.sample(found, min(shots, len(found)))]


def learnt(lines: Sequence[Line]) -> Matcher:
    return Matcher([Sample(intent, key, text) for text, intent in lines if (key := match_key(text))])


def guesses(matcher: Matcher, lines: Iterable[Line], damage: Callable[[str], str] = str) -> list[Guess]:
    done = []
    for text, intent in lines:
        began = time.process_time()
        key = match_key(damage(text))
        equal = matcher.exact(key)
        found = [Candidate(name, 1.0, text) for name in equal] if len(equal) == 1 else matcher.match(key)
        done.append(Guess(intent, found, time.process_time() - began))
    return done


def edited(count: int, chance: random.Random) -> Callable[[str], str]:
    """Damages a text by so many random edits of one letter, none of them the first."""

    def damage(text: str) -> str:
        letters = list(text)
        for _ in range(count):
            at, kind = chance.randrange(1, max(len(letters), 2)), chance.randrange(4)
            if kind == 0 and len(letters) > 1:
                del letters[at]
            elif kind == 1 and at + 1 < len(letters):
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            elif kind == 2:
                letters.insert(at, chance.choice(text))
            else:
                letters[at : at + 1] = chance.choice(text)
        return "".join(letters)

    return damage


def share(found: Sequence[Guess], true: Callable[[Guess], bool]) -> float:
    return sum(map(true, found)) / max(len(found), 1)


def interval(part: float, whole: int, z: float = 1.96) -> str:
    middle, half = part + z * z / (2 * whole), z * sqrt(part * (1 - part) / whole + z * z / (4 * whole * whole))
    return f"{(middle - half) / (1 + z * z / whole):.1%}-{(middle + half) / (1 + z * z / whole):.1%}"


def refused_for(points: float, inside: Sequence[Guess], outside: Sequence[Guess]) -> float:
    """Share of ``outside`` below the highest threshold that costs ``inside`` at most so many points of accuracy."""
    best = share(inside, lambda one: one.right)
    for threshold in sorted({one.score for one in inside}, reverse=True):
        if best - share(inside, lambda one, at=threshold: one.right and one.score >= at) <= points / 100:
            return share(outside, lambda one, at=threshold: one.score < at)
    return 0.0


def tell(train: list[Line], dev: list[Line], oos: list[Line]) -> None:
    began = time.process_time()
    matcher = learnt(train)
    built = time.process_time() - began
    found, chance = guesses(matcher, dev), random.Random(1)
    right = share(found, lambda one: one.right)
    first = share(found, lambda one: one.intent in [candidate.intent for candidate in one.found[:3]])
    print(f"accuracy                {right:.1%} ({interval(right, len(found))}), among the first three {first:.1%}")
    for zone in ("answered", "offered", "refused"):
        of = [one for one in found if one.zone == zone]
        good = share(of, lambda one: one.right)
        print(f"  {zone:<22}{len(of) / len(found):.1%} of all; the first is right in {good:.1%} of these")
    for name, damage in (("one wrong letter", edited(1, chance)), ("two wrong letters", edited(2, chance)),
                         ("without spaces", lambda text: text.replace(" ", ""))):  # fmt: skip
        print(f"  {name:<22}{share(guesses(matcher, dev, damage), lambda one: one.right):.1%}")
    if oos:
        outside = guesses(matcher, oos)
        told = ", ".join(f"{refused_for(p, found, outside):.1%} for {p} points" for p in (1, 3))
        print(
            f"out of scope refused    {told}; at the bot's thresholds {share(outside, lambda o: o.zone != 'answered'):.1%}"
        )
    times = sorted(1000 * one.seconds for one in found)
    print(f"processor a question    p50 {times[len(times) // 2]:.1f} ms, p99 {times[len(times) * 99 // 100]:.1f} ms")
    cold, memory, size = cold_start(matcher, dev[0][0])
    print(f"built in {built:.1f} s of processor; kept {size / 1e6:.0f} MB; a new process answers after {cold:.1f} s "
          f"with {memory:.0f} MB")  # fmt: skip


def cold_start(matcher: Matcher, text: str) -> tuple[float, float, int]:
    """Seconds until a new process has answered, its memory in MB, and the size of what it reads, in bytes."""
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(pickle.dumps(matcher, protocol=pickle.HIGHEST_PROTOCOL))
        kept.flush()
        done = subprocess.run(
            [sys.executable, "-c", COLD, kept.name, match_key(text)], capture_output=True, text=True, check=True
        )
        seconds, memory = map(float, done.stdout.split())
        return seconds, memory, Path(kept.name).stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--oos", type=Path, help="questions that no intent of --train answers")
    parser.add_argument("--shots", type=int, default=0, help="examples of each intent (default: all)")
    parser.add_argument("--draws", type=int, default=1, help="how often to draw them; accuracy is then told only")
    chosen = parser.parse_args()
    train, dev, oos = read(chosen.train), read(chosen.dev), read(chosen.oos) if chosen.oos else []
    if chosen.draws == 1:
        tell(few(train, chosen.shots, 0) if chosen.shots else train, dev, oos)
        return
    found = []
    for draw in range(chosen.draws):
        right = share(guesses(learnt(few(train, chosen.shots, draw)), dev), lambda one: one.right)
        found.append(right)
        print(f"draw {draw + 1}: {right:.1%}", flush=True)
    mean = sum(found) / len(found)
    spread = sqrt(sum((one - mean) ** 2 for one in found) / max(len(found) - 1, 1))
    print(f"mean {mean:.1%} ± {spread:.1%} (standard deviation of the draws)")


if __name__ == "__main__":
    main()
