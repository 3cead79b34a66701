"""Groups questions by likeness, so that staff see one thing to teach and not a hundred wordings of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.store.unanswered import Unanswered
from bot.text.normalise import match_key
from bot.understanding.traits import cosines

ALIKE = 0.55  # of 1; the mean of shared letter groups (cosine) and of letters in order (RapidFuzz's ratio)


@dataclass(frozen=True)
class Group:
    """Questions that ask alike, newest first; the first wording is the most frequent one."""

    questions: Sequence[Unanswered]
    wordings: Sequence[str]

    @property
    def id(self) -> int:
        """The number of one of them, by which the group is found again."""
        return self.questions[0].id

    @property
    def count(self) -> int:
        return len(self.questions)

    @property
    def ids(self) -> list[int]:
        return [question.id for question in self.questions]


def grouped(questions: Sequence[Unanswered]) -> Sequence[Group]:
    """Groups of like questions, the most frequent first. A thousand take about a second, the same ones again nothing."""
    return _grouped(tuple(questions))


@functools.lru_cache(maxsize=2)
def _grouped(questions: tuple[Unanswered, ...]) -> tuple[Group, ...]:
    same: dict[str, list[Unanswered]] = {}
    for question in questions:
        same.setdefault(match_key(question.text), []).append(question)
    same.pop("", None)
    keys = sorted(same, key=lambda key: -len(same[key]))
    groups = [_group([question for key in keys_of_one for question in same[key]]) for keys_of_one in _clusters(keys)]
    return tuple(sorted(groups, key=lambda group: (-group.count, -group.id)))


def _clusters(keys: Sequence[str]) -> list[list[str]]:
    """Each key joins the commonest key it is like enough; chains of likeness would drift away from the question."""
    if not keys:
        return []
    # processor=None: RapidFuzz's own tears Khmer vowels off.
    alike = cosines(keys) / 2 + cdist(keys, keys, scorer=fuzz.ratio, processor=None, dtype=np.float32) / 200
    heads: list[int] = []
    members: dict[int, list[str]] = {}
    for number, key in enumerate(keys):
        near = max(heads, key=lambda head: float(alike[number, head]), default=None)
        if near is None or alike[number, near] < ALIKE:
            heads.append(number)
            members[number] = [key]
        else:
            members[near].append(key)
    return list(members.values())


def _group(questions: list[Unanswered]) -> Group:
    counts: dict[str, int] = {}
    for question in questions:
        counts[question.text] = counts.get(question.text, 0) + 1
    wordings = sorted(counts, key=lambda text: -counts[text])
    return Group(sorted(questions, key=lambda question: -question.id), wordings)
