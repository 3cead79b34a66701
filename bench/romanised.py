"""How well Khmer words are known by their sound, however they are spelt in Latin letters.

    .venv/bin/python bench/romanised.py VARIANTS.tsv

VARIANTS.tsv has a Khmer word and, in the second column, the spellings people use, parted by commas. Each spelling is
compared by its sound key with every Khmer word of the bot's own lexicon (words of the file that stand in the intent
files, and the names of all communes): is the right word first, is it among the first three? Equal sounds share a rank.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.text.normalise import match_key
from bot.text.romanise import khmer_sound, latin_sound
from bot.understanding.loader import load_folder

ROOT = Path(__file__).parent.parent


def rank(spelling: str, right: str, sounds: dict[str, str]) -> tuple[int, int]:
    """How many words sound nearer than the right one, and how many just as near."""
    heard = latin_sound(spelling).replace(" ", "")
    found = process.extract(heard, sounds, scorer=fuzz.ratio, processor=None, limit=None)
    own = next(score for _, score, word in found if word == right)
    return sum(score > own for _, score, _ in found), sum(score == own for _, score, word in found if word != right)


def tell(name: str, pairs: list[tuple[str, str]], sounds: dict[str, str]) -> None:
    ranks = [rank(spelling, word, sounds) for word, spelling in pairs]
    first = sum(better == 0 for better, _ in ranks) / len(ranks)
    alone = sum(better == 0 and same == 0 for better, same in ranks) / len(ranks)
    three = sum(better + same < 3 for better, same in ranks) / len(ranks)
    print(f"{name:<24}{len(pairs):>7}{len(sounds):>9}{first:>10.1%}{alone:>10.1%}{three:>14.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("variants", type=Path)
    chosen = parser.parse_args()
    said = "\n".join(match_key(e.text) for intent in load_folder(ROOT / "intents").values() for e in intent.examples)
    rows = [line.split("\t") for line in chosen.variants.read_text(encoding="utf-8").splitlines()[1:] if "\t" in line]
    known = [(khmer, spellings) for khmer, spellings in rows if match_key(khmer) in said]
    words = [(khmer, spelling.strip()) for khmer, spellings in known for spelling in spellings.split(",")]
    print("                      spellings    words     first first, alone  first three")
    tell("words of the intents", words, {khmer: _sound(khmer) for khmer, _ in known})
    with (ROOT / "facts" / "place.csv").open(encoding="utf-8-sig", newline="") as file:
        places = [row for row in csv.DictReader(file) if row["level"] == "commune"]
    names = [(row["name_km"], row["name_en"]) for row in places]
    tell("names of communes", names, {row["name_km"]: _sound(row["name_km"]) for row in places})


def _sound(khmer: str) -> str:
    return khmer_sound(match_key(khmer)).replace(" ", "")


if __name__ == "__main__":
    main()
