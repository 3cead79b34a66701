"""How well citizens' questions are understood: a labelled set in four ways of writing.

`tests/questions/tune.jsonl` may guide changes; `report.jsonl` is only reported on; so is `situations.jsonl`, in which every
service is asked about by the situation that makes people need it, in spellings of one's own. In `rows.jsonl` each row of
the facts is asked for. Run with -rP to read the figures, or `python bench/questions.py`. The floors below may rise, never
fall. Of the larger sets every second or third question is judged here; bench/questions.py judges all.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.questions import Score, judge_file
from bot.conversation.spine import Conversation

FOLDER = Path(__file__).parent / "questions"
# Of the answerable questions at least so many answered right (or rightly asked back), of all at most so many wrongly.
FLOORS = {"tune": (0.878, 0.021), "report": (0.935, 0.0155), "situations": (0.82, 0.021), "rows": (0.735, 0.046)}
STEPS = {"tune": 3, "report": 2, "situations": 1, "rows": 2}
WAYS = {"km", "en", "rom", "mixed"}


def lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def every_line() -> list[dict[str, object]]:
    return [line for name in FLOORS for line in lines(name)]


@pytest.mark.parametrize("name", FLOORS)
def test_understanding_does_not_fall(name: str, conversation: Conversation) -> None:
    score: Score = judge_file(conversation, FOLDER / f"{name}.jsonl", step=STEPS[name])
    print(score)
    right, wrong = FLOORS[name]
    assert score.right_share >= right, str(score)
    assert score.wrong_share <= wrong, str(score)


def test_the_set_is_large_and_asks_in_all_ways() -> None:
    every = every_line()
    assert len(every) >= 900
    assert {str(line["way"]) for line in every} == WAYS
    assert len({str(line["text"]) for line in every}) == len(every)


def test_every_label_names_an_intent(conversation: Conversation) -> None:
    for line in every_line():
        assert not line["intent"] or line["intent"] in conversation.reader.catalogue, line


def test_no_question_of_the_report_is_an_example(conversation: Conversation) -> None:
    reader = conversation.reader
    known = {reader.key_of(e) for intent in reader.catalogue.values() for e in intent.examples}
    reported = [*lines("report"), *lines("situations"), *lines("rows")]
    long = [line for line in reported if len(str(line["text"])) > 40]
    repeated = [line["text"] for line in long if reader.extractor.example(str(line["text"])) in known]
    assert not repeated
