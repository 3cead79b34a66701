"""Somebody with a computer and all published tables tries to work out the numbers that were hidden."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from sqlalchemy import Engine, delete

from bot.reach.daybook import daybook
from bot.reach.open_tables import HIDDEN, SEXES, Table, open_tables
from bot.reach.published import publish, published
from bot.reach.rollup import roll_up
from bot.reach.suppression import SMALLEST, SPREAD, protect_line, protect_table
from bot.store.campaign_tables import profile
from bot.store.talk_tables import query
from tests.reach.turns import PHNOM_PENH, turn

Key = tuple[Any, ...]


class Attacker:
    """Knows the tables and the rules: sums that must hold, that zeros are told and so what is hidden is at least 1."""

    def __init__(self) -> None:
        self.known: dict[Key, int] = {}
        self.unknown: list[Key] = []
        self.equal: list[tuple[list[Key], int]] = []
        self.least: list[tuple[list[Key], int]] = []

    def learn(self, key: Key, value: int | None) -> None:
        if value is HIDDEN:
            self.unknown.append(key)
        else:
            self.known[key] = value

    def adds_up(self, parts: list[Key], total: int) -> None:
        self.equal.append((parts, total))

    def covers(self, parts: list[Key], total: int) -> None:
        """Everybody of the total is in at least one of the parts."""
        self.least.append((parts, total))

    def bounds(self, key: Key, floor: int = 1) -> tuple[float, float]:
        """The least and the most a hidden number can be."""
        at = {name: number for number, name in enumerate(self.unknown)}

        def row(parts: list[Key]) -> tuple[np.ndarray, int]:
            line = np.zeros(len(at))
            for part in parts:
                if part in at:
                    line[at[part]] = 1
            return line, sum(self.known.get(part, 0) for part in parts)

        equal = [(line, total - known) for parts, total in self.equal for line, known in [row(parts)]]
        least = [(-line, known - total) for parts, total in self.least for line, known in [row(parts)]]
        found = []
        for sign in (1, -1):
            goal = np.zeros(len(at))
            goal[at[key]] = sign
            answer = linprog(
                goal,
                A_eq=np.array([line for line, _ in equal]) if equal else None,
                b_eq=[value for _, value in equal] or None,
                A_ub=np.array([line for line, _ in least]) if least else None,
                b_ub=[value for _, value in least] or None,
                bounds=(floor, None),
            )
            found.append(sign * answer.fun if answer.status == 0 else -sign * np.inf)
        return found[0], found[1]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_no_small_number_of_a_row_can_be_computed(values: list[int]) -> None:
    mask = protect_line(values, [value < SMALLEST for value in values])
    if mask is None:
        return
    eve = Attacker()
    for at, (value, hide) in enumerate(zip(values, mask, strict=True)):
        eve.learn((at,), HIDDEN if hide else value)
    eve.adds_up([(at,) for at in range(len(values))], sum(values))
    for at, value in enumerate(values):
        if 0 < value < SMALLEST:
            low, high = eve.bounds((at,))
            assert low <= value and high >= value + SPREAD


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 25), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_small_number_of_a_table_can_be_computed(values: list[list[int]]) -> None:
    small = [[value < SMALLEST for value in row] for row in values]
    mask = protect_table(values, small)
    if mask is None:
        return
    eve = Attacker()
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            eve.learn((r, c), HIDDEN if mask[r][c] else value)
        eve.adds_up([(r, c) for c in range(3)], sum(row))
    for c in range(3):
        eve.adds_up([(r, c) for r in range(len(values))], sum(row[c] for row in values))
    for r, row in enumerate(values):
        for c, value in enumerate(row):
            if 0 < value < SMALLEST:
                low, high = eve.bounds((r, c))
                assert mask[r][c] and low <= value and high >= value + SPREAD


def test_without_secondary_suppression_the_attacker_wins() -> None:
    """The attack itself works: a single hidden cell is found at once."""
    eve = Attacker()
    for at, value in enumerate((20, 3, 15)):
        eve.learn((at,), HIDDEN if value < SMALLEST else value)
    eve.adds_up([(0,), (1,), (2,)], 38)
    assert eve.bounds((1,)) == (3, 3)


def fill(engine: Engine, seed: int, people: int) -> None:
    """A year in which many cells are small."""
    chance = random.Random(seed)
    with engine.begin() as connection:
        for table in (query, profile):
            connection.execute(delete(table))
        for number in range(people):
            sex = chance.choice(("female", "female", "male", "other", ""))
            home = chance.choice(("01", "02", "02", "12", "12", "12", "24", ""))
            if sex:
                row = {"citizen": f"p{number}", "sex": sex, "sex_state": "answered"}
                connection.execute(profile.insert().values(changed_at=datetime(2024, 1, 1, tzinfo=UTC), **row))
            for _ in range(chance.randint(1, 6)):
                at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=chance.choice((3, 40, 100, 101, 102, 250, 355)))
                province = home if chance.random() < 0.9 else chance.choice(("01", "12"))
                topic = chance.choice(("budget", "budget", "budget", "services", "services", "procurement", ""))
                connection.execute(query.insert().values(turn(at, f"p{number}", province=province, topic=topic)))


def attack(tables: dict[str, Table]) -> Attacker:
    """Everything that the tables say together."""
    eve = Attacker()
    total = dict(zip(tables["total"].columns, tables["total"].rows[0], strict=True))
    for name in ("new", "returning"):
        eve.learn(("total", name), total[name])
    eve.adds_up([("total", "new"), ("total", "returning")], total["people"])
    learn_months(eve, tables["months"], total)
    if "sex" in tables:
        for _, sex, people in tables["sex"].rows:
            eve.learn(("sex", sex), people)
        eve.adds_up([("sex", sex) for sex in SEXES], total["people"])
    learn_places(eve, tables)
    return eve


def learn_months(eve: Attacker, months: Table, total: dict[str, Any]) -> None:
    for month, people, queries in months.rows:
        eve.learn(("month people", month), people)
        eve.learn(("month queries", month), queries)
    labels = [row[0] for row in months.rows]
    eve.adds_up([("month queries", month) for month in labels], total["queries"])
    eve.covers([("month people", month) for month in labels], total["people"])


def learn_places(eve: Attacker, tables: dict[str, Table]) -> None:
    sums: dict[Key, int] = {}
    for name in ("province", "topic"):
        for _, label, people, queries in tables[name].rows:
            sums[name, label, "people"], sums[name, label, "queries"] = people, queries
    lines: dict[Key, list[Key]] = defaultdict(list)
    for _, place, topic, queries in tables["province_topic"].rows if "province_topic" in tables else []:
        eve.learn(("crossed", place, topic), queries)
        lines["province", place, "queries"].append(("crossed", place, topic))
        lines["topic", topic, "queries"].append(("crossed", place, topic))
    for _, place, sex, people in tables["province_sex"].rows:
        eve.learn(("place and sex", place, sex), people)
        lines["province", place, "people"].append(("place and sex", place, sex))
        lines["sex", sex].append(("place and sex", place, sex))
    for key, parts in lines.items():
        if key in sums:
            eve.adds_up(parts, sums[key])
        elif key in eve.known:
            eve.covers(parts, eve.known[key])


def truth(engine: Engine) -> dict[Key, tuple[int, int]]:
    """People and queries behind what is hidden, counted by hand."""
    with engine.connect() as connection:
        rows = connection.execute(query.select()).all()
        sexes = {row.citizen: row.sex for row in connection.execute(profile.select())}
    people: dict[Key, set[str]] = defaultdict(set)
    queries: dict[Key, int] = defaultdict(int)
    for row in rows:
        place, topic = row.province or "none", row.topic or "none"
        sex = sexes.get(row.citizen, "")
        sex = sex if sex in ("female", "male") else "not_told"
        month = f"{row.at.astimezone(PHNOM_PENH):%Y-%m}"
        for key in (("crossed", place, topic), ("place and sex", place, sex), ("sex", sex), ("month queries", month)):
            people[key].add(row.citizen)
            queries[key] += 1
        people["month people", month].add(row.citizen)
    return {key: (len(people[key]), queries[key]) for key in people}


@pytest.mark.parametrize("people", [6, 20, 60, 200])
def test_all_published_tables_together_give_no_small_number_away(engine: Engine, people: int) -> None:
    tried = 0
    for seed in range(3):
        fill(engine, seed, people)
        roll_up(engine, PHNOM_PENH, 30, thorough=True)
        with engine.connect() as connection:
            tables = {table.name: table for table in open_tables(connection, 2024, PHNOM_PENH)}
        eve, real = attack(tables), truth(engine)
        for key in eve.unknown:
            number, queries = real.get(key, (0, 0))
            value = queries if key[0] in ("crossed", "month queries") else number
            if 0 < number < SMALLEST:
                low, high = eve.bounds(key, 0 if key[0] == "place and sex" else 1)
                assert low <= value + 1e-6 and value - 1e-6 <= high, (key, value, low, high)
                assert high - low >= SPREAD - 1e-6, (key, value, low, high)
                tried += 1
        assert not [key for key in eve.known if 0 < real.get(key, (0,))[0] < SMALLEST], "a small number was published"
    assert tried or people < 10


def test_nothing_is_published_of_a_year_with_hardly_anybody_or_of_one_that_is_not_over(engine: Engine) -> None:
    fill(engine, 1, 4)
    roll_up(engine, PHNOM_PENH, 30, thorough=True)
    with engine.connect() as connection:
        assert daybook(connection).days and open_tables(connection, 2024, PHNOM_PENH) == []
    assert years(engine, date(2026, 1, 1)) == []
    fill(engine, 1, 5)
    roll_up(engine, PHNOM_PENH, 30, thorough=True)
    assert years(engine, date(2024, 12, 31)) == []
    assert years(engine, date(2026, 1, 1)) == [2024]


def years(engine: Engine, today: date) -> list[int]:
    publish(engine, PHNOM_PENH, today)
    with engine.connect() as connection:
        return list(published(connection))
