"""The log keeps what is counted and nothing that points at a person."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.domain.talk import Kind, Outcome
from bot.store.querylog import Entry, kept_text, province_of, record
from bot.store.talk_tables import query
from bot.store.unanswered import drop_old, open_questions
from bot.text.personal import without_personal_data

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def entry(number: int = 1) -> Entry:
    return Entry(
        number, NOW, "2026-11-24", "c", "messenger", Kind.TEXT, "km", Outcome.NO_DATA, "intent", "budget", "01",
        {"place": "0102"}, 0.5, False, 12, None,
    )  # fmt: skip


def test_a_turn_is_logged_in_plain_words(engine: Engine) -> None:
    with engine.begin() as connection:
        record(connection, [entry()])
        row = connection.execute(query.select()).one()
    assert (row.kind, row.outcome, row.names, row.at, row.profile) == ("text", "no_data", {"place": "0102"}, NOW, False)


def test_a_message_is_logged_once(engine: Engine) -> None:
    with engine.begin() as connection:
        record(connection, [entry(1)])
    with pytest.raises(IntegrityError), engine.begin() as connection:
        record(connection, [entry(1)])


@pytest.mark.parametrize(
    "said, kept",
    [
        ("call 012 345 678 please", "call … please"),
        ("call +855-12-345-678", "call …"),
        ("ទូរស័ព្ទ ០១២៣៤៥៦៧៨ របស់ខ្ញុំ", "ទូរស័ព្ទ … របស់ខ្ញុំ"),
        ("mail sok.dara@example.com now", "mail … now"),
        ("my id is 010123456 (01)", "my id is …)"),
        ("ticket 123456", "ticket …"),
        ("see https://facebook.com/sok.dara", "see …"),
        ("012\u200b345\u200b678", "…"),
        ("budget of 2025 and 2026", "budget of 2025 and 2026"),
        ("budget 2024-2025-2026", "budget 2024-2025-2026"),
        ("ថវិកា ២០២៤ ២០២៥", "ថវិកា ២០២៤ ២០២៥"),
        ("fee 40000 riel", "fee 40000 riel"),
        ("ខ្ញុំឈ្មោះ សុខ ដារ៉ា ចង់ធ្វើសំបុត្រកំណើត", "ខ្ញុំឈ្មោះ … ចង់ធ្វើសំបុត្រកំណើត"),
        ("ខ្ញុំឈ្មោះសុខដារ៉ាចង់ធ្វើសំបុត្រ", "ខ្ញុំឈ្មោះ… ចង់ធ្វើសំបុត្រ"),
        ("ខ្ញុំបាទឈ្មោះ ជា វណ្ណា។ តើថ្លៃប៉ុន្មាន", "ខ្ញុំបាទឈ្មោះ … ។ តើថ្លៃប៉ុន្មាន"),
        ("my name is Sok Dara and I want a passport", "my name is … and I want a passport"),
        ("knhom chmos sok dara jong tver passport", "knhom chmos … jong tver passport"),
        ("my name is wrong on the birth certificate", "my name is wrong on the birth certificate"),
        ("ប្ដូរឈ្មោះខ្ញុំក្នុងសំបុត្រកំណើត", "ប្ដូរឈ្មោះខ្ញុំក្នុងសំបុត្រកំណើត"),
        ("ឈ្មោះក្រុមហ៊ុនអី", "ឈ្មោះក្រុមហ៊ុនអី"),
    ],
)
def test_personal_data_is_cut_out_of_the_words(said: str, kept: str) -> None:
    assert without_personal_data(said) == kept


@given(st.text(), st.text(alphabet="0123456789០១២៣៤៥៦៧៨៩", min_size=6, max_size=15))
def test_no_long_number_stays_in_any_text(around: str, number: str) -> None:
    assert number not in without_personal_data(f"{around} {number} {around}")


@pytest.mark.parametrize("piece", ["ក", "abc", "a.", "1 ", "ខ្ញុំឈ្មោះ", "call me ", "a@", "+1-"])
def test_a_long_text_takes_no_time(piece: str) -> None:
    """Once it took minutes in which the whole process stood still."""
    began = time.process_time()
    without_personal_data((piece * 100_000)[:100_000])
    assert time.process_time() - began < 2


def test_only_what_staff_must_learn_from_is_kept() -> None:
    assert kept_text(Outcome.NOT_UNDERSTOOD, "ring 012345678") == "ring …"
    assert kept_text(Outcome.OFFERED, "hm") == "hm"
    assert [kept_text(outcome, "hm") for outcome in Outcome if outcome not in ("not_understood", "offered")] == [
        None
    ] * 5


def test_words_to_learn_from_are_kept_apart_from_the_log(engine: Engine) -> None:
    with engine.begin() as connection:
        record(connection, [replace(entry(), outcome=Outcome.OFFERED, text="hm"), entry(2)])
        (kept,) = open_questions(connection)
    assert (kept.text, kept.outcome, kept.language, kept.at) == ("hm", "offered", "km", NOW)


def test_a_tap_makes_good_only_what_was_offered_last_to_the_same_citizen(engine: Engine) -> None:
    offered = replace(entry(), outcome=Outcome.OFFERED)
    with engine.begin() as connection:
        record(connection, [replace(offered, inbox_id=1, text="first"), replace(offered, inbox_id=2, text="last")])
        record(connection, [replace(offered, inbox_id=3, citizen="d", text="another's")])
        record(connection, [replace(entry(4), outcome=Outcome.NOT_UNDERSTOOD, text="never")])
        record(connection, [replace(entry(5), kind=Kind.TAP)])
        assert [one.text for one in open_questions(connection)] == ["never", "another's", "first"]


def test_old_words_are_deleted(engine: Engine) -> None:
    with engine.begin() as connection:
        record(connection, [replace(entry(), outcome=Outcome.OFFERED, text="hm")])
        assert drop_old(connection, NOW + timedelta(days=179), 180) == 0
        assert drop_old(connection, NOW + timedelta(days=181), 180) == 1
        assert open_questions(connection) == []


def test_the_province_is_the_beginning_of_the_place() -> None:
    assert [province_of(names) for names in ({"place": "010203"}, {"place": "12"}, {}, {"place": "x"})] == [
        "01",
        "12",
        "",
        "",
    ]
