"""The quiz as shipped is true; a file at fault says where; which items are asked varies and yet repeats."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.errors import IntentFileError
from bot.faults.fault import say
from bot.messenger import limits
from bot.quiz.course import ASKED, order, pick, shown
from bot.quiz.items import TOPICS, Items
from bot.quiz.loader import load_items
from bot.quiz.truth import quiz_faults, untrue
from bot.store.facts import SqlFacts
from bot.understanding.loader import load_folder

ROOT = Path(__file__).parent.parent.parent
GOOD = (ROOT / "quiz" / "budget" / "what-a-commune-budget-is.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def items() -> Items:
    return load_items(ROOT / "quiz")


@pytest.mark.parametrize("path", sorted((ROOT / "quiz").rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_item_is_proved_by_the_facts(path: Path, items: Items, fact_engine: Engine) -> None:
    facts = SqlFacts(fact_engine, demonstration=False)  # made-up rows prove nothing
    assert untrue(items[path.stem], facts, load_folder(ROOT / "intents")) is None


@pytest.mark.parametrize(
    ("proof", "source", "said"),
    [
        ("share procurement-disclosure 2024 > 0.1", "CTX-API", "say otherwise"),
        ("share procurement-disclosure 1999 < 0.1", "CTX-API", "hold nothing"),
        ("fee birth-registration = 5", "ODC-CIVIL", "say otherwise"),
        ("fee birth-registration = 0", "CTX-API", "another source"),
        ("figure bid-posting-places = 6", "CTX-BID-RULES", "say otherwise"),
        ("intent what-is-procurement", "CTX-API", "rests on 'CTX-LAW-2023'"),
        ("intent nothing-of-that-name", "CTX-API", "no intent"),
        ("everybody knows", "CTX-API", "cannot be read"),
        ("intent what-is-procurement", "NOWHERE", "no source"),
    ],
)
def test_an_untrue_item_is_caught(items: Items, fact_engine: Engine, proof: str, source: str, said: str) -> None:
    item = replace(items["what-public-procurement-is"], proof=proof, source=source)
    assert said in str(untrue(item, SqlFacts(fact_engine, demonstration=False), load_folder(ROOT / "intents")))


def test_bot_check_names_the_file_of_an_untrue_item(items: Items, fact_engine: Engine) -> None:
    wrong = replace(items["what-birth-registration-costs"], proof="fee birth-registration = 5")
    facts, catalogue = SqlFacts(fact_engine, demonstration=False), load_folder(ROOT / "intents")
    (said,) = quiz_faults({**items, wrong.name: wrong}, facts, catalogue)
    assert str(said).startswith("quiz/services/what-birth-registration-costs.yaml: the facts now say otherwise")
    assert say(said, "km").split("៖ ")[1].startswith("ទិន្នន័យឥឡូវខុសពី «fee birth-registration = 5»")


def test_there_are_enough_items_of_each_topic(items: Items) -> None:
    counted = Counter(item.topic for item in items.values())
    assert set(counted) == set(TOPICS) and min(counted.values()) >= ASKED


@pytest.mark.parametrize("language", ["km", "en"])
def test_a_question_with_its_choices_fits_one_message(items: Items, language: str) -> None:
    for item in items.values():
        said = [item.ask, *item.choices]
        assert sum(len(text.get(language)) for text in said) < limits.TEXT_PART / 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("topic: budget", "topic: health", '"topic" cannot be "health"'),
        ("right:", "rigth:", 'no key "rigth". Did you mean "right"?'),
        ("    A loan from a bank\n", "", '"wrong" has 2 answers in "km" and 1 in "en"'),
        ("    A loan from a bank\n", "    The commune chief's own money\n", 'two answers are the same in "en"'),
        ("item: what", "item: that", "Make them equal"),
        ("source: CTX-ISAF\n", "", '"source" is missing'),
        ("proof: intent what-is-a-commune-budget\n", "", '"proof" is missing'),
        ("The commune's money plan for one year", "money " * 30, "is too long"),
    ],
)
def test_a_file_at_fault_says_what_to_mend(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    folder = tmp_path / "quiz"
    folder.mkdir()
    (folder / "what-a-commune-budget-is.yaml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(IntentFileError) as raised:
        load_items(folder)
    assert said in str(raised.value) and str(raised.value).startswith("quiz/what-a-commune-budget-is.yaml")


def test_the_same_items_are_asked_before_and_after_in_another_order(items: Items) -> None:
    changed = 0
    for number in range(40):
        chosen = pick(items, "all", f"citizen {number}", "EV1")
        assert chosen == pick(items, "all", f"citizen {number}", "EV1")
        assert {items[name].topic for name in chosen} == set(TOPICS)
        before, after = (order(chosen, f"citizen {number}", "EV1", moment) for moment in ("pre", "post"))
        assert sorted(before) == sorted(after) == sorted(chosen)
        changed += before != after
    assert changed > 20


def test_items_and_choices_vary_between_citizens(items: Items) -> None:
    sets = Counter(tuple(sorted(pick(items, "all", f"citizen {n}", "EV1"))) for n in range(200))
    assert len(sets) > 15 and max(sets.values()) < 40
    firsts = Counter(shown(items["who-approves-the-commune-budget"], f"citizen {n}")[0] for n in range(300))
    assert set(firsts) == {1, 2, 3} and min(firsts.values()) > 60


def test_an_event_about_one_topic_asks_only_of_it(items: Items) -> None:
    assert {items[name].topic for name in pick(items, "services", "a", "EV1")} == {"services"}
